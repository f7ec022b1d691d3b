"""Two rooms of one person at one time: asked about before, never waited for, and taken out of the line."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from linli.base.kernel import Objection
from linli.base.kernel import gettext_noop as _
from linli.community.people.queries import Caller

from ..models import Booking, Venue, Wait
from ..queries import doubles
from ..rules import Wish

SECOND_ROOM = _("{venue} is booked for the same person at that time ({at}). If both rooms are meant, please say so.")
YOURS_ALREADY = _(
    "Some of this is booked for the same person already: {venue}, {at}. Change or cancel that booking first."
)


def objections_to_second_room(*, wish: Wish, holder: Caller) -> list[Objection]:
    """The question whether both are meant, where the person has another room at that time and did not say so.

    A room is scarce and a slip likely; a group that needs two rooms is not refused either. So it is asked, once, before
    anything is booked. Only who is known is told (ADR 17): a number that was typed is no identity.
    """
    if wish.accepts_overlap:
        return []
    booked = doubles.own_at(
        person=holder.person,
        holder_key=holder.key(of="booking"),
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
    ).first()
    return [_about("second_room", SECOND_ROOM, booked, field="both")] if booked else []


def objections_to_waiting_for_own(*, venue: Venue, wish: Wish, holder: Caller) -> list[Objection]:
    """Why somebody does not wait for a time of which some is theirs: it could never be offered to them."""
    own = doubles.own_at(
        person=holder.person,
        holder_key=holder.key(of="booking"),
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
    )
    there = next((one for one in own if doubles.shares_atoms(venue=venue, other=one.venue)), None)
    return [_about("yours_already", YOURS_ALREADY, there, field="starts_at")] if there else []


def end_own_waits(*, booking: Booking, now: datetime) -> int:
    """Take a person out of the line for what they have just booked, all of it. How many places ended.

    Who waits for more (the whole hall, with the front half booked meanwhile) goes on waiting.
    """
    if booking.holder_id is None:
        return 0
    mine = Wait.objects.filter(
        holder=booking.holder_id,
        state=Wait.State.WAITING,
        starts_at__gte=booking.starts_at,
        ends_at__lte=booking.ends_at,
    )
    over = [wait.pk for wait in mine.select_related("venue") if doubles.contains(venue=booking.venue, other=wait.venue)]
    return Wait.objects.filter(pk__in=over).update(state=Wait.State.TAKEN, ended_at=now) if over else 0


def _about(code: str, text: str, booked: Booking, *, field: str) -> Objection:
    """Of a confidential talk only the site is named."""
    venue = booked.venue.site if booked.terms.is_confidential else booked.venue
    at = booked.starts_at.astimezone(ZoneInfo(booked.venue.site.timezone))
    return Objection(code, text, {"venue": venue, "at": at}, field=field)
