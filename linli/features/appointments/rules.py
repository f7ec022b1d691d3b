"""When appointments can be had and how many, and what stands in the way of each step. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from linli.base.kernel import Objection, Period
from linli.base.kernel import gettext_noop as _

STAFFED, DUTY, BY_APPOINTMENT = "staffed", "duty", "appointment"
KINDS = (STAFFED, DUTY, BY_APPOINTMENT)
"""The kinds of hours in which somebody with an appointment is served, the readiest first."""

ALTERNATIVES = 3


@dataclass(frozen=True)
class Terms:
    """The terms that cut hours into slots and say how many visits fit into one."""

    slot_minutes: int
    minutes_per_visit: int
    share_percent: int


@dataclass(frozen=True)
class Hours:
    """A stretch of the day: how people are served in it and by how many at least."""

    period: Period
    kind: str
    min_staff: int


@dataclass(frozen=True)
class Slot:
    """A time that can be booked: `capacity` visits may begin in it by appointment, `free` of them still can."""

    starts_at: datetime
    ends_at: datetime
    capacity: int
    free: int


@dataclass(frozen=True)
class Windows:
    """The hall's windows in use (by key) and, for each group, those that do not take it."""

    all: frozenset[int]
    refusing: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def taking(self, group: int | None) -> frozenset[int]:
        """The windows that take a group; all of them for no group in particular."""
        return self.all - self.refusing.get(group, frozenset()) if group is not None else self.all


# Slots ----------------------------------------------------------------------------------------------------------


def slots_of(
    *,
    hours: Iterable[Hours],
    terms: Terms,
    windows: Windows,
    taken: Mapping[datetime, Mapping[int, int]],
    group: int | None = None,
) -> list[Slot]:
    """A day's slots in order, each with what is free of it for `group` (or for anybody).

    `taken` says how many appointments of each group stand at a time. Stretches that overlap are cut at the readier.
    """
    found = []
    for stretch in _side_by_side(hours):
        for start, end in _cut(stretch.period, terms.slot_minutes):
            seats = Seats(stretch, terms, windows)
            here = taken.get(start, {})
            found.append(Slot(start, end, seats.for_all, seats.free(here, group)))
    return sorted((slot for slot in found if slot.capacity), key=lambda slot: slot.starts_at)


