"""Give a booking another time, layout or room, without ever being without one."""

from __future__ import annotations

from datetime import datetime

from linli.base.kernel import Objection, Refused
from linli.base.kernel import gettext_noop as _
from linli.community.people.models import Person

from .. import rules
from ..models import Booking, Terms, Venue
from ..queries import facts
from ..queries.facts import Setting, Spot
from ..rules import Asker, Wish
from . import claiming
from .claiming import Owner
from .deed import Deed, found, in_one_go
from .judging import hold_until, judge, look, moving_objections
from .placing import LOOKS, Lost, give_back, locked, take_all
from .quotas import give_quota_back, period, take_quota
from .telling import tell_holder


def change(
    *,
    booking: Booking,
    wish: Wish,
    version: int,
    venue: Venue | None = None,
    changed_by: Person | None = None,
    key: str,
    actor: str,
    now: datetime,
) -> Booking:
    """The booking at another time, in another layout, or in another `venue` of the site; never without a time.

    What it had and no longer needs is given up only with what it gains. Where the venue needs approval and the time
    or venue changes, it is a request again (unless a worker changes it). Staff may change until it ends.

    :raises Refused: as `book`, and `over`, `changed_meanwhile` (another version), `too_late`, `other_site`.
    """
    venue = venue or booking.venue
    if venue.site_id != booking.venue.site_id:
        raise Refused(Objection("other_site", _("Please choose a room of the same site."), field="venue"))
    deed = Deed(site=venue.site, verb="change", actor=actor, key=key, now=now)
    for _look in range(LOOKS):
        setting, spot = look(venue=venue, wish=wish, now=now, without=[booking])
        try:
            return _change(deed, booking, setting, spot, wish, version, changed_by)
        except Lost:
            continue
    raise Refused(rules.no("taken"))


@in_one_go
def _change(
    deed: Deed, booking: Booking, setting: Setting, spot: Spot, wish: Wish, version: int, by: Person | None
) -> Booking:
    now = deed.now
    asked = {"booking": booking.pk, "venue": setting.venue.pk, "starts_at": wish.starts_at, "ends_at": wish.ends_at}
    if (pk := deed.ask(**asked, version=version)) is not None:
        return found(pk)
    booking = locked(booking.pk)
    objections = moving_objections(booking, is_staff=by is not None, now=now)
    if booking.version != version:
        objections.append(changed_meanwhile())
    objections = objections or _objections_to_change(booking, setting, spot, wish, by, now)
    terms = setting.terms_on(setting.day_of(wish.starts_at))
    if objections or terms is None:
        raise Refused(*objections)
    has_moved = (booking.venue_id, booking.starts_at, booking.ends_at) != (
        setting.venue.pk, wish.starts_at, wish.ends_at,
    )  # fmt: skip
    _write_change(booking, setting, terms, wish, has_moved=has_moved, is_staff=by is not None, now=now)
    move_claims(booking=booking, spot=spot, now=now)
    if by is not None:
        tell_holder(booking=booking, kind="changed", now=now)
    deed.end(
        f"booking:{booking.pk}",
        is_confidential=terms.is_confidential and by is None,
        venue=setting.venue.slug,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        version=booking.version,
    )
    return booking


def _objections_to_change(
    booking: Booking, setting: Setting, spot: Spot, wish: Wish, by: Person | None, now: datetime
) -> list[Objection]:
    """As for a new booking; who holds it was asked when it was made, and a running one may keep its start."""
    month = facts.period_of(setting.day_of(wish.starts_at))
    used = facts.used(venue=setting.venue, holder_key=booking.holder_key, period=month, without=booking)
    ignored = {"no_contact", "conditions_not_accepted", "not_for_you"}
    if wish.starts_at == booking.starts_at:
        ignored |= {"in_the_past", "too_soon", "off_step"}
    return judge(
        setting=setting,
        spot=spot,
        wish=wish,
        asker=Asker(is_staff=by is not None),
        used=used,
        now=now,
        booking=booking,
        ignored=frozenset(ignored),
    )


def _write_change(
    booking: Booking, setting: Setting, terms: Terms, wish: Wish, *, has_moved: bool, is_staff: bool, now: datetime
) -> None:
    booking.venue, booking.terms = setting.venue, terms
    booking.starts_at, booking.ends_at = wish.starts_at, wish.ends_at
    booking.layout, booking.people = setting.layouts.get(wish.layout), wish.people
    if not terms.is_confidential:
        booking.purpose, booking.title, booking.is_public = wish.purpose, wish.title, wish.is_public
    if has_moved and not is_staff and booking.state in (Booking.State.BOOKED, Booking.State.REQUESTED):
        booking.hold_until = hold_until(terms=terms, starts_at=wish.starts_at, now=now)
        booking.state = Booking.State.REQUESTED if booking.hold_until else Booking.State.BOOKED
    counted = booking.count_change(now=now)
    booking.save(
        update_fields=[
            "venue", "terms", "starts_at", "ends_at", "layout", "people", "purpose", "title", "is_public",
            "hold_until", "state", *counted,
        ]
    )  # fmt: skip


def move_claims(*, booking: Booking, spot: Spot, now: datetime) -> None:
    """Take what a moved booking needs more (limits too), then give back what it needs no longer.

    :raises Lost: if somebody else has any of it.
    """
    community = booking.venue.site.community_id
    give_quota_back(bookings=[booking.pk])
    if not take_quota(booking=booking, terms=booking.terms, period=period(booking=booking)):
        raise Lost
    owner = Owner(booking=booking.pk, hold_until=booking.hold_until)
    old = claiming.claimed_by(bookings=[booking.pk]).get(booking.pk, set())
    new = claiming.keys_of(lanes=spot.lanes, slots=spot.slots)
    take_all(community=community, wanted=dict.fromkeys(new - old, owner))
    claiming.set_owner(owner=owner)
    give_back(bookings=[booking], keys=old - new, now=now)


def changed_meanwhile() -> Objection:
    """The objection to changing what somebody else has just changed."""
    return Objection("changed_meanwhile", _("This was changed meanwhile. Please look at it again."))
