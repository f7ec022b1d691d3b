"""A past day of a hall (示例), played in memory by the hall's own rules: who is called next, what each is told.

The visitors and their tempers are the story's. Nothing is written here; whoever tells the past writes it down.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import Any

from linli.base.kernel import Period
from linli.community.calendar.queries import Served
from linli.community.people.models import Person
from linli.features.guides.models import ItemGroup
from linli.features.hall import rules
from linli.features.hall.models import HallDay, HallEvent, Terms, Ticket, Window
from linli.features.hall.queries import waits
from linli.features.hall.queries.facts import OnDuty
from linli.features.hall.queries.shapes import Wait

from . import story

Kind, State = HallEvent.Kind, Ticket.State
# What it takes a worker to notice somebody, and to get on after a visit that was a strain; who does not come is
# called again after a minute and given up after another.
NOTICES, RESTS_FOR, CALLS_AGAIN = timedelta(seconds=4), timedelta(seconds=24), timedelta(seconds=60)
TURNS_AT = 0.4
# A pause: since, until, why.
Rest = tuple[datetime, datetime, str]


@dataclass(eq=False)
class Post:
    """A window of the day and its worker; `rests` are the pauses it means to make."""

    window: Window
    worker: Person
    hours: Period
    rests: Sequence[Rest] = ()
    visit: Visit | None = None
    is_open: bool = False
    paused_at: datetime | None = None
    closed_at: datetime | None = None
    pauses: list[Rest] = field(default_factory=list)

    @property
    def station(self) -> rules.Station:
        """The window as the rules of the line see it."""
        return rules.Station(self.window.pk, self.worker.pk)

    @property
    def is_free(self) -> bool:
        """Whether somebody could be called here."""
        return self.is_open and self.visit is None and self.paused_at is None


@dataclass(eq=False)
class Visit:
    """One visitor's day. `told` is the wait they were told, where it is known; `groups` what they came for."""

    stand: rules.Waiting
    visitor: story.Visitor
    how: story.Temper
    groups: list[int]
    told: Wait | None = None
    state: str = State.WAITING
    calls: int = 0
    called_at: datetime | None = None
    served_at: datetime | None = None
    ended_at: datetime | None = None
    first_worker: Person | None = None
    last_worker: Person | None = None
    had: set[str] = field(default_factory=set)

    @property
    def number(self) -> int:
        """The number, which stands for the ticket until there is one."""
        return self.stand.ticket


@dataclass(frozen=True)
class Logged:
    """One line of the day's log."""

    kind: str
    at: datetime
    visit: Visit | None = None
    post: Post | None = None
    rule: str = ""
    reason: str = ""


