"""Times that are only held: the code that is asked for, and what becomes of them when it does not come back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from linli.base.identity.models import one_more
from linli.base.ui import words
from linli.community.notices import actions as notices
from linli.community.notices import queries as messages
from linli.features.hall.models import Hall

from ..models import Appointment
from .deed import Deed

ACTOR = "system"


def subject_of(appointment: Appointment) -> str:
    """What the code that was sent is for."""
    return f"appointment:{appointment.pk}"


def ask_code(appointment: Appointment, *, now: datetime) -> None:
    """Send a code to the number of whoever nobody knows; nothing where no code is asked.

    :raises TooOften: if the number has had as many texts as it may get.
    """
    until, phone = appointment.hold_until, appointment.contact
    if until is None or not messages.asks_code(phone=phone):
        return
    with override(appointment.language or settings.LANGUAGE_CODE):
        place = words.local(appointment.hall.site, "name")
        notices.ask_proof(subject=subject_of(appointment), phone=phone, place=place, until=until, now=now)


def lapse_due(deed: Deed) -> int:
    """Free the seats that nobody confirmed in time, and forget whose they were; how many. Under the book's lock."""
    due = Appointment.objects.filter(hall=deed.hall, state=Appointment.State.UNPROVED, hold_until__lte=deed.now)
    lapsed = due.update(
        state=Appointment.State.LAPSED,
        hold_until=None,
        ended_at=deed.now,
        contact="",
        holder_key="",
        device_key="",
        **one_more(deed.now),
    )
    if lapsed:
        replace(deed, verb="lapse", actor=ACTOR).note(f"hall:{deed.hall.pk}", lapsed=lapsed)
    return lapsed


def expire_holds(*, now: datetime) -> int:
    """Free every seat that nobody confirmed in time, in all halls; how many there were."""
    due = Appointment.objects.filter(state=Appointment.State.UNPROVED, hold_until__lte=now)
    halls = Hall.objects.filter(pk__in=due.values("hall")).select_related("site").order_by("pk")
    return sum(_expire_in(hall, now) for hall in halls)


@transaction.atomic
def _expire_in(hall: Hall, now: datetime) -> int:
    deed = Deed(hall=hall, verb="lapse", actor=ACTOR, key="", now=now)
    deed.lock()
    return lapse_due(deed)
