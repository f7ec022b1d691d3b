"""The hall's last working days (示例), so that it knows its pace and has promises to be held against.

Who came and how each visit went is the story's; the line is played here in its simplest form, each visitor is told
the wait as the hall's own rules would have told it, and every day ends with the hall's own action.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from linli.community.calendar import queries as calendar
from linli.community.calendar.models import DayType
from linli.features.hall import actions, rules
from linli.features.hall.models import HallDay, HallEvent, Matter, NumberSeries, Ticket, WaitTold, WindowShift
from linli.features.hall.queries.waits import terms_with_basis
from linli.features.hall.rules import history

from . import story
from .cast import Cast

# So many working days before the demo's own, and so many visitors on each; more would keep the first page waiting.
DAYS, VISITORS = 5, 40
WINDOWS = (1, 2, 3, 4)
ON_DUTY = (1, 2)
LOW, HIGH = 0.1, 0.9
GONE = time(17, 45)


def tell_past(*, cast: Cast, day: date) -> None:
    """The working days before `day`, the oldest first: each teaches the next."""
    for past in sorted(_working_days_before(day)):
        _Day(cast, past).tell()


def _working_days_before(day: date) -> Iterator[date]:
    found = 0
    while found < DAYS:
        day -= timedelta(days=1)
        if calendar.day_type(day=day).type == DayType.WORKDAY:
            found += 1
            yield day


@dataclass(order=True)
class _Visit:
    """One visitor's day; `called` and `done` follow from those before."""

    number: int
    taken: datetime
    group: int
    called: datetime = field(init=False, compare=False)
    done: datetime = field(init=False, compare=False)
    window: int = field(init=False, compare=False)
    ticket: Ticket = field(init=False, compare=False)


class _Day:
    def __init__(self, cast: Cast, day: date) -> None:
        self.cast, self.day = cast, day
        self.zone = ZoneInfo(cast.site.timezone)
        self.slugs = {group.slug: group.pk for group in cast.groups}
        terms, past = terms_with_basis(hall=cast.hall, day=day)
        self.habits = history.habits(past, today=(), prior=terms.first_turns, min_samples=terms.min_turns)
        self.visits = list(self._visits())

    def tell(self) -> None:
        """Write the day down and close it."""
        hall, shuts = self.cast.hall, self._at(GONE)
        WindowShift.objects.bulk_create(
            WindowShift(window=self.cast.windows[n], worker=self.cast.workers[n], opened_at=since, closed_at=until)
            for n in WINDOWS
            for since, until in self._spans(n)
        )
        self._tickets()
        events = list(self._events())
        HallEvent.objects.bulk_create(events)
        NumberSeries.objects.create(hall=hall, day=self.day, prefix="A", last=len(self.visits))
        HallDay.objects.create(
            hall=hall, day=self.day, last_event=len(events), last_arrival=len(self.visits), purged_at=shuts
        )
        actions.close_day(hall=hall, day=self.day, now=shuts)

    def _spans(self, number: int) -> list[tuple[datetime, datetime]]:
        """When the window was open: two stay on duty at noon."""
        if number in ON_DUTY:
            return [(self._at(story.OPENS), self._at(GONE))]
        return [(self._at(since), self._at(until)) for since, until in ((story.OPENS, time(12)), (time(14), GONE))]

    def _visits(self) -> Iterator[_Visit]:
        """Everybody in turn, each to the window that is free first."""
        free = dict.fromkeys(WINDOWS, self._at(story.OPENS))
        coming = story.visitors(day=self.day, zone=self.cast.site.timezone)[:VISITORS]
        for number, visitor in enumerate(coming, 1):
            visit = _Visit(number, visitor.at, self.slugs[visitor.groups[0]])
            how = story.temper(day=self.day, number=number)
            visit.window = min(free, key=lambda window: (free[window], window))
            visit.called = max(visit.taken + timedelta(seconds=4), free[visit.window])
            visit.done = visit.called + timedelta(seconds=how.walk + how.serve)
            free[visit.window] = visit.done + timedelta(seconds=3)
            yield visit

    def _tickets(self) -> None:
        hall = self.cast.hall
        for visit in self.visits:
            visit.ticket = Ticket(
                hall=hall, day=self.day, prefix="A", number=visit.number, code=secrets.token_urlsafe(12),
                channel=Ticket.Channel.KIOSK, state=Ticket.State.DONE, arrival=visit.number,
                place=visit.number * rules.PLACE_STEP, taken_at=visit.taken, calls=1,
                called_at=visit.called, served_at=visit.called, ended_at=visit.done,
                first_worker=self.cast.workers[visit.window],
            )  # fmt: skip
        Ticket.objects.bulk_create(visit.ticket for visit in self.visits)
        Matter.objects.bulk_create(
            Matter(ticket=visit.ticket, position=1, group_id=visit.group, outcome=Matter.Outcome.DONE,
                   finished_at=visit.done, finished_by=self.cast.workers[visit.window])
            for visit in self.visits
        )  # fmt: skip
        WaitTold.objects.bulk_create(self._told(visit) for visit in self.visits)

    def _told(self, visit: _Visit) -> WaitTold:
        """What the rules would have said, knowing the days before and nothing of what was to come."""
        waiting = [one for one in self.visits if one.taken < visit.taken < one.called]
        found = rules.range_of(self._outlook(visit, waiting), low=LOW, high=HIGH)
        closes = self._at(story.CLOSES)
        low, high = rules.in_minutes(found, closes_in_s=(closes - visit.taken).total_seconds())
        return WaitTold(
            ticket=visit.ticket, at=visit.taken, low_minutes=low, high_minutes=high, ahead=len(waiting),
            windows_open=len(WINDOWS),
        )  # fmt: skip

    def _outlook(self, visit: _Visit, waiting: Sequence[_Visit]) -> rules.Outlook:
        served = {one.window: one for one in self.visits if one.called <= visit.taken < one.done}
        posts = [
            rules.Post(busy_s=(visit.taken - served[n].called).total_seconds(), group=served[n].group)
            if n in served
            else rules.Post()
            for n in WINDOWS
        ]
        return rules.Outlook(
            posts=posts,
            stretches=[rules.Stretch(0.0, (self._at(story.CLOSES) - visit.taken).total_seconds())],
            ahead=[rules.Ahead(one.group) for one in waiting],
            habits=self.habits,
        )

    def _events(self) -> Iterator[HallEvent]:
        kinds = HallEvent.Kind
        happened = sorted(
            (at, kind, visit)
            for visit in self.visits
            for at, kind in (
                (visit.taken, kinds.TAKEN),
                (visit.called, kinds.CALLED),
                (visit.called, kinds.WELCOMED),
                (visit.done, kinds.FINISHED),
            )
        )
        for seq, (at, kind, visit) in enumerate(happened, 1):
            is_at_window = kind != kinds.TAKEN
            yield HallEvent(
                hall=self.cast.hall, day=self.day, seq=seq, kind=kind, at=at, ticket=visit.ticket,
                window=self.cast.windows[visit.window] if is_at_window else None,
                worker=self.cast.workers[visit.window] if is_at_window else None,
                rule=rules.ARRIVAL if kind == kinds.CALLED else "",
            )  # fmt: skip

    def _at(self, clock: time) -> datetime:
        return datetime.combine(self.day, clock, self.zone)
