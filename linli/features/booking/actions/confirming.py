"""Confirm what somebody unknown booked: with the code that was sent to their number, or at the desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from linli.base.kernel import Objection, Refused
from linli.community.notices import actions as notices
from linli.community.people.models import Person

from .. import rules
from ..models import Booking
from ..queries import facts
from . import claiming
from .claiming import Owner
from .deed import Deed, found, in_one_go, of_staff
from .judging import holder_of, settled
from .placing import locked
from .quotas import period, take_quota
from .telling import tell_holder
from .waits import LIMIT_REACHED


def confirm(*, booking: Booking, code: str, key: str, actor: str, now: datetime) -> Booking:
    """The booking (with the others of its series) after its number was shown to be its holder's: booked, or asked for
    where a worker decides. What is confirmed already is given back as it is.

    :raises Refused: `code_over`, `wrong_code`, `not_to_confirm`, `suspended`, `monthly_count`.
    """
    if booking.state != Booking.State.UNPROVED:
        return _confirm(Deed(site=booking.venue.site, verb="confirm", actor=actor, key=key, now=now), booking)
    subject = f"series:{booking.series_id}" if booking.series_id else f"booking:{booking.pk}"
    notices.prove(subject=subject, code=code, now=now)
    return _confirm(Deed(site=booking.venue.site, verb="confirm", actor=actor, key=key, now=now), booking)


def confirm_at_desk(*, booking: Booking, by: Person, key: str, now: datetime) -> Booking:
    """The booking (with the others of its series) after a worker spoke with who made it.

    :raises Refused: `not_to_confirm`, `suspended`, `monthly_count`.
    """
    return _confirm(Deed(site=booking.venue.site, verb="confirm", actor=of_staff(by), key=key, now=now), booking)


@in_one_go
def _confirm(deed: Deed, booking: Booking) -> Booking:
    if (pk := deed.ask(booking=booking.pk)) is not None:
        return found(pk)
    mine = [locked(pk) for pk in _together(booking)]
    booking = next(one for one in mine if one.pk == booking.pk)
    if booking.state in (Booking.State.REQUESTED, Booking.State.BOOKED) and booking.is_proved:
        deed.end(f"booking:{booking.pk}", venue=booking.venue.slug)
        return booking  # the code came back twice
    open_still = [one for one in mine if _is_open(one, deed.now)]
    if booking not in open_still:
        raise Refused(notices.not_to_confirm())
    for one in open_still:
        _settle(one, deed.now)
    kind = "requested" if booking.hold_until else "booked"
    tell_holder(booking=booking, kind=kind, now=deed.now, until=booking.hold_until)
    deed.end(f"booking:{booking.pk}", is_confidential=booking.terms.is_confidential, venue=booking.venue.slug)
    return booking


def _together(booking: Booking) -> list[int]:
    if booking.series_id is None:
        return [booking.pk]
    return list(Booking.objects.filter(series=booking.series_id).order_by("pk").values_list("pk", flat=True))


def _is_open(booking: Booking, now: datetime) -> bool:
    until = booking.hold_until
    return booking.state == Booking.State.UNPROVED and until is not None and until > now


def _settle(booking: Booking, now: datetime) -> None:
    """From here on the number counts as its holder's: what stands against them is asked for the first time."""
    holder = replace(holder_of(booking), is_proved=True)
    booking.holder_key = holder.key(of="booking")
    until = facts.suspended_until(venue=booking.venue, holder_key=booking.holder_key, person=None, now=now)
    if until is not None:
        raise Refused(rules.suspended(until))
    booking.hold_until, booking.state = settled(terms=booking.terms, starts_at=booking.starts_at, now=now)
    counted = booking.count_change(now=now)
    booking.save(update_fields=["holder_key", "hold_until", "state", *counted])
    if not take_quota(booking=booking, terms=booking.terms, period=period(booking=booking)):
        raise Refused(Objection("monthly_count", LIMIT_REACHED))
    claiming.set_owner(owner=Owner(booking=booking.pk, hold_until=booking.hold_until))
