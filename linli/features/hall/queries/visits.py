"""One visit: its ticket, where it stands, and the tickets of a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from linli.community.calendar import queries as calendar
from linli.community.people.models import Person
from linli.community.people.queries import Caller
from linli.features.guides.models import ItemGroup

from .. import rules
from ..models import Hall, HallDay, HallEvent, Matter, Ticket, WindowException
from . import facts, waits
from .benches import matters_of
from .boards import last_label
from .shapes import Overtaking, Standing
from .windows import today_of

MINE_AT_MOST = 20
OVERTAKINGS_SHOWN = 3
# Whatever else is asked for is no code, and some of it no database can compare.
CODE = re.compile(r"[-\w]{1,32}", re.ASCII)
LABEL = re.compile(r"(?P<prefix>[A-Z]{0,2})(?P<number>[0-9]{1,9})")


def ticket_by_code(*, code: str) -> Ticket:
    """The ticket a secret code opens, with its hall and site.

    :raises Http404: if no ticket has this code.
    """
    found = _tickets().filter(code=code).first() if CODE.fullmatch(code) else None
    if found is None:
        raise Http404("no such ticket")
    return found


def ticket_of_today(*, hall: Hall, now: datetime, pk: int | None = None, label: str = "") -> Ticket | None:
    """The ticket of this business day with this key, or else with this number as it is called; in whatever state."""
    today = _tickets().filter(hall=hall, day=today_of(hall=hall, now=now))
    if pk is not None:
        return today.filter(pk=pk).first()
    parts = LABEL.fullmatch(label)
    return today.filter(prefix=parts["prefix"], number=int(parts["number"])).first() if parts else None


def standing(*, ticket: Ticket, now: datetime) -> Standing:
    """Where a visit stands, told to the visitor: how many go first by the rule, or which window waits for them.

    A visit that is over, or of another day, is told without looking at the line.
    """
    is_today = ticket.day == today_of(hall=ticket.hall, now=now)
    day = _open_day(ticket) if is_today and ticket.state in Ticket.LIVE else None
    is_waiting = day is not None and ticket.state == Ticket.State.WAITING
    on_duty = list(facts.on_duty(hall=ticket.hall, day=ticket.day).values()) if day else []
    told = _Line(ticket, day, on_duty, now) if day and is_waiting else None
    return Standing(
        ticket=ticket,
        state=ticket.state,
        is_today=is_today,
        ahead=told.ahead if told else None,
        window=ticket.at_window,
        windows_open=sum(not one.is_paused for one in on_duty),
        last_label=last_label(hall=ticket.hall, day=ticket.day) if day else "",
        groups=_groups(ticket),
        may_leave=ticket.state in Ticket.LIVE and ticket.state != Ticket.State.SERVING,
        may_return=day is not None and ticket.state in (Ticket.State.MISSED, Ticket.State.PARKED),
        why=told.why if told else (),
        wait=told.wait if told else None,
        is_called_for=told.is_called_for if told else False,
        kept_until=told.kept_until if told else None,
        told=getattr(ticket, "wait_told", None),
    )


def my_tickets(*, person: Person, now: datetime) -> list[Standing]:
    """The tickets a signed-in resident took, the newest first, at most twenty."""
    mine = _tickets().filter(holder=person).order_by("-day", "-taken_at")[:MINE_AT_MOST]
    return [standing(ticket=ticket, now=now) for ticket in mine]


def served_by(*, ticket: Ticket) -> frozenset[int]:
    """The keys of every worker who had to do with a visit: gave the number, called, served, or finished a matter."""
    steps = HallEvent.objects.filter(ticket=ticket, worker__isnull=False).values_list("worker_id")
    finished = Matter.objects.filter(ticket=ticket, finished_by__isnull=False).values_list("finished_by_id")
    found = {worker for (worker,) in steps.union(finished)}
    return frozenset(found | {one for one in (ticket.taken_by_id, ticket.first_worker_id) if one is not None})


def served_between(*, hall: Hall, first_day: date, last_day: date) -> int:
    """How many visits were served on the business days from `first_day` to `last_day`."""
    return Ticket.objects.filter(hall=hall, day__range=(first_day, last_day), state=Ticket.State.DONE).count()


def held_ticket(*, hall: Hall, holder: Person | None, device: str, now: datetime) -> Ticket | None:
    """The live ticket a person or a device holds in this hall today, if any."""
    key = Caller(person=holder, device=device).key(of="hall")
    if not key:
        return None
    day = today_of(hall=hall, now=now)
    return _tickets().filter(hall=hall, day=day, holder_key=key, state__in=Ticket.LIVE).first()


def _tickets() -> QuerySet[Ticket]:
    matters = Prefetch(
        "matters", Matter.objects.select_related("group", "item").order_by("position"), to_attr="all_matters"
    )
    found = Ticket.objects.select_related("hall__site", "at_window", "wait_told")
    return found.prefetch_related(matters).defer("contact")


def _open_day(ticket: Ticket) -> HallDay | None:
    return HallDay.objects.filter(hall=ticket.hall, day=ticket.day, closed_at=None).first()


def matters_of_visit(*, ticket: Ticket) -> list[Matter]:
    """The matters of a visit in their order; no statement where they came with the ticket."""
    return list(ticket.all_matters) if hasattr(ticket, "all_matters") else matters_of(ticket=ticket)


def _groups(ticket: Ticket) -> tuple[ItemGroup, ...]:
    return tuple({matter.group_id: matter.group for matter in matters_of_visit(ticket=ticket)}.values())


class _Line:
    """A waiting visitor in the line: how many are ahead, how long it takes, who went first and why."""

    def __init__(self, ticket: Ticket, day: HallDay, on_duty: Sequence[facts.OnDuty], now: datetime) -> None:
        served = calendar.served_on(site=ticket.hall.site, day=ticket.day)
        scene = waits.scene(hall=ticket.hall, row=day, served=served, now=now, on_duty=on_duty)
        is_priority = ticket.priority != Ticket.Priority.ORDINARY
        self.ahead = waits.ahead_of(scene, ticket=ticket.pk)
        self.wait = waits.wait_of(scene, ticket=ticket.pk, is_priority=is_priority)
        visitor = next((one for one in scene.line if one.ticket == ticket.pk), None)
        windows = waits.windows_for(scene, visitor) if visitor else []
        self.is_called_for = any(scene.calls(one) for one in windows)
        self.kept_until = waits.kept_until(scene, visitor) if visitor and not self.is_called_for else None
        self.why = overtakings(ticket=ticket, every=scene.terms.overtake_every)


def overtakings(*, ticket: Ticket, every: int) -> tuple[Overtaking, ...]:
    """The newest calls of people who came after this waiting visitor, each with the rule that applied.

    Somebody called in the order of arrival to a window that takes none of the visitor's matters is among them;
    whoever was called in that order while the visitor was away is not. One statement.
    """
    groups = [group.pk for group in _groups(ticket)]
    refusals = WindowException.objects.filter(
        Q(until=None) | Q(until__gt=OuterRef("at")), window=OuterRef("window"), group__in=groups,
        since__lte=OuterRef("at"),
    ).order_by().values("window").annotate(n=Count("group", distinct=True)).values("n")  # fmt: skip
    calls = HallEvent.objects.filter(
        hall=ticket.hall_id, day=ticket.day, kind=HallEvent.Kind.CALLED, undone_at=None,
        at__gte=ticket.taken_at, ticket__arrival__gt=ticket.arrival,
    ).annotate(refused=Coalesce(Subquery(refusals), 0))  # fmt: skip
    in_turn = Q(rule__in=("", rules.ARRIVAL, rules.ONLY_PRIORITY))
    told = calls.exclude(in_turn & Q(refused__lt=max(1, len(groups)))).select_related("ticket", "window")
    return tuple(
        _overtaking(event, every) for event in told.defer("ticket__contact").order_by("-seq")[:OVERTAKINGS_SHOWN]
    )


def _overtaking(event: HallEvent, every: int) -> Overtaking:
    if event.ticket is None or event.window is None:
        raise LookupError("a call has a ticket and a window")
    is_in_turn = event.rule in ("", rules.ARRIVAL, rules.ONLY_PRIORITY)
    return Overtaking(
        label=event.ticket.label,
        at=event.at,
        window=event.window,
        rule="not_taken" if is_in_turn else event.rule,
        every=every,
        appointed_at=event.ticket.appointed_at,
    )
