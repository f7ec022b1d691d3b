"""An appointment as an entry of a calendar."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from linli.base.identity import queries as identity
from linli.base.ui import ical
from linli.base.ui.words import local

from ..models import Appointment
from ..queries import Standing

REMINDER = timedelta(hours=1)


def entry_of(*, standing: Standing, address: str) -> ical.Entry:
    """The entry; a later version of an appointment replaces the earlier one, a cancelled one removes it."""
    appointment, site = standing.appointment, standing.appointment.hall.site
    zone = ZoneInfo(site.timezone)
    return ical.Entry(
        uid=identity.uid(kind="appointment", key=appointment.pk),
        sequence=appointment.version,
        changed_at=appointment.changed_at,
        start=standing.starts_at.astimezone(zone),
        end=standing.ends_at.astimezone(zone),
        summary=gettext("{place}: {matter}").format(
            place=local(site, "name"), matter=local(appointment.item or appointment.group, "name")
        ),
        place=", ".join(part for part in (local(site, "name"), local(site, "address")) if part),
        words=gettext("Code {code}. Check in on arrival, move or cancel: {address}").format(
            code=appointment.short_code, address=address
        ),
        address=address,
        is_cancelled=appointment.state == Appointment.State.CANCELLED,
        remind_before=REMINDER,
    )
