"""What stands in the way of giving a number, and of steps at windows: without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from linli.base.kernel import Objection, Period
from linli.features.hall import rules
from linli.features.hall.rules import Desk, Opening, Step, Taking

NOW = datetime.fromisoformat("2026-11-24T10:40+08:00")
MORNING = Period(NOW - timedelta(hours=1), NOW + timedelta(hours=1))
EVENING = Period(NOW + timedelta(hours=3), NOW + timedelta(hours=6))
FREE = Taking(
    periods=[MORNING, EVENING], is_day_closed=False, last_ticket_minutes=10, waiting=3, line_cap=9, given=5,
    daily_cap=9, holds="", groups=1, refused_groups=(),
)  # fmt: skip
DESK = Desk(worker=1, duty=1)


def codes(found: list[Objection]) -> list[str]:
    return [objection.code for objection in found]


def taking(now: datetime = NOW, **facts: object) -> list[str]:
    return codes(rules.objections_to_taking(replace(FREE, **facts), now=now))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, []),
        ({"waiting": 9}, ["line_full"]),
        ({"waiting": 9, "line_cap": None}, []),
        ({"given": 9}, ["daily_cap"]),
        ({"given": 9, "daily_cap": None}, []),
        ({"holds": "A001"}, ["already_holding"]),
        ({"groups": 0}, ["no_groups"]),
        ({"refused_groups": ["住房", "残联"]}, ["group_not_taken", "group_not_taken"]),
        ({"is_day_closed": True}, ["day_closed"]),
        ({"periods": []}, ["hall_closed"]),
        ({"periods": [], "waiting": 9, "given": 9, "holds": "A001", "groups": 0},
         ["hall_closed", "line_full", "daily_cap", "already_holding", "no_groups"]),
    ],
)  # fmt: skip
def test_a_number_is_given_unless_something_is_in_the_way(facts: dict[str, object], expected: list[str]) -> None:
    assert taking(**facts) == expected


def test_numbers_are_given_to_the_end_of_the_morning_but_not_of_the_day() -> None:
    assert taking(MORNING.end - timedelta(seconds=1)) == []
    assert taking(MORNING.end) == ["hall_closed"]
    assert taking(EVENING.end - timedelta(minutes=10, seconds=1)) == []
    assert taking(EVENING.end - timedelta(minutes=10)) == ["closing_soon"]
    assert taking(EVENING.end) == ["hall_closed"]


def test_a_time_is_named_only_where_it_is_known() -> None:
    closed = replace(FREE, periods=[], is_day_closed=False)
    unknown, known = (
        rules.objections_to_taking(replace(closed, opens_at=at), now=NOW)[0] for at in (None, EVENING.start)
    )
    assert "{opens_at}" not in unknown.text
    assert "{opens_at}" in known.text
    assert known.values == {"opens_at": EVENING.start}


OPEN = Opening(is_in_use=True, is_open=False, is_day_closed=False, workers=1)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, []),
        ({"workers": 0}, ["nobody_on_post"]),
        ({"workers": 2, "may_serve": False}, ["several_workers"]),
        ({"may_serve": False, "is_absent": True, "serves_at": 3},
         ["not_a_worker", "worker_absent", "worker_elsewhere"]),
        ({"is_in_use": False, "is_open": True, "is_day_closed": True},
         ["day_closed", "window_not_in_use", "already_open"]),
    ],
)  # fmt: skip
def test_a_window_opens_with_exactly_one_worker(facts: dict[str, object], expected: list[str]) -> None:
    assert codes(rules.objections_to_opening(replace(OPEN, **facts))) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("desk", "expected"),
    [
        (DESK, []),
        (replace(DESK, visitor="serving"), []),
        (replace(DESK, visitor="called"), ["visitor_not_answered"]),
        (replace(DESK, is_paused=True), ["window_paused"]),
        (replace(DESK, duty=2), ["not_on_duty"]),
        (replace(DESK, duty=None, is_day_closed=True), ["day_closed", "window_not_open"]),
    ],
)
def test_calling_needs_an_open_window_of_one_s_own_and_an_answer_for_the_last_call(
    desk: Desk, expected: list[str]
) -> None:
    assert codes(rules.objections_to_calling(desk)) == expected


@pytest.mark.parametrize(
    ("visitor", "needs", "expected"),
    [
        ("", ("serving",), ["nobody_here"]),
        ("called", ("serving",), ["visitor_not_answered"]),
        ("serving", ("called",), ["already_welcomed"]),
        ("called", ("called",), []),
    ],
)
def test_a_step_needs_the_visitor_in_the_right_state(visitor: str, needs: tuple[str], expected: list[str]) -> None:
    assert codes(rules.objections_to_step(desk=replace(DESK, visitor=visitor), needs=needs)) == expected


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (None, ["nothing_to_undo"]),
        (Step(worker=1, at=NOW - timedelta(seconds=60), label="A001"), []),
        (Step(worker=1, at=NOW - timedelta(seconds=61), label="A001"), ["too_late"]),
        (Step(worker=2, at=NOW, label="A001", later=True), ["not_your_step", "moved_on"]),
    ],
)
def test_a_step_is_taken_back_by_its_own_worker_within_a_minute_while_nothing_was_built_upon_it(
    step: Step | None, expected: list[str]
) -> None:
    assert codes(rules.objections_to_undo(desk=DESK, step=step, undo_seconds=60, now=NOW)) == expected


@pytest.mark.parametrize(
    ("is_over", "windows_open", "now", "expected"),
    [
        (True, 3, NOW, True),
        (False, 0, NOW, False),
        (False, 0, EVENING.end, True),
        (False, 1, EVENING.end, False),
    ],
)
def test_a_day_closes_when_it_is_over_or_its_hours_are_and_nobody_serves(
    is_over: bool, windows_open: int, now: datetime, expected: bool
) -> None:
    periods = [MORNING, EVENING]
    assert rules.may_close_day(is_over=is_over, periods=periods, windows_open=windows_open, now=now) is expected


def test_a_day_without_hours_closes_only_when_it_is_over() -> None:
    assert not rules.may_close_day(is_over=False, periods=[], windows_open=0, now=NOW)
