"""Taking the last step at a window back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from linli.features.hall.models import HallDay, Ticket

from .day import Day, events

Refuses = Callable[..., Any]


def rows() -> list[Any]:
    return list(Ticket.objects.order_by("pk").values())


@pytest.fixture
def busy(day: Day) -> Day:
    """Two windows open, four people came, the first is served at window 1."""
    day.open(1, 2)
    for priority in ("ordinary", "ordinary", "elder", "ordinary"):
        day.take(priority=priority)
    day.serve(1)
    return day


@pytest.mark.parametrize(
    ("verb", "rest"),
    [
        ("call_next", {}),
        ("finish", {}),
        ("park", {"reason": "填表"}),
        ("transfer", {"to_window": None, "reason": "x"}),
    ],
)
def test_each_step_with_a_served_visitor_is_taken_back_whole(busy: Day, verb: str, rest: dict[str, Any]) -> None:
    before, counter = rows(), HallDay.objects.get().calls_since_overtaking
    busy.at(1, verb, **rest)
    busy.at(1, "undo", key="u")
    busy.at(1, "undo", key="u")
    if verb == "call_next":  # it was two steps: finish, and call
        busy.at(1, "undo")
    assert rows() == before
    assert HallDay.objects.get().calls_since_overtaking == counter
    assert set(Ticket.objects.get(number=3).matters.values_list("outcome", flat=True)) == {""}


@pytest.mark.parametrize("verb", ["recall", "welcome", "mark_missed"])
def test_each_step_with_a_called_visitor_is_taken_back_whole(busy: Day, verb: str) -> None:
    busy.at(2, "call_next")
    before = rows()
    busy.at(2, verb)
    busy.at(2, "undo")
    assert rows() == before


def test_the_log_keeps_the_step_and_its_undoing(busy: Day) -> None:
    busy.at(1, "finish")
    busy.at(1, "undo")
    finished, undone = events()[-2:]
    assert (finished.kind, finished.undone_at) == ("finished", busy.now)
    assert (undone.kind, undone.reason, undone.ticket) == ("undone", "finished", finished.ticket)


def test_undoing_a_priority_call_gives_the_share_back(day: Day) -> None:
    day.open(1).take()
    day.take(priority="elder")
    assert day.at(1, "call_next").number == 2
    day.at(1, "undo")
    assert HallDay.objects.get().calls_since_overtaking is None
    assert day.at(1, "call_next").number == 2


def test_nothing_is_taken_back_twice_or_from_nothing(day: Day, refused: Refuses) -> None:
    day.open(1).take()
    with refused("nothing_to_undo"):
        day.at(1, "undo")
    day.at(1, "call_next")
    day.at(1, "undo")
    with refused("nothing_to_undo"):
        day.at(1, "undo")


def test_after_a_minute_a_step_stands(busy: Day, refused: Refuses) -> None:
    busy.wait(seconds=61)
    with refused("too_late"):
        busy.at(1, "undo")


def test_only_who_did_it_takes_it_back(busy: Day, refused: Refuses) -> None:
    with refused("not_on_duty", "not_your_step"):
        busy.at(1, "undo", worker=busy.cast.workers[2])
    busy.at(1, "finish")
    busy.by_head(1, "close_window")
    with refused("window_not_open"):
        busy.at(1, "undo")
    busy.shift(1, busy.cast.backups[1])
    with refused("not_your_step"):
        busy.at(1, "undo", worker=busy.cast.backups[1])


def test_a_step_that_something_was_built_upon_stands(busy: Day, refused: Refuses) -> None:
    busy.at(1, "transfer", to_window=busy.cast.windows[2], reason="x")
    busy.at(2, "call_next")
    with refused("moved_on"):
        busy.at(1, "undo")
    busy.at(2, "undo")
    assert busy.at(1, "undo").at_window == busy.cast.windows[1]


def test_a_visitor_with_a_new_number_is_not_called_back(day: Day, refused: Refuses) -> None:
    day.open(1).take(device="phone-1")
    day.serve(1)
    day.at(1, "finish")
    day.take(device="phone-1")
    with refused("moved_on"):
        day.at(1, "undo")


def test_undoing_the_call_of_an_appointment_gives_its_share_back(day: Day) -> None:
    day.open(1).take()
    due = day.take(appointed_at=day.now)
    assert day.at(1, "call_next") == due
    day.at(1, "undo")
    assert HallDay.objects.get().calls_since_appointed is None
    assert day.at(1, "call_next") == due
