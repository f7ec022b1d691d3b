"""Coming in with an appointment: it becomes a number of the hall."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.base.kernel import Refused
from linli.community.people.models import Person
from linli.community.people.queries import Caller
from linli.features.hall import actions as hall_actions
from linli.features.hall.models import Ticket

from .. import rules
from ..models import Appointment, AppointmentTerms
from ..queries.slots import terms_in_force, zone_of
from .confirming import settle
from .deed import Deed, fresh


def check_in(
    *,
    appointment: Appointment,
    channel: str,
    device: str = "",
    taken_by: Person | None = None,
    language: str = "",
    key: str,
    actor: str,
    now: datetime,
) -> Appointment:
    """The appointment with its number (`ticket`), which is called as its time comes.

    Who comes later than the terms allow gets an ordinary number at the end of the line, if numbers are given then;
    the appointment counts as missed. One that is not confirmed yet is, by a worker who sees its holder. `channel` is
    how they came in: phone, kiosk or desk; `taken_by` the worker there.

    :raises Refused: `checked_in`, `cancelled`, `unproved`, `lapsed`, `too_early`, `another_day`; `already_holding`
        another number, `day_closed`; for who comes too late `too_late` with all that stands against an ordinary
        number. For a worker who confirms by it what `confirm_at_desk` says.
    """
    with transaction.atomic():
        deed = Deed(hall=appointment.hall, verb="check_in", actor=actor, key=key, now=now)
        if (earlier := deed.ask(appointment=appointment.pk)) is not None:
            return earlier
        deed.lock()
        appointment = fresh(appointment.pk)
        terms = _terms_of(appointment)
        starts_at = appointment.starts_at.astimezone(zone_of(deed.hall))
        if taken_by is not None and appointment.state_at(now) == Appointment.State.UNPROVED:
            settle(deed, appointment)
        found = rules.objections_to_checking_in(
            state=appointment.state_at(now),
            label=appointment.ticket.label if appointment.ticket else "",
            is_of_today=appointment.day == deed.today,
            starts_at=starts_at,
            early_minutes=terms.early_minutes,
            now=now,
        )
        if found:
            raise Refused(*found)
        is_late = rules.is_late(starts_at=starts_at, late_minutes=terms.late_minutes, now=now)
        try:
            ticket = _number(deed, appointment, is_late, channel, device, taken_by, language)
        except Refused as refused:
            raise Refused(*([rules.too_late(starts_at=starts_at)] if is_late else []), *refused.objections) from None
        appointment.state = Appointment.State.MISSED if is_late else Appointment.State.CHECKED_IN
        appointment.ticket, appointment.ended_at = ticket, now
        appointment.save(update_fields=["state", "ticket", "ended_at", *appointment.count_change(now=now)])
        return deed.end(appointment, label=ticket.label, channel=channel, is_late=is_late)


def _number(
    deed: Deed,
    appointment: Appointment,
    is_late: bool,
    channel: str,
    device: str,
    taken_by: Person | None,
    language: str,
) -> Ticket:
    item = appointment.item
    return hall_actions.take_ticket(
        hall=deed.hall,
        groups=[appointment.group],
        items=[hall_actions.Wish(item)] if item is not None and item.is_offered else (),
        priority=appointment.priority,
        channel=channel,
        caller=Caller(
            person=appointment.holder,
            device=device,
            phone=appointment.contact or "",
            language=appointment.language or language,
            # The phone they come in with finds its number again; elsewhere the proved number does.
            is_proved=appointment.is_proved and not device,
        ),
        taken_by=taken_by,
        appointed_at=None if is_late else appointment.starts_at,
        key="",
        actor=deed.actor,
        now=deed.now,
    )


def _terms_of(appointment: Appointment) -> AppointmentTerms:
    terms = terms_in_force(hall=appointment.hall, day=appointment.day)
    if terms is None:
        raise LookupError(f"no terms for appointments of hall {appointment.hall_id} on {appointment.day}")
    return terms
