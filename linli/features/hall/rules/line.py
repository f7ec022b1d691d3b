"""Who is called next, and where somebody stands in the line.

Order of the line: those kept for this very window or worker first, then everybody by `place`. Who is kept for a
window that does not call (it pauses, or stands idle) belongs to everybody again after `kept_minutes`.
Two shares bend the order: of so many calls in a row (`appointed_every`) at most one lets an appointment that is due go
before somebody who came earlier, and of the other calls at most one in `overtake_every` lets a priority visitor go
before an ordinary one.
So of four calls in a row at least one goes to whoever came first, and nobody is passed over for ever.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

ARRIVAL = "arrival"
PRIORITY_SHARE = "priority_share"
APPOINTED_SHARE = "appointed_share"
ONLY_PRIORITY = "only_priority"
SAME_WORKER = "same_worker"
TRANSFERRED = "transferred"
BY_CHOICE = "by_choice"

PLACE_STEP = 1_000_000
"""Room between two arrivals for those who rejoin the line."""


@dataclass(frozen=True)
class Waiting:
    """A visitor in the line; `groups` are the matters still to be done, lower `place` (then `arrival`) goes first.

    `appointed_at` is the time they booked, if they did; `is_due` says that it has come. `since` is when they came or
    came back to the line.
    """

    ticket: int
    place: int
    arrival: int
    is_priority: bool = False
    groups: frozenset[int] = frozenset()
    wants_window: int | None = None
    wants_worker: int | None = None
    appointed_at: datetime | None = None
    is_due: bool = False
    since: datetime | None = None

    @property
    def order(self) -> tuple[int, int]:
        """What sorts the line."""
        return self.place, self.arrival


@dataclass(frozen=True)
class Station:
    """An open window, the worker on duty there and the groups it does not take.

    It `lets_go` of those kept for it who are in the line since that moment or longer (None: of nobody).
    """

    window: int
    worker: int
    refuses: frozenset[int] = frozenset()
    lets_go: datetime | None = None

    def takes(self, visitor: Waiting) -> bool:
        """Whether at least one matter the visitor still has can be done here."""
        return not visitor.groups or bool(visitor.groups - self.refuses)

    def is_wanted_by(self, visitor: Waiting) -> bool:
        """Whether the visitor was handed on to this window, or comes back to its worker, and is taken here."""
        is_wanted = visitor.wants_window == self.window or visitor.wants_worker == self.worker
        return is_wanted and self.takes(visitor)

    def keeps(self, visitor: Waiting) -> bool:
        """Whether nobody else may call the visitor."""
        has_let_go = self.lets_go is not None and visitor.since is not None and visitor.since <= self.lets_go
        return self.is_wanted_by(visitor) and not has_let_go


@dataclass(frozen=True)
class Choice:
    """The visitor to call, by which rule, and what the two counters of calls are after this one."""

    visitor: Waiting
    rule: str
    calls_since_overtaking: int | None
    calls_since_appointed: int | None = None


def next_ticket(
    *,
    line: Iterable[Waiting],
    station: Station,
    stations: Sequence[Station],
    calls_since_overtaking: int | None,
    overtake_every: int,
    calls_since_appointed: int | None = None,
    appointed_every: int = 2,
) -> Choice | None:
    """Whom `station` calls now, or None when nobody in `line` waits for it.

    `stations` are all open windows: who is kept for one that is not among them, or that lets go of them, belongs to
    everybody again; that window itself still calls them first.
    `calls_since_overtaking` counts calls by order since a priority visitor last overtook (None: nobody has yet),
    `calls_since_appointed` those since an appointment last went first.
    """
    return next(
        calling_order(
            line=line,
            station=station,
            stations=stations,
            calls_since_overtaking=calls_since_overtaking,
            overtake_every=overtake_every,
            calls_since_appointed=calls_since_appointed,
            appointed_every=appointed_every,
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
    calls_since_appointed: int | None = None,
    appointed_every: int = 2,
) -> Iterator[Choice]:
    """The order in which `station` alone would call everybody who waits for it."""
    mine, pool = [], []
    for visitor in sorted(line, key=lambda one: one.order):
        target = kept_for(visitor, stations=stations)
        if target == station or (target is None and station.is_wanted_by(visitor)):
            mine.append(visitor)
        elif target is None and station.takes(visitor):
            pool.append(visitor)
    shares = _Shares(calls_since_overtaking, overtake_every, calls_since_appointed, appointed_every)
    for visitor in mine:
        yield shares.choice(visitor, TRANSFERRED if visitor.wants_window else SAME_WORKER)
    yield from _shared_order(pool, shares)


def kept_for(visitor: Waiting, *, stations: Iterable[Station]) -> Station | None:
    """The open window that a visitor handed over or coming back is kept for, if there is one."""
    if visitor.wants_window is None and visitor.wants_worker is None:
        return None
    return next((station for station in stations if station.keeps(visitor)), None)


def lets_go(*, quiet_since: datetime | None, kept_minutes: int, now: datetime) -> datetime | None:
    """Since when somebody must be kept for a window that has called nobody since `quiet_since`, to be let go by now."""
    limit = now - timedelta(minutes=kept_minutes)
    return limit if quiet_since is not None and quiet_since <= limit else None


def kept_until(visitor: Waiting, *, quiet_since: datetime, kept_minutes: int) -> datetime:
    """Until when a visitor is kept for a window that has called nobody since `quiet_since`."""
    return max(quiet_since, visitor.since or quiet_since) + timedelta(minutes=kept_minutes)


def people_ahead(
    *,
    line: Sequence[Waiting],
    ticket: int,
    stations: Sequence[Station],
    calls_since_overtaking: int | None,
    overtake_every: int,
    calls_since_appointed: int | None = None,
    appointed_every: int = 2,
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
    shares = _Shares(calls_since_overtaking, overtake_every, calls_since_appointed, appointed_every)
    order = [choice.visitor.ticket for choice in _shared_order(pool, shares)]
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


def calls_since(rules: Iterable[str], *, share: str = PRIORITY_SHARE) -> int | None:
    """A share's counter as it follows from the `rules` of the day's calls still standing, newest first."""
    count = 0
    for rule in rules:
        if rule == share:
            return count
        count += rule in _COUNTED[share]
    return None


# The calls between two of a share: those by order; the share of priority is a share of what appointments leave.
_COUNTED = {
    PRIORITY_SHARE: (ARRIVAL, ONLY_PRIORITY),
    APPOINTED_SHARE: (ARRIVAL, ONLY_PRIORITY, PRIORITY_SHARE),
}


@dataclass(frozen=True)
class _Shares:
    """The two bounded shares and how many calls ago each was last used (None: not yet)."""

    overtaking: int | None
    overtake_every: int
    appointed: int | None
    appointed_every: int

    @property
    def may_overtake(self) -> bool:
        return self.overtaking is None or self.overtaking >= self.overtake_every - 1

    @property
    def may_put_appointed_first(self) -> bool:
        return self.appointed is None or self.appointed >= self.appointed_every - 1

    def after(self, rule: str) -> _Shares:
        return replace(
            self,
            overtaking=_counted(self.overtaking, rule, PRIORITY_SHARE),
            appointed=_counted(self.appointed, rule, APPOINTED_SHARE),
        )

    def choice(self, visitor: Waiting, rule: str) -> Choice:
        return Choice(visitor, rule, self.overtaking, self.appointed)


def _shared_order(pool: Sequence[Waiting], shares: _Shares) -> Iterator[Choice]:
    """`pool` (in order) as one window would call it: by order, with the bounded shares."""
    ordinary = deque(one for one in pool if not one.is_priority)
    priority = deque(one for one in pool if one.is_priority)
    due = deque(sorted((one for one in pool if one.is_due), key=lambda one: (one.appointed_at, one.order)))
    called: set[int] = set()
    for _turn in pool:
        visitor, rule = _whose_turn(_first(ordinary, called), _first(priority, called), _first(due, called), shares)
        called.add(visitor.ticket)
        shares = shares.after(rule)
        yield shares.choice(visitor, rule)


def _whose_turn(
    ordinary: Waiting | None, priority: Waiting | None, due: Waiting | None, shares: _Shares
) -> tuple[Waiting, str]:
    """Who is called, of the first of each kind still waiting (some ordinary or priority visitor is)."""
    first = min((one for one in (ordinary, priority) if one), key=lambda one: one.order)
    if due and due is not first and shares.may_put_appointed_first:
        return due, APPOINTED_SHARE
    if ordinary is None:
        return first, ONLY_PRIORITY
    if priority and first is ordinary and shares.may_overtake:
        return priority, PRIORITY_SHARE
    return first, ARRIVAL


def _first(queue: deque[Waiting], called: set[int]) -> Waiting | None:
    while queue and queue[0].ticket in called:
        queue.popleft()
    return queue[0] if queue else None


def _counted(counter: int | None, rule: str, share: str) -> int | None:
    if rule == share:
        return 0
    return counter + 1 if counter is not None and rule in _COUNTED[share] else counter
