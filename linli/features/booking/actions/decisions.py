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
from .judging import changed_meanwhile, no_reason, not_waiting
from .moves import grant
from .placing import drop_move, except_day, finish, give_back, locked
from .telling import tell_holder


@in_one_go
def approve(
    *, booking: Booking, by: Person, host: Person | None = None, version: int | None = None, key: str, now: datetime
) -> Booking:
    """The request booked, or the other time that was asked for a booking granted, and its old time given to who waits
    for it. It was held, so nobody can have taken it. `host` takes a confidential talk (`by`); `version` is the one
    that was seen.

    :raises Refused: `not_waiting`, `held_too_long` (the deadline passed), `changed_meanwhile` (another version).
    """
    deed = Deed(site=booking.venue.site, verb="approve", actor=of_staff(by), key=key, now=now)
    if (pk := deed.ask(booking=booking.pk)) is not None:
        return found(pk)
    booking = locked(booking.pk)
    if objections := _not_waiting(booking, version, now):
        raise Refused(*objections)
    booking.decided_at, booking.decided_by = now, by
    if booking.terms.is_confidential:
        booking.host = host or booking.host or by
    offers = grant(booking=booking, now=now) if booking.moving else _book(booking, now)
    tell_holder(booking=booking, kind="approved", now=now)
    deed.end(f"booking:{booking.pk}", venue=booking.venue.slug, offers=[offer.pk for offer in offers])
    return booking


@in_one_go
def refuse(
    *, booking: Booking, reason: str, by: Person, version: int | None = None, key: str, now: datetime
) -> Booking:
    """The request refused for a reason its holder is told, and its time given to the next in line. Where another time
    was asked for a booking, the booking stays as it was.

    :raises Refused: `not_waiting`, `no_reason`, `changed_meanwhile` (another version than was seen).
    """
    deed = Deed(site=booking.venue.site, verb="refuse", actor=of_staff(by), key=key, now=now)
    if (pk := deed.ask(booking=booking.pk)) is not None:
        return found(pk)
    booking = locked(booking.pk)
    objections = _not_to_decide(booking, version)
    if not reason.strip():
        objections.append(no_reason())
    if objections:
        raise Refused(*objections)
    booking.decided_at, booking.decided_by = now, by
    booking.save(update_fields=["decided_at", "decided_by"])
    move = booking.moving
    if move is not None:
        offers = drop_move(booking=booking, now=now)
        tell_holder(
            booking=booking, kind="move_refused", at=move, now=now, reason=reason.strip(), old=booking.starts_at
        )
    else:
        finish(booking=booking, state=Booking.State.REFUSED, now=now, reason=reason.strip())
        except_day(booking=booking)
        offers = give_back(bookings=[booking], now=now)
        tell_holder(booking=booking, kind="refused", now=now, reason=reason.strip())
    deed.end(f"booking:{booking.pk}", venue=booking.venue.slug, offers=[offer.pk for offer in offers])
    return booking


def _book(booking: Booking, now: datetime) -> list[Booking]:
    booking.state, booking.hold_until = Booking.State.BOOKED, None
    counted = booking.count_change(now=now)
    booking.save(update_fields=["state", "hold_until", "decided_at", "decided_by", "host", *counted])
    claiming.set_owner(owner=Owner(booking=booking.pk))
    return []


def _not_waiting(booking: Booking, version: int | None, now: datetime) -> list[Objection]:
    if objections := _not_to_decide(booking, version):
        return objections
    until = booking.moving.hold_until if booking.moving else booking.hold_until
    if until is not None and until <= now:
        return [Objection("held_too_long", _("The deadline for deciding has passed; please let them ask again."))]
    return []


def _not_to_decide(booking: Booking, version: int | None) -> list[Objection]:
    if booking.state != Booking.State.REQUESTED and booking.moving is None:
        return [not_waiting()]
    return [changed_meanwhile()] if version not in (None, booking.version) else []
