"""A hall's day with visits that may be rated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from linli.features.feedback import actions
from linli.features.hall.models import Ticket
from linli.features.hall.tests.day import Day, fresh_key

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast


@pytest.fixture
def day(cast: Cast, now: datetime) -> Day:
    """A Tuesday at 10:40 with window 1 open."""
    return Day(cast, now).open(1)


def serve(day: Day, number: int = 1) -> Ticket:
    """A visit that comes and is served to the end."""
    day.take()
    day.serve(number)
    ticket: Ticket = day.at(number, "finish")
    return ticket


def rate(day: Day, ticket: Ticket, level: int | None = 5, **rest: Any) -> None:
    actions.rate_visit(**{"ticket": ticket, "level": level, "key": fresh_key(), "now": day.now, **rest})


@pytest.fixture
def visit(day: Day) -> Ticket:
    """A visit that is over."""
    return serve(day)


@pytest.fixture
def rated(day: Day) -> Callable[..., list[Ticket]]:
    """`rated(5, 4)`: two visits of today, rated with these levels."""

    def some(*levels: int) -> list[Ticket]:
        tickets = [serve(day) for _ in levels]
        for ticket, level in zip(tickets, levels, strict=True):
            rate(day, ticket, level)
        return tickets

    return some
