"""Change or end what is still to come of a series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from linli.base.kernel import Objection, Refused
from linli.base.kernel import gettext_noop as _
from linli.community.people.models import Person

from .. import rules
from ..models import Booking, Series
from ..queries import facts
from ..queries.planning import Planned, PlannedDay
from ..rules import SeriesWish
from . import claiming
from .claiming import Key, Owner
from .deed import Deed, in_one_go
from .holders import Holder
from .judging import asker_at, no_reason
from .placing import LOOKS, Lost, finish, give_back, locked, new_code, saved, take_all
from .quotas import give_quota_back, period, take_quota
from .series import bookable, bookings_of, look_at_all, note_skipped
from .telling import tell_holder

LATER, ALL = "later", "all"


def change_series(
    *,
    booking: Booking,
    wish: SeriesWish,
    scope: str,
    changed_by: Person | None = None,
    key: str,
    actor: str,
    now: datetime,
) -> Series:
    """The series as wished from the booking's day on (`scope` "later") or in all that is still to come ("all").

    Days that stay are moved, days that are gone cancelled, new ones booked, all in one transaction; what is past
    stays as it was. With "later" the old series ends before that day and a new one is given back. (One day alone:
    `change` its booking.)

    :raises Refused: as `book_series`, and `no_series`, `over`.
    """
    deed = Deed(site=booking.venue.site, verb="change_series", actor=actor, key=key, now=now)
    series = _series_of(booking)
    holder = Holder(person=booking.holder, name=booking.name, phone=booking.contact, language=booking.language)
    asker = asker_at(venue=booking.venue, holder=holder, staff=changed_by, now=now)
    for _look in range(LOOKS):
        ahead = _ahead(series, booking, scope, now)
        if not ahead:
            raise Refused(rules.over())
        wish = _from_day(wish, ahead, scope, now, booking)
        found = look_at_all(venue=booking.venue, wish=wish, asker=asker, holder_key=holder.key, now=now, without=ahead)
        try:
            return _change(deed, booking, series, found, wish, scope, holder, changed_by)
        except Lost:
            continue
    raise Refused(rules.no("taken"))


@in_one_go
def cancel_series(
    *,
    booking: Booking,
    scope: str,
    reason: str = "",
    cancelled_by: Person | None = None,
    key: str,
    actor: str,
    now: datetime,
) -> Series:
    """The series without what is still to come: from the booking's day on ("later"), or all of it ("all").

    :raises Refused: `no_series`, `over`, `no_reason`.
    """
    deed = Deed(site=booking.venue.site, verb="cancel_series", actor=actor, key=key, now=now)
    series = _series_of(booking)
    if deed.ask(series=series.pk, scope=scope, booking=booking.pk) is not None:
        return Series.objects.select_related("venue__site").get(pk=series.pk)
    ahead = [locked(one.pk) for one in _ahead(series, booking, scope, now)]
    ahead = [one for one in ahead if one.state in (Booking.State.REQUESTED, Booking.State.BOOKED)]
    objections = [] if ahead else [rules.over()]
    if cancelled_by is not None and not reason.strip():
        objections.append(no_reason())
    if objections:
        raise Refused(*objections)
    for one in ahead:
        finish(booking=one, state=Booking.State.CANCELLED, now=now, reason=reason.strip())
    _end_series(series, ahead[0].series_day, scope, now)
    give_back(bookings=ahead, now=now)
    if cancelled_by is not None:
        tell_holder(booking=ahead[0], kind="cancelled", now=now, reason=reason.strip())
    is_secret = booking.terms.is_confidential and cancelled_by is None
    deed.end(f"series:{series.pk}", is_confidential=is_secret, venue=booking.venue.slug, cancelled=len(ahead))
    return series


@in_one_go
def _change(
    deed: Deed,
    booking: Booking,
    series: Series,
    found: Planned,
    wish: SeriesWish,
    scope: str,
    holder: Holder,
    by: Person | None,
) -> Series:
    if (pk := deed.ask(series=series.pk, scope=scope, rule=wish.rule, starts=wish.starts)) is not None:
        return Series.objects.select_related("venue__site").get(pk=pk)
    now = deed.now
    ahead = {one.series_day: locked(one.pk) for one in _ahead(series, booking, scope, now)}
    days, lost = bookable(found=found, wish=wish)
    first = min(day for day in ahead if day is not None)
    changed = _write_series(series, wish, first, scope, now, by)
    kept = [(ahead[one.day], one) for one in days if one.day in ahead]
    new = [one for one in days if one.day not in ahead]
    gone = [one for day, one in ahead.items() if day not in {each.day for each in days}]
    made = bookings_of(found=found, days=new, series=changed, holder=holder, channel=booking.channel, by=by, now=now)
    _place_all(kept, list(zip(made, new, strict=True)), gone, changed, found, now)
    note_skipped(series=changed, days=lost, now=now)
    if by is not None and kept:
        tell_holder(booking=kept[0][0], kind="changed", now=now)
    deed.end(
        f"series:{changed.pk}",
        is_confidential=booking.terms.is_confidential and by is None,
        venue=booking.venue.slug,
        rule=wish.rule,
        kept=len(kept),
        booked=len(new),
        cancelled=len(gone),
    )
    return changed


def _place_all(
    kept: Sequence[tuple[Booking, PlannedDay]],
    new: Sequence[tuple[Booking, PlannedDay]],
    gone: Sequence[Booking],
    series: Series,
    found: Planned,
    now: datetime,
) -> None:
    """Everything the changed series needs is taken, in order, before anything it leaves is given back."""
    community = series.venue.site.community_id
    old = claiming.claimed_by(bookings=[one.pk for one, _day in kept])
    give_quota_back(bookings=[one.pk for one in (*(one for one, _day in kept), *gone)])
    wanted: dict[Key, Owner] = {}
    left: list[tuple[Booking, set[Key]]] = []
    for booking, one in kept:
        _write_day(booking, one, series, found, now)
        owner = Owner(booking=booking.pk, hold_until=booking.hold_until)
        needed = claiming.keys_of(lanes=one.spot.lanes, slots=one.spot.slots)
        wanted |= dict.fromkeys(needed - old.get(booking.pk, set()), owner)
        left.append((booking, old.get(booking.pk, set()) - needed))
        if not take_quota(booking=booking, terms=booking.terms, period=period(booking=booking)):
            raise Lost
    for booking in gone:
        finish(booking=booking, state=Booking.State.CANCELLED, now=now)
    wanted |= saved(placed=[(booking, one.spot) for booking, one in new])
    take_all(community=community, wanted=wanted)
    for booking, keys in left:
        give_back(bookings=[booking], keys=keys, now=now)
    give_back(bookings=gone, now=now)


def _write_day(booking: Booking, one: PlannedDay, series: Series, found: Planned, now: datetime) -> None:
    terms = found.setting.terms_on(one.day)
    booking.terms = terms or booking.terms
    booking.series, booking.starts_at, booking.ends_at = series, one.wish.starts_at, one.wish.ends_at
    booking.layout, booking.people = found.setting.layouts.get(one.wish.layout), one.wish.people
    if not booking.terms.is_confidential:
        booking.purpose, booking.title = one.wish.purpose, one.wish.title
        booking.is_public = one.wish.is_public
    booking.save(
        update_fields=[
            "terms", "series", "starts_at", "ends_at", "layout", "people", "purpose", "title", "is_public",
            *booking.count_change(now=now),
        ]
    )  # fmt: skip


def _write_series(
    series: Series, wish: SeriesWish, first: date, scope: str, now: datetime, by: Person | None
) -> Series:
    """The series changed, or with "later" a new one that goes on where the old one ends."""
    except_days = [day.isoformat() for day in wish.except_days]
    said = {
        "rule": wish.rule, "first_day": wish.first_day, "starts": wish.starts, "minutes": wish.minutes,
        "holidays": wish.holidays, "except_days": except_days,
    }  # fmt: skip
    if scope == LATER:
        _end_series(series, first, scope, now)
        series.skipped.filter(day__gte=first).delete()
        return Series.objects.create(
            venue=series.venue, code=new_code(), holder=series.holder, made_at=now, made_by=by, **said
        )
    series.skipped.filter(day__gte=first).delete()
    Series.objects.filter(pk=series.pk).update(**said)
    return Series.objects.select_related("venue__site").get(pk=series.pk)


def _end_series(series: Series, first: date | None, scope: str, now: datetime) -> None:
    if scope == LATER and first is not None and first > series.first_day:
        series.rule = rules.ended_before(rule=series.rule, day=first)
    else:
        series.ended_at = now
    series.save(update_fields=["rule", "ended_at"])


def _series_of(booking: Booking) -> Series:
    if booking.series_id is None:
        raise Refused(Objection("no_series", _("This booking does not belong to a series.")))
    return Series.objects.select_related("venue__site", "holder").get(pk=booking.series_id)


def _ahead(series: Series, booking: Booking, scope: str, now: datetime) -> list[Booking]:
    """What can still be changed of the series: not yet begun, and with "later" not before the booking's day."""
    movable = (Booking.State.REQUESTED, Booking.State.BOOKED)
    found = Booking.objects.filter(series=series, state__in=movable, starts_at__gt=now)
    if scope == LATER:
        found = found.filter(series_day__gte=booking.series_day)
    return list(found.select_related("venue__site", "terms").order_by("series_day", "pk"))


def _from_day(wish: SeriesWish, ahead: Sequence[Booking], scope: str, now: datetime, booking: Booking) -> SeriesWish:
    """The wish from the first day that can still be changed on: nothing is booked for days before it."""
    first = ahead[0].series_day or facts.local_day(ahead[0].starts_at, booking.venue.site.timezone)
    today = facts.local_day(now, booking.venue.site.timezone)
    if scope == LATER:
        return replace(wish, first_day=max(wish.first_day, booking.series_day or first))
    return replace(wish, first_day=wish.first_day if wish.first_day > today else first)
