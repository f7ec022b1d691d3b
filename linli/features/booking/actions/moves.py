"""Another time for a booking that stands: asked for, it is held beside the old one; decided, one of them is left."""

from __future__ import annotations

from datetime import datetime

from .. import rules
from ..models import Booking, Claim, Move, Terms
from ..queries.facts import Setting, Spot
from ..rules import Wish
from . import claiming
from .claiming import Key, Owner
from .doubles import end_own_waits
from .judging import hold_until
from .placing import Lost, end_move, give_back, take_all
from .quotas import fit_quota
from .telling import tell_holder

USE = ("layout", "people", "purpose", "title", "is_public", "note")
ASKED = ("venue", "terms", "starts_at", "ends_at", *USE)
STAY = (*ASKED, "state", "hold_until")


class Shift:
    """A booking's claims on their way from where they are to a new spot, or (`asked_until`) held for both meanwhile.

    Of several bookings all is taken, in the order of the keys, before any gives something back.
    """

    def __init__(self, *, booking: Booking, spot: Spot, asked_until: datetime | None = None) -> None:
        self.booking, self.asked_until = booking, asked_until
        self._needed = claiming.keys_of(lanes=spot.lanes, slots=spot.slots)
        kinds = claiming.by_kind(booking=booking.pk)
        self._held = kinds[Claim.Kind.HOLD]
        self._own = kinds[Claim.Kind.BOOKING] | kinds[Claim.Kind.BOTH]

    @property
    def wanted(self) -> dict[Key, Owner]:
        """What it needs and has not."""
        owner = Owner(booking=self.booking.pk, hold_until=self.asked_until or self.booking.hold_until)
        return dict.fromkeys(self._needed - self._own - self._held, owner)

    def settle(self, *, now: datetime) -> list[Booking]:
        """Let every claim say what it is for now, and give back what is needed no longer; gives the offers."""
        pk, community = self.booking.pk, self.booking.venue.site.community_id
        if self.asked_until is None:
            claiming.set_owner(owner=Owner(booking=pk, hold_until=self.booking.hold_until))
            return give_back(bookings=[self.booking], keys=(self._own | self._held) - self._needed, now=now)
        held = Owner(booking=pk, hold_until=self.asked_until)
        for keys, owner in (
            (self._own & self._needed, Owner(booking=pk, is_both=True)),
            (self._own - self._needed, Owner(booking=pk)),
            (self._held & self._needed, held),
        ):
            claiming.hand_over(community=community, keys=keys, owner=owner)
        return give_back(bookings=[self.booking], keys=self._held - self._needed, now=now)


def shift(*, booking: Booking, spot: Spot, now: datetime) -> None:
    """Take what a booking needs more at its (new) time, limits too, then give back what it needs no longer. Another
    time that was asked for it is no matter any more.

    :raises Lost: if somebody else has any of it.
    """
    if not fit_quota(booking=booking, stays=[booking]):
        raise Lost
    _shifted(Shift(booking=booking, spot=spot), now)


def asked_until(*, booking: Booking, terms: Terms, starts_at: datetime, now: datetime) -> datetime | None:
    """Until when another time is held beside the old one: the deadline for deciding it, and never beyond the start of
    either; None where nobody has to decide.
    """
    until = hold_until(terms=terms, starts_at=starts_at, now=now)
    return until and min(until, max(booking.starts_at, now + rules.QUARTER))


def write_move(*, booking: Booking, setting: Setting, terms: Terms, wish: Wish, until: datetime, now: datetime) -> Move:
    """What is asked for a booking instead, in place of what was asked before; the same time keeps its deadline."""
    before = booking.moving
    time = (setting.venue.pk, wish.starts_at, wish.ends_at)
    if before is not None and (before.venue_id, before.starts_at, before.ends_at) == time:
        until = before.hold_until
    is_secret = terms.is_confidential
    move, _is_new = Move.objects.update_or_create(
        booking=booking,
        defaults={
            "venue": setting.venue,
            "terms": terms,
            "starts_at": wish.starts_at,
            "ends_at": wish.ends_at,
            "layout": setting.layouts.get(wish.layout),
            "people": wish.people,
            "purpose": "consultation" if is_secret else wish.purpose,
            "title": "" if is_secret else wish.title,
            "is_public": wish.is_public and not is_secret,
            "note": "" if is_secret else wish.note,
            "hold_until": until,
            "asked_at": now,
        },
    )
    booking.move = move
    booking.save(update_fields=booking.count_change(now=now))
    return move


def ask(
    *, booking: Booking, setting: Setting, terms: Terms, wish: Wish, spot: Spot, until: datetime, now: datetime
) -> Move:
    """Another time asked for a booking, which holds both from now on: claims, and of its limits the larger need.

    :raises Lost: if somebody else has any of it.
    """
    move = write_move(booking=booking, setting=setting, terms=terms, wish=wish, until=until, now=now)
    if not fit_quota(booking=booking, stays=[booking, move]):
        raise Lost
    _shifted(Shift(booking=booking, spot=spot, asked_until=move.hold_until), now)
    tell_holder(booking=booking, kind="move_requested", at=move, now=now, until=move.hold_until)
    return move


def grant(*, booking: Booking, now: datetime) -> list[Booking]:
    """The asked time is the booking's, the old one given to who waits for it; gives the offers."""
    given_up = become(booking=booking, state=Booking.State.BOOKED, until=None, now=now)
    end_own_waits(booking=booking, now=now)
    return give_back(bookings=[booking], keys=given_up, now=now)


def become(*, booking: Booking, state: str, until: datetime | None, now: datetime) -> set[Key]:
    """Write the booking as what was asked for it (booked, or a plain request until some moment); gives the claims that
    only its old time needed, to be given back.
    """
    move = end_move(booking=booking)
    booking.state, booking.hold_until = state, until
    for name in ASKED:
        setattr(booking, name, getattr(move, name))
    booking.save(update_fields=[*STAY, "decided_at", "decided_by", "host", *booking.count_change(now=now)])
    fit_quota(booking=booking, stays=[booking])
    given_up = claiming.by_kind(booking=booking.pk)[Claim.Kind.BOOKING]
    claiming.set_owner(owner=Owner(booking=booking.pk, hold_until=until))
    return given_up


def _shifted(one: Shift, now: datetime) -> None:
    take_all(community=one.booking.venue.site.community_id, wanted=one.wanted)
    one.settle(now=now)
