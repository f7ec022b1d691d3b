"""What a day in the hall taught about its pace: turns, pauses, who left, who came back. Kept small and added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
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


def turns_of(events: Iterable[Happened]) -> list[tuple[int | None, float]]:
    """The turns at windows told by `events` (in order): for which group, and how many seconds.

    A turn lasts from one call to the next where the next visitor waited already when the window got free: what a
    worker does in between is time nobody else is called in. Otherwise, and before a pause, it ends with the visit.
    """
    found: list[tuple[int | None, float]] = []
    turn: dict[int, Happened] = {}
    freed: dict[int, datetime] = {}
    for event in events:
        here = event.window
        if here is None:
            continue
        if event.kind in FREED and here in turn and event.ticket == turn[here].ticket:
            freed[here] = event.at
        elif event.kind in (CALLED, PAUSED, CLOSED):
            begun, until = turn.pop(here, None), freed.pop(here, None)
            if begun is not None and until is not None:
                has_waited = event.taken_at is not None and event.taken_at <= until
                end = event.at if event.kind == CALLED and has_waited else until
                found.append((begun.group, (end - begun.at).total_seconds()))
            elif begun is not None and event.kind == PAUSED:
                turn[here] = begun  # paused while the visitor is still here
            if event.kind == CALLED:
                turn[here] = event
    found += [(turn[here].group, (until - turn[here].at).total_seconds()) for here, until in freed.items()]
    return found


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


def add_lengths(counter: Counter[int], lengths: Iterable[float]) -> None:
    """Put lengths in seconds into their bins."""
    counter.update(int(length // BIN_S) for length in lengths)


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


def habits(
    facts: Facts, *, today: Sequence[tuple[int | None, float]], prior: Sequence[float], min_samples: int
) -> Habits:
    """What to expect of a hall with this past, at today's pace so far.

    A group speaks for itself from `min_samples` turns on, the hall for itself from as many; until then `prior`
    (lengths in s) does. The day's own turns move the pace, the more of them there are.
    """
    everybody = facts.all_turns
    is_known = everybody.total() >= min_samples
    hall = _deck(everybody) if is_known else tuple(prior)
    pace = _pace(today, mean=sum(hall) / len(hall), weight=min_samples)
    turns: dict[int | None, Sequence[float]] = {None: [length * pace for length in hall]}
    for group, bins in facts.turns.items():
        if group is not None and bins.total() >= min_samples:
            turns[group] = [length * pace for length in _deck(bins)]
    return Habits(
        turns=turns,
        pauses=_deck(facts.pauses),
        pause_share=_share(facts.pauses.total(), everybody.total()),
        repeat_share=_share(facts.repeats, facts.calls - facts.repeats),
        leave_rate=_share(facts.left, facts.waited_s),
        first_rate=_share(facts.firsts, facts.open_s),
    )


def windows_in(facts: Facts, kind: str) -> int | None:
    """How many windows serve as a rule in hours of a kind, or None where nothing is known of it."""
    days, windows = facts.windows.get(kind, (0, 0.0))
    return max(1, round(windows / days)) if days else None


def quiet_hour(facts: Facts, hours: Iterable[int]) -> int | None:
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
    """At most so many equally likely lengths that stand for all of them, in order."""
    total = bins.total()
    if not total:
        return ()
    size = min(DECK, total)
    lengths, passed, deck = sorted(bins.items()), 0, []
    for number, count in lengths:
        passed += count
        while len(deck) < size and passed * size > total * (len(deck) + 0.5):
            deck.append((number + 0.5) * BIN_S)
    return tuple(deck)


def _pace(today: Sequence[tuple[int | None, float]], *, mean: float, weight: int) -> float:
    """How much slower (above 1) or quicker turns are today than as a rule."""
    return (sum(length for _, length in today) + weight * mean) / ((len(today) + weight) * mean)


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0
