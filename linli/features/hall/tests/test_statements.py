"""How many SQL statements the hot actions take: the same however long the line is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from .day import Day

SAVEPOINTS = ("SAVEPOINT", "RELEASE")


def statements(call: Callable[[], object]) -> list[str]:
    """The statements of a call, without the savepoints that stand in for BEGIN and COMMIT inside a test."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        call()
    return [query["sql"] for query in captured if not query["sql"].startswith(SAVEPOINTS)]


@pytest.mark.parametrize("waiting", [1, 12])
def test_taking_a_number(day: Day, waiting: int) -> None:
    day.open(1, 2)
    for _ in range(waiting):
        day.take()
    found = statements(lambda: day.take("consult", "housing", phone="+8613800000001"))
    assert len(found) == 19, "\n".join(found)


@pytest.mark.parametrize("waiting", [2, 12])
@pytest.mark.parametrize(("present", "expected"), [(False, 14), (True, 18)])
def test_calling_the_next(day: Day, waiting: int, present: bool, expected: int) -> None:
    day.open(1, 2, 3)
    for _ in range(waiting):
        day.take()
    if present:
        day.serve(1)
    found = statements(lambda: day.at(1, "call_next"))
    assert len(found) == expected, "\n".join(found)


@pytest.mark.parametrize(
    ("verb", "rest", "expected"),
    [("recall", {}, 12), ("welcome", {}, 11), ("mark_missed", {}, 11)],
)
def test_a_step_with_a_called_visitor(day: Day, verb: str, rest: dict[str, Any], expected: int) -> None:
    day.open(1, 2).take()
    day.at(1, "call_next")
    found = statements(lambda: day.at(1, verb, **rest))
    assert len(found) == expected, "\n".join(found)


def test_a_second_tap_costs_almost_nothing(day: Day) -> None:
    day.take(key="tap")
    assert len(statements(lambda: day.take(key="tap"))) == 9
