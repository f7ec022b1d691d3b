"""What a day in the hall taught about its pace: turns, pauses, who left, who came back. Kept small and added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from .waits import Habits

# Lengths are kept in bins of so many seconds; so many equally likely ones stand for all of them.
BIN_S, DECK = 15, 60
CALLED, PAUSED, RESUMED, CLOSED = "called", "paused", "resumed", "closed"
SUMS = ("calls", "repeats", "left", "waited_s", "open_s", "firsts", "days")
FREED = ("finished", "missed", "parked", "transferred", "left")


@dataclass(frozen=True)
class Happened:
    """One event at a window: a call (of a ticket taken `taken_at`, for `group`), its end, a pause."""

    kind: str
    at: datetime
    window: int | None
    ticket: int | None = None
    taken_at: datetime | None = None
    group: int | None = None


@dataclass(frozen=True)
class Visit:
    """One ticket of a day: when it was taken, first called (None: never) and over; `is_first`: put forward."""

    taken_at: datetime
    called_at: datetime | None
    ended_at: datetime | None
    has_left: bool = False
    is_first: bool = False


@dataclass(frozen=True)
class Turn:
    """A visitor's time at a window: for which group, begun how many seconds ago, and how long it was (or is so far)."""

    group: int | None
    ago_s: float
    length_s: float


@dataclass
class Facts:
    """The sums of one or several days; `turns` by group, `windows` by kind of hours as (days, windows on them).

    `waited_s` is how long everybody waited altogether, `open_s` how long the hall was open, `firsts` how many came
    whom the rules put forward, `arrivals` how many numbers were taken by hour, on `days` days.
    """

    turns: dict[int | None, Counter[int]] = field(default_factory=dict)
    pauses: Counter[int] = field(default_factory=Counter)
    calls: int = 0
    repeats: int = 0
    left: int = 0
    waited_s: float = 0.0
    open_s: float = 0.0
    firsts: int = 0
    windows: dict[str, tuple[int, float]] = field(default_factory=dict)
    arrivals: Counter[int] = field(default_factory=Counter)
    days: int = 0

    @property
    def all_turns(self) -> Counter[int]:
        """Turns of every group together."""
        return sum(self.turns.values(), Counter())


