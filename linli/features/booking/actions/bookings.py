"""Book, cancel, and what a desk does for people: book on their behalf, let walk-ins in."""

from __future__ import annotations

from datetime import datetime

from linli.base.kernel import Refused
from linli.base.limits import actions as limits
from linli.community.people.models import Person
from linli.community.people.queries import Caller

from .. import rules
from ..models import Booking, Venue
from ..queries import facts
from ..queries.facts import Setting, Spot
from ..rules import Asker, Used, Wish
from .deed import Deed, found, in_one_go, of_staff
from .doubles import end_own_waits, objections_to_second_room
from .judging import asker_at, changed_meanwhile, judge, look, moving_objections, no_reason, unsaved
from .placing import LOOKS, Lost, except_day, finish, give_back, locked, place
from .telling import tell_holder, tell_made


def book(
    *,
    venue: Venue,
    wish: Wish,
    holder: Caller,
    channel: str,
    booked_by: Person | None = None,
    key: str,
    actor: str,
    now: datetime,
) -> Booking:
    """The booking, or, where the venue needs approval, the request that holds its time until it is decided.

    `booked_by` is the worker who books for somebody at the desk or on the phone. A repeated `key` gives the booking
    of the first request.

    :raises Refused: with every reason at once, those about time with the nearest free one: `not_for_you`,
        `purpose_not_here`, `no_such_layout`, `too_many_people`, `no_contact`, `conditions_not_accepted`, `nobody`,
        `ends_before_start`, `off_step`, `too_short`, `too_long`, `in_the_past`, `too_soon`, `too_far`,
        `closed_holiday`, `closed_day`, `closed_for`, `outside_hours`, `taken`, `being_set_up`, `blocked`,
        `suspended`, `monthly_count`, `monthly_time`, `not_given` (no terms yet), `second_room` (unless both are meant).
    """
    deed = Deed(site=venue.site, verb="book", actor=actor, key=key, now=now)
    for _look in range(LOOKS):
        setting, spot = look(venue=venue, wish=wish, now=now)
        try:
            return _book(deed, setting, spot, wish, holder, channel, booked_by)
        except Lost:
            continue
    raise Refused(rules.no("taken"))


@in_one_go
def cancel(
    *,
    booking: Booking,
    reason: str = "",
    version: int | None = None,
    cancelled_by: Person | None = None,
    key: str,
    actor: str,
    now: datetime,
) -> Booking:
    """The booking cancelled; what is left of its time is offered to the next in line in the same transaction.
    `version` is the one that was seen: what was moved since is left alone.

    :raises Refused: `over`, `changed_meanwhile` (another version), `too_late` (not for staff), `no_reason` (staff must
        give one).
    """
    deed = Deed(site=booking.venue.site, verb="cancel", actor=actor, key=key, now=now)
    if (pk := deed.ask(booking=booking.pk, version=version)) is not None:
        return found(pk)
    booking = locked(booking.pk)
    objections = moving_objections(booking, is_staff=cancelled_by is not None, now=now)
    if version not in (None, booking.version) and booking.state in booking.LIVE:
        objections.append(changed_meanwhile())
    if cancelled_by is not None and not reason.strip():
        objections.append(no_reason())
    if objections:
        raise Refused(*objections)
    finish(booking=booking, state=Booking.State.CANCELLED, now=now, reason=reason.strip())
    except_day(booking=booking)
    offers = give_back(bookings=[booking], now=now)
    if cancelled_by is not None:
        tell_holder(booking=booking, kind="cancelled", now=now, reason=reason.strip())
    deed.end(
        f"booking:{booking.pk}",
        is_confidential=booking.terms.is_confidential and cancelled_by is None,
        venue=booking.venue.slug,
        offers=[offer.pk for offer in offers],
    )
    return booking


def record_walk_in(
    *,
    venue: Venue,
    ends_at: datetime,
    purpose: str,
    people: int,
    recorded_by: Person,
    key: str,
    now: datetime,
) -> Booking:
    """Somebody uses a free room from now (the running quarter-hour) until `ends_at`, without a name.

    :raises Refused: `taken`, `being_set_up`, `blocked`, the room's hours and purposes, `too_many_people`,
        `ends_before_start`.
    """
    starts_at = rules.moment_of(rules.slot_of(now))
    wish = Wish(starts_at=starts_at, ends_at=ends_at, purpose=purpose, people=people, accepts_conditions=True)
    deed = Deed(site=venue.site, verb="record_walk_in", actor=of_staff(recorded_by), key=key, now=now)
    for _look in range(LOOKS):
        setting, spot = look(venue=venue, wish=wish, now=now)
        try:
            return _walk_in(deed, setting, spot, wish, recorded_by)
        except Lost:
            continue
    raise Refused(rules.no("taken"))


@in_one_go
def _book(
    deed: Deed, setting: Setting, spot: Spot, wish: Wish, holder: Caller, channel: str, by: Person | None
) -> Booking:
    venue, now = setting.venue, deed.now
    asked = {"venue": venue.pk, "starts_at": wish.starts_at, "ends_at": wish.ends_at}
    if (pk := deed.ask(**asked, holder=holder.key(of="booking"))) is not None:
        return found(pk)
    limits.count(kind="room", who=holder.counted, now=now)
    month = facts.period_of(setting.day_of(wish.starts_at))
    objections = judge(
        setting=setting,
        spot=spot,
        wish=wish,
        asker=asker_at(venue=setting.venue, holder=holder, staff=by, now=now),
        used=facts.used(venue=venue, holder_key=holder.key(of="booking"), period=month),
        now=now,
    )
    objections += objections_to_second_room(wish=wish, holder=holder)
    terms = setting.terms_on(setting.day_of(wish.starts_at))
    if objections or terms is None:
        raise Refused(*objections)
    booking = unsaved(setting=setting, terms=terms, wish=wish, holder=holder, channel=channel, by=by, now=now)
    place(placed=[(booking, spot)])
    end_own_waits(booking=booking, now=now)
    tell_made(booking=booking, subject=f"booking:{booking.pk}", now=now)
    deed.end(
        f"booking:{booking.pk}",
        is_confidential=terms.is_confidential and by is None,
        venue=venue.slug,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        state=str(booking.state),
    )
    return booking


@in_one_go
def _walk_in(deed: Deed, setting: Setting, spot: Spot, wish: Wish, by: Person) -> Booking:
    if (pk := deed.ask(venue=setting.venue.pk, ends_at=wish.ends_at)) is not None:
        return found(pk)
    ignored = {"in_the_past", "too_soon", "off_step", "too_short", "too_long", "no_contact", "not_for_you"}
    objections = judge(
        setting=setting,
        spot=spot,
        wish=wish,
        asker=Asker(is_staff=True),
        used=Used(),
        now=deed.now,
        ignored=frozenset(ignored),
    )
    terms = setting.terms_on(setting.day_of(wish.starts_at))
    if objections or terms is None:
        raise Refused(*objections)
    nobody = Caller()
    booking = unsaved(
        setting=setting, terms=terms, wish=wish, holder=nobody, channel=Booking.Channel.WALK_IN, by=by, now=deed.now
    )
    booking.state, booking.hold_until = Booking.State.USED, None
    booking.checked_in_at, booking.checked_in_by, booking.came = deed.now, by, wish.people
    place(placed=[(booking, spot)])
    deed.end(f"booking:{booking.pk}", venue=setting.venue.slug, people=wish.people)
    return booking
