"""A stretch of time between two aware moments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, order=True)
class Period:
    """From `start` (included) to `end` (excluded), both aware; never empty.

    :raises ValueError: if a moment is naive or the end does not follow the start.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a Period needs aware datetimes")
        if self.end <= self.start:
            raise ValueError("a Period must end after it starts")

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.end - self.start

    def overlaps(self, other: Period) -> bool:
        """Whether the two share at least an instant."""
        return self.start < other.end and other.start < self.end

    def minus(self, others: Iterable[Period]) -> list[Period]:
        """What is left of this period after cutting out `others`, in order."""
        left = [self]
        for other in others:
            left = [piece for part in left for piece in _without(part, other)]
        return left


def merged(periods: Iterable[Period]) -> list[Period]:
    """The same stretches of time, in order, with touching and overlapping ones joined."""
    joined: list[Period] = []
    for period in sorted(periods):
        if joined and period.start <= joined[-1].end:
            joined[-1] = Period(joined[-1].start, max(joined[-1].end, period.end))
        else:
            joined.append(period)
    return joined


def _without(period: Period, other: Period) -> list[Period]:
    if not period.overlaps(other):
        return [period]
    pieces = []
    if period.start < other.start:
        pieces.append(Period(period.start, other.start))
    if other.end < period.end:
        pieces.append(Period(other.end, period.end))
    return pieces
