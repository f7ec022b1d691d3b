"""What staff decide about a request."""

from __future__ import annotations

from datetime import datetime

from linli.base.kernel import Objection, Refused
from linli.base.kernel import gettext_noop as _
from linli.community.people.models import Person

from ..models import Booking
from . import claiming
from .claiming import Owner
from .deed import Deed, found, in_one_go, of_staff
from .judging import no_reason
from .placing import finish, give_back, locked
from .telling import tell_holder


@in_one_go
def approve(*, booking: Booking, by: Person, host: Person | None = None, key: str, now: datetime) -> Booking:
    """The request booked. It held its time, so nobody can have taken it. `host` takes a confidential talk (`by`).

    :raises Refused: `not_waiting`, `held_too_long` (the deadline passed).
    """
    deed = Deed(site=booking.venue.site, verb="approve", actor=of_staff(by), key=key, now=now)
    if (pk := deed.ask(booking=booking.pk)) is not None:
        return found(pk)
    booking = locked(booking.pk)
    if objections := _not_waiting(booking, now):
        raise Refused(*objections)
    booking.state, booking.hold_until = Booking.State.BOOKED, None
    booking.decided_at, booking.decided_by = now, by
    counted = booking.count_change(now=now)
    if booking.terms.is_confidential:
        booking.host = host or by
    booking.save(update_fields=["state", "hold_until", "decided_at", "decided_by", "host", *counted])
    claiming.set_owner(owner=Owner(booking=booking.pk))
    tell_holder(booking=booking, kind="approved", now=now)
    deed.end(f"booking:{booking.pk}", venue=booking.venue.slug)
    return booking


@in_one_go
def refuse(*, booking: Booking, reason: str, by: Person, key: str, now: datetime) -> Booking:
    """The request refused for a reason its holder is told, and its time given to the next in line.

    :raises Refused: `not_waiting`, `no_reason`.
    """
    deed = Deed(site=booking.venue.site, verb="refuse", actor=of_staff(by), key=key, now=now)
    if (pk := deed.ask(booking=booking.pk)) is not None:
        return found(pk)
    booking = locked(booking.pk)
    objections = [] if booking.state == Booking.State.REQUESTED else [not_waiting()]
    if not reason.strip():
        objections.append(no_reason())
    if objections:
        raise Refused(*objections)
    booking.decided_at, booking.decided_by = now, by
    booking.save(update_fields=["decided_at", "decided_by"])
    finish(booking=booking, state=Booking.State.REFUSED, now=now, reason=reason.strip())
    offers = give_back(bookings=[booking], now=now)
    tell_holder(booking=booking, kind="refused", now=now, reason=reason.strip())
    deed.end(f"booking:{booking.pk}", venue=booking.venue.slug, offers=[offer.pk for offer in offers])
    return booking


def _not_waiting(booking: Booking, now: datetime) -> list[Objection]:
    if booking.state != Booking.State.REQUESTED:
        return [not_waiting()]
    if booking.hold_until is not None and booking.hold_until <= now:
        return [Objection("held_too_long", _("The deadline for deciding has passed; please let them ask again."))]
    return []


def not_waiting() -> Objection:
    """The objection to deciding or taking up what is decided or taken up already."""
    return Objection("not_waiting", _("This has been decided already."))
