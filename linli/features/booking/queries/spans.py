"""From when to when a week has to be shown, and in which steps one moves in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import gcd
from zoneinfo import ZoneInfo

from linli.base.kernel import Period

from .. import rules
from ..models import Venue
from .ground import Ground, Known, Want, ground

A_QUARTER, WHOLE_DAY = 15, 24 * 60


@dataclass(frozen=True)
class Span:
    """Minutes since midnight from the first opening to the last closing (1440: midnight), in whole hours; and the step
    that fits the terms of every room.
    """

    opens: int
    closes: int
    step_minutes: int


# Where nothing is open and nothing booked.
NOTHING = (9 * 60, 19 * 60)


def span(
    *, venues: Sequence[Venue], first: date, days: int, used: Iterable[tuple[datetime, datetime]], now: datetime
) -> Span:
    """What the hours of some rooms need on so many days, and what is `used` outside of them (booked or blocked)."""
    found = ground(want=Want(venues=venues), first=first, days=days, now=now)
    zone = ZoneInfo(found.days.zone)
    open_ones = [
        (period.start, period.end)
        for known in found.known
        for after in range(days)
        for period in _hours(found, known, first + timedelta(days=after))
    ]
    shown = ((start.astimezone(zone), end.astimezone(zone)) for start, end in [*open_ones, *used])
    ends = [minute for start, end in shown for minute in _minutes(start, end)]
    opens, closes = (min(ends) // 60 * 60, -(-max(ends) // 60) * 60) if ends else NOTHING
    steps = [given.step_minutes for known in found.known for given, _bits in rules.spells(known.terms, days=found.days)]
    return Span(opens, closes, gcd(*steps) if steps else A_QUARTER)


def _hours(found: Ground, known: Known, day: date) -> Sequence[Period]:
    given = found.place(known).given_on(day)
    return found.hours_on(known, day, given.hours).periods if given else ()


def _minutes(start: datetime, end: datetime) -> tuple[int, ...]:
    """When a stretch begins and ends; one that goes on after midnight needs the day from its beginning to its end."""
    begins, ends = (at.hour * 60 + at.minute for at in (start, end))
    last = (end - timedelta.resolution).date()
    if last == start.date():
        return begins, ends or WHOLE_DAY
    return 0, WHOLE_DAY
