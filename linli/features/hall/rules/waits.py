"""How long somebody will probably wait: a range, from what the hall knows at this moment and did before.

The rest of the day is played many times over: the windows as they stand, each turn as long as one of the hall's own
past turns, pauses, people who leave or come back, the hours still to come. The range is what most of these days say.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from math import ceil, exp, inf
from random import Random

# How many calls are played altogether, and within which bounds days: effort, not policy. The same dice every time:
# whoever asks twice without anything having changed is told the same.
CALLS_PLAYED, FEWEST_DAYS, MOST_DAYS = 4_800, 80, 400
DICE = 20_260_101
NEVER = inf


@dataclass(frozen=True)
class Post:
    """An open window: since how many seconds its visitor is there (None: nobody), for which group; or it pauses.

    `kept` are the groups of those who wait for this very window or its worker: they go first here.
    """

    busy_s: float | None = None
    group: int | None = None
    paused_s: float | None = None
    kept: tuple[int | None, ...] = ()


@dataclass(frozen=True)
class Stretch:
    """Opening hours still to come, in seconds from now; `windows`: how many serve then (None: those open now)."""

    starts_s: float
    ends_s: float
    windows: int | None = None


@dataclass(frozen=True)
class Ahead:
    """Somebody who is called first, for a matter of `group`; `overtakes`: by the share of priority visitors."""

    group: int | None = None
    overtakes: bool = False


@dataclass(frozen=True)
class Habits:
    """How this hall goes about it.

    `turns` are equally likely lengths (s) of a turn at a window by group, None for any; `pauses` those of a pause and
    `pause_share` how many turns are followed by one; `repeat_share`: calls of people who were called before, to each
    other call; `leave_rate` and `first_rate`, a second: somebody waiting leaves; a priority visitor comes.
    """

    turns: Mapping[int | None, Sequence[float]]
    pauses: Sequence[float] = ()
    pause_share: float = 0.0
    repeat_share: float = 0.0
    leave_rate: float = 0.0
    first_rate: float = 0.0


@dataclass(frozen=True)
class Outlook:
    """What decides how long one visitor waits; `ahead` in calling order.

    `overtake_every` is None for somebody whom later priority visitors do not overtake.
    """

    posts: Sequence[Post]
    stretches: Sequence[Stretch]
    ahead: Sequence[Ahead]
    habits: Habits
    overtake_every: int | None = None
    calls_since_overtaking: int | None = None


@dataclass(frozen=True)
class Range:
    """The wait from `low_s` to `high_s` seconds (infinite: not today); `late_share`: days that close before."""

    low_s: float
    high_s: float
    late_share: float


def range_of(outlook: Outlook, *, low: float, high: float) -> Range:
    """Between which bounds the wait lies on most of the days played: the quantiles `low` and `high` (0 to 1)."""
    waits = _waits(outlook)
    late = sum(wait == NEVER for wait in waits) / len(waits)
    return Range(low_s=_quantile(waits, low), high_s=_quantile(waits, high), late_share=late)


def who_stays(posts: Sequence[Post], *, begun_s: float, usual: int) -> tuple[list[Post], int]:
    """`posts`, those that go on calling first, and how many of them do, in hours that began `begun_s` seconds ago.

    A window that pauses, or at which somebody is served since before that, may call nobody any more: so many go on as
    is `usual` in such hours, and in any case those that are free or have called since.
    """
    sure = [post for post in posts if _goes_on(post, begun_s)]
    rest = [post for post in posts if not _goes_on(post, begun_s)]
    return [*sure, *rest], max(len(sure), min(usual, len(posts)))


def _goes_on(post: Post, begun_s: float) -> bool:
    return post.paused_s is None and (post.busy_s is None or post.busy_s <= begun_s)


def in_minutes(found: Range, *, closes_in_s: float) -> tuple[int, int]:
    """The range in whole minutes, nearest, never wider than until closing and never of no width at all."""
    low, high = (round(min(bound, closes_in_s) / 60) for bound in (found.low_s, found.high_s))
    return min(low, max(0, high - 1)), max(high, 1)


def _quantile(waits: Sequence[float], share: float) -> float:
    at = share * (len(waits) - 1)
    below, above = waits[int(at)], waits[ceil(at)]
    return above if above == NEVER else below + (above - below) * (at - int(at))


def _waits(outlook: Outlook) -> list[float]:
    calls = 1 + len(outlook.ahead) + sum(len(post.kept) for post in outlook.posts)
    days = max(FEWEST_DAYS, min(MOST_DAYS, CALLS_PLAYED // calls))
    dice = Random(DICE)  # noqa: S311 - no secret
    hours = _hours(outlook)
    lengths = {group: sorted(turns) for group, turns in outlook.habits.turns.items()}
    return sorted(_Day(outlook, hours, lengths, dice).wait() for _ in range(days))


def _hours(outlook: Outlook) -> list[list[tuple[float, float]]]:
    """When each window serves in the time to come; those that are not open yet come after those that are."""
    open_now = len(outlook.posts)
    most = max([open_now, *(stretch.windows or 0 for stretch in outlook.stretches)])
    return [
        [
            (stretch.starts_s, stretch.ends_s)
            for stretch in outlook.stretches
            if rank < (open_now if stretch.windows is None else stretch.windows)
        ]
        for rank in range(most)
    ]


@dataclass
class _Day:
    """One way in which the rest of the day may go."""

    outlook: Outlook
    hours: Sequence[Sequence[tuple[float, float]]]
    lengths: Mapping[int | None, Sequence[float]]
    dice: Random
    windows: list[tuple[float, int]] = field(init=False, default_factory=list)
    counter: int | None = field(init=False)
    next_first: float = field(init=False, default=NEVER)

    def wait(self) -> float:
        """How long the visitor waits on this day; for ever if it closes before."""
        self.counter = self.outlook.calls_since_overtaking
        self.next_first = self._next_first(0.0)
        self._open()
        for person in self.outlook.ahead:
            at, window = self._next_call()
            if at == NEVER:
                return NEVER
            self._call(person, at, window)
        return self._next_call()[0]

    def _next_call(self) -> tuple[float, int]:
        """When and where the next of the line is called, those who overtake it having been called before."""
        at, window = self._free()
        while self.next_first <= at < NEVER and self._may_overtake():
            heappush(self.windows, (at + self._turn(None), window))
            self.counter, self.next_first = 0, self._next_first(self.next_first)
            at, window = self._free()
        return at, window

    def _call(self, person: Ahead, at: float, window: int) -> None:
        """Somebody of the line takes the turn, unless they have left; perhaps somebody called before comes back."""
        habits, roll = self.outlook.habits, self.dice.random
        if habits.leave_rate and roll() > exp(-habits.leave_rate * at):
            heappush(self.windows, (at, window))
            return
        heappush(self.windows, (at + self._turn(person.group), window))
        if person.overtakes:
            self.counter = 0
        elif self.counter is not None:
            self.counter += 1
        if roll() < habits.repeat_share:
            at, window = self._free()
            if at < NEVER:
                heappush(self.windows, (at + self._turn(None), window))

    def _open(self) -> None:
        for rank in range(len(self.hours)):
            post = self.outlook.posts[rank] if rank < len(self.outlook.posts) else Post()
            at = self._frees_in(post) + sum(self._turn(group) for group in post.kept)
            self.windows.append((at, rank))
        heapify(self.windows)

    def _frees_in(self, post: Post) -> float:
        """When the window can call next: after the turn or the pause that goes on, as it may still last."""
        at = 0.0
        if post.busy_s is not None:
            at = self._rest(self.lengths.get(post.group) or self.lengths[None], post.busy_s)
        if post.paused_s is not None:
            at = max(at, self._rest(self.outlook.habits.pauses or self.lengths[None], post.paused_s))
        return at

    def _rest(self, lengths: Sequence[float], gone: float) -> float:
        """How much longer something lasts that has gone on for so long; longer than anything known: as if anew."""
        first = bisect_right(lengths, gone)
        if first < len(lengths):
            return lengths[first + int(self.dice.random() * (len(lengths) - first))] - gone
        return lengths[int(self.dice.random() * len(lengths))]

    def _turn(self, group: int | None) -> float:
        """How long a turn lasts, with the pause after it if there is one."""
        habits, roll = self.outlook.habits, self.dice.random
        lengths = self.lengths.get(group) or self.lengths[None]
        length = lengths[int(roll() * len(lengths))]
        if habits.pauses and roll() < habits.pause_share:
            length += habits.pauses[int(roll() * len(habits.pauses))]
        return length

    def _free(self) -> tuple[float, int]:
        """The next window to call, and when, within the hours; taken out until it is put back."""
        while self.windows:
            at, window = heappop(self.windows)
            hours = self.hours[window]
            if hours and hours[0][0] <= at < hours[0][1]:
                return at, window
            serves_at = next((max(at, start) for start, end in hours if at < end), NEVER)
            if serves_at == at:
                return at, window
            if serves_at < NEVER:
                heappush(self.windows, (serves_at, window))
        return NEVER, 0

    def _may_overtake(self) -> bool:
        every = self.outlook.overtake_every
        return every is not None and (self.counter is None or self.counter >= every - 1)

    def _next_first(self, after: float) -> float:
        rate = self.outlook.habits.first_rate
        return after + self.dice.expovariate(rate) if rate and self.outlook.overtake_every else NEVER