@dataclass
class PastDay:
    """A day of the hall from opening to closing; `tells_every`: so many-th visitor is told a wait (0: nobody)."""

    row: HallDay
    served: Sequence[Served]
    posts: Sequence[Post]
    terms: Terms
    past: rules.Facts
    groups: Sequence[ItemGroup]
    tells_every: int = 0
    visits: list[Visit] = field(default_factory=list)
    log: list[Logged] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.by_slug = {group.slug: group.pk for group in self.groups}
        self.line: dict[int, rules.Waiting] = {}
        self.happened: list[rules.Happened] = []
        self.agenda: list[tuple[datetime, int, Callable[..., None], tuple[Any, ...]]] = []
        self.order = count()
        self.now = self.closes = max(post.hours.end for post in self.posts)

    def play(self, coming: Sequence[story.Visitor]) -> None:
        """Everybody comes, is called as the rules say, and goes; what is not reached by closing is left as it is."""
        for post in self.posts:
            self._expect(post.hours.start, self._open, post)
            self._expect(post.hours.end, self._look, post)
            for since, until, _why in post.rests:
                self._expect(since, self._look, post)
                self._expect(until, self._resume, post)
        for visitor in coming:
            self._expect(visitor.at, self._come, visitor)
        while self.agenda:
            self.now, _order, step, said = heappop(self.agenda)
            step(*said)

    # Visitors ---------------------------------------------------------------------------------------------------

    def _come(self, visitor: story.Visitor) -> None:
        number = len(self.visits) + 1
        groups = [self.by_slug[slug] for slug in visitor.groups]
        stand = rules.Waiting(
            ticket=number,
            place=number * rules.PLACE_STEP,
            arrival=number,
            is_priority=visitor.priority != Ticket.Priority.ORDINARY,
            groups=frozenset(groups),
        )
        visit = Visit(stand, visitor, story.temper(day=self.row.day, number=number), groups)
        if self.tells_every and number % self.tells_every == 0:
            visit.told = waits.wait_of(self._scene(), groups=groups, is_priority=stand.is_priority)
        self.visits.append(visit)
        self._note(Kind.TAKEN, visit)
        self._wait(visit)
        if visit.how.leaves_after:
            self._expect(self.now + timedelta(seconds=visit.how.leaves_after), self._leave, visit)

    def _scene(self) -> waits.Scene:
        """The hall as it stands, as its pages would gather it."""
        return waits.Scene(
            now=self.now,
            day=self.row,
            on_duty=[
                OnDuty(number, post.station, post.paused_at is not None)
                for number, post in enumerate(self.posts, 1)
                if post.is_open
            ],
            line=list(self.line.values()),
            terms=self.terms,
            past=self.past,
            served=self.served,
            events=self.happened[-waits.NEWEST :],
        )

    def _wait(self, visit: Visit) -> None:
        visit.state = State.WAITING
        self.line[visit.number] = visit.stand
        for post in self.posts:
            if post.is_free:
                self._expect(self.now + NOTICES, self._look, post)

    def _leave(self, visit: Visit) -> None:
        """Nobody has called them yet and they have waited long enough."""
        if visit.state == State.WAITING and not visit.calls:
            del self.line[visit.number]
            self._end(visit, State.LEFT, Kind.LEFT)

    def _return(self, visit: Visit) -> None:
        """Back from an errand, or late: in the line again, where the rules put them."""
        if self.now < self.closes:
            behind = self.terms.missed_returns_behind
            place = rules.place_behind(line=self.line.values(), behind=behind, own=visit.stand.place)
            visit.stand = replace(visit.stand, place=place)
            self._note(Kind.RETURNED, visit)
            self._wait(visit)

    # Windows ----------------------------------------------------------------------------------------------------

    def _open(self, post: Post) -> None:
        post.is_open = True
        self._note(Kind.OPENED, post=post)
        self._look(post)

    def _look(self, post: Post) -> None:
        """What the worker of a window at which nobody is does now."""
        if not post.is_free:
            return
        rest = next((one for one in post.rests if one[0] <= self.now < one[1]), None)
        if self.now >= post.hours.end:
            post.is_open, post.closed_at = False, self.now
            self._note(Kind.CLOSED, post=post)
        elif rest:
            post.paused_at = self.now
            self._note(Kind.PAUSED, post=post, reason=rest[2])
        else:
            self._call(post)

    def _resume(self, post: Post) -> None:
        if post.paused_at is None:
            return
        why = next(rest[2] for rest in post.rests if rest[0] <= post.paused_at < rest[1])
        post.pauses.append((post.paused_at, self.now, why))
        post.paused_at = None
        self._note(Kind.RESUMED, post=post)
        self._look(post)

    def _call(self, post: Post) -> None:
        choice = rules.next_ticket(
            line=self.line.values(),
            station=post.station,
            stations=[one.station for one in self.posts if one.is_open],
            calls_since_overtaking=self.row.calls_since_overtaking,
            overtake_every=self.terms.overtake_every,
        )
        if choice is None:
            return
        visit = self.visits[choice.visitor.ticket - 1]
        del self.line[visit.number]
        self.row.calls_since_overtaking = choice.calls_since_overtaking
        post.visit, visit.state, visit.called_at, visit.calls = visit, State.CALLED, self.now, visit.calls + 1
        self._note(Kind.CALLED, visit, post, rule=choice.rule)
        if visit.how.comes or Kind.MISSED in visit.had:
            self._expect(self.now + timedelta(seconds=visit.how.walk), self._welcome, post, visit)
        else:
            self._expect(self.now + CALLS_AGAIN, self._recall, post, visit)

    def _recall(self, post: Post, visit: Visit) -> None:
        visit.calls, visit.called_at = visit.calls + 1, self.now
        self._note(Kind.RECALLED, visit, post)
        self._expect(self.now + CALLS_AGAIN, self._miss, post, visit)

    def _miss(self, post: Post, visit: Visit) -> None:
        self._set_aside(post, visit, State.MISSED, Kind.MISSED)
        if visit.how.comes_back:
            self._expect(self.now + timedelta(seconds=visit.how.aside_for), self._return, visit)

    def _welcome(self, post: Post, visit: Visit) -> None:
        visit.state, visit.served_at = State.SERVING, visit.served_at or self.now
        visit.first_worker = visit.first_worker or post.worker
        visit.stand = replace(visit.stand, wants_worker=None)
        self._note(Kind.WELCOMED, visit, post)
        self._expect(self.now + timedelta(seconds=visit.how.serve * TURNS_AT), self._turn, post, visit)

    def _turn(self, post: Post, visit: Visit) -> None:
        """In the middle of some visits something has to be fetched, somebody else is asked, one thing more comes up."""
        how = visit.how
        if how.aside and Kind.PARKED not in visit.had:
            visit.stand = replace(visit.stand, wants_worker=post.worker.pk)
            self._set_aside(post, visit, State.PARKED, Kind.PARKED, reason=how.aside)
            self._expect(self.now + timedelta(seconds=how.aside_for), self._return, visit)
        elif how.handed_on and Kind.TRANSFERRED not in visit.had:
            self._set_aside(post, visit, State.WAITING, Kind.TRANSFERRED, reason=how.handed_on)
            self._wait(visit)
        else:
            if how.adds and len(visit.groups) == 1 and self.by_slug[how.adds] not in visit.groups:
                visit.groups.append(self.by_slug[how.adds])
            self._expect(self.now + timedelta(seconds=how.serve * (1 - TURNS_AT)), self._finish, post, visit)

    def _finish(self, post: Post, visit: Visit) -> None:
        visit.last_worker = post.worker
        self._end(visit, State.DONE, Kind.FINISHED, post)
        self._free(post, RESTS_FOR if visit.how.rests_after else timedelta())

    def _set_aside(self, post: Post, visit: Visit, state: str, kind: str, reason: str = "") -> None:
        visit.state = state
        self._note(kind, visit, post, reason=reason)
        self._free(post, NOTICES)

    def _free(self, post: Post, after: timedelta) -> None:
        post.visit = None
        self._expect(self.now + after, self._look, post)

    # Small things -----------------------------------------------------------------------------------------------

    def _end(self, visit: Visit, state: str, kind: str, post: Post | None = None) -> None:
        visit.state, visit.ended_at = state, self.now
        self._note(kind, visit, post)

    def _expect(self, at: datetime, step: Callable[..., None], *said: Any) -> None:
        heappush(self.agenda, (at.replace(microsecond=0), next(self.order), step, said))

    def _note(
        self, kind: str, visit: Visit | None = None, post: Post | None = None, *, rule: str = "", reason: str = ""
    ) -> None:
        self.log.append(Logged(kind, self.now, visit, post, rule, reason))
        if visit:
            visit.had.add(kind)
        if kind in waits.KINDS:
            self.happened.append(
                rules.Happened(
                    kind=kind,
                    at=self.now,
                    window=post.window.pk if post else None,
                    ticket=visit.number if visit else None,
                    taken_at=visit.visitor.at if visit else None,
                    group=visit.groups[0] if visit else None,
                )
            )


def rests_on(*, number: int, day: datetime) -> list[Rest]:
    """The story's rests of a window on a day."""
    return [
        (clock_on(day, since), clock_on(day, until), why) for one, since, until, why in story.RESTS if one == number
    ]


def clock_on(day: datetime, clock: time) -> datetime:
    """The time of day on the day of a moment."""
    return datetime.combine(day.date(), clock, day.tzinfo)
