"""A booking that no longer fits the calendar, kept all the same."""

from __future__ import annotations

from datetime import datetime

from linli.base.kernel import Refused
from linli.community.people.models import Person

from .. import rules
from ..models import Booking
from .deed import Deed, found, in_one_go, of_staff
from .placing import locked


@in_one_go
def keep(*, booking: Booking, against: str, by: Person, key: str, now: datetime) -> Booking:
    """The booking stays although its day has become a holiday, or its room has other hours by now (`against`:
    "holiday", "hours"). The decision stands in the journal; moved to another time, the booking is looked at anew.

    :raises Refused: `over`.
    """
    deed = Deed(site=booking.venue.site, verb="keep", actor=of_staff(by), key=key, now=now)
    if (pk := deed.ask(booking=booking.pk, against=against)) is not None:
        return found(pk)
    booking = locked(booking.pk)
    if booking.state not in Booking.LIVE or booking.starts_at <= now:
        raise Refused(rules.over())
    deed.end(f"booking:{booking.pk}", version=booking.version, against=against)
    return booking
