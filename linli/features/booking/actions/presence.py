"""Who came, who did not, and what time ends by itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from linli.base.kernel import Objection, Refused
from linli.base.kernel import gettext_noop as _
from linli.community.people.models import Person

from .. import rules
from ..models import Booking, Move, Suspension, Wait
from .deed import SYSTEM, Deed, found, in_one_go, of_staff
from .judging import no_reason
from .placing import drop_move, finish, give_back, lapse, locked
from .suspensions import suspend_for_no_shows
from .telling import tell_holder

log = logging.getLogger(__name__)


@in_one_go
def check_in(
    *,
    booking: Booking,
    came: int | None = None,
    by: Person | None = None,
    key: str,
    actor: str,
    now: datetime,
) -> Booking:
    """The booking in use: its holder opened it at the door, or a worker (`by`) saw them come; `came` counts heads.
    Another time that was asked for it is given up: they came.

    :raises Refused: `not_booked`, `too_early_to_check_in`, `over`.
    """
    deed = Deed(site=booking.venue.site, verb="check_in", actor=actor, key=key, now=now)
    if (pk := deed.ask(booking=booking.pk)) is not None:
        return found(pk)
    booking = locked(booking.pk)
    objections = rules.objections_to_checking_in(
        state=booking.state,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        checkin_minutes=booking.terms.checkin_minutes,
        now=now,
    )
    if objections:
        raise Refused(*objections)
    if booking.moving is not None:
        drop_move(booking=booking, now=now)
    booking.state, booking.checked_in_at, booking.checked_in_by, booking.came = Booking.State.USED, now, by, came
    counted = booking.count_change(now=now)
    booking.save(update_fields=["state", "checked_in_at", "checked_in_by", "came", *counted])
    is_secret = booking.terms.is_confidential and by is None
    deed.end(f"booking:{booking.pk}", is_confidential=is_secret, venue=booking.venue.slug)
    return booking


@in_one_go
def leave_early(*, booking: Booking, key: str, actor: str, now: datetime) -> Booking:
    """The booking ended at the running quarter-hour; what is left of its time is free again.

    :raises Refused: `not_in_use`.
    """
    deed = Deed(site=booking.venue.site, verb="leave_early", actor=actor, key=key, now=now)
    if (pk := deed.ask(booking=booking.pk)) is not None:
        return found(pk)
    booking = locked(booking.pk)
    objections = rules.objections_to_leaving(state=booking.state, ends_at=booking.ends_at, now=now)
    if objections:
        raise Refused(*objections)
    keys = _after_cleaning(booking, now)
    booking.ends_at = max(rules.moment_of(rules.slot_from(now)), booking.starts_at + rules.QUARTER)
    booking.ended_at = now
    booking.save(update_fields=["ends_at", "ended_at", *booking.count_change(now=now)])
    give_back(bookings=[booking], keys=keys, now=now)
    deed.end(f"booking:{booking.pk}", is_confidential=booking.terms.is_confidential, venue=booking.venue.slug)
    return booking


@in_one_go
def excuse(*, booking: Booking, reason: str, by: Person, key: str, now: datetime) -> Booking:
    """A no-show that was no fault counts as none; a suspension that it alone caused is not lifted by this.

    :raises Refused: `not_a_no_show`, `no_reason`.
    """
    deed = Deed(site=booking.venue.site, verb="excuse", actor=of_staff(by), key=key, now=now)
    if (pk := deed.ask(booking=booking.pk)) is not None:
        return found(pk)
    booking = locked(booking.pk)
    objections = []
    if booking.state != Booking.State.NO_SHOW or booking.is_excused:
        objections.append(Objection("not_a_no_show", _("There is nothing to excuse here.")))
    if not reason.strip():
        objections.append(no_reason())
    if objections:
        raise Refused(*objections)
    booking.is_excused, booking.reason = True, reason.strip()
    booking.save(update_fields=["is_excused", "reason"])
    deed.end(f"booking:{booking.pk}", venue=booking.venue.slug)
    return booking


def release_no_shows(*, now: datetime) -> int:
    """Give up the time of bookings nobody came to; too many of one holder suspend it. How many there were."""
    started = Booking.objects.filter(state=Booking.State.BOOKED, starts_at__lte=now)
    due = started.exclude(terms__release_minutes=None).select_related("terms").order_by("starts_at", "pk")
    late = [
        booking.pk
        for booking in due.defer("name", "contact", "note")
        if rules.is_no_show(starts_at=booking.starts_at, release_minutes=booking.terms.release_minutes, now=now)
    ]
    return _each(late, lambda pk: _release(pk, now), "was not released")


def expire_holds(*, now: datetime) -> int:
    """Let requests (for a booking, or for another time of one) and offers lapse whose deadline passed, and offer their
    time on. How many there were.
    """
    over = Booking.objects.filter(hold_until__lte=now, state__in=Booking.HELD).order_by("hold_until", "pk")
    moves = Move.objects.filter(hold_until__lte=now).order_by("hold_until", "pk")
    due = [*over.values_list("pk", flat=True), *moves.values_list("booking", flat=True)]
    lapsed = _each(due, lambda pk: lapse(pk=pk, now=now), "did not lapse")
    gone = Wait.objects.filter(state=Wait.State.WAITING, starts_at__lte=now)
    return lapsed + gone.update(state=Wait.State.LAPSED, ended_at=now)


def purge_contacts(*, now: datetime) -> int:
    """Remove names, numbers and notes from bookings and waits past keeping. How many were cleaned.

    The key by which somebody is known again stays as long as a no-show of theirs may count.
    """
    longest = Booking.objects.filter(purged_at=None, ends_at__lte=now).select_related("terms")
    past = [
        booking.pk
        for booking in longest.only("ends_at", "state", "terms__contact_days", "terms__strike_days")
        if booking.ends_at + timedelta(days=_days_kept(booking)) <= now
    ]
    purged = Booking.objects.filter(pk__in=past).update(name="", contact="", note="", holder_key="", purged_at=now)
    kept = Booking.objects.filter(venue=OuterRef("venue"), purged_at=None, holder_key=OuterRef("holder_key"))
    over = Wait.objects.exclude(state__in=[Wait.State.WAITING, Wait.State.OFFERED]).filter(~Q(holder_key=""))
    return purged + over.filter(~Exists(kept)).update(name="", contact="", note="", title="", holder_key="")


def _days_kept(booking: Booking) -> int:
    is_counted = booking.state == Booking.State.NO_SHOW
    return max(booking.terms.contact_days, booking.terms.strike_days if is_counted else 0)


@transaction.atomic
def _release(pk: int, now: datetime) -> bool:
    booking = locked(pk)
    is_due = rules.is_no_show(starts_at=booking.starts_at, release_minutes=booking.terms.release_minutes, now=now)
    if booking.state != Booking.State.BOOKED or not is_due:
        return False
    deed = Deed(site=booking.venue.site, verb="release", actor=SYSTEM, key="", now=now)
    finish(booking=booking, state=Booking.State.NO_SHOW, now=now)
    theirs = _claims_ahead(booking, now)
    offers = give_back(bookings=[booking], keys=theirs, now=now)
    tell_holder(booking=booking, kind="no_show", now=now)
    suspension = _strike(booking, now)
    deed.end(
        f"booking:{booking.pk}",
        venue=booking.venue.slug,
        offers=[offer.pk for offer in offers],
        suspended=suspension.pk if suspension else None,
    )
    return True


def _strike(booking: Booking, now: datetime) -> Suspension | None:
    """The suspension that follows if its holder has not come too often; None while there is none."""
    terms = booking.terms
    if not booking.holder_key or booking.is_excused:
        return None
    no_shows = Booking.objects.filter(
        venue__site=booking.venue.site,
        holder_key=booking.holder_key,
        state=Booking.State.NO_SHOW,
        is_excused=False,
        starts_at__gt=now - timedelta(days=terms.strike_days),
    ).count()
    if not rules.suspends(no_shows=no_shows, strikes=terms.strikes):
        return None
    return suspend_for_no_shows(booking=booking, count=no_shows, days=terms.suspension_days, now=now)


def _claims_ahead(booking: Booking, now: datetime) -> set[tuple[int, int, int]]:
    present = rules.slot_of(now)
    return {
        (atom, lane, slot)
        for atom, lane, slot in booking.claims.filter(slot__gte=present).values_list("atom", "lane", "slot")
    }


def _after_cleaning(booking: Booking, now: datetime) -> set[tuple[int, int, int]]:
    """What a group that leaves now needs no longer: everything after the time it takes to clean up."""
    cleaned = rules.slot_from(now) + rules.quarters(booking.terms.cleanup_minutes)
    return {key for key in _claims_ahead(booking, now) if key[2] >= cleaned}


def _each(keys: Iterable[int], do: Callable[[int], bool], failure: str) -> int:
    """Do it for each in a transaction of its own; one that fails does not keep the others from it."""
    done, failed = 0, []
    for pk in list(keys):
        try:
            done += do(pk)
        except Exception:
            log.exception("booking: %s %s", pk, failure)
            failed.append(str(pk))
    if failed:
        raise RuntimeError(f"{failure}: {', '.join(failed)}")
    return done
