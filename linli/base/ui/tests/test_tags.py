"""The pieces draw what they are given, in both languages, and nothing a strict policy would block."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from linli.base.kernel import Objection, Refused
from linli.base.ui import icons


def draw(source: str, language: str = "zh-hans", **context: Any) -> str:
    with translation.override(language):
        drawn = Template("{% load ui %}" + source).render(Context(context))
    assert not re.search(r"""\sstyle=|<script|\son\w+=""", drawn), "the policy forbids inline script and style"
    return " ".join(drawn.split())


class Visit(forms.Form):
    """What a resident comes for."""

    phone = forms.CharField(label="手机号")


def test_an_icon_is_drawn_inline_and_hidden_from_screen_readers() -> None:
    drawn = draw('{% icon "door-open" %}')
    assert 'class="icon"' in drawn
    assert 'aria-hidden="true"' in drawn
    assert 'focusable="false"' in drawn
    assert "<path" in drawn


def test_an_icon_with_a_label_speaks() -> None:
    assert 'aria-label="无障碍"' in draw('{% icon "person-wheelchair" "无障碍" %}')


@pytest.mark.parametrize("name", ["no-such-icon", "../package", ""])
def test_an_entered_icon_that_is_not_there_breaks_no_page(name: str) -> None:
    assert draw("{% icon name %}", name=name) == draw("{% icon fallback %}", fallback=icons.FALLBACK)


def test_each_form_carries_a_key_of_its_own() -> None:
    first, second = draw("{% key_field %}"), draw("{% key_field %}")
    assert 'type="hidden" name="key"' in first
    assert first != second


def test_a_qr_code_says_what_it_opens() -> None:
    drawn = draw('{% qr "http://127.0.0.1/tickets/x/" label="看叫号" %}')
    assert 'role="img" aria-label="看叫号"' in drawn
    assert drawn.startswith("<svg")
    assert drawn.endswith("</svg>")


def test_every_reason_of_a_refusal_is_listed_and_leads_to_its_field(now: datetime) -> None:
    refused = Refused(
        Objection("closed", "Opens {when}.", {"when": now + timedelta(days=1)}),
        Objection("phone", "This number is not a phone number.", field="phone"),
    )
    drawn = draw("{% objections refused form %}", refused=refused, form=Visit({"phone": ""}))
    assert drawn.count("<li") == 3
    assert "有 3 个原因" in drawn
    assert drawn.count('href="#id_phone"') == 2
    assert "明天 10:40" in drawn
    assert 'role="alert"' in drawn


def test_without_a_reason_nothing_is_drawn() -> None:
    assert draw("{% objections refused form %}", refused=None, form=Visit({"phone": "1"})) == ""
    assert draw("{% objections %}") == ""


def test_open_now_says_until_when_and_closed_says_when_it_opens(now: datetime) -> None:
    evening = now + timedelta(hours=3)
    assert "正在开放" in draw("{% open_now True at %}", at=evening)
    assert "到 13:40" in draw("{% open_now True at %}", at=evening)
    assert "until 13:40" in draw("{% open_now True at %}", "en", at=evening)
    assert "有人值班" in draw('{% open_now True at kind="duty" %}', at=evening)
    assert "明天 10:40 开门" in draw("{% open_now False at %}", at=now + timedelta(days=1))
    assert "现在休息" in draw("{% open_now False %}")


def test_a_week_marks_today_and_names_what_is_open() -> None:
    monday = date(2026, 11, 23)
    period = SimpleNamespace(start=time(9), end=time(12), kind="duty")
    closure = SimpleNamespace(reason="停电检修", reason_en="Power cut")
    days = [
        SimpleNamespace(day=monday, periods=[period], closures=[closure]),
        SimpleNamespace(day=date(2027, 1, 1), periods=[], kind=SimpleNamespace(name="元旦", name_en="New Year's Day")),
        SimpleNamespace(
            day=date(2026, 10, 10), periods=[], kind=SimpleNamespace(name="国庆节", name_en="", is_makeup=True)
        ),
    ]
    drawn = draw("{% week_hours days today=today %}", days=days, today=monday)
    assert drawn.count('aria-current="date"') == 1
    assert "9:00–12:00" in drawn
    assert "值班" in drawn
    assert "休息" in drawn
    assert "元旦" in drawn
    assert "国庆节调休上班" in drawn
    assert "停电检修" in drawn
    assert "Power cut" in draw("{% week_hours days %}", "en", days=days)
    assert "Mon" in draw("{% week_hours days %}", "en", days=days)


@pytest.mark.parametrize(
    "zone", ["consult_zone", "deliberation_zone", "activity_zone", "special_zone", "display_zone", "office_zone"]
)
def test_a_zone_is_a_hue_an_icon_and_a_word(zone: str) -> None:
    drawn = draw('{% zone_badge zone "暖心驿站" %}', zone=zone)
    assert f"zone-{zone.removesuffix('_zone')}" in drawn
    assert "<svg" in drawn
    assert "区" in drawn
    assert "暖心驿站" in drawn


def test_a_ticket_stub_shows_number_state_matters_and_code(now: datetime) -> None:
    groups = [SimpleNamespace(name="残联", name_en="Federation")]
    drawn = draw(
        '{% ticket_stub "A023" place="拓然家苑" at=now matters=groups state="等候" url="http://x/" url_label="扫码" %}',
        now=now,
        groups=groups,
    )
    for part in ("A023", "拓然家苑", "今天 10:40 取号", "残联", "等候", "扫码", 'class="qr"', "A023 号"):
        assert part in drawn
    assert "Federation" in draw('{% ticket_stub "A023" matters=groups %}', "en", groups=groups)


def test_a_window_plate_names_number_groups_and_whom_it_serves() -> None:
    drawn = draw(
        '{% window_sign 2 name="残联" groups=groups worker="示例" label="A021" state="办理中" is_accessible=True %}',
        groups=["甲", "乙"],
    )
    for part in ("2 号窗口", "残联", "甲、乙", "示例", "A021", "办理中", "无障碍窗口"):
        assert part in drawn


def test_a_wait_is_a_range_or_an_honest_not_known() -> None:
    assert "大约 10–20 分钟" in draw("{% wait_range 10 20 %}")
    assert "about 10 to 20 minutes" in draw("{% wait_range 10 20 %}", "en")
    assert "大约 5 分钟" in draw("{% wait_range 5 5 %}")
    assert "估不准" in draw("{% wait_range %}")
    assert "前面还有 <strong>4</strong> 位" in draw("{% wait_range 10 20 ahead=4 %}")
    assert "下一位就是您" in draw("{% wait_range 0 5 ahead=0 %}")
    assert "可能排不到您" in draw("{% wait_range 10 20 is_doubtful=True %}")


def test_a_timeline_marks_the_present_step(now: datetime) -> None:
    steps = [{"title": "取号", "state": "done", "at": now}, {"title": "等候", "state": "now", "note": "喝杯茶"}]
    drawn = draw("{% timeline steps %}", steps=steps)
    assert drawn.count('aria-current="step"') == 1
    assert "今天 10:40" in drawn
    assert "喝杯茶" in drawn


def test_a_figure_leads_to_its_rows() -> None:
    drawn = draw('{% figure_tile 2480 "户数" unit="户" source="/rows/" %}')
    assert "2,480" in drawn
    assert 'href="/rows/"' in drawn
    assert "查看明细" in drawn


def test_an_empty_place_says_what_to_do_next() -> None:
    drawn = draw('{% empty "没有号" "取一个吧" icon="ticket" url="/x/" action="取号" %}')
    assert 'href="/x/"' in drawn
    assert "取一个吧" in drawn


def test_what_a_reader_typed_is_never_markup() -> None:
    evil = '"><script>alert(1)</script>'
    for source in (
        "{% qr evil label=evil %}",
        "{% ticket_stub evil state=evil matters=many %}",
        "{% window_sign 1 name=evil groups=many %}",
        "{% empty evil evil %}",
        "{% figure_tile evil evil %}",
    ):
        assert "<script" not in draw(source, evil=evil, many=[evil])
