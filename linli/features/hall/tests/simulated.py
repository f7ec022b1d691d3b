"""Three halls played by ciw, a simulator that knows nothing of our rules: what happened there, day after day.

Of a day only what a hall would have noted is handed on (`Played`); how long things take is drawn inside.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import ciw

MINUTE = 60.0


@dataclass(frozen=True)
class Simulated:
    """A hall to play: minutes from opening to closing, windows by stretch, arrivals a minute, what a visit takes.

    `windows` are (number, until minute); `rate` gives arrivals a minute of each class at a minute; `turn` the minutes
    a visitor of a class keeps a window; `pause_share`, `pause`: a pause after a turn; `patience`: minutes until
    somebody leaves. Classes that end in "!" are put forward: at most one in `overtake_every` calls by their share.
    """

    name: str
    closes: float
    windows: Sequence[tuple[int, float]]
    rate: dict[str, Callable[[float], float]]
    turn: dict[str, Callable[[], float]]
    pause_share: float = 0.0
    pause: Callable[[], float] = lambda: 0.0
    patience: Callable[[], float] | None = None
    overtake_every: int = 3


@dataclass
class Played:
    """One visitor of a day, in minutes from opening (None: it did not happen)."""

    number: int
    kind: str
    taken: float
    called: float | None = None
    freed: float | None = None
    paused: float = 0.0
    left: float | None = None
    window: int | None = None

    @property
    def is_first(self) -> bool:
        return self.kind.endswith("!")


def play(hall: Simulated, *, seed: int) -> list[Played]:
    """Everybody who came on one day, in the order in which they came."""
    ciw.seed(seed)
    day = _Day(hall)
    simulation = ciw.Simulation(day.network())
    simulation.simulate_until_max_time(hall.closes)
    people = [day.seen(one) for one in simulation.get_all_individuals()]
    return sorted((one for one in people if one.taken < hall.closes), key=lambda one: one.taken)


@dataclass
class _Day:
    hall: Simulated
    visits: dict[int, tuple[float, float]] = field(default_factory=dict)
    since_overtaking: int | None = None
    overtakes: bool = False

    def network(self) -> Any:
        stretches = list(self.hall.windows)
        only = len(stretches) == 1
        patience = self.hall.patience
        leaves = {"reneging_time_distributions": {kind: [_Drawn(patience)] for kind in self.hall.rate}}
        return ciw.create_network(
            arrival_distributions={kind: [_Arrivals(rate)] for kind, rate in self.hall.rate.items()},
            service_distributions={kind: [_Turns(self, kind)] for kind in self.hall.rate},
            number_of_servers=[
                stretches[0][0] if only else ciw.Schedule([n for n, _ in stretches], [until for _, until in stretches])
            ],
            service_disciplines=[self.next],
            **(leaves if patience else {}),
        )

    def next(self, waiting: list[Any], now: float) -> Any:
        """In the order of arrival, with the bounded share of those put forward; written apart from the hall's rules.

        Asked at every arrival too, with no window free: what is chosen counts only once it is served.
        """
        first = waiting[0]
        ahead = next((one for one in waiting if one.customer_class.endswith("!")), first)
        may = self.since_overtaking is None or self.since_overtaking >= self.hall.overtake_every - 1
        self.overtakes = may and ahead is not first and not first.customer_class.endswith("!")
        return ahead if self.overtakes else first

    def serve(self, number: int, kind: str) -> float:
        """A window begins with a visitor: for how many minutes it is taken, the pause after it included."""
        if self.overtakes:
            self.since_overtaking = 0
        elif self.since_overtaking is not None:
            self.since_overtaking += 1
        turn = self.hall.turn[kind]()
        pause = self.hall.pause() if random.random() < self.hall.pause_share else 0.0
        self.visits[number] = (turn, pause)
        return turn + pause

    def seen(self, person: Any) -> Played:
        """What the hall noted about a visitor."""
        seen = Played(person.id_number, person.customer_class, person.arrival_date)
        record = person.data_records[0] if person.data_records else None
        if record is not None:
            seen.taken = record.arrival_date
            if record.record_type == "renege":
                seen.left = record.exit_date
            else:
                seen.called, seen.window = record.service_start_date, record.server_id
        elif person.server:
            seen.called, seen.window = person.service_start_date, person.server.id_number
        if seen.called is not None:
            turn, seen.paused = self.visits[person.id_number]
            seen.freed = seen.called + turn
        return seen


class _Arrivals(ciw.dists.Distribution):  # type: ignore[misc]
    def __init__(self, rate: Callable[[float], float]) -> None:
        self.rate = rate

    def sample(self, t: float = 0.0, ind: Any = None) -> float:
        """Until the next arrival, at a rate that changes: thinned from its highest."""
        at, most = t, max(self.rate(minute) for minute in range(0, 600, 10))
        while at < 600:
            at += random.expovariate(most)
            if random.random() * most <= self.rate(at):
                return at - t
        return 10_000.0


class _Turns(ciw.dists.Distribution):  # type: ignore[misc]
    def __init__(self, day: _Day, kind: str) -> None:
        self.day, self.kind = day, kind

    def __deepcopy__(self, memo: object) -> _Turns:
        return self  # ciw copies what it is given; the day has to be the one that is looked at

    def sample(self, t: float = 0.0, ind: Any = None) -> float:
        return self.day.serve(ind.id_number, self.kind)


class _Drawn(ciw.dists.Distribution):  # type: ignore[misc]
    def __init__(self, draw: Callable[[], float]) -> None:
        self.draw = draw

    def sample(self, t: float = 0.0, ind: Any = None) -> float:
        return self.draw()


def _between(steps: Sequence[tuple[float, float]]) -> Callable[[float], float]:
    """A rate by minute: each step is (from minute, rate)."""

    stretches = [(since, until, rate) for (since, rate), (until, _) in pairwise([*steps, (10_000.0, 0.0)])]
    return lambda minute: next((rate for since, until, rate in stretches if since <= minute < until), 0.0)


def _some_do_not_come(share: float, turn: Callable[[], float]) -> Callable[[], float]:
    """Of those called some never come to the window: it waits for them about two minutes."""
    return lambda: random.uniform(1.5, 2.5) if random.random() < share else turn()


STEADY = Simulated(
    name="steady: 2 windows, 4 minutes on average, exponential",
    closes=480,
    windows=[(2, 480)],
    rate={"1": _between([(0, 0.46), (465, 0)])},
    turn={"1": lambda: random.expovariate(1 / 4)},
)
NOON = Simulated(
    name="noon: 5 windows, 2 on duty from 12 to 14, lognormal, three kinds of matters",
    closes=510,
    windows=[(5, 180), (2, 300), (5, 510)],
    rate={
        "1": _between([(0, 0.34), (170, 0.16), (290, 0.34), (495, 0)]),
        "2": _between([(0, 0.26), (170, 0.12), (290, 0.26), (495, 0)]),
        "3": _between([(0, 0.12), (170, 0.05), (290, 0.12), (495, 0)]),
    },
    turn={
        "1": lambda: random.lognormvariate(1.2, 0.5),
        "2": lambda: random.lognormvariate(1.9, 0.45),
        "3": lambda: random.lognormvariate(2.6, 0.4),
    },
)
RUSH = Simulated(
    name="rush: 4 windows, priority visitors, no-shows, pauses, some leave",
    closes=240,
    windows=[(4, 240)],
    rate={
        "1": _between([(0, 1.3), (60, 0.5), (160, 0.35), (225, 0)]),
        "1!": _between([(0, 0.28), (60, 0.12), (225, 0)]),
    },
    turn={kind: _some_do_not_come(0.08, lambda: random.gammavariate(3, 5.2 / 3)) for kind in ("1", "1!")},
    pause_share=0.05,
    pause=lambda: random.uniform(4, 10),
    patience=lambda: random.expovariate(1 / 240),
)
HALLS = (STEADY, NOON, RUSH)
