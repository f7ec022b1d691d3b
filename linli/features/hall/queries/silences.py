"""Whether people wait whom nobody calls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from linli.community.people.models import Person, Role

from .. import rules
from ..models import Hall, HallDay, HallEvent, Terms, Ticket
from . import facts
from .shapes import Silence
from .windows import today_of


def silence(*, hall: Hall, now: datetime) -> Silence | None:
    """Whether people wait in a hall whom nobody calls; None while everybody who waits is called for.

    Who came in for an appointment whose time is still to come is not waited for. Three statements where people wait.
    """
    day = today_of(hall=hall, now=now)
    terms = facts.terms(hall=hall, day=day)
    line = facts.line(hall=hall, day=day, with_groups=True, due_by=terms.due_by(now))
    if not line:
        return None
    on_duty = list(facts.on_duty(hall=hall, day=day).values())
    return silence_in(line=line, on_duty=on_duty, terms=terms, now=now)


def silence_in(
    *, line: Iterable[rules.Waiting], on_duty: Sequence[facts.OnDuty], terms: Terms, now: datetime
) -> Silence | None:
    """The same of a line and windows that are known."""
    longest = timedelta(minutes=terms.quiet_minutes)
    due = [one for one in line if one.appointed_at is None or one.is_due]
    waiting = {one: facts.free_since(one, on_duty=on_duty, terms=terms) or now for one in due}
    # A window that is free has every right to be so until somebody has waited for it.
    has_waited = any(now - since >= longest for since in waiting.values())
    callers = [one.station for one in on_duty if one.calls(terms=terms, now=now) or not (one.is_paused or has_waited)]
    nobody = [one.since or now for one in due if not any(station.takes(one) for station in callers)]
    if not nobody:
        return None
    return Silence(waiting=len(nobody), since=min(nobody), is_long=now - min(nobody) >= longest)


def is_told(*, hall: Hall, day: date) -> bool:
    """Whether the head has been told of the present silence: nobody has been called since."""
    told_at = HallDay.objects.filter(hall=hall, day=day).values_list("silence_told_at", flat=True).first()
    if told_at is None:
        return False
    calls = HallEvent.objects.filter(hall=hall, day=day, kind=HallEvent.Kind.CALLED, at__gt=told_at)
    return not calls.exists()


def halls_that_wait(*, now: datetime) -> list[Hall]:
    """The halls in which anybody waits (one statement)."""
    waiting = Ticket.objects.filter(state=Ticket.State.WAITING).values("hall")
    return list(Hall.objects.filter(pk__in=waiting).select_related("site__community").order_by("pk"))


def heads(*, hall: Hall) -> list[Person]:
    """Who looks after the hall: the heads of the station at its community."""
    grants = {"grants__role": Role.STATION_HEAD, "grants__place": hall.site.community_id, "grants__until": None}
    return list(Person.objects.filter(is_active=True, **grants).distinct().order_by("staff_number"))