@dataclass(frozen=True)
class Seats:
    """How many appointments a slot of a stretch of hours has room for."""

    hours: Hours
    terms: Terms
    windows: Windows

    @property
    def for_all(self) -> int:
        """The seats of the slot."""
        return self.at(self.windows.all)

    def at(self, windows: Collection[int]) -> int:
        """How many visits by appointment so many windows can begin in a slot; a share never rounds down to nothing.

        On duty and by appointment only as many windows serve as people are promised; the share is kept only in hours
        in which others walk in.
        """
        serving = len(windows) if self.hours.kind == STAFFED else min(len(windows), self.hours.min_staff)
        percent = 100 if self.hours.kind == BY_APPOINTMENT else self.terms.share_percent
        return -(-serving * self.terms.slot_minutes * percent // (self.terms.minutes_per_visit * 100))

    def free(self, taken: Mapping[int, int], group: int | None) -> int:
        """How many more may come for `group` so that for everybody a window is left that takes their matter.

        That is so if every set of windows has room for those whom only these windows take (Hall's marriage theorem);
        only the sets that hold all windows of `group` can be filled by one more of it.
        """
        own = self.windows.taking(group)
        classes = {self.windows.taking(one) for one in taken}
        return max(0, min(self._left(union, taken) for union in _unions(own, classes)))

    def _left(self, union: frozenset[int], taken: Mapping[int, int]) -> int:
        return self.at(union) - sum(count for one, count in taken.items() if self.windows.taking(one) <= union)


def _unions(own: frozenset[int], classes: Iterable[frozenset[int]]) -> set[frozenset[int]]:
    unions = {own}
    for one in classes:
        unions |= {union | one for union in unions}
    return unions


def _side_by_side(hours: Iterable[Hours]) -> Iterator[Hours]:
    covered: list[Period] = []
    for stretch in sorted(hours, key=lambda one: (KINDS.index(one.kind), one.period)):
        for period in stretch.period.minus(covered):
            yield Hours(period, stretch.kind, stretch.min_staff)
        covered.append(stretch.period)


def _cut(period: Period, minutes: int) -> Iterator[tuple[datetime, datetime]]:
    length = timedelta(minutes=minutes)
    for turn in range(period.length // length):
        yield period.start + turn * length, period.start + (turn + 1) * length


def nearest(*, slots: Iterable[Slot], to: datetime, limit: int = ALTERNATIVES) -> list[Slot]:
    """The free slots nearest to a moment, in the order of their times."""
    free = [slot for slot in slots if slot.free]
    closest = sorted(free, key=lambda slot: (abs(slot.starts_at - to), slot.starts_at))[:limit]
    return sorted(closest, key=lambda slot: slot.starts_at)


def first_free_seat(*, taken: Collection[int]) -> int:
    """The lowest number nobody has."""
    return next(seat for seat in range(1, len(taken) + 2) if seat not in taken)


# Objections -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Booking:
    """What is known when somebody asks for a time.

    `slot` is the slot that begins at `starts_at` (None: none does), `instead` the nearest free times. `from_` and
    `until` bound what can be booked now. `own_that_day` is the time the holder has that day already, `ahead` how many
    appointments they have in all. `refused_group` is the matter if no window takes it.
    """

    starts_at: datetime
    slot: Slot | None
    from_: datetime
    until: datetime
    instead: Sequence[datetime] = ()
    own_that_day: datetime | None = None
    ahead: int = 0
    open_limit: int = 1
    refused_group: object = None


def objections_to_booking(facts: Booking) -> list[Objection]:
    """Every reason why this time cannot be had, with the nearest times that can."""
    holding = objections_to_holding(own_that_day=facts.own_that_day, ahead=facts.ahead, open_limit=facts.open_limit)
    return [*_matter(facts), *objections_to_time(facts), *holding]


def objections_to_time(facts: Booking) -> list[Objection]:
    """Every reason that lies in the time itself."""
    if facts.starts_at < facts.from_:
        return [_or_else(
            facts, "too_soon", _("This time is over or too near to be booked."),
            _("This time is over or too near to be booked. Free near it: {instead}."),
        )]  # fmt: skip
    if facts.starts_at >= facts.until:
        return [_or_else(
            facts, "too_far", _("Times are booked up to {last_day}."),
            _("Times are booked up to {last_day}. Free near it: {instead}."),
            last_day=(facts.until - timedelta(minutes=1)).date(),
        )]  # fmt: skip
    if facts.slot is None:
        return [_or_else(
            facts, "no_such_time", _("There are no appointments at this time."),
            _("There are no appointments at this time. Free near it: {instead}."),
        )]  # fmt: skip
    if not facts.slot.free:
        return [_or_else(
            facts, "slot_full", _("This time is fully booked."),
            _("This time is fully booked. Free near it: {instead}."),
        )]  # fmt: skip
    return []


def _matter(facts: Booking) -> Iterator[Objection]:
    if facts.refused_group is not None:
        yield Objection(
            "group_not_taken", _("No window takes {group} here."), {"group": facts.refused_group}, field="group"
        )


def objections_to_holding(*, own_that_day: datetime | None, ahead: int, open_limit: int) -> list[Objection]:
    """Every reason that lies in what the holder has already."""
    if own_that_day is not None:
        return [Objection(
            "already_booked",
            _("You have an appointment that day already, {starts_at}. You can move it, or cancel it first."),
            {"starts_at": own_that_day},
        )]  # fmt: skip
    if ahead >= open_limit:
        return [Objection(
            "too_many_ahead",
            _("You have {ahead} appointments ahead, no more than that can be held. Cancel one you do not need."),
            {"ahead": ahead},
        )]  # fmt: skip
    return []


def _or_else(facts: Booking, code: str, text: str, text_with_times: str, **values: object) -> Objection:
    if not facts.instead:
        return Objection(code, text, values, field="starts_at")
    return Objection(code, text_with_times, {**values, "instead": list(facts.instead)}, field="starts_at")


def objections_to_change(
    *, state: str, label: str, starts_at: datetime, minutes: int, now: datetime
) -> list[Objection]:
    """Every reason why an appointment cannot be moved or cancelled now; it could until `minutes` before its time."""
    if state != "booked":
        return [settled(state=state, label=label)]
    last = starts_at - timedelta(minutes=minutes)
    if now > last:
        return [Objection("too_late_to_change", _("That was possible until {last_at}."), {"last_at": last})]
    return []


def objections_to_checking_in(
    *, state: str, label: str, is_of_today: bool, starts_at: datetime, early_minutes: int, now: datetime
) -> list[Objection]:
    """Every reason why the holder of an appointment cannot come in with it now. Too late is no such reason."""
    if state in ("unproved", "cancelled", "lapsed") or label:
        return [settled(state=state, label=label)]
    opens_at = starts_at - timedelta(minutes=early_minutes)
    if now < opens_at:
        return [Objection(
            "too_early", _("Your appointment is {starts_at}. You can check in from {opens_at} on."),
            {"starts_at": starts_at, "opens_at": opens_at},
        )]  # fmt: skip
    if not is_of_today:
        return [Objection("another_day", _("This appointment was on another day."), {"starts_at": starts_at})]
    return []


def is_late(*, starts_at: datetime, late_minutes: int, now: datetime) -> bool:
    """Whether the time is so long past that the holder joins the line as everybody else."""
    return now > starts_at + timedelta(minutes=late_minutes)


def too_late(*, starts_at: datetime) -> Objection:
    """Said with what else stands in the way of an ordinary number."""
    return Objection(
        "too_late",
        _("Your appointment was {starts_at}, too long ago to be kept, and no ordinary number can be given now."),
        {"starts_at": starts_at},
    )


_ENDED = {
    "unproved": _("This appointment is not confirmed yet. Confirm it on its page, or ask at the desk."),
    "cancelled": _("This appointment was cancelled."),
    "lapsed": _("This appointment was not confirmed in time and has been given on. Please book again."),
    "missed": _("The time of this appointment has passed."),
}


def settled(*, state: str, label: str) -> Objection:
    """What has become of an appointment that is not booked any more, or not yet."""
    if label:
        return Objection("checked_in", _("You have checked in; your number is {label}."), {"label": label})
    code = state if state in _ENDED else "missed"
    return Objection(code, _ENDED[code])


def groups_of(taken: Iterable[tuple[datetime, int]]) -> dict[datetime, dict[int, int]]:
    """How many appointments of each group stand at each time."""
    counted: dict[datetime, dict[int, int]] = {}
    for starts_at, group in taken:
        at = counted.setdefault(starts_at, {})
        at[group] = at.get(group, 0) + 1
    return counted
