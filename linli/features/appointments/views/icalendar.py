"""An appointment as an iCalendar file (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, timedelta

from django.utils.translation import gettext
from icalendar import Alarm, Calendar, Event

from linli.base.seal.seal import digest
from linli.base.ui.words import local

from ..models import Appointment
from ..queries import Standing

REMINDER = timedelta(hours=-1)


def calendar_file(*, standing: Standing, address: str) -> bytes:
    """The file's bytes; a later version of an appointment replaces the earlier one, a cancelled one removes it."""
    appointment = standing.appointment
    is_cancelled = appointment.state == Appointment.State.CANCELLED
    event = Event()
    event.add("uid", f"{digest(appointment.code, purpose='appointments.uid')[:32]}@linli")
    event.add("sequence", appointment.version)
    event.add("dtstamp", (appointment.ended_at or appointment.booked_at).astimezone(UTC))
    event.add("dtstart", standing.starts_at.astimezone(UTC))
    event.add("dtend", standing.ends_at.astimezone(UTC))
    event.add("summary", _summary(appointment))
    event.add("location", _place(appointment))
    event.add("description", _words(appointment, address))
    event.add("url", address)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    if not is_cancelled:
        event.add_component(_reminder(_summary(appointment)))
    calendar = Calendar()
    calendar.add("prodid", "-//Linli//appointments//")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _summary(appointment: Appointment) -> str:
    place, matter = local(appointment.hall.site, "name"), local(appointment.item or appointment.group, "name")
    return gettext("{place}: {matter}").format(place=place, matter=matter)


def _place(appointment: Appointment) -> str:
    site = appointment.hall.site
    return ", ".join(part for part in (local(site, "name"), local(site, "address")) if part)


def _words(appointment: Appointment, address: str) -> str:
    return gettext("Code {code}. Check in on arrival, move or cancel: {address}").format(
        code=appointment.short_code, address=address
    )


def _reminder(text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", REMINDER)
    return alarm