def learnt(*, events: Sequence[Happened], visits: Sequence[Visit], open_s: float, zone: tzinfo) -> Facts:
    """What a day taught: its events at windows (in order), its visits, and how long the hall was open."""
    called = [event for event in events if event.kind == CALLED]
    found = Facts(
        calls=len(called),
        repeats=len(called) - len({event.ticket for event in called}),
        left=sum(visit.has_left and visit.called_at is None for visit in visits),
        waited_s=sum(_waited(visit) for visit in visits),
        open_s=open_s,
        firsts=sum(visit.is_first for visit in visits),
        arrivals=Counter(visit.taken_at.astimezone(zone).hour for visit in visits),
        days=1,
    )
    for call, until in turns_of(events):
        found.turns.setdefault(call.group, Counter())[int((until - call.at).total_seconds() // BIN_S)] += 1
    found.pauses.update(int(length // BIN_S) for length in pauses_of(events))
    return found


def _waited(visit: Visit) -> float:
    until = visit.called_at or visit.ended_at or visit.taken_at
    return max(0.0, (until - visit.taken_at).total_seconds())


def turns_of(events: Iterable[Happened]) -> list[tuple[Happened, datetime]]:
    """The turns at windows told by `events` (in order): the call, and until when it kept the window.

    A turn lasts from one call to the next where the next visitor waited already when the window got free: what a
    worker does in between is time nobody else is called in. Otherwise, and before a pause, it ends with the visit.
    """
    found: list[tuple[Happened, datetime]] = []
    turn: dict[int, Happened] = {}
    freed: dict[int, datetime] = {}
    for event in events:
        here = event.window
        if here is None:
            continue
        if event.kind in FREED and here in turn and event.ticket == turn[here].ticket:
            freed[here] = event.at
        elif event.kind in (CALLED, PAUSED, CLOSED):
            if here in freed:
                found.append((turn.pop(here), _until(event, freed.pop(here))))
            if event.kind == CALLED:
                turn[here] = event
    return found + [(turn[here], until) for here, until in freed.items()]


def _until(event: Happened, freed_at: datetime) -> datetime:
    """When a turn that got free then ended, `event` being what happened next at the window."""
    has_waited = event.kind == CALLED and event.taken_at is not None and event.taken_at <= freed_at
    return event.at if has_waited else freed_at


def at_windows(events: Iterable[Happened]) -> tuple[dict[int, Happened], dict[int, datetime]]:
    """Who is at which window since which call, and which window pauses since when, after `events` (in order)."""
    busy: dict[int, Happened] = {}
    paused: dict[int, datetime] = {}
    for event in events:
        here = event.window
        if here is None:
            continue
        if event.kind == CALLED:
            busy[here] = event
        elif event.kind in FREED:
            busy.pop(here, None)
        elif event.kind == PAUSED:
            paused[here] = event.at
        else:
            paused.pop(here, None)
    return busy, paused


def pauses_of(events: Iterable[Happened]) -> list[float]:
    """How many seconds each pause lasted that ended."""
    since: dict[int | None, datetime] = {}
    found = []
    for event in events:
        if event.kind == PAUSED:
            since[event.window] = event.at
        elif event.kind == RESUMED and event.window in since:
            found.append((event.at - since.pop(event.window)).total_seconds())
    return found


def summed(many: Iterable[Facts]) -> Facts:
    """Several days as one."""
    total = Facts()
    for one in many:
        for group, bins in one.turns.items():
            total.turns.setdefault(group, Counter()).update(bins)
        total.pauses.update(one.pauses)
        total.arrivals.update(one.arrivals)
        for name in SUMS:
            setattr(total, name, getattr(total, name) + getattr(one, name))
        for kind, (days, windows) in one.windows.items():
            before = total.windows.get(kind, (0, 0.0))
            total.windows[kind] = (before[0] + days, before[1] + windows)
    return total


def so_far(events: Sequence[Happened], *, now: datetime) -> list[Turn]:
    """The turns that the day's newest events tell of, those that go on among them."""
    busy, _paused = at_windows(events)
    running = [(call, now) for call in busy.values()]
    return [
        Turn(call.group, (now - call.at).total_seconds(), (until - call.at).total_seconds())
        for call, until in [*turns_of(events), *running]
    ]


def habits(facts: Facts, *, today: Sequence[Turn], prior: Sequence[float], min_samples: int) -> Habits:
    """What to expect of a hall with this past, at today's pace so far.

    A group speaks for itself from `min_samples` turns on, the hall for itself from as many; until then `prior`
    (lengths in s) does. The day's own turns move the pace, the more of them there are.
    """
    everybody = facts.all_turns
    turns: dict[int | None, Sequence[float]] = {
        None: _deck(everybody) if everybody.total() >= min_samples else tuple(prior)
    }
    for group, bins in facts.turns.items():
        if group is not None and bins.total() >= min_samples:
            turns[group] = _deck(bins)
    pace = _pace(today, turns, weight=min_samples)
    return Habits(
        turns={group: [length * pace for length in deck] for group, deck in turns.items()},
        pauses=_deck(facts.pauses),
        pause_share=_share(facts.pauses.total(), everybody.total()),
        repeat_share=_share(facts.repeats, facts.calls - facts.repeats),
        leave_rate=_share(facts.left, facts.waited_s),
        first_rate=_share(facts.firsts, facts.open_s),
    )


def windows_in(facts: Facts, *, kind: str) -> int | None:
    """How many windows serve as a rule in hours of a kind, or None where nothing is known of it."""
    days, windows = facts.windows.get(kind, (0, 0.0))
    return max(1, round(windows / days)) if days else None


def quiet_hour(facts: Facts, *, hours: Iterable[int]) -> int | None:
    """The one of `hours` in which the fewest numbers are taken, or None where nothing is known."""
    return min(hours, key=lambda hour: (facts.arrivals[hour], hour), default=None) if facts.days else None


def as_json(facts: Facts) -> dict[str, Any]:
    """The facts as they are kept."""
    plain = {name: getattr(facts, name) for name in SUMS}
    return plain | {
        "turns": {str(group or ""): dict(bins) for group, bins in facts.turns.items()},
        "pauses": dict(facts.pauses),
        "arrivals": dict(facts.arrivals),
        "windows": {kind: list(pair) for kind, pair in facts.windows.items()},
    }


def from_json(kept: Mapping[str, Any]) -> Facts:
    """The facts as they were kept; none at all from an empty mapping."""
    plain = {name: kept[name] for name in SUMS} if kept else {}
    return Facts(
        turns={int(group) if group else None: _bins(bins) for group, bins in kept.get("turns", {}).items()},
        pauses=_bins(kept.get("pauses", {})),
        arrivals=_bins(kept.get("arrivals", {})),
        windows={kind: (days, windows) for kind, (days, windows) in kept.get("windows", {}).items()},
        **plain,
    )


def _bins(kept: Mapping[str, int]) -> Counter[int]:
    return Counter({int(number): count for number, count in kept.items()})


def _deck(bins: Counter[int]) -> tuple[float, ...]:
    """At most so many equally likely lengths that stand for all of them, in order: each the mean of its share."""
    total = bins.total()
    size = min(DECK, total)
    deck, length, room = [], 0.0, 1.0
    for number, count in sorted(bins.items()):
        left = count * size / total
        while left > room - 1e-9:
            deck.append((length + room * (number + 0.5)) * BIN_S)
            left, length, room = left - room, 0.0, 1.0
        length += left * (number + 0.5)
        room -= left
    return tuple(deck)


def _pace(today: Iterable[Turn], lengths: Mapping[int | None, Sequence[float]], *, weight: int) -> float:
    """How much slower (above 1) or quicker turns are today than as a rule.

    Only those speak that began so long ago that nearly all of their like have ended: of the younger ones the short
    ones have ended and the long ones have not, and the day would look quick.
    """
    means = {group: sum(deck) / len(deck) for group, deck in lengths.items()}
    slow = max(lengths[None])
    spoken = [turn for turn in today if turn.ago_s >= slow]
    known = weight * means[None]
    lasted = sum(turn.length_s for turn in spoken)
    return (lasted + known) / (sum(means.get(turn.group, means[None]) for turn in spoken) + known)


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0
