"""The demo's appointments: who has booked today and on the coming days, and the one who comes in during the morning."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from linli.base.seal.seal import digest
from linli.community.calendar import queries as calendar
from linli.community.people.queries import Caller
from linli.features.appointments import actions
from linli.features.appointments.models import Appointment
from linli.features.guides.models import ServiceItem
from linli.features.hall.models import Ticket

from .cast import Cast

# Working days after today, time, item, class, and how the booking was made.
BOOKINGS = [
    (0, time(10, 30), "residence-permit", "ordinary", "phone"),
    (0, time(11, 0), "public-rental", "elder", "desk"),
    (0, time(11, 0), "flexible-work", "ordinary", "phone"),
    (0, time(14, 0), "birth-registration", "pregnant", "phone"),
    (0, time(14, 30), "living-allowance", "ordinary", "desk"),
    (0, time(15, 0), "disability-certificate", "disabled", "phone"),
    (0, time(17, 30), "residence-permit", "ordinary", "phone"),
    (0, time(18, 0), "public-rental", "ordinary", "phone"),
    (1, time(9, 30), "veterans-card", "veteran", "desk"),
    (1, time(14, 0), "flexible-work", "ordinary", "phone"),
    (2, time(10, 0), "residence-permit", "ordinary", "phone"),
]
RESIDENT = (1, time(10, 0), "public-rental")
COMES_IN = time(10, 24)


def book_ahead(*, cast: Cast, day: date, now: datetime) -> None:
    """Everybody who booked before the hall opened on `day`; the resident of the demo has a time on the next one."""
    for turn, (after, at, item, priority, channel) in enumerate(BOOKINGS):
        _book(cast, day, after, at, item, priority, channel, key=f"demo-booked-{turn}", now=now)
    after, at, item = RESIDENT
    _book(cast, day, after, at, item, "ordinary", "phone", key="demo-booked-resident", now=now, is_resident=True)


def come_in(*, cast: Cast, day: date, now: datetime) -> None:
    """Who booked for half past ten types the code at the kiosk."""
    first = Appointment.objects.filter(hall=cast.hall, day=day).order_by("starts_at", "seat").first()
    if first is not None:
        actions.check_in(
            appointment=first, channel=Ticket.Channel.KIOSK, key="demo-comes-in", actor="kiosk:tuoran", now=now
        )


def _book(
    cast: Cast,
    day: date,
    after: int,
    at: time,
    slug: str,
    priority: str,
    channel: str,
    *,
    key: str,
    now: datetime,
    is_resident: bool = False,
) -> None:
    item = ServiceItem.objects.select_related("group").get(slug=slug)
    on = calendar.add_working_days(day=day, days=after) if after else day
    is_desk = channel == "desk"
    actions.book(
        hall=cast.hall,
        starts_at=datetime.combine(on, at, ZoneInfo(cast.site.timezone)),
        group=item.group,
        item=item,
        priority=priority,
        channel=channel,
        caller=Caller(person=cast.resident if is_resident else None, device="" if is_resident or is_desk else key),
        booked_by=cast.workers[1] if is_desk else None,
        key=key,
        actor=f"person:{cast.resident.pk}" if is_resident else f"device:{digest(key, purpose='device')[:12]}",
        now=now - timedelta(hours=1),
    )
