"""One visit: its ticket, where it stands, and the tickets of a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from linli.base.seal.seal import digest
from linli.community.people.models import Person
from linli.features.guides.models import ItemGroup

from .. import rules
from ..models import Hall, HallDay, HallEvent, Matter, Ticket
from . import facts
from .benches import matters_of
from .boards import last_label
from .shapes import Standing
from .windows import today_of

MINE_AT_MOST = 20
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
    is_waiting = ticket.state == Ticket.State.WAITING
    on_duty = facts.on_duty(hall=ticket.hall).values() if day else ()
    open_windows = [one.station for one in on_duty]
    return Standing(
        ticket=ticket,
        state=ticket.state,
        is_today=is_today,
        ahead=_ahead(ticket, day, open_windows) if day and is_waiting else None,
        window=ticket.at_window,
        windows_open=sum(not one.is_paused for one in on_duty),
        last_label=last_label(hall=ticket.hall, day=ticket.day) if day else "",
        groups=_groups(ticket),
        may_leave=ticket.state in Ticket.LIVE and ticket.state != Ticket.State.SERVING,
        may_return=day is not None and ticket.state in (Ticket.State.MISSED, Ticket.State.PARKED),
        why=_why_others_first(ticket) if day and is_waiting else (),
    )


def my_tickets(*, person: Person, now: datetime) -> list[Standing]:
    """The tickets a signed-in resident took, the newest first, at most twenty."""
    mine = _tickets().filter(holder=person).order_by("-day", "-taken_at")[:MINE_AT_MOST]
    return [standing(ticket=ticket, now=now) for ticket in mine]


def held_ticket(*, hall: Hall, holder: Person | None, device: str, now: datetime) -> Ticket | None:
    """The live ticket a person or a device holds in this hall today, if any."""
    if holder is None and not device:
        return None
    key = f"p:{holder.pk}" if holder else "d:" + digest(device, purpose="hall.device")
    day = today_of(hall=hall, now=now)
    return _tickets().filter(hall=hall, day=day, holder_key=key, state__in=Ticket.LIVE).first()


def _tickets() -> QuerySet[Ticket]:
    matters = Prefetch(
        "matters", Matter.objects.select_related("group", "item").order_by("position"), to_attr="all_matters"
    )
    return Ticket.objects.select_related("hall__site", "at_window").prefetch_related(matters).defer("contact")


def _open_day(ticket: Ticket) -> HallDay | None:
    return HallDay.objects.filter(hall=ticket.hall, day=ticket.day, closed_at=None).first()


def _ahead(ticket: Ticket, day: HallDay, open_windows: Sequence[rules.Station]) -> int | None:
    return rules.people_ahead(
        line=facts.line(hall=ticket.hall, day=ticket.day, with_groups=any(one.refuses for one in open_windows)),
        ticket=ticket.pk,
        stations=open_windows,
        calls_since_overtaking=day.calls_since_overtaking,
        overtake_every=facts.terms(hall=ticket.hall, day=ticket.day).overtake_every,
    )


def matters_of_visit(*, ticket: Ticket) -> list[Matter]:
    """The matters of a visit in their order; no statement where they came with the ticket."""
    return list(ticket.all_matters) if hasattr(ticket, "all_matters") else matters_of(ticket=ticket)


def _groups(ticket: Ticket) -> tuple[ItemGroup, ...]:
    return tuple({matter.group_id: matter.group for matter in matters_of_visit(ticket=ticket)}.values())


def _why_others_first(ticket: Ticket) -> tuple[str, ...]:
    """By which rules, other than arrival, somebody behind this visitor was called since they took their number."""
    calls = HallEvent.objects.filter(
        hall=ticket.hall, day=ticket.day, kind=HallEvent.Kind.CALLED, undone_at=None,
        at__gte=ticket.taken_at, ticket__arrival__gt=ticket.arrival,
    )  # fmt: skip
    return tuple(sorted(set(calls.values_list("rule", flat=True)) - {"", rules.ARRIVAL}))
