"""Confirm what somebody unknown booked: with the code that was sent to their number, or at the desk."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.base.kernel import Refused
from linli.community.notices import actions as notices
from linli.community.people.models import Person
from linli.community.people.queries import Caller, actor_of

from .. import rules
from ..models import Appointment
from ..queries.slots import zone_of
from .bookings import held_ahead, terms_of
from .deed import Deed, fresh
from .holding import subject_of


def confirm(*, appointment: Appointment, code: str, key: str, actor: str, now: datetime) -> Appointment:
    """The appointment, booked, after its number was shown to be its holder's. What is confirmed already is given back
    as it is.

    :raises Refused: `code_over`, `wrong_code`, `not_to_confirm`, `cancelled`, `already_booked`, `too_many_ahead`.
    """
    if appointment.state == Appointment.State.UNPROVED:
        notices.prove(subject=subject_of(appointment), code=code, now=now)
    return _confirm(Deed(hall=appointment.hall, verb="confirm", actor=actor, key=key, now=now), appointment)


def confirm_at_desk(*, appointment: Appointment, by: Person, key: str, now: datetime) -> Appointment:
    """The appointment, booked, after a worker spoke with who made it.

    :raises Refused: `not_to_confirm`, `cancelled`, `already_booked`, `too_many_ahead`.
    """
    deed = Deed(hall=appointment.hall, verb="confirm", actor=actor_of(by), key=key, now=now)
    return _confirm(deed, appointment)


@transaction.atomic
def _confirm(deed: Deed, appointment: Appointment) -> Appointment:
    if (earlier := deed.ask(appointment=appointment.pk)) is not None:
        return earlier
    deed.lock()
    mine = fresh(appointment.pk)
    if mine.state in (Appointment.State.BOOKED, Appointment.State.CHECKED_IN):
        return deed.end_unchanged(mine)  # the code came back twice
    if mine.state == Appointment.State.CANCELLED:
        raise Refused(rules.settled(state=mine.state, label=""))
    if mine.state_at(deed.now) != Appointment.State.UNPROVED:
        raise Refused(notices.not_to_confirm())
    settle(deed, mine)
    return deed.end(mine, seat=mine.seat)


def settle(deed: Deed, mine: Appointment) -> None:
    """From here on the number counts as its holder's: what stands against them is asked for the first time."""
    holder = Caller(phone=mine.contact, is_proved=True).key(of="appointments") or mine.holder_key
    held = dict(held_ahead(hall=deed.hall, holder=holder, without=mine, now=deed.now)) if holder else {}
    own, zone = held.get(mine.day), zone_of(deed.hall)
    against = rules.objections_to_holding(
        own_that_day=own.astimezone(zone) if own else None, ahead=len(held), open_limit=terms_of(deed).open_limit
    )
    if against:
        raise Refused(*against)
    mine.state, mine.hold_until, mine.holder_key = Appointment.State.BOOKED, None, holder
    mine.save(update_fields=["state", "hold_until", "holder_key", *mine.count_change(now=deed.now)])
