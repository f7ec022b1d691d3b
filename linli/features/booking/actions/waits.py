"""Wait for a time, and take up or decline what is offered."""

from __future__ import annotations

from datetime import datetime

from linli.base.kernel import Objection, Refused
from linli.base.kernel import gettext_noop as _
from linli.base.limits import actions as limits
from linli.community.people.models import Person
from linli.community.people.queries import Caller

from ..models import Booking, Venue, Wait
from ..queries import facts
from ..queries.facts import Setting, Spot
from ..rules import Wish
from . import claiming
from .claiming import Owner
from .deed import Deed, found, in_one_go
from .doubles import end_own_waits, objections_to_waiting_for_own
from .judging import asker_at, hold_until, holder_of, judge, look, not_waiting
from .placing import finish, give_back, locked, new_code
from .quotas import period, take_quota
from .telling import tell_holder

# Being taken is what one waits for.
WAITED_FOR = frozenset({"taken", "being_set_up"})


def wait_for_slot(
    *,
    venue: Venue,
    wish: Wish,
    holder: Caller,
    noted_by: Person | None = None,
    key: str,
    actor: str,
    now: datetime,
) -> Wait:
    """A place in line for a time that is taken.

    :raises Refused: `is_free` (then it can simply be booked), `waits_already`, `yours_already`, and what
        `book` says about anything but the time being taken.
    """
    deed = Deed(site=venue.site, verb="wait_for_slot", actor=actor, key=key, now=now)
    setting, spot = look(venue=venue, wish=wish, now=now)
    return _wait(deed, setting, spot, wish, holder, noted_by)


@in_one_go
def leave_wait(*, wait: Wait, key: str, actor: str, now: datetime) -> Wait:
    """The place in line given up; an offer that stands goes to the next.

    :raises Refused: `not_waiting`.
    """
    deed = Deed(site=wait.venue.site, verb="leave_wait", actor=actor, key=key, now=now)
    if (pk := deed.ask(wait=wait.pk)) is not None:
        return _wait_found(pk)
    wait = _wait_found(wait.pk, is_locked=True)
    if wait.state not in (Wait.State.WAITING, Wait.State.OFFERED):
        raise Refused(not_waiting())
    _end(wait, Wait.State.LEFT, now)
    if wait.offer_id is not None:
        offer = locked(wait.offer_id)
        if offer.state == Booking.State.OFFERED:
            finish(booking=offer, state=Booking.State.DECLINED, now=now)
            give_back(bookings=[offer], now=now)
    deed.end(f"wait:{wait.pk}", is_confidential=_is_confidential(wait), venue=wait.venue.slug)
    return wait


@in_one_go
def accept_offer(*, booking: Booking, accepts_conditions: bool = True, key: str, actor: str, now: datetime) -> Booking:
    """The offered time booked (or requested, where the venue needs approval).

    :raises Refused: `not_offered`, `offer_over`, `suspended`, `monthly_count`, `monthly_time`,
        `conditions_not_accepted`.
    """
    deed = Deed(site=booking.venue.site, verb="accept_offer", actor=actor, key=key, now=now)
    if (pk := deed.ask(booking=booking.pk)) is not None:
        return found(pk)
    booking = locked(booking.pk)
    objections = _objections_to_offer(booking, now) or _objections_of_person(booking, accepts_conditions, now)
    if objections:
        raise Refused(*objections)
    terms = booking.terms
    booking.hold_until = hold_until(terms=terms, starts_at=booking.starts_at, now=now)
    booking.state = Booking.State.REQUESTED if booking.hold_until else Booking.State.BOOKED
    booking.save(update_fields=["hold_until", "state", *booking.count_change(now=now)])
    if not take_quota(booking=booking, terms=terms, period=period(booking=booking)):
        raise Refused(Objection("monthly_count", LIMIT_REACHED))
    claiming.set_owner(owner=Owner(booking=booking.pk, hold_until=booking.hold_until))
    Wait.objects.filter(offer=booking).update(state=Wait.State.TAKEN, ended_at=now)
    end_own_waits(booking=booking, now=now)
    kind = "requested" if booking.hold_until else "booked"
    tell_holder(booking=booking, kind=kind, now=now, until=booking.hold_until)
    deed.end(f"booking:{booking.pk}", is_confidential=terms.is_confidential, venue=booking.venue.slug)
    return booking


@in_one_go
def decline_offer(*, booking: Booking, key: str, actor: str, now: datetime) -> Booking:
    """The offer given up, and the time offered to the next in line in the same transaction.

    :raises Refused: `not_offered`.
    """
    deed = Deed(site=booking.venue.site, verb="decline_offer", actor=actor, key=key, now=now)
    if (pk := deed.ask(booking=booking.pk)) is not None:
        return found(pk)
    booking = locked(booking.pk)
    if booking.state != Booking.State.OFFERED:
        raise Refused(_not_offered())
    finish(booking=booking, state=Booking.State.DECLINED, now=now)
    Wait.objects.filter(offer=booking).update(state=Wait.State.DECLINED, ended_at=now)
    offers = give_back(bookings=[booking], now=now)
    deed.end(
        f"booking:{booking.pk}",
        is_confidential=booking.terms.is_confidential,
        venue=booking.venue.slug,
        offers=[offer.pk for offer in offers],
    )
    return booking


