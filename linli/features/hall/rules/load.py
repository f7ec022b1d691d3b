"""The hall's load by half hour: who came, waited, gave up and was served, and what the open windows did meanwhile.

Figures are about half hours and windows, never about people: no worker is known here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from itertools import groupby
from math import ceil
from statistics import median

from linli.base.kernel import Period
from linli.base.kernel.period import merged

HALF_HOUR = timedelta(minutes=30)
IN_LINE = 0
"""Where a visitor stands who waits; windows are known by their numbers, from 1."""

# Where the visitor stands after each event; who was called again or welcomed stays at the window.
_STAYS = frozenset({"recalled", "welcomed"})
_TO_LINE = frozenset({"taken", "returned", "transferred"})
_ENDINGS = {"finished": "done", "left": "left", "missed": "missed", "lapsed": "lapsed"}
GAVE_UP = frozenset({"left", "missed", "lapsed"})


@dataclass(frozen=True)
class Happening:
    """What happened to a visitor, as the day's log tells it; `ticket` is any key, `window` a number."""

    kind: str
    at: datetime
    ticket: int
    window: int | None = None


@dataclass(frozen=True)
class Stretch:
    """A stretch of time at a window (`IN_LINE`: in the line)."""

    window: int
    period: Period


@dataclass(frozen=True)
class Visit:
    """One visit. `ending`: done, left, missed (did not come when called, and not since), lapsed, or "" so far."""

    ticket: int
    taken_at: datetime
    called_at: datetime | None
    ended_at: datetime | None
    ending: str
    stretches: tuple[Stretch, ...]

    @property
    def waited_s(self) -> int | None:
        """Seconds from taking the number to the first call, if there was one."""
        return seconds(self.called_at - self.taken_at) if self.called_at else None

    @property
    def at_windows_s(self) -> int:
        """Seconds in which the visit kept a window busy, from each call on."""
        return sum(seconds(one.period.length) for one in self.stretches if one.window != IN_LINE)


@dataclass(frozen=True)
class Figures:
    """What is counted of a half hour, of a day or of several (`total` adds them).

    `came`, and of these `left`, `missed` and `lapsed`: counted where they took their number. `called` (with `waits`,
    seconds to the first call, in order): counted where they were first called. `served` (with `service_s`, how long
    these kept windows busy): counted where they were finished. Seconds of windows: `open_s`, of these `paused_s`;
    `idle_s`: open, not paused and nobody there, of these `idle_waited_s` while somebody waited.
    """

    came: int = 0
    left: int = 0
    missed: int = 0
    lapsed: int = 0
    called: int = 0
    waits: tuple[int, ...] = ()
    served: int = 0
    service_s: int = 0
    open_s: int = 0
    paused_s: int = 0
    idle_s: int = 0
    idle_waited_s: int = 0

    @property
    def gave_up(self) -> int:
        """How many of those who came went away unserved."""
        return self.left + self.missed + self.lapsed

    @property
    def gave_up_share(self) -> float | None:
        """The same as a share of those who came (0 to 1)."""
        return self.gave_up / self.came if self.came else None

    @property
    def median_wait_s(self) -> int | None:
        """Half of those called waited no longer."""
        return round(median(self.waits)) if self.waits else None

    @property
    def most_wait_s(self) -> int | None:
        """Nine of ten of those called waited no longer (nearest rank)."""
        return self.waits[ceil(len(self.waits) * 9 / 10) - 1] if self.waits else None

    @property
    def longest_wait_s(self) -> int | None:
        """The longest wait of those called."""
        return self.waits[-1] if self.waits else None

    @property
    def capacity_s(self) -> int:
        """Seconds in which windows could serve: open and not paused."""
        return self.open_s - self.paused_s

    @property
    def mean_service_s(self) -> float | None:
        """How long a visit that was finished kept windows busy on average, the way to the window included."""
        return self.service_s / self.served if self.served else None


def demand_s(figures: Figures, *, mean_service_s: float | None) -> float | None:
    """Seconds of windows that those who came will need, if each needs the mean; None while no visit was finished."""
    return figures.came * mean_service_s if mean_service_s is not None else None


def is_short(figures: Figures, *, mean_service_s: float | None) -> bool:
    """Whether more was asked of the windows than they could serve."""
    demand = demand_s(figures, mean_service_s=mean_service_s)
    return demand is not None and demand > figures.capacity_s


def total(figures: Iterable[Figures]) -> Figures:
    """All of them together (`waits` are put in order once)."""
    found = list(figures)
    names = [one.name for one in fields(Figures) if one.name != "waits"]
    sums = {name: sum(getattr(one, name) for one in found) for name in names}
    return Figures(**sums, waits=tuple(sorted(wait for one in found for wait in one.waits)))


# A day ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """A business day from its `start` up to the moment `until` which it is told; its half hours are numbered from 0."""

    start: datetime
    until: datetime

    def within(self, at: datetime) -> datetime:
        """The moment in whole seconds; what was only written down later (a day closed over night) is of the end."""
        return min(max(at, self.start), self.until).replace(microsecond=0)

    def slot(self, at: datetime) -> int:
        """The half hour of a moment; what was written down after the end belongs to the last one."""
        inside = self.within(at)
        if at > self.until and inside > self.start:
            inside -= timedelta(seconds=1)
        return int((inside - self.start) / HALF_HOUR)

    def starts_at(self, slot: int) -> datetime:
        """When a half hour begins."""
        return self.start + slot * HALF_HOUR

    def pieces(self, stretch: Stretch) -> Iterator[tuple[int, Stretch]]:
        """The stretch cut at every half hour, each piece with its half hour."""
        start = stretch.period.start
        while start < stretch.period.end:
            slot = int((start - self.start) / HALF_HOUR)
            end = min(stretch.period.end, self.starts_at(slot + 1))
            yield slot, Stretch(stretch.window, Period(start, end))
            start = end


