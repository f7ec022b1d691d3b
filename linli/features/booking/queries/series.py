"""Bookings that come again: before they are booked, and after."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import Http404

from linli.community.calendar.queries import DayKind

from ..models import Booking, Series, Venue
from ..rules import Asker, SeriesWish
from .bookings import CODE, SEALED, bookings
from .planning import PlannedDay, planned
from .shapes import FreeTime, Occurrence, Plan, SeriesSeen


def plan(*, venue: Venue, wish: SeriesWish, now: datetime, series: Series | None = None) -> Plan:
    """Every day a series means, with what stands in the way of each: shown before it is saved.

    For a `series` that is to be changed its own bookings do not stand in the way.

    :raises Refused: `bad_rule` and the like, when the rule cannot be read.
    """
    own = list(Booking.objects.filter(series=series, state__in=Booking.LIVE)) if series else []
    anybody = Asker(has_account=True, has_contact=True, is_staff=True)
    found = planned(venue=venue, wish=wish, asker=anybody, now=now, without=own)
    return Plan(tuple(_occurrence(venue, one, found.setting.kind_of(one.day), wish.minutes) for one in found.days))


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
