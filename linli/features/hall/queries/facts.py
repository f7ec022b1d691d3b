"""What the hall's actions and pages gather before they judge or show, each in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from django.db import connection
from django.db.models import FilteredRelation, Q
from django.utils.dateparse import parse_datetime

from linli.base.kernel import NotSetUp

from .. import rules
from ..models import Hall, HallEvent, Matter, Terms, Ticket, Window

# Written out: every step at a window reads it under the lock, and composing it takes longer than running it.
_ON_DUTY = """
SELECT shift.id, shift.window_id, shift.worker_id, refusal.group_id,
    (SELECT MIN(pause.started_at) FROM hall_pause AS pause WHERE pause.shift_id = shift.id AND pause.ended_at IS NULL),
    EXISTS (SELECT 1 FROM hall_ticket AS visitor WHERE visitor.at_window_id = place.id),
    (SELECT event.at FROM hall_hallevent AS event
     WHERE event.hall_id = place.hall_id AND event.day = %s AND event.window_id = place.id
     ORDER BY event.seq DESC LIMIT 1),
    shift.opened_at
FROM hall_windowshift AS shift JOIN hall_window AS place ON place.id = shift.window_id
LEFT JOIN hall_windowexception AS refusal ON refusal.window_id = place.id AND refusal.until IS NULL
WHERE place.hall_id = %s AND shift.closed_at IS NULL
ORDER BY shift.id
"""


def terms(*, hall: Hall, day: date) -> Terms:
    """The hall's terms in force on a day.

    :raises NotSetUp: before the first.
    """
    in_force = Terms.objects.filter(hall=hall, from_day__lte=day).order_by("-from_day").first()
    if in_force is None:
        raise NotSetUp(f"the hall {hall.pk} has no terms on {day}")
    return in_force


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
    """An open shift: which window, who serves there, whether it pauses, what the window does not take.

    `quiet_since`: when it began to pause, or when the last visitor left it; None while somebody is called or served.
    """

    shift: int
    station: rules.Station
    is_paused: bool
    quiet_since: datetime | None = None

    def stands(self, *, terms: Terms, now: datetime) -> rules.Station:
        """The window as the rules of the line see it now: one that has not called for long lets go of who is kept."""
        let_go = rules.lets_go(quiet_since=self.quiet_since, kept_minutes=terms.kept_minutes, now=now)
        return replace(self.station, lets_go=let_go)

    def calls(self, *, terms: Terms, now: datetime) -> bool:
        """Whether it can be counted on: it does not pause, and has not stood idle for long."""
        longest = timedelta(minutes=terms.quiet_minutes)
        return not self.is_paused and (self.quiet_since is None or now - self.quiet_since < longest)


def on_duty(*, hall: Hall, day: date) -> dict[int, OnDuty]:
    """The hall's open windows as they stand on its business day, keyed by window."""
    with connection.cursor() as cursor:
        cursor.execute(_ON_DUTY, [connection.ops.adapt_datefield_value(day), hall.pk])
        rows = cursor.fetchall()
    found: dict[int, OnDuty] = {}
    for shift, window, worker, group, paused_at, is_busy, last_at, opened_at in rows:
        refuses = found[window].station.refuses if window in found else frozenset()
        if group is not None:
            refuses |= {group}
        quiet_since = None if is_busy else max(_moment(one) for one in (paused_at, last_at, opened_at) if one)
        found[window] = OnDuty(shift, rules.Station(window, worker, refuses), paused_at is not None, quiet_since)
    return found


def free_since(visitor: rules.Waiting, *, on_duty: Iterable[OnDuty], terms: Terms) -> datetime | None:
    """Since when any window may call a visitor: since they came, or since a window that kept them lets go of them."""
    kept = [
        rules.kept_until(visitor, quiet_since=one.quiet_since, kept_minutes=terms.kept_minutes)
        for one in on_duty
        if one.quiet_since is not None and one.station.is_wanted_by(visitor)
    ]
    return max(kept, default=visitor.since)


def _moment(value: datetime | str) -> datetime:
    """A moment as a cursor gives it: SQLite keeps it as a text in UTC."""
    moment = parse_datetime(value) if isinstance(value, str) else value
    if moment is None:
        raise ValueError(f"no moment: {value}")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def line(*, hall: Hall, day: date, with_groups: bool = False, due_by: datetime | None = None) -> list[rules.Waiting]:
    """Everybody waiting, in one statement; with the open matters' groups where windows make a difference.

    Appointments up to `due_by` (`terms.due_by(now)`) are due; without it none is.
    """
    rows = Ticket.objects.filter(hall=hall, day=day, state=Ticket.State.WAITING)
    known = [
        "pk", "place", "arrival", "priority", "wants_window", "wants_worker", "appointed_at", "rejoined_at", "taken_at",
    ]  # fmt: skip
    if with_groups:
        rows = rows.annotate(open_matters=FilteredRelation("matters", condition=Q(matters__outcome="")))
        known.append("open_matters__group")
    columns = rows.values_list(*known)
    found: dict[int, rules.Waiting] = {}
    for pk, place, arrival, priority, window, worker, appointed_at, back_at, taken_at, *group in columns:
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
            since=back_at or taken_at,
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
