"""Free and taken times: the bar and the words tell the same, and nothing a strict policy would block."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from django.template import Context, Template
from django.utils import translation

from linli.base.ui import grid

MORNING = grid.Stretch(time(9), time(11, 30), grid.FREE, url="/book/?at=9")
CONCERT = grid.Stretch(time(11, 30), time(13), grid.BUSY, why="合唱团")


def draw(source: str, **context: object) -> str:
    with translation.override("zh-hans"):
        drawn = Template("{% load grid %}" + source).render(Context(context))
    assert not re.search(r"""\sstyle=|<script|\son\w+=""", drawn)
    return " ".join(drawn.split())


def test_a_row_says_each_stretch_and_links_the_free_ones() -> None:
    rows = [grid.Row("周二", [MORNING, CONCERT], is_now=True), grid.Row("周三", [], note="国庆节")]
    drawn = draw("{% availability_grid rows '一周' %}", rows=rows)
    assert '<a class="free-time" href="/book/?at=9"><span class="free-span">9:00–11:30</span> 空闲</a>' in drawn
    assert '<span class="free-span">11:30–13:00</span> 合唱团' in drawn
    assert 'aria-current="date"' in drawn
    assert "国庆节" in drawn


def test_the_bar_spans_the_hours_any_row_reaches_up_to_a_mark() -> None:
    assert grid.hours_of([grid.Row("", [MORNING, CONCERT])]) == (9, 13)
    assert grid.hours_of([grid.Row("", [grid.Stretch(time(9), time(20))])]) == (9, 21)
    assert grid.hours_of([grid.Row("", [grid.Stretch(time(6), time(0))])]) == (6, 24)
    assert grid.hours_of([]) == (9, 19)
    for first, last in ((9, 13), (9, 21), (6, 24)):
        marks = grid.ticks(first=first, last=last)
        assert (marks[0], marks[-1]) == ((first, 0), (last, 100))


def test_bars_are_shares_of_the_whole() -> None:
    bars = grid.bars(grid.Row("", [MORNING, CONCERT]), first=9, last=13)
    assert [(bar.x, bar.width, bar.state) for bar in bars] == [(0, 62.5, "free"), (62.5, 37.5, "busy")]


def test_a_month_stands_in_weeks_and_seven_days_in_one_row() -> None:
    month = [grid.Day(date(2026, 11, 24) + timedelta(days=after), "free", url="/") for after in range(31)]
    assert [len(week) for week in grid.weeks(month)] == [7] * 5
    assert grid.weeks(month)[0][0] is None
    assert draw("{% availability_month days %}", days=month).count("<tr>") == 6
    strip = draw("{% availability_month days %}", days=month[:7])
    assert strip.count("<tr>") == 2
    assert strip.index("周二") < strip.index("周一")


def test_a_day_says_its_state_in_a_word_and_why_for_who_listens() -> None:
    drawn = draw("{% availability_month days %}", days=[grid.Day(date(2026, 10, 1), "closed", note="国庆节")])
    assert "不开放" in drawn
    assert '<span class="visually-hidden"> 国庆节</span>' in drawn
    assert "<a " not in drawn