LIMIT_REACHED = _("You have used up what can be booked in this month.")


@in_one_go
def _wait(deed: Deed, setting: Setting, spot: Spot, wish: Wish, holder: Caller, by: Person | None) -> Wait:
    venue, now = setting.venue, deed.now
    asked = {"venue": venue.pk, "starts_at": wish.starts_at, "ends_at": wish.ends_at}
    if (pk := deed.ask(**asked, holder=holder.key(of="booking"))) is not None:
        return _wait_found(pk)
    limits.count(kind="wait", who=holder.counted, now=now)
    objections = _objections_to_waiting(setting, spot, wish, holder, by, now)
    if objections:
        raise Refused(*objections)
    person, terms = holder.person, setting.terms_on(setting.day_of(wish.starts_at))
    is_secret = bool(terms and terms.is_confidential)
    wait = Wait.objects.create(
        venue=venue,
        code=new_code(),
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        people=wish.people,
        purpose="consultation" if is_secret else wish.purpose,
        layout=setting.layouts.get(wish.layout),
        title="" if is_secret else wish.title,
        is_public=wish.is_public and not is_secret,
        note="" if is_secret else wish.note,
        holder=person,
        holder_key=holder.key(of="booking"),
        name=holder.called,
        contact=holder.contact,
        language=holder.speaks,
        joined_at=now,
        made_by=by,
    )
    deed.end(
        f"wait:{wait.pk}",
        is_confidential=is_secret and by is None,
        venue=venue.slug,
        starts_at=wait.starts_at,
        ends_at=wait.ends_at,
    )
    return wait


def _objections_to_waiting(
    setting: Setting, spot: Spot, wish: Wish, holder: Caller, by: Person | None, now: datetime
) -> list[Objection]:
    month = facts.period_of(setting.day_of(wish.starts_at))
    objections = judge(
        setting=setting,
        spot=spot,
        wish=wish,
        asker=asker_at(venue=setting.venue, holder=holder, staff=by, now=now),
        used=facts.used(venue=setting.venue, holder_key=holder.key(of="booking"), period=month),
        now=now,
        ignored=WAITED_FOR,
    )
    objections += objections_to_waiting_for_own(venue=setting.venue, wish=wish, holder=holder)
    if not objections and spot.is_free:
        objections.append(Objection("is_free", _("This time is free; you can book it now.")))
    waits = Wait.objects.filter(
        venue=setting.venue,
        holder_key=holder.key(of="booking"),
        starts_at=wish.starts_at,
        state__in=[Wait.State.WAITING, Wait.State.OFFERED],
    )
    if holder.key(of="booking") and waits.exists():
        objections.append(Objection("waits_already", _("You are in line for this time already.")))
    return objections


def _objections_to_offer(booking: Booking, now: datetime) -> list[Objection]:
    if booking.state != Booking.State.OFFERED:
        return [_not_offered()]
    if booking.hold_until is not None and booking.hold_until <= now:
        return [Objection("offer_over", _("This offer has ended and went to the next in line."))]
    return []


def _objections_of_person(booking: Booking, accepts_conditions: bool, now: datetime) -> list[Objection]:
    """The person's limits and the conditions; the time itself is theirs already."""
    holder = holder_of(booking)
    day = facts.local_day(booking.starts_at, booking.venue.site.timezone)
    setting = facts.setting(venue=booking.venue, first=day, last=day, now=now, without=[booking])
    if setting is None:
        return []
    wish = Wish(
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        purpose=booking.purpose,
        people=booking.people,
        accepts_conditions=accepts_conditions,
    )
    spot = facts.spot(setting=setting, starts_at=wish.starts_at, ends_at=wish.ends_at)
    told = judge(
        setting=setting,
        spot=spot,
        wish=wish,
        asker=asker_at(venue=setting.venue, holder=holder, staff=None, now=now),
        used=facts.used(venue=booking.venue, holder_key=booking.holder_key, period=period(booking=booking)),
        now=now,
        booking=booking,
    )
    counted = ("suspended", "monthly_count", "monthly_time", "conditions_not_accepted")
    return [one for one in told if one.code in counted]


def _not_offered() -> Objection:
    return Objection("not_offered", _("Nothing is offered here (any more)."))


def _wait_found(pk: int, *, is_locked: bool = False) -> Wait:
    waits = Wait.objects.select_for_update(of=("self",)) if is_locked else Wait.objects.all()
    return waits.select_related("venue__site", "offer").get(pk=pk)


def _is_confidential(wait: Wait) -> bool:
    day = facts.local_day(wait.starts_at, wait.venue.site.timezone)
    return wait.venue.terms.filter(from_day__lte=day, is_confidential=True).exists()


def _end(wait: Wait, state: str, now: datetime) -> None:
    wait.state, wait.ended_at = state, now
    wait.save(update_fields=["state", "ended_at"])
