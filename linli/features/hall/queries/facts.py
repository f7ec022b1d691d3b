"""What the hall's actions and pages gather before they judge or show, each in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import FilteredRelation, Q

from .. import rules
from ..models import Hall, HallEvent, Matter, Terms, Ticket, Window

# Written out: every step at a window reads it under the lock, and composing it takes longer than running it.
_ON_DUTY = """
SELECT shift.id, shift.window_id, shift.worker_id, refusal.group_id,
    EXISTS (SELECT 1 FROM hall_pause AS pause WHERE pause.shift_id = shift.id AND pause.ended_at IS NULL)
FROM hall_windowshift AS shift JOIN hall_window AS place ON place.id = shift.window_id
LEFT JOIN hall_windowexception AS refusal ON refusal.window_id = place.id AND refusal.until IS NULL
WHERE place.hall_id = %s AND shift.closed_at IS NULL
ORDER BY shift.id
"""


def terms(*, hall: Hall, day: date) -> Terms:
    """The hall's terms in force on a day."""
    return Terms.objects.filter(hall=hall, from_day__lte=day).order_by("-from_day")[:1].get()


def ticket(*, pk: int) -> Ticket:
    """A ticket with its hall and site, without opening the sealed phone number."""
    return Ticket.objects.select_related("hall__site").defer("contact").get(pk=pk)


def ticket_in(*, hall: Hall, pk: int) -> Ticket:
    """A ticket of a hall that is known already, without the sealed phone number."""
    found = Ticket.objects.defer("contact").get(pk=pk, hall=hall)
    found.hall = hall
    return found


def label_of(*, hall: Hall, ticket: int | None) -> str:
    """The number on a ticket of this hall as people say it, or nothing where there is no such ticket."""
    found = Ticket.objects.filter(hall=hall, pk=ticket).defer("contact").first() if ticket else None
    return found.label if found else ""


def visitor_at(*, window: int) -> Ticket | None:
    """Who is called to or served at a window."""
    return Ticket.objects.filter(at_window=window).defer("contact").first()


@dataclass(frozen=True)
class OnDuty:
    """An open shift: which window, who serves there, whether it pauses, what the window does not take."""

    shift: int
    station: rules.Station
    is_paused: bool


def on_duty(*, hall: Hall) -> dict[int, OnDuty]:
    """The hall's open windows, keyed by window."""
    with connection.cursor() as cursor:
        cursor.execute(_ON_DUTY, [hall.pk])
        rows = cursor.fetchall()
    found: dict[int, OnDuty] = {}
    for shift, window, worker, group, is_paused in rows:
        refuses = found[window].station.refuses if window in found else frozenset()
        if group is not None:
            refuses |= {group}
        found[window] = OnDuty(shift, rules.Station(window, worker, refuses), bool(is_paused))
    return found


def line(*, hall: Hall, day: date, with_groups: bool = False, due_by: datetime | None = None) -> list[rules.Waiting]:
    """Everybody waiting, in one statement; with the open matters' groups where windows make a difference.

    Appointments up to `due_by` (`terms.due_by(now)`) are due; without it none is.
    """
    rows = Ticket.objects.filter(hall=hall, day=day, state=Ticket.State.WAITING)
    known = ["pk", "place", "arrival", "priority", "wants_window", "wants_worker", "appointed_at"]
    if with_groups:
        rows = rows.annotate(open_matters=FilteredRelation("matters", condition=Q(matters__outcome="")))
        known.append("open_matters__group")
    found: dict[int, rules.Waiting] = {}
    for pk, place, arrival, priority, window, worker, appointed_at, *group in rows.values_list(*known):
        before = found[pk].groups if pk in found else frozenset()
        found[pk] = rules.Waiting(
            ticket=pk,
            place=place,
            arrival=arrival,
            is_priority=priority != Ticket.Priority.ORDINARY,
            groups=before | {one for one in group if one is not None},
            wants_window=window,
            wants_worker=worker,
            appointed_at=appointed_at,
            is_due=is_due(appointed_at, due_by),
        )
    return list(found.values())


def is_due(appointed_at: datetime | None, due_by: datetime | None) -> bool:
    """Whether a booked time has come."""
    return appointed_at is not None and due_by is not None and appointed_at <= due_by


def open_groups(*, tickets: Iterable[int]) -> dict[int, frozenset[int]]:
    """The groups of the matters that are still to be done, keyed by ticket."""
    found: dict[int, frozenset[int]] = {}
    for pk, group in Matter.objects.filter(ticket__in=list(tickets), outcome="").values_list("ticket", "group"):
        found[pk] = found.get(pk, frozenset()) | {group}
    return found


def current_exceptions() -> FilteredRelation:
    """A window's exceptions in force, to be joined as an annotation."""
    return FilteredRelation("exceptions", condition=Q(exceptions__until__isnull=True))


STEPS = (
    HallEvent.Kind.CALLED,
    HallEvent.Kind.RECALLED,
    HallEvent.Kind.WELCOMED,
    HallEvent.Kind.MISSED,
    HallEvent.Kind.PARKED,
    HallEvent.Kind.TRANSFERRED,
    HallEvent.Kind.FINISHED,
)


def last_step(*, window: Window, day: date) -> HallEvent | None:
    """The newest step at a window that still stands."""
    steps = HallEvent.objects.filter(
        hall=window.hall_id, day=day, window=window, kind__in=STEPS, undone_at=None, worker__isnull=False
    )
    return steps.select_related("ticket__hall__site").defer("ticket__contact").order_by("-seq").first()


def has_moved_on(*, event: HallEvent) -> bool:
    """Whether anything that still stands happened to the event's visitor after it."""
    later = HallEvent.objects.filter(
        hall=event.hall_id, day=event.day, seq__gt=event.seq, ticket=event.ticket_id, undone_at=None
    )
    return later.exclude(kind=HallEvent.Kind.UNDONE).exists()
