"""Time in whole quarter-hours, and stretches of it as bitmaps: bit n is the n-th quarter-hour after an origin.

A Python integer holds a month of them, so that "every moment from which two hours are free" is a few shifts and ands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from itertools import compress, count
from typing import TypeVar
from zoneinfo import ZoneInfo

T = TypeVar("T")
QUARTER_S = 900
QUARTER = timedelta(seconds=QUARTER_S)
A_DAY = 96
HALF_A_DAY = 48
HALF_MASK = (1 << HALF_A_DAY) - 1
# Midnight in China, so that the days of the stored bitmaps are its days; elsewhere they are still 96 quarter-hours.
EPOCH = datetime(2020, 1, 1, tzinfo=timezone(timedelta(hours=8)))
_EPOCH_S = int(EPOCH.timestamp())


def slot_of(moment: datetime) -> int:
    """The quarter-hour that a moment lies in."""
    return (int(moment.timestamp()) - _EPOCH_S) // QUARTER_S


def slot_from(moment: datetime) -> int:
    """The first quarter-hour that does not begin before a moment."""
    return -((_EPOCH_S - int(moment.timestamp())) // QUARTER_S)


def moment_of(slot: int) -> datetime:
    """When a quarter-hour begins, in UTC."""
    return datetime.fromtimestamp(_EPOCH_S + slot * QUARTER_S, UTC)


def slots_between(*, start: datetime, end: datetime) -> range:
    """Every quarter-hour touched from `start` to `end`: the start rounded down, the end up."""
    return range(slot_of(start), slot_from(end))


def quarters(minutes: int) -> int:
    """How many quarter-hours it takes to hold so many minutes."""
    return -(-minutes // 15)


@lru_cache(maxsize=4096)
def midnight(day: date, *, zone: str) -> int:
    """The quarter-hour with which a calendar day begins in a zone (the next one where midnight is skipped)."""
    return slot_from(datetime.combine(day, time(0), ZoneInfo(zone)))


# Bitmaps ----------------------------------------------------------------------------------------------------------


def mask(*, first: int, end: int) -> int:
    """The bits from `first` up to, not including, `end`; what lies before bit 0 is cut off."""
    first = max(first, 0)
    return ((1 << (end - first)) - 1) << first if end > first else 0


def runs(bits: int, *, length: int) -> int:
    """The bits from which on at least `length` bits in a row are set (in as many steps as it has digits)."""
    have = 1
    while have < length:
        step = min(have, length - have)
        bits &= bits >> step
        have += step
    return bits


# The characters of a number written in twos, as they are told apart: not set, set.
_SET = bytes(character == ord("1") for character in range(256))


def ones(bits: int) -> Iterator[int]:
    """The set bits, the lowest first."""
    return chosen(count(), bits=bits)


def chosen(things: Iterable[T], *, bits: int) -> Iterator[T]:
    """Those of the things whose bit is set, in their order. One pass, whatever is set: bits are many here."""
    return compress(things, f"{bits:b}".encode()[::-1].translate(_SET))


def stretches(bits: int) -> Iterator[range]:
    """The unbroken rows of set bits, in order."""
    offset = 0
    while bits:
        skip = (bits & -bits).bit_length() - 1
        bits >>= skip
        length = (~bits & (bits + 1)).bit_length() - 1
        yield range(offset + skip, offset + skip + length)
        bits >>= length
        offset += skip + length


def halves(slots: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Slots as they are stored: for every day since the epoch the bits of its first and its second 48 quarter-hours."""
    days: dict[int, int] = {}
    for slot in slots:
        day, bit = divmod(slot, A_DAY)
        days[day] = days.get(day, 0) | 1 << bit
    return {day: (bits & HALF_MASK, bits >> HALF_A_DAY) for day, bits in sorted(days.items())}
