"""Who is called next, and where somebody stands in the line.

Order of the line: those kept for this very window or worker first, then everybody by `place`; of the calls made by
that order at most one in `overtake_every` lets a priority visitor go before an ordinary one who came earlier.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

ARRIVAL = "arrival"
PRIORITY_SHARE = "priority_share"
ONLY_PRIORITY = "only_priority"
SAME_WORKER = "same_worker"
TRANSFERRED = "transferred"
BY_CHOICE = "by_choice"

PLACE_STEP = 1_000_000
"""Room between two arrivals for those who rejoin the line."""


@dataclass(frozen=True)
class Waiting:
    """A visitor in the line; `groups` are the matters still to be done, lower `place` (then `arrival`) goes first."""

    ticket: int
    place: int
    arrival: int
    is_priority: bool = False
    groups: frozenset[int] = frozenset()
    wants_window: int | None = None
    wants_worker: int | None = None

    @property
    def order(self) -> tuple[int, int]:
        """What sorts the line."""
        return self.place, self.arrival


@dataclass(frozen=True)
class Station:
    """An open window, the worker on duty there and the groups it does not take."""

    window: int
    worker: int
    refuses: frozenset[int] = frozenset()

    def takes(self, visitor: Waiting) -> bool:
        """Whether at least one matter the visitor still has can be done here."""
        return not visitor.groups or bool(visitor.groups - self.refuses)


@dataclass(frozen=True)
class Choice:
    """The visitor to call, by which rule, and how many calls since the last overtaking there are after this one."""

    visitor: Waiting
    rule: str
    calls_since_overtaking: int | None


def next_ticket(
    *,
    line: Iterable[Waiting],
    station: Station,
    stations: Sequence[Station],
    calls_since_overtaking: int | None,
    overtake_every: int,
) -> Choice | None:
    """Whom `station` calls now, or None when nobody in `line` waits for it.

    `stations` are all open windows: who is kept for one that is not among them belongs to everybody again.
    `calls_since_overtaking` counts calls by order since a priority visitor last overtook (None: nobody has yet).
    """
    return next(
        calling_order(
            line=line,
            station=station,
            stations=stations,
            calls_since_overtaking=calls_since_overtaking,
            overtake_every=overtake_every,
        ),
        None,
    )


def calling_order(
    *,
    line: Iterable[Waiting],
    station: Station,
    stations: Sequence[Station],
    calls_since_overtaking: int | None,
    overtake_every: int,
) -> Iterator[Choice]:
    """The order in which `station` alone would call everybody who waits for it."""
    mine, pool = [], []
    for visitor in sorted(line, key=lambda one: one.order):
        target = kept_for(visitor, stations=stations)
        if target == station:
            mine.append(visitor)
        elif target is None and station.takes(visitor):
            pool.append(visitor)
    for visitor in mine:
        yield Choice(visitor, TRANSFERRED if visitor.wants_window else SAME_WORKER, calls_since_overtaking)
    yield from _shared_order(pool, calls_since_overtaking, overtake_every)


def kept_for(visitor: Waiting, *, stations: Iterable[Station]) -> Station | None:
    """The open window that a visitor handed over or coming back is kept for, if there is one."""
    if visitor.wants_window is None and visitor.wants_worker is None:
        return None
    for station in stations:
        is_wanted = station.window == visitor.wants_window or station.worker == visitor.wants_worker
        if is_wanted and station.takes(visitor):
            return station
    return None


def people_ahead(
    *,
    line: Sequence[Waiting],
    ticket: int,
    stations: Sequence[Station],
    calls_since_overtaking: int | None,
    overtake_every: int,
) -> int | None:
    """How many of those waiting now would be called before `ticket` if nobody else came; None if it does not wait."""
    visitor = next((one for one in line if one.ticket == ticket), None)
    if visitor is None:
        return None
    kept = {one.ticket: kept_for(one, stations=stations) for one in line}
    target = kept[ticket]
    if target is not None:
        return sum(kept[one.ticket] == target and one.order < visitor.order for one in line)
    pool = sorted((one for one in line if kept[one.ticket] is None), key=lambda one: one.order)
    order = [choice.visitor.ticket for choice in _shared_order(pool, calls_since_overtaking, overtake_every)]
    return order.index(ticket) + len(line) - len(pool)


def place_behind(*, line: Iterable[Waiting], behind: int, own: int) -> int:
    """The place of somebody who rejoins `line` behind `behind` people, and behind those who rejoined there before.

    Nobody gains by it: never before the `own` place held so far.
    """
    ordered = sorted(line, key=lambda one: one.order)
    if behind == 0 or not ordered:
        return own
    slot = ordered[min(behind, len(ordered)) - 1].place // PLACE_STEP
    return max(own, max(one.place for one in ordered if one.place // PLACE_STEP == slot) + 1)


def calls_since(rules: Iterable[str]) -> int | None:
    """The counter that follows from the `rules` of the day's calls still standing, newest first."""
    count = 0
    for rule in rules:
        if rule == PRIORITY_SHARE:
            return count
        count += rule in (ARRIVAL, ONLY_PRIORITY)
    return None


def _shared_order(pool: Sequence[Waiting], calls_since_overtaking: int | None, overtake_every: int) -> Iterator[Choice]:
    """`pool` (in order) as one window would call it: by order, with the bounded share of priority visitors."""
    ordinary = [one for one in pool if not one.is_priority][::-1]
    priority = [one for one in pool if one.is_priority][::-1]
    counter = calls_since_overtaking
    while ordinary and priority:
        if priority[-1].order < ordinary[-1].order:
            counter = _one_more(counter)
            yield Choice(priority.pop(), ARRIVAL, counter)
        elif counter is None or counter >= overtake_every - 1:
            counter = 0
            yield Choice(priority.pop(), PRIORITY_SHARE, counter)
        else:
            counter = _one_more(counter)
            yield Choice(ordinary.pop(), ARRIVAL, counter)
    rule = ONLY_PRIORITY if priority else ARRIVAL
    for visitor in reversed(ordinary or priority):
        counter = _one_more(counter)
        yield Choice(visitor, rule, counter)


def _one_more(counter: int | None) -> int | None:
    return None if counter is None else counter + 1
