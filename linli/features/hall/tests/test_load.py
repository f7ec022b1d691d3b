"""A day's load as pages ask for it: live, kept when the day closes, by kind of day, and with its rows."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from linli.features.hall import actions, queries
from linli.features.hall.models import HalfHour, HallDay, HallEvent
from linli.features.hall.queries import stories
from linli.features.hall.rules.load import VISIT_KINDS, WINDOW_KINDS, Figures

from .day import Day

TODAY = date(2026, 11, 24)
TEN_THIRTY = 21


@pytest.fixture
def told(day: Day) -> Day:
    """From 10:00: three windows, one paused; visitors served, waiting, gone, missed and back, handed on, taken back."""
    day.now = datetime.fromisoformat("2026-11-24T10:00:00+08:00")
    day.open(1, 2, 3)
    first, *_ = [day.take() for _ in range(7)]
    day.wait(minutes=4).serve(1)
    day.wait(minutes=2).serve(2)
    day.by_head(3, "pause_window", reason="喝水")
    day.wait(minutes=6).at(1, "transfer", to_window=None, reason="请下一位同事续办")
    day.serve(1)
    day.wait(minutes=8).at(2, "finish")
    day.by_head(3, "resume_window")
    missed = day.wait(minutes=3).at(3, "call_next")
    day.wait(seconds=30).at(3, "mark_missed")
    day.wait(minutes=6).at(3, "call_next")
    day.wait(seconds=20).at(3, "undo")
    gone = day.take()
    day.wait(minutes=5).visitor("leave_line", gone)
    day.visitor("return_to_line", missed)
    day.wait(minutes=2).at(1, "finish")
    day.serve(2)
    assert first.number == 1
    return day


def load(day: Day, on: date = TODAY) -> queries.DayLoad:
    return queries.day_load(hall=day.cast.hall, day=on, now=day.now)


def test_today_is_told_half_hour_by_half_hour_up_to_now(told: Day) -> None:
    shown = load(told)
    assert [(half.starts.hour, half.starts.minute) for half in shown.halves] == [(9, 0), (9, 30), (10, 0), (10, 30)]
    assert [half.is_going_on for half in shown.halves] == [False, False, False, True]
    assert shown.halves[-1].lasted_s == (told.now - datetime.fromisoformat("2026-11-24T10:30:00+08:00")).seconds
    early = shown.halves[2].figures
    assert (early.came, early.left, early.missed) == (8, 1, 0)
    assert shown.total.came == 8
    assert shown.total.open_s == 3 * 36 * 60 + 3 * 50
    assert shown.total.paused_s == 14 * 60
    assert shown.total.served == 2
    assert shown.total.called == len(shown.total.waits) == 4
    assert shown.total.longest_wait_s == 36 * 60 + 50


def test_what_was_taken_back_did_not_happen(told: Day) -> None:
    undone = HallEvent.objects.exclude(undone_at=None).get()
    rows = queries.visit_rows(hall=told.cast.hall, day=TODAY, kind="called", slot=None, now=told.now)
    assert undone.ticket is not None
    [row] = [row for row in rows if row.label == undone.ticket.label]
    assert row.called_at == told.now > undone.at


@pytest.mark.parametrize("kind", [*VISIT_KINDS, *WINDOW_KINDS])
def test_every_figure_is_the_sum_of_its_rows(told: Day, kind: str) -> None:
    shown = load(told)
    for half in [*shown.halves, None]:
        figures, slot = (half.figures, half.slot) if half else (shown.total, None)
        asked = {"hall": told.cast.hall, "day": TODAY, "kind": kind, "slot": slot, "now": told.now}
        if kind in VISIT_KINDS:
            rows = queries.visit_rows(**asked)
            assert len(rows) == getattr(figures, kind)
            if kind == "called":
                assert sorted(row.waited_s or 0 for row in rows) == list(figures.waits)
            if kind == "served":
                assert sum(row.at_windows_s for row in rows) == figures.service_s
        else:
            assert sum(row.lasted_s for row in queries.window_rows(**asked)) == getattr(figures, f"{kind}_s")


def test_a_day_keeps_its_sums_when_it_closes_and_they_are_what_its_log_says(told: Day) -> None:
    told.now = datetime.fromisoformat("2026-11-25T08:00:00+08:00")
    actions.close_day(hall=told.cast.hall, day=TODAY, now=told.now)
    assert HallDay.objects.get(day=TODAY).summed_at == told.now
    kept = {row.slot: queries.load.figures_of(row) for row in HalfHour.objects.filter(day=TODAY)}
    assert kept == stories.figures_by_half_hour(hall=told.cast.hall, day=TODAY, now=told.now)
    assert kept == stories.figures_by_half_hour(hall=told.cast.hall, day=TODAY, now=told.now + timedelta(days=9))
    shown = load(told)
    assert shown.total.came == shown.total.served + shown.total.gave_up
    # Nobody closed the windows: they count until the promised hours ended, not until the next morning.
    assert (shown.halves[-1].ends.hour, shown.halves[-1].ends.minute) == (17, 30)
    assert shown.total.open_s == 3 * 7.5 * 3600


def test_a_day_closed_before_sums_were_kept_is_summed_later(told: Day) -> None:
    told.now = datetime.fromisoformat("2026-11-25T08:00:00+08:00")
    actions.close_day(hall=told.cast.hall, day=TODAY, now=told.now)
    before = list(HalfHour.objects.order_by("slot").values_list("slot", "came", "waits", "idle_s"))
    HalfHour.objects.all().delete()
    HallDay.objects.update(summed_at=None)
    assert queries.days_to_sum() == [(told.cast.hall, TODAY)]
    assert load(told).total.came == 8
    for _time in range(2):
        assert actions.sum_day(hall=told.cast.hall, day=TODAY, now=told.now) == len(before)
        assert list(HalfHour.objects.order_by("slot").values_list("slot", "came", "waits", "idle_s")) == before
    assert queries.days_to_sum() == []


def test_an_open_day_is_not_summed(told: Day) -> None:
    assert actions.sum_day(hall=told.cast.hall, day=TODAY, now=told.now) == 0
    assert not HalfHour.objects.exists()


def keep(day: Day, on: str, *, slot: int = TEN_THIRTY, **figures: int | list[int]) -> None:
    HalfHour.objects.create(hall=day.cast.hall, day=date.fromisoformat(on), slot=slot, **figures)


def test_kinds_of_days_are_summed_up_over_the_weeks_with_how_many_there_were(day: Day) -> None:
    keep(day, "2026-11-17", came=4, called=1, waits=[60], served=2, service_s=600, open_s=1800)
    keep(day, "2026-11-10", came=8, called=2, waits=[120, 300], served=2, service_s=1400, open_s=3600)
    keep(day, "2026-11-23", came=1, open_s=1800)
    keep(day, "2026-11-21", came=7)
    keep(day, "2026-10-05", came=3)
    keep(day, "2026-10-10", came=5)  # a Saturday worked for the National Day
    keep(day, "2026-11-24", came=99)  # today is not over
    loads = queries.group_loads(hall=day.cast.hall, weeks=8, now=day.now)
    assert {group: (len(one.days), one.total.came) for group, one in loads.items()} == {
        "workday": (4, 18), "mon": (1, 1), "tue": (2, 12), "wed": (0, 0), "thu": (0, 0), "fri": (0, 0),
        "saturday": (1, 7), "sunday": (0, 0), "holiday": (1, 3),
    }  # fmt: skip
    tuesdays = loads["tue"]
    assert tuesdays.halves[0].figures.waits == (60, 120, 300)
    assert tuesdays.halves[0].lasted_s == 3600
    assert tuesdays.halves[0].demand_s == 12 * 500
    assert tuesdays.halves[0].is_short
    few = queries.group_loads(hall=day.cast.hall, weeks=4, now=day.now)
    assert few["workday"].total.came == 13


def test_the_days_behind_a_mean_add_up_to_it(day: Day) -> None:
    keep(day, "2026-11-17", came=4)
    keep(day, "2026-11-17", slot=30, came=3)
    keep(day, "2026-11-10", came=8)
    asked = {"hall": day.cast.hall, "weeks": 4, "group": "tue", "now": day.now}
    in_all = queries.group_days(**asked, slot=None)
    assert in_all == [(date(2026, 11, 10), Figures(came=8)), (date(2026, 11, 17), Figures(came=7))]
    later = queries.group_days(**asked, slot=30)
    assert [figures.came for _day, figures in later] == [0, 3]


def test_a_day_without_anybody_is_empty_and_a_day_to_come_too(day: Day) -> None:
    assert load(day, date(2026, 11, 22)).is_empty
    assert load(day, date(2026, 12, 1)).is_empty