@dataclass(frozen=True)
class Story:
    """A day as its log tells it: its visits, and for open, paused, idle and idle_waited the stretches of windows."""

    span: Span
    visits: tuple[Visit, ...]
    stretches: Mapping[str, tuple[Stretch, ...]]


# Which half hour a visit is counted in, and whether it is counted, by kind of figure.
VISIT_KINDS = ("came", "gave_up", "left", "missed", "lapsed", "called", "served")
WINDOW_KINDS = ("open", "paused", "idle", "idle_waited")


def tell(*, span: Span, happenings: Iterable[Happening], shifts: Sequence[Stretch], pauses: Sequence[Stretch]) -> Story:
    """The day's story from its log (in order, what was taken back left out) and from the windows' shifts and pauses."""
    by_ticket: dict[int, list[Happening]] = defaultdict(list)
    for happening in happenings:
        by_ticket[happening.ticket].append(happening)
    visits = tuple(_visit(ticket, found, span) for ticket, found in by_ticket.items())
    waiting = merged(one.period for visit in visits for one in visit.stretches if one.window == IN_LINE)
    busy = [one for visit in visits for one in visit.stretches if one.window != IN_LINE]
    idle = _left_over(shifts, [*pauses, *busy])
    not_waited = [piece for one in idle for piece in _without(one, waiting)]
    return Story(
        span=span,
        visits=visits,
        stretches={
            "open": _in_order(shifts),
            "paused": _in_order(pauses),
            "idle": idle,
            "idle_waited": _left_over(idle, not_waited),
        },
    )


def by_half_hour(story: Story) -> dict[int, Figures]:
    """The figures of every half hour in which anything is counted."""
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    waits: dict[int, list[int]] = defaultdict(list)
    for visit in story.visits:
        for kind in ("came", "left", "missed", "lapsed", "called", "served"):
            slot = slot_of(visit, kind=kind, span=story.span)
            if slot is not None:
                counts[slot][kind] += 1
        called, served = (slot_of(visit, kind=kind, span=story.span) for kind in ("called", "served"))
        if called is not None and visit.waited_s is not None:
            waits[called].append(visit.waited_s)
        if served is not None:
            counts[served]["service_s"] += visit.at_windows_s
    for kind, stretches in story.stretches.items():
        for slot, piece in (piece for one in stretches for piece in story.span.pieces(one)):
            counts[slot][f"{kind}_s"] += seconds(piece.period.length)
    return {slot: Figures(**counts[slot], waits=tuple(sorted(waits[slot]))) for slot in sorted(counts)}


def slot_of(visit: Visit, *, kind: str, span: Span) -> int | None:
    """The half hour in which a visit is counted for a kind of figure; None where it is not."""
    if kind == "called":
        return span.slot(visit.called_at) if visit.called_at else None
    if kind == "served":
        return span.slot(visit.ended_at) if visit.ended_at and visit.ending == "done" else None
    is_counted = kind == "came" or visit.ending == kind or (kind == "gave_up" and visit.ending in GAVE_UP)
    return span.slot(visit.taken_at) if is_counted else None


def seconds(length: timedelta) -> int:
    """A length in whole seconds."""
    return int(length.total_seconds())


def _visit(ticket: int, happenings: Sequence[Happening], span: Span) -> Visit:
    stretches: list[Stretch] = []
    place, since, ending = None, happenings[0].at, ""
    for happening in happenings:
        if happening.kind in _STAYS:
            continue
        at = span.within(happening.at)
        stretches += _stretch(place, since, at)
        place, since = _place_after(happening), at
        is_gone_already = happening.kind == "lapsed" and ending == "missed"
        ending = ending if is_gone_already else _ENDINGS.get(happening.kind, "")
    stretches += _stretch(place, since, span.within(span.until))
    calls = (happening.at for happening in happenings if happening.kind == "called")
    first_call = next(calls, None)
    return Visit(
        ticket=ticket,
        taken_at=span.within(happenings[0].at),
        called_at=span.within(first_call) if first_call else None,
        ended_at=happenings[-1].at if ending else None,
        ending=ending,
        stretches=tuple(stretches),
    )


def _place_after(happening: Happening) -> int | None:
    if happening.kind in _TO_LINE:
        return IN_LINE
    return happening.window if happening.kind == "called" else None


def _stretch(place: int | None, since: datetime, until: datetime) -> list[Stretch]:
    return [Stretch(place, Period(since, until))] if place is not None and since < until else []


def _left_over(stretches: Iterable[Stretch], taken: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """What is left of `stretches` at each window after what was `taken` there."""
    by_window: dict[int, list[Period]] = defaultdict(list)
    for one in taken:
        by_window[one.window].append(one.period)
    return _in_order(piece for one in stretches for piece in _without(one, merged(by_window[one.window])))


def _without(stretch: Stretch, periods: Iterable[Period]) -> list[Stretch]:
    return [Stretch(stretch.window, piece) for piece in stretch.period.minus(periods)]


def _in_order(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """By window and time, touching ones joined."""
    ordered = sorted(stretches, key=lambda one: (one.window, one.period))
    return tuple(
        Stretch(window, period)
        for window, of_window in groupby(ordered, key=lambda one: one.window)
        for period in merged(one.period for one in of_window)
    )
