"""The hall at work: one look, then whatever visitors and workers would do now, through the hall's own actions.

Nothing is remembered between two looks but what the database knows, so the scene goes on after a restart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from linli.base.kernel import Refused
from linli.community.calendar import queries as calendar
from linli.community.people import queries as people
from linli.community.people.queries import Caller
from linli.features.guides import queries as guides
from linli.features.hall import actions
from linli.features.hall.models import HallEvent, Ticket, WindowShift

from . import story
from .cast import Cast
from .story import Visitor

Kind = HallEvent.Kind
State = Ticket.State


@dataclass
class Scene:
    """The hall of the cast on one business day.

    `pace` shortens every visit and the time between two arrivals (0.5: twice as fast); `played` are the windows
    whose workers the story moves; `fewest` waiting people bring in one more, `most` keep the next away.
    """

    cast: Cast
    day: date
    pace: float = 1.0
    played: set[int] = field(default_factory=lambda: {*story.PLAYED, story.FREED_WINDOW})
    fewest: int = 6
    most: int = 11
    coming: list[Visitor] = field(default_factory=list)
    line: int = 0

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.cast.site.timezone)

    def await_visitors(self, *, after: datetime) -> None:
        """Expect everybody of the day who comes later than `after`."""
        everybody = story.visitors(day=self.day, zone=self.cast.site.timezone)
        self.coming = [visitor for visitor in everybody if visitor.at > after]

    def look(self, *, now: datetime) -> set[int]:
        """Let everybody do what they would do now; the numbers of the windows at which something was done."""
        clock = now.astimezone(self.zone).time()
        tickets = list(self._tickets())
        self.line = sum(ticket.state == State.WAITING for ticket in tickets)
        self._arrive(now)
        for ticket in tickets:
            self._wait(ticket, now)
        at_window = {ticket.at_window_id: ticket for ticket in tickets if ticket.at_window_id}
        windows = {window.pk: window for window in self.cast.windows.values()}
        shifts = {shift.window_id: shift for shift in self._shifts()}
        for shift in shifts.values():
            shift.window = windows[shift.window_id]
        return {
            window.number
            for window in windows.values()
            if window.number in self.played
            and self._work(window.number, shifts.get(window.pk), at_window.get(window.pk), clock, now)
        }

    # What is there ----------------------------------------------------------------------------------------------

    def _tickets(self) -> Any:
        return (
            self.cast.hall.tickets.filter(day=self.day, state__in=Ticket.LIVE)
            .defer("contact")
            .order_by("place", "arrival")
        )

    def _shifts(self) -> Any:
        return (
            WindowShift.objects.filter(window__hall=self.cast.hall, closed_at=None)
            .select_related("worker")
            .prefetch_related("pauses")
        )

    # Visitors ---------------------------------------------------------------------------------------------------

    def _arrive(self, now: datetime) -> None:
        while self.coming and self.coming[0].at <= now:
            visitor = self.coming.pop(0)
            if self.line < self.most:
                self._take(visitor, now)
        if self.coming and self.line < self.fewest and self._is_busy_time(now):
            # The next one comes a little early.
            self._take(self.coming.pop(0), now)

    def _is_busy_time(self, now: datetime) -> bool:
        at = now.astimezone(self.zone).time()
        return time(9, 12) <= at < time(11, 50) or time(14, 5) <= at < time(17)

    def _take(self, visitor: Visitor, now: datetime) -> None:
        by_slug = {group.slug: group for group in self.cast.groups}
        who = f"demo-{self.day:%m%d}-{visitor.index}"
        taken = _try(
            actions.take_ticket,
            hall=self.cast.hall,
            groups=[by_slug[slug] for slug in visitor.groups],
            items=_wishes(visitor),
            priority=visitor.priority,
            key=who,
            now=now,
            **self._means(visitor, who),
        )
        self.line += taken is not None

    def _means(self, visitor: Visitor, who: str) -> dict[str, Any]:
        """How they take the number: at the kiosk, on their own phone, or a worker does it for them."""
        if visitor.channel == "kiosk":
            return {"channel": "kiosk", "actor": f"kiosk:{self.cast.site.slug}"}
        if visitor.channel == "desk":
            worker = self.cast.workers[1]
            return {"channel": "desk", "taken_by": worker, "actor": people.actor_of(worker)}
        phone = f"+86138000{10000 + visitor.index}" if visitor.leaves_phone else ""
        return {"channel": "phone", "caller": Caller(device=who, phone=phone), "actor": f"device:{who}"}

    def _wait(self, ticket: Ticket, now: datetime) -> None:
        """What somebody does who waits, was set aside or missed the call."""
        how = self._temper(ticket)
        said = {"ticket": ticket, "key": f"demo-{uuid4()}", "actor": "demo", "now": now}
        if ticket.state == State.WAITING and how.leaves_after and not ticket.holder_id:
            if now - ticket.taken_at > self._seconds(how.leaves_after):
                _try(actions.leave_line, **said)
        elif ticket.state in (State.PARKED, State.MISSED):
            since = self._last(ticket, Kind.PARKED, Kind.MISSED)
            comes_back = ticket.state == State.PARKED or how.comes_back
            if comes_back and since and now - since > self._seconds(how.aside_for):
                _try(actions.return_to_line, **said)

    # Workers ----------------------------------------------------------------------------------------------------

    def _work(self, number: int, shift: WindowShift | None, ticket: Ticket | None, clock: time, now: datetime) -> bool:
        """What the worker at a window does now; whether anything was done."""
        if (number == story.FREED_WINDOW and clock >= story.FREED_AT) or clock >= story.CLOSES:
            return self._leave(number, shift, ticket, now)
        if shift is None:
            return clock >= story.OPENS and self._open(number, now)
        if ticket:
            return self._serve(number, shift, ticket, now)
        return self._rest_or_call(number, shift, clock, now)

    def _open(self, number: int, now: datetime) -> bool:
        if not calendar.is_open(site=self.cast.site, now=now):
            return False
        window, head = self.cast.windows[number], self.cast.head
        # No worker named: the A post, or the B post when A is absent.
        return _did(actions.open_window, window=window, workers=[], by=head, key=f"demo-{uuid4()}", now=now)

    def _leave(self, number: int, shift: WindowShift | None, ticket: Ticket | None, now: datetime) -> bool:
        """The worker finishes the visit and goes."""
        if shift and ticket:
            return self._serve(number, shift, ticket, now, and_next=False)
        if shift:
            window = self.cast.windows[number]
            return _did(actions.close_window, window=window, by=shift.worker, key=f"demo-{uuid4()}", now=now)
        return False

    def _rest_or_call(self, number: int, shift: WindowShift, clock: time, now: datetime) -> bool:
        pause = next((pause for pause in shift.pauses.all() if pause.ended_at is None), None)
        why = story.rest(number=number, at=clock)
        said = {"window": self.cast.windows[number], "by": shift.worker, "key": f"demo-{uuid4()}", "now": now}
        if pause is None and why:
            return _did(actions.pause_window, reason=why, **said)
        if pause is not None:
            return not why and story.is_rest(pause.reason) and _did(actions.resume_window, **said)
        return self.line > 0 and self._call(shift, now)

    def _call(self, shift: WindowShift, now: datetime) -> bool:
        called = _try(actions.call_next, **self._said(shift, now))
        self.line -= called is not None
        return called is not None

    def _serve(self, number: int, shift: WindowShift, ticket: Ticket, now: datetime, *, and_next: bool = True) -> bool:
        """The visitor is on the way or at the window."""
        how = self._temper(ticket)
        if ticket.state == State.CALLED:
            return self._await(shift, ticket, now)
        # Who comes back after an errand, or from another window, was served before: then the last call counts.
        served = now - max(ticket.served_at or now, ticket.called_at or now)
        if served > self._seconds(how.serve):
            and_next = (
                and_next and not how.rests_after and not story.rest(number=number, at=now.astimezone(self.zone).time())
            )
            return self._finish(shift, ticket, now, and_next=and_next)
        if served > self._seconds(how.serve * 0.4):
            return self._turn(shift, ticket, now)
        return False

    def _await(self, shift: WindowShift, ticket: Ticket, now: datetime) -> bool:
        """Called, not here yet."""
        how = self._temper(ticket)
        waited = now - (ticket.called_at or now)
        if how.comes or self._last(ticket, Kind.MISSED):
            return waited > self._seconds(how.walk) and _did(actions.welcome, **self._said(shift, now))
        if ticket.calls < 2:
            return waited > self._seconds(60) and _did(actions.recall, **self._said(shift, now))
        return waited > self._seconds(60) and _did(actions.mark_missed, **self._said(shift, now))

    def _turn(self, shift: WindowShift, ticket: Ticket, now: datetime) -> bool:
        """In the middle of some visits something has to be fetched, somebody else is asked, one thing more comes up."""
        how, said = self._temper(ticket), self._said(shift, now)
        if how.aside and not self._last(ticket, Kind.PARKED):
            return _did(actions.park, reason=how.aside, **said)
        if how.handed_on and not self._last(ticket, Kind.TRANSFERRED):
            return _did(actions.transfer, to_window=None, reason=how.handed_on, **said)
        if how.adds and ticket.matters.count() == 1:
            group = next(group for group in self.cast.groups if group.slug == how.adds)
            if not ticket.matters.filter(group=group).exists():
                return _did(actions.add_matter, group=group, **said)
        return False

    def _finish(self, shift: WindowShift, ticket: Ticket, now: datetime, *, and_next: bool) -> bool:
        how = self._temper(ticket)
        if how.not_done:
            # The first matter could not be done; what nobody speaks of is done.
            _try(actions.finish_matter, position=1, outcome="not_done", note=how.not_done, **self._said(shift, now))
        if and_next and self.line:
            return self._call(shift, now)
        return _did(actions.finish, **self._said(shift, now))

    # Small things -----------------------------------------------------------------------------------------------

    def _said(self, shift: WindowShift, now: datetime) -> dict[str, Any]:
        return {"window": shift.window, "worker": shift.worker, "key": f"demo-{uuid4()}", "now": now}

    def _temper(self, ticket: Ticket) -> story.Temper:
        return story.temper(day=self.day, number=ticket.number)

    def _seconds(self, seconds: float) -> timedelta:
        return timedelta(seconds=seconds * self.pace)

    def _last(self, ticket: Ticket, *kinds: str) -> datetime | None:
        """When one of these things last happened to the ticket."""
        events = HallEvent.objects.filter(ticket=ticket, kind__in=kinds, undone_at=None)
        return events.order_by("-seq").values_list("at", flat=True).first()


def _wishes(visitor: Visitor) -> list[actions.Wish]:
    """The item a visitor read about, with its list ticked at home: all of it, or all but the last thing."""
    lists = guides.preparations(wanted=[(one, guides.Ticks()) for one in guides.items_at(slugs=[visitor.item])])
    return [
        actions.Wish(
            one.item,
            guides.checked(
                preparation=one,
                have=[row.key for row in (one.rows[:-1] if visitor.forgets else one.rows)],
                situations=(),
                by_worker=False,
            ),
        )
        for one in lists
    ]


def _try(action: Callable[..., Any], **said: Any) -> Any:
    """What the action gives, or None if it was refused (a person was quicker, or the hall says no)."""
    try:
        return action(**said)
    except Refused:
        return None


def _did(action: Callable[..., Any], **said: Any) -> bool:
    """Whether the action was not refused."""
    return _try(action, **said) is not None
