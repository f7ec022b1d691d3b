"""One appointment and where it stands; those of a person, of a device and of a day."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.http import Http404

from linli.community.calendar import queries as calendar
from linli.community.people.models import Person
from linli.community.people.queries import Caller
from linli.features.hall.models import Hall, Ticket

from .. import rules
from ..models import Appointment
from .displaced import Displaced, displacement
from .slots import terms_in_force, zone_of

MINE_AT_MOST = 20
# Whatever else is asked for is no code, and some of it no database can compare.
CODE = re.compile(r"[-\w]{1,32}", re.ASCII)
ADDRESS = re.compile(r"/appointments/(?P<code>[-\w]{8,32})/?$", re.ASCII)
SHORT_CODE = re.compile(r"[0-9]{6}", re.ASCII)


@dataclass(frozen=True)
class Standing:
    """Where an appointment stands, with its times in the hall's own time zone.

    `state`: what became of it by now, a hold that nobody confirmed in time as lapsed.
    `opens_at`: from when on its holder can check in; `kept_until`: until when the time is kept for them.
    `displaced`: the hall has closed at that time since it was booked.
    `may_check_in` counts those too who come too late and get an ordinary number (`is_late`).
    """

    appointment: Appointment
    state: str
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    kept_until: datetime
    is_today: bool
    may_check_in: bool
    is_late: bool
    may_move: bool
    may_cancel: bool
    displaced: Displaced | None = None


def appointment_by_code(*, code: str) -> Appointment:
    """The appointment a secret code opens, with its hall and site.

    :raises Http404: if no appointment has this code.
    """
    found = everything().filter(code=code).first() if CODE.fullmatch(code) else None
    if found is None:
        raise Http404("no such appointment")
    return found


def appointment_by_short_code(*, hall: Hall, short_code: str, now: datetime) -> Appointment | None:
    """Today's appointment of that hall with these six digits, in whatever state."""
    if not SHORT_CODE.fullmatch(short_code):
        return None
    today = calendar.business_day(site=hall.site, now=now)
    return everything().filter(hall=hall, day=today, short_code=short_code).first()


def appointment_shown(*, hall: Hall, text: str, now: datetime) -> Appointment | None:
    """The appointment of that hall that a visitor shows: its six digits, or the address read from its QR code."""
    typed = "".join(unicodedata.normalize("NFKC", text).split())
    scanned = ADDRESS.search(typed)
    if scanned:
        return everything().filter(hall=hall, code=scanned["code"]).first()
    return appointment_by_short_code(hall=hall, short_code=typed, now=now)


def standing(*, appointment: Appointment, now: datetime) -> Standing:
    """Where an appointment stands, told to its holder."""
    hall, zone = appointment.hall, zone_of(appointment.hall)
    terms = terms_in_force(hall=hall, day=appointment.day)
    if terms is None:
        raise LookupError(f"no terms for appointments of hall {hall.pk} on {appointment.day}")
    starts_at = appointment.starts_at.astimezone(zone)
    label = appointment.ticket.label if appointment.ticket else ""
    is_today = appointment.day == calendar.business_day(site=hall.site, now=now)

    gone = displacement(appointment=appointment, now=now)

    state = appointment.state_at(now)

    def may_change(minutes: int, state: str) -> bool:
        return gone is not None or not rules.objections_to_change(
            state=state, label=label, starts_at=starts_at, minutes=minutes, now=now
        )

    return Standing(
        appointment=appointment,
        state=state,
        starts_at=starts_at,
        ends_at=appointment.ends_at.astimezone(zone),
        opens_at=starts_at - timedelta(minutes=terms.early_minutes),
        kept_until=starts_at + timedelta(minutes=terms.late_minutes),
        is_today=is_today,
        may_check_in=gone is None
        and not rules.objections_to_checking_in(
            state=state,
            label=label,
            is_of_today=is_today,
            starts_at=starts_at,
            early_minutes=terms.early_minutes,
            now=now,
        ),
        is_late=rules.is_late(starts_at=starts_at, late_minutes=terms.late_minutes, now=now),
        may_move=may_change(terms.move_minutes, state),
        may_cancel=may_change(
            terms.cancel_minutes, Appointment.State.BOOKED if state == Appointment.State.UNPROVED else state
        ),
        displaced=gone,
    )


def my_appointments(*, person: Person, now: datetime) -> list[Appointment]:
    """The appointments of a signed-in resident: those ahead by time, then the others, the newest first; at most 20."""
    mine = list(everything().filter(holder=person).order_by("-starts_at")[:MINE_AT_MOST])
    ahead = [one for one in reversed(mine) if one.state == Appointment.State.BOOKED and one.ends_at > now]
    return ahead + [one for one in mine if one not in ahead]


def held_appointment(*, hall: Hall, holder: Person | None, device: str, now: datetime) -> Appointment | None:
    """The next appointment a person or a device holds in this hall, confirmed or not, if any."""
    key = Caller(person=holder, device=device).key(of="appointments")
    if not key:
        return None
    by = Q(holder_key=key) if holder is not None else Q(holder_key=key) | Q(device_key=key)
    held = everything().filter(by, standing_at(now), hall=hall, ends_at__gt=now)
    return held.order_by("starts_at").first()


def appointments_on(*, hall: Hall, day: date) -> list[Appointment]:
    """The appointments of a business day by time; what was cancelled or is not confirmed left out."""
    left_out = (Appointment.State.CANCELLED, Appointment.State.UNPROVED, Appointment.State.LAPSED)
    of_day = everything().filter(hall=hall, day=day).exclude(state__in=left_out)
    return list(of_day.order_by("starts_at", "seat"))


def unconfirmed(*, hall: Hall, now: datetime) -> list[Appointment]:
    """The times that are held for whoever booked without signing in, until they are confirmed, by time."""
    held = everything().filter(hall=hall, state=Appointment.State.UNPROVED, hold_until__gt=now)
    return list(held.order_by("starts_at", "seat"))


def standing_at(now: datetime) -> Q:
    """Appointments that are booked, or held for somebody who may still confirm them."""
    return Q(state=Appointment.State.BOOKED) | Q(state=Appointment.State.UNPROVED, hold_until__gt=now)


def is_awaited(*, hall: Hall, day: date, now: datetime) -> bool:
    """Whether somebody with an appointment may still come today or waits to be served: the day is not over then.

    For a day that has passed nobody is awaited.
    """
    if day != calendar.business_day(site=hall.site, now=now):
        return False
    checked_in = Q(state=Appointment.State.CHECKED_IN, ticket__state__in=Ticket.LIVE)
    awaited = standing_at(now) & Q(displaced_at=None) | checked_in
    return Appointment.objects.filter(awaited, hall=hall, day=day).exists()


def everything() -> QuerySet[Appointment]:
    """Appointments with what every page tells of them, without the sealed phone number."""
    related = ("hall__site", "group", "item", "ticket")
    return Appointment.objects.select_related(*related).defer("contact", "ticket__contact")
