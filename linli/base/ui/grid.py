"""Free and taken times, ready to be drawn: a bar across the open hours, and the same in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

FREE, BUSY, SETUP, CLOSED, PAST = "free", "busy", "setup", "closed", "past"


@dataclass(frozen=True)
class Stretch:
    """From `start` to `end` of one day: its state, why it is not free, and where it can be booked."""

    start: time
    end: time
    state: str = FREE
    why: str = ""
    url: str = ""

    @property
    def begins(self) -> int:
        """Minutes since midnight."""
        return self.start.hour * 60 + self.start.minute

    @property
    def ends(self) -> int:
        """Minutes since midnight; an end at midnight is the day's last."""
        return (self.end.hour * 60 + self.end.minute) or 24 * 60


@dataclass(frozen=True)
class Row:
    """One day of a place, or one place on a day."""

    label: str
    stretches: Sequence[Stretch]
    under: str = ""
    url: str = ""
    note: str = ""
    is_now: bool = False


@dataclass(frozen=True)
class Day:
    """One day of a month: how much of it is free (`free`, `some`, `full`, `closed`, `past`, `beyond`), and why."""

    day: date
    state: str
    hours: float = 0
    note: str = ""
    url: str = ""
    is_now: bool = False


@dataclass(frozen=True)
class Bar:
    """A stretch on the bar: per cent from the left, and wide."""

    x: float
    width: float
    state: str


def hours_of(rows: Iterable[Row]) -> tuple[int, int]:
    """From the first full hour that any row reaches to the mark after the last; 9 to 19 where none reaches any."""
    open_ones = [one for row in rows for one in row.stretches if one.state != CLOSED]
    if not open_ones:
        return 9, 19
    first, last = min(one.begins for one in open_ones) // 60, -(-max(one.ends for one in open_ones) // 60)
    step = _step(last - first)
    return first, first - (first - last) // step * step


def bars(row: Row, *, first: int, last: int) -> list[Bar]:
    """The row's stretches between the hours `first` and `last`, as shares of the bar."""
    start, whole = first * 60, max(1, (last - first) * 60)
    found = []
    for one in row.stretches:
        begins, ends = max(one.begins, start), min(one.ends, last * 60)
        if ends > begins:
            found.append(Bar(100 * (begins - start) / whole, 100 * (ends - begins) / whole, one.state))
    return found


def ticks(*, first: int, last: int) -> list[tuple[int, float]]:
    """Hours to be written along the bar, and how far from the left each stands (per cent)."""
    return [(hour, 100 * (hour - first) / max(1, last - first)) for hour in range(first, last + 1, _step(last - first))]


def _step(hours: int) -> int:
    """How many hours lie between two marks."""
    return 1 if hours <= 6 else 2 if hours <= 12 else 3


def weeks(days: Sequence[Day]) -> list[list[Day | None]]:
    """The days in weeks from Monday on, None filling the first and the last; seven or fewer stand in one row."""
    if len(days) <= 7:
        return [list(days)] if days else []
    cells: list[Day | None] = [None] * days[0].day.weekday() + list(days)
    cells += [None] * (-len(cells) % 7)
    return [cells[at : at + 7] for at in range(0, len(cells), 7)]
