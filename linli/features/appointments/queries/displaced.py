"""Appointments at times at which the hall has closed since they were booked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from linli.base.kernel.period import merged
from linli.community.calendar import queries as calendar
from linli.community.calendar.models import Closure
from linli.community.calendar.queries import DayHours
from linli.features.hall.models import Hall

from .. import rules
from ..models import Appointment
from ..rules import Slot
from .slots import free_slots, terms_in_force, zone_of

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Displaced:
    """An appointment whose time the hall does not serve any more, and the closure that took it (None: its hours)."""

    appointment: Appointment
    starts_at: datetime
    closure: Closure | None


def displaced(*, hall: Hall, now: datetime) -> list[Displaced]:
    """The appointments ahead whose time lies outside the hall's hours by now, in order (some statements a hall)."""
    ahead = Appointment.objects.filter(hall=hall, state=Appointment.State.BOOKED, ends_at__gt=now)
    booked = list(ahead.select_related("hall__site", "group", "item").defer("contact").order_by("starts_at", "seat"))
    if not booked:
        return []
    days = [one.day for one in booked]
    hours = _hours(hall, min(days), max(days))
    zone = zone_of(hall)
    return [
        Displaced(one, one.starts_at.astimezone(zone), closure_over(one, hours[one.day].closures))
        for one in booked
        if not is_served(one, hours[one.day])
    ]


def displacement(*, appointment: Appointment, now: datetime) -> Displaced | None:
    """What took an appointment's time, or None while it stands (two statements)."""
    if appointment.state != Appointment.State.BOOKED or appointment.ends_at <= now:
        return None
    hours = _hours(appointment.hall, appointment.day, appointment.day)[appointment.day]
    if is_served(appointment, hours):
        return None
    starts_at = appointment.starts_at.astimezone(zone_of(appointment.hall))
    return Displaced(appointment, starts_at, closure_over(appointment, hours.closures))


def instead_of(*, appointment: Appointment, now: datetime) -> list[Slot]:
    """The free times nearest to an appointment's own."""
    hall = appointment.hall
    today = calendar.business_day(site=hall.site, now=now)
    terms = terms_in_force(hall=hall, day=today)
    if terms is None:
        return []
    days = free_slots(
        hall=hall, first=today, days=terms.horizon_days + 1, now=now, group=appointment.group, without=appointment
    )
    return rules.nearest(slots=[slot for day in days for slot in day.slots], to=appointment.starts_at)


def halls_with_appointments_ahead(*, now: datetime) -> list[Hall]:
    """The halls at which anybody is still expected (one statement)."""
    ahead = Appointment.objects.filter(state=Appointment.State.BOOKED, ends_at__gt=now).values("hall")
    return list(Hall.objects.filter(pk__in=ahead).select_related("site__community").order_by("pk"))


def is_served(appointment: Appointment, hours: DayHours) -> bool:
    """Whether the whole time lies within hours in which the hall takes whoever has booked."""
    periods = merged([one.period for one in hours.periods if one.kind in calendar.TAKES_BOOKED])
    return any(one.start <= appointment.starts_at and appointment.ends_at <= one.end for one in periods)


def closure_over(appointment: Appointment, closures: Iterable[Closure]) -> Closure | None:
    """The closure that lies over an appointment's time."""
    return next(
        (one for one in closures if one.starts_at < appointment.ends_at and one.ends_at > appointment.starts_at), None
    )


def _hours(hall: Hall, first: date, last: date) -> dict[date, DayHours]:
    week: Sequence[DayHours] = calendar.week_hours(site=hall.site, day=first, days=(last - first) // ONE_DAY + 1)
    return {hours.day: hours for hours in week}
