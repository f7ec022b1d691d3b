"""Bookings that come again: before they are booked, and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.http import Http404

from linli.base.kernel import Objection, Refused
from linli.base.kernel import gettext_noop as _
from linli.community.calendar.queries import DayKind

from .. import rules
from ..models import Booking, Series, Venue
from ..rules import Asker, SeriesWish
from . import facts
from .bookings import CODE, SEALED, bookings
from .planning import Planned, PlannedDay, planned
from .shapes import FreeTime, Occurrence, Plan, SeriesSeen

LATER, ALL = "later", "all"


def plan(*, venue: Venue, wish: SeriesWish, now: datetime) -> Plan:
    """Every day a series means, with what stands in the way of each: shown before it is saved.

    :raises Refused: `bad_rule` and the like, when the rule cannot be read.
    """
    return _plan(planned(venue=venue, wish=wish, asker=ANYBODY, now=now), wish)


def plan_of_change(
    *, booking: Booking, wish: SeriesWish, scope: str, with_exceptions: bool = False, now: datetime
) -> Plan:
    """The same for a series that is to be changed, from the booking's day on ("later") or all of it ("all"): its own
    bookings do not stand in the way, and what people changed by itself stays (see `changing`).

    :raises Refused: as `plan`, and `over`, `no_series`.
    """
    about = changing(booking=booking, wish=wish, scope=scope, with_exceptions=with_exceptions, now=now)
    found = planned(venue=booking.venue, wish=about.wish, asker=ANYBODY, now=now, without=about.ahead)
    return _plan(found, about.wish, stays=about.apart)


@dataclass(frozen=True)
class Changing:
    """What a change of a series is about: the bookings it takes along, those that stay as a person made them
    (`apart`), and the wish from the first day that can still be changed on, without the days it leaves out.
    """

    series: Series
    wish: SeriesWish
    ahead: tuple[Booking, ...]
    apart: tuple[Booking, ...]


def changing(*, booking: Booking, wish: SeriesWish, scope: str, with_exceptions: bool, now: datetime) -> Changing:
    """What to change of a booking's series. Days that a person cancelled or changed by themselves stay as they are,
    unless the wish is said to be about them too.

    :raises Refused: `no_series`, `over`.
    """
    series = series_of(booking=booking)
    found = ahead_of(series=series, booking=booking, scope=scope, now=now)
    if not found:
        raise Refused(rules.over())
    apart = () if with_exceptions else tuple(one for one in found if one.is_apart)
    kept = () if with_exceptions else tuple(date.fromisoformat(day) for day in series.except_days)
    moved = tuple(one.series_day for one in apart if one.series_day)
    wish = replace(
        wish, first_day=_first_day(wish, found, scope, now, booking), except_days=(*wish.except_days, *kept, *moved)
    )
    return Changing(series, wish, tuple(one for one in found if one not in apart), apart)


def series_of(*, booking: Booking) -> Series:
    """The series a booking belongs to.

    :raises Refused: `no_series`.
    """
    if booking.series_id is None:
        raise Refused(Objection("no_series", _("This booking does not belong to a series.")))
    return Series.objects.select_related("venue__site", "holder").get(pk=booking.series_id)


def ahead_of(*, series: Series, booking: Booking, scope: str, now: datetime) -> list[Booking]:
    """What can still be changed of a series: not yet begun, and with "later" not before the booking's day."""
    movable = (Booking.State.REQUESTED, Booking.State.BOOKED)
    found = Booking.objects.filter(series=series, state__in=movable, starts_at__gt=now)
    if scope == LATER:
        found = found.filter(series_day__gte=booking.series_day)
    return list(found.select_related("venue__site", "terms", "layout", "move").order_by("series_day", "pk"))


def _first_day(wish: SeriesWish, ahead: Sequence[Booking], scope: str, now: datetime, booking: Booking) -> date:
    """The first day that can still be changed: nothing is booked for days before it."""
    zone = booking.venue.site.timezone
    first = ahead[0].series_day or facts.local_day(ahead[0].starts_at, zone)
    if scope == LATER:
        return max(wish.first_day, booking.series_day or first)
    return wish.first_day if wish.first_day > facts.local_day(now, zone) else first


def series_by_code(*, code: str) -> SeriesSeen:
    """The series a secret code opens, with its bookings.

    :raises Http404: if no series has this code.
    """
    series = Series.objects.select_related("venue__site").filter(code=code).first() if CODE.fullmatch(code) else None
    if series is None:
        raise Http404("no such series")
    return SeriesSeen(
        series=series,
        bookings=tuple(bookings().filter(series=series).order_by("starts_at", "pk")),
        skipped=tuple(series.skipped.order_by("day").values_list("day", "code")),
    )


def days_of(*, series: Series) -> list[Booking]:
    """The bookings of a series in the order of time, without anybody's name: when it comes and where each stands."""
    found = Booking.objects.filter(series=series).select_related("venue")
    return list(found.defer(*SEALED).order_by("starts_at", "pk"))


ANYBODY = Asker(has_account=True, has_contact=True, is_staff=True)


def _plan(found: Planned, wish: SeriesWish, stays: Sequence[Booking] = ()) -> Plan:
    by_day = {one.series_day: one for one in stays}
    days = [
        _stays(one, by_day[one.day], found)
        if one.day in by_day
        else _occurrence(found.setting.venue, one, found.setting.kind_of(one.day), wish.minutes)
        for one in found.days
    ]
    return Plan(tuple(days))


def _stays(one: PlannedDay, booking: Booking, found: Planned) -> Occurrence:
    """A day that a person changed by itself, as it is."""
    zone = found.setting.zone
    return Occurrence(
        day=one.day,
        kind=found.setting.kind_of(one.day),
        starts_at=booking.starts_at.astimezone(zone),
        ends_at=booking.ends_at.astimezone(zone),
        objections=(),
        nearest=None,
        left_out="apart",
    )


def _occurrence(venue: Venue, one: PlannedDay, kind: DayKind, minutes: int) -> Occurrence:
    nearest = next((each.values["nearest"] for each in one.objections if "nearest" in each.values), None)
    return Occurrence(
        day=one.day,
        kind=kind,
        starts_at=one.wish.starts_at,
        ends_at=one.wish.ends_at,
        objections=one.objections,
        nearest=FreeTime(venue, nearest, nearest + timedelta(minutes=minutes)) if nearest else None,
        left_out=one.left_out,
    )
