"""Give a booking another time, layout or room, without ever being without one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from linli.base.kernel import Objection, Refused
from linli.base.kernel import gettext_noop as _
from linli.community.people.models import Person

from .. import rules
from ..models import Booking, Move, Terms, Venue
from ..queries import facts
from ..queries.facts import Setting, Spot
from ..rules import Asker, Wish
from .deed import Deed, found, in_one_go
from .doubles import end_own_waits
from .judging import changed_meanwhile, hold_until, judge, look, moving_objections, not_waiting
from .moves import STAY, USE, ask, asked_until, shift
from .placing import LOOKS, Lost, drop_move, end_move, locked
from .telling import tell_holder

# Who holds it was asked when it was made.
NOT_ASKED = frozenset({"no_contact", "conditions_not_accepted", "not_for_you"})
# What was said yes to when it was made, or decided to be kept, and is left as it was.
OF_ITS_TIME = frozenset(
    {
        "in_the_past", "too_soon", "too_far", "off_step", "too_short", "too_long", "closed_for", "closed_holiday",
        "closed_day", "outside_hours", "taken", "being_set_up", "blocked", "monthly_count", "monthly_time", "not_given",
    }
)  # fmt: skip
OF_ITS_START = frozenset({"in_the_past", "too_soon", "off_step"})


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
    or venue changes, a booking that stands stays as it is and what is wished is asked for (`booking.moving`): it holds
    both until somebody decides; wished back at its own time it withdraws that. A worker's change holds at once.
    What stays as it was is not judged again. Staff may change until it ends.

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
def withdraw_move(*, booking: Booking, key: str, actor: str, now: datetime) -> Booking:
    """The other time is no longer asked for, and free for others; the booking stays as it is.

    :raises Refused: `not_waiting`.
    """
    deed = Deed(site=booking.venue.site, verb="withdraw_move", actor=actor, key=key, now=now)
    if (pk := deed.ask(booking=booking.pk)) is not None:
        return found(pk)
    booking = locked(booking.pk)
    if booking.moving is None:
        raise Refused(not_waiting())
    offers = drop_move(booking=booking, now=now)
    deed.end(
        f"booking:{booking.pk}",
        is_confidential=booking.terms.is_confidential,
        venue=booking.venue.slug,
        offers=[offer.pk for offer in offers],
    )
    return booking


@in_one_go
def _change(
    deed: Deed, booking: Booking, setting: Setting, spot: Spot, wish: Wish, version: int, by: Person | None
) -> Booking:
    now, is_staff = deed.now, by is not None
    asked = {"booking": booking.pk, "venue": setting.venue.pk, "starts_at": wish.starts_at, "ends_at": wish.ends_at}
    if (pk := deed.ask(**asked, people=wish.people, layout=wish.layout, version=version)) is not None:
        return found(pk)
    booking = locked(booking.pk)
    objections = moving_objections(booking, is_staff=is_staff, now=now)
    if booking.version != version:
        objections.append(changed_meanwhile())
    if objections := objections or _objections_to_change(booking, setting, spot, wish, by, now):
        raise Refused(*objections)
    was = booking.version
    if _is_at(booking, setting.venue, wish):
        _stay(booking, setting, wish, is_staff=is_staff, now=now)
    else:
        _go(booking, setting, spot, wish, is_staff=is_staff, now=now)
        end_own_waits(booking=booking, now=now)
    if is_staff and booking.version != was:
        tell_holder(booking=booking, kind="changed", now=now)
    deed.end(
        f"booking:{booking.pk}",
        is_confidential=booking.terms.is_confidential and not is_staff,
        venue=setting.venue.slug,
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        version=booking.version,
        is_asked=booking.moving is not None,
    )
    return booking


def _stay(booking: Booking, setting: Setting, wish: Wish, *, is_staff: bool, now: datetime) -> None:
    """It keeps its time, claims and terms. Its holder no longer asks for another time; a worker leaves that open."""
    if booking.moving is not None and not is_staff:
        drop_move(booking=booking, now=now)
    if write_use(booking, setting, wish, booking.terms):
        booking.is_apart = booking.series_id is not None
        booking.save(update_fields=[*USE, "is_apart", *booking.count_change(now=now)])


def _go(booking: Booking, setting: Setting, spot: Spot, wish: Wish, *, is_staff: bool, now: datetime) -> None:
    """It goes to another time or room: at once, or when somebody has said yes."""
    terms = setting.terms_on(setting.day_of(wish.starts_at))
    if terms is None:
        raise Refused(rules.not_given())
    until = None if is_staff else asked_until(booking=booking, terms=terms, starts_at=wish.starts_at, now=now)
    if until is not None and booking.state == Booking.State.BOOKED:
        if not _is_asked(booking.moving, setting, wish):
            ask(booking=booking, setting=setting, terms=terms, wish=wish, spot=spot, until=until, now=now)
        return
    if booking.moving is not None:
        end_move(booking=booking)
    booking.venue, booking.terms = setting.venue, terms
    booking.starts_at, booking.ends_at = wish.starts_at, wish.ends_at
    write_use(booking, setting, wish, terms)
    if booking.state == Booking.State.REQUESTED and not is_staff:
        booking.hold_until = hold_until(terms=terms, starts_at=wish.starts_at, now=now)
        booking.state = Booking.State.REQUESTED if booking.hold_until else Booking.State.BOOKED
    booking.is_apart = booking.series_id is not None
    booking.save(update_fields=[*STAY, "is_apart", *booking.count_change(now=now)])
    shift(booking=booking, spot=spot, now=now)


def _is_at(stay: Booking | Move, venue: Venue, wish: Wish) -> bool:
    return (stay.venue_id, stay.starts_at, stay.ends_at) == (venue.pk, wish.starts_at, wish.ends_at)


def _is_asked(move: Move | None, setting: Setting, wish: Wish) -> bool:
    """Whether exactly this is asked for already."""
    return move is not None and _is_at(move, setting.venue, wish) and _use(move) == _wished(setting, wish, move.terms)


def write_use(booking: Booking, setting: Setting, wish: Wish, terms: Terms) -> bool:
    """Write what a booking is used for, as wished, without saving it; whether that is anything new."""
    wished = _wished(setting, wish, terms)
    is_new = _use(booking) != wished
    booking.layout, booking.people, booking.purpose, booking.title, booking.is_public, booking.note = wished
    return is_new


def _use(stay: Booking | Move) -> tuple[Any, ...]:
    return stay.layout, stay.people, stay.purpose, stay.title, stay.is_public, stay.note


def _wished(setting: Setting, wish: Wish, terms: Terms) -> tuple[Any, ...]:
    """The same of a wish; a confidential booking keeps no purpose, title or note."""
    layout = setting.layouts.get(wish.layout)
    if terms.is_confidential:
        return layout, wish.people, "consultation", "", False, ""
    return layout, wish.people, wish.purpose, wish.title, wish.is_public, wish.note


def _objections_to_change(
    booking: Booking, setting: Setting, spot: Spot, wish: Wish, by: Person | None, now: datetime
) -> list[Objection]:
    """As for a new booking, but for what stays as it was."""
    month = facts.period_of(setting.day_of(wish.starts_at))
    used = facts.used(venue=setting.venue, holder_key=booking.holder_key, period=month, without=booking)
    return judge(
        setting=setting,
        spot=spot,
        wish=wish,
        asker=Asker(is_staff=by is not None),
        used=used,
        now=now,
        booking=booking,
        ignored=NOT_ASKED | _left(booking, setting, wish),
    )


def _left(booking: Booking, setting: Setting, wish: Wish) -> frozenset[str]:
    """The objections to what the change leaves as it was: no form takes away what nobody touched."""
    if not _is_at(booking, setting.venue, wish):
        return OF_ITS_START if wish.starts_at == booking.starts_at else frozenset()
    layout = booking.layout.kind if booking.layout else ""
    left = set(OF_ITS_TIME)
    if wish.purpose == booking.purpose:
        left.add("purpose_not_here")
    if wish.layout == layout:
        left |= {"no_such_layout"} | ({"too_many_people"} if wish.people <= booking.people else set())
    return frozenset(left)
