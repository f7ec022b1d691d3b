"""What every booking and change is judged by."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.base.kernel import Objection, Refused
from linli.base.kernel import gettext_noop as _
from linli.community.notices import queries as notices
from linli.community.people.models import Person
from linli.community.people.queries import Caller

from .. import rules
from ..models import Booking, Terms, Venue
from ..queries import facts
from ..queries.facts import Setting, Spot
from ..rules import Asker, Used, Wish
from .placing import lapse_in_the_way, new_code


def look(*, venue: Venue, wish: Wish, now: datetime, without: list[Booking] | None = None) -> tuple[Setting, Spot]:
    """The setting of a wish and the spot it means there; holds whose time is up are cleared away first.

    :raises Refused: `not_given`, for a venue without parts.
    """
    day = facts.local_day(wish.starts_at, venue.site.timezone)
    setting = facts.setting(venue=venue, first=day, last=day, now=now, without=without or ())
    if setting is None:
        raise Refused(rules.not_given())
    spot = facts.spot(setting=setting, starts_at=wish.starts_at, ends_at=wish.ends_at)
    if spot.is_free:
        lapse_in_the_way(atoms=spot.lanes, slots=spot.slots, now=now)
    return setting, spot


def judge(
    *,
    setting: Setting,
    spot: Spot,
    wish: Wish,
    asker: Asker,
    used: Used,
    now: datetime,
    booking: Booking | None = None,
    ignored: frozenset[str] = frozenset(),
) -> list[Objection]:
    """Every objection to a wish, those about time with the nearest free one; codes to be `ignored` left out."""
    own = [booking] if booking else []
    asked = facts.asked(setting=setting, spot=spot, wish=wish, asker=asker, used=used, now=now, without=own)
    objections = [one for one in rules.objections(asked) if one.code not in ignored]
    if any(one.field == "starts_at" for one in objections):
        nearest = facts.with_nearest(setting=setting, asked=asked)
        objections = [one for one in rules.objections(nearest) if one.code not in ignored]
    return objections


def asker_at(*, venue: Venue, holder: Caller, staff: Person | None, now: datetime) -> Asker:
    """Who asks at a venue, as far as rules care."""
    person = holder.person
    return Asker(
        has_account=person is not None,
        has_contact=bool(holder.contact),
        is_staff=staff is not None,
        suspended_until=facts.suspended_until(
            venue=venue, holder_key=holder.key(of="booking"), person=person.pk if person else None, now=now
        ),
    )


def holder_of(booking: Booking) -> Caller:
    """Who holds a booking that was made before."""
    return Caller(
        person=booking.holder,
        name=booking.name,
        phone=booking.contact,
        language=booking.language,
        is_proved=booking.is_proved,
    )


def hold_until(*, terms: Terms, starts_at: datetime, now: datetime) -> datetime | None:
    """Until when a request holds its time: the deadline for deciding it; None where nobody has to decide."""
    if not terms.needs_approval:
        return None
    return min(now + timedelta(hours=terms.approval_hours), max(starts_at, now + rules.QUARTER))


def settled(*, terms: Terms, starts_at: datetime, now: datetime) -> tuple[datetime | None, str]:
    """Until when a booking holds its time, and what it is: a request where a worker decides, else booked."""
    until = hold_until(terms=terms, starts_at=starts_at, now=now)
    return until, Booking.State.REQUESTED if until else Booking.State.BOOKED


def unsaved(
    *, setting: Setting, terms: Terms, wish: Wish, holder: Caller, channel: str, by: Person | None, now: datetime
) -> Booking:
    """A booking as wished, not saved yet. A confidential one keeps no purpose, title or note."""
    person, is_secret = holder.person, terms.is_confidential
    until, state = settled(terms=terms, starts_at=wish.starts_at, now=now)
    if holder.is_unknown:
        until, state = notices.waits_until(phone=holder.contact, now=now), Booking.State.UNPROVED
    return Booking(
        venue=setting.venue,
        terms=terms,
        code=new_code(),
        state=state,
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        layout=setting.layouts.get(wish.layout),
        people=wish.people,
        purpose="consultation" if is_secret else wish.purpose,
        title="" if is_secret else wish.title,
        is_public=wish.is_public and not is_secret,
        note="" if is_secret else wish.note,
        channel=channel,
        holder=person,
        holder_key=holder.key(of="booking"),
        name=holder.called,
        contact=holder.contact,
        language=holder.speaks,
        hold_until=until,
        made_at=now,
        changed_at=now,
        made_by=by,
    )


def moving_objections(booking: Booking, *, is_staff: bool, now: datetime) -> list[Objection]:
    """Why a booking can be neither changed nor cancelled now."""
    return rules.objections_to_moving(
        state=booking.state,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        change_minutes=booking.terms.change_minutes,
        is_staff=is_staff,
        now=now,
    )


def no_reason() -> Objection:
    """The objection to a decision without a reason."""
    return Objection("no_reason", _("Please say why; the person concerned is told."), field="reason")


def changed_meanwhile() -> Objection:
    """The objection to changing what somebody else has just changed."""
    return Objection("changed_meanwhile", _("This was changed meanwhile. Please look at it again."))


def not_waiting() -> Objection:
    """The objection to deciding or taking up what is decided or taken up already."""
    return Objection("not_waiting", _("This has been decided already."))
