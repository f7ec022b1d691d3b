"""What is free: opening hours, claims, buffers, combined rooms and terms, all as bitmaps over some days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from linli.base.kernel import Period

from . import slots
from .slots import A_DAY


@dataclass(frozen=True)
class Given:
    """The terms on which a venue is given from a day on, as far as they decide about time. Lengths in minutes."""

    from_day: date
    hours: frozenset[str]
    purposes: frozenset[str]
    min_minutes: int
    max_minutes: int
    step_minutes: int
    notice_minutes: int
    horizon_days: int
    setup_minutes: int = 0
    cleanup_minutes: int = 0


@dataclass(frozen=True)
class Days:
    """Some calendar days of a zone in a row. Bitmaps over them have a day of room before and after.

    `starts` are the slots of their midnights, and of the one after the last.
    """

    first: date
    starts: tuple[int, ...]
    zone: str

    @property
    def origin(self) -> int:
        """The slot that bit 0 stands for."""
        return self.starts[0] - A_DAY

    @property
    def whole(self) -> int:
        """Every bit of the days and of the room around them."""
        return slots.mask(first=0, end=self.starts[-1] + A_DAY - self.origin)

    @property
    def span(self) -> int:
        """The bits of the days themselves."""
        return slots.mask(first=self.starts[0] - self.origin, end=self.starts[-1] - self.origin)

    def of_day(self, number: int) -> int:
        """The bits of one of the days."""
        return slots.mask(first=self.starts[number] - self.origin, end=self.starts[number + 1] - self.origin)

    def between(self, start: datetime, end: datetime) -> int:
        """The bits of every quarter-hour that lies wholly between two moments."""
        return slots.mask(first=slots.slot_from(start) - self.origin, end=slots.slot_of(end) - self.origin)

    def touched(self, start: datetime, end: datetime) -> int:
        """The bits of every quarter-hour that is touched between two moments."""
        return slots.mask(first=slots.slot_of(start) - self.origin, end=slots.slot_from(end) - self.origin)


def days_of(*, first: date, days: int, zone: str) -> Days:
    """The `days` calendar days from `first` on."""
    starts = tuple(slots.midnight(first + timedelta(days=after), zone=zone) for after in range(days + 1))
    return Days(first, starts, zone)


@lru_cache(maxsize=64)
def moments(days: Days) -> tuple[datetime, ...]:
    """When each quarter-hour of the days begins, in their own zone; the first is bit 0 of `days.span` moved down."""
    zone = ZoneInfo(days.zone)
    return tuple(slots.moment_of(slot).astimezone(zone) for slot in range(days.starts[0], days.starts[-1]))


def busy_bits(rows: Iterable[tuple[int, int, int]], *, days: Days) -> int:
    """The bitmap of stored rows (day since the epoch, first and second half)."""
    bits = 0
    for day, lo, hi in rows:
        shift = day * A_DAY - days.origin
        stored = lo | hi << slots.HALF_A_DAY
        bits |= stored << shift if shift >= 0 else stored >> -shift
    return bits


def open_bits(periods: Iterable[Period], *, days: Days) -> int:
    """The bitmap of opening hours."""
    bits = 0
    for period in periods:
        bits |= days.between(period.start, period.end)
    return bits


@lru_cache(maxsize=256)
def step_bits(days: Days, *, step_minutes: int) -> int:
    """The moments at which a booking may begin: every `step_minutes` from midnight."""
    bits = 0
    for begin, end in zip(days.starts, days.starts[1:], strict=False):
        for slot in range(begin, end, slots.quarters(step_minutes)):
            bits |= 1 << (slot - days.origin)
    return bits


@dataclass(frozen=True)
class Place:
    """A venue's time over some days: `open_by_kinds` its hours for each set of kinds its terms name, `busy` the taken
    bits of every lane of every atom.
    """

    open_by_kinds: Mapping[frozenset[str], int]
    busy: Sequence[Sequence[int]]
    terms: Sequence[Given]

    def given_on(self, day: date) -> Given | None:
        """The terms in force on a day."""
        return next((given for given in reversed(self.terms) if given.from_day <= day), None)


def spells(terms: Sequence[Given], *, days: Days) -> Iterable[tuple[Given, int]]:
    """The terms in force within the days, each with the bits of the days it holds on."""
    last = days.first + timedelta(days=len(days.starts) - 2)
    for number, given in enumerate(terms):
        begin = max(given.from_day, days.first)
        until = terms[number + 1].from_day if number + 1 < len(terms) else last + timedelta(days=1)
        until = min(until, last + timedelta(days=1))
        if begin < until:
            first, end = ((day - days.first).days for day in (begin, until))
            yield given, slots.mask(first=days.starts[first] - days.origin, end=days.starts[end] - days.origin)


def clear_from(place: Place, *, days: Days, length: int) -> int:
    """The moments from which on every atom has a lane free for `length` quarter-hours."""
    clear = days.whole
    for lanes in place.busy:
        either = 0
        for busy in lanes:
            either |= slots.runs(days.whole & ~busy, length=length)
        clear &= either
    return clear


def window_bits(given: Given, *, days: Days, now: datetime, today: date) -> int:
    """The moments that are neither too soon nor too far ahead."""
    first = slots.slot_from(now + timedelta(minutes=given.notice_minutes))
    end = slots.midnight(today + timedelta(days=given.horizon_days + 1), zone=days.zone)
    return slots.mask(first=first - days.origin, end=end - days.origin)


def fits_length(given: Given, *, minutes: int) -> bool:
    """Whether a booking may be so long."""
    return given.min_minutes <= minutes <= given.max_minutes


def start_bits(place: Place, *, days: Days, minutes: int, now: datetime, today: date, purpose: str = "") -> int:
    """Every moment at which a booking of so many minutes can begin, buffers and terms considered."""
    found = 0
    for given, in_force in spells(place.terms, days=days):
        if not fits_length(given, minutes=minutes) or (purpose and purpose not in given.purposes):
            continue
        length, setup = slots.quarters(minutes), slots.quarters(given.setup_minutes)
        buffered = length + setup + slots.quarters(given.cleanup_minutes)
        starts = (
            slots.runs(place.open_by_kinds[given.hours], length=length)
            & in_force
            & step_bits(days, step_minutes=given.step_minutes)
        )
        if starts:
            starts &= clear_from(place, days=days, length=buffered) << setup
        found |= starts & window_bits(given, days=days, now=now, today=today)
    return found


def nearest_bit(bits: int, *, wanted: int) -> int | None:
    """The set bit closest to `wanted`; of two equally close ones the later. None if no bit is set."""
    later, earlier = bits >> wanted if wanted >= 0 else bits, bits & ((1 << max(wanted, 0)) - 1)
    after = (later & -later).bit_length() - 1 + max(wanted, 0) if later else None
    before = earlier.bit_length() - 1 if earlier else None
    if after is None or before is None:
        return after if before is None else before
    return after if after - wanted <= wanted - before else before
