"""Days whose holidays are not published yet, and what the published table has since made doubtful."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from linli.community.calendar import queries as calendar
from linli.community.calendar.queries import DayKind
from linli.community.journal import queries as journal
from linli.community.people.models import Person
from linli.community.places.models import Site

from ..models import Booking, Series
from . import facts
from .bookings import bookings, hidden, may_see_names
from .ground import Ground, Known, Want, ground

HOLIDAY, HOURS = "holiday", "hours"


@dataclass(frozen=True)
class Overtaken:
    """A booking to come that no longer fits the calendar, for a person to cancel or keep.

    `why`: "holiday" (its series leaves holidays out, and the day has become one) or "hours" (the room is not open for
    all of it any more). `kind` is what the day counts as now.
    """

    booking: Booking
    why: str
    kind: DayKind


def provisional(*, bookings: Iterable[Booking], now: datetime) -> frozenset[int]:
    """Those of some bookings (their keys) that are to come on days of years whose holidays are not published."""
    official = calendar.official_years()
    return frozenset(one.pk for one in bookings if one.ends_at > now and _day(one).year not in official)


def overtaken(*, site: Site, viewer: Person, now: datetime) -> list[Overtaken]:
    """What is booked at a site for times to come and no longer fits the calendar, but for what somebody decided to
    keep. Confidential ones that are somebody else's without who holds them. One statement, four where anything is
    booked, five where anything is listed.
    """
    ahead = bookings().filter(venue__site=site, state__in=Booking.LIVE, starts_at__gt=now)
    found = list(ahead.defer("contact", "note").order_by("starts_at", "pk"))
    if not found:
        return []
    first, last = _day(found[0]), _day(found[-1])
    there = ground(want=Want(site=site), first=first, days=(last - first).days + 1, now=now)
    known = {one.venue.pk: one for one in there.known}
    listed = [Overtaken(one, why, there.hours.kind_of(_day(one))) for one in found if (why := _why(one, known, there))]
    kept = _kept(site, listed) if listed else set()
    return [
        Overtaken(_for_eyes(one.booking, viewer), one.why, one.kind)
        for one in listed
        if (one.booking.pk, one.booking.version, one.why) not in kept
    ]


def _why(booking: Booking, known: dict[int, Known], there: Ground) -> str:
    day = _day(booking)
    series = booking.series
    if series and series.holidays == Series.Holidays.SKIP and there.hours.kind_of(day).type == "holiday":
        return HOLIDAY
    of = known.get(booking.venue_id)
    given = next((one for one in reversed(of.terms) if one.from_day <= day), None) if of else None
    if of is None or given is None:
        return ""
    open_ = there.hours_on(of, day, given.hours).periods
    return "" if any(one.start <= booking.starts_at and booking.ends_at <= one.end for one in open_) else HOURS


def _kept(site: Site, listed: Iterable[Overtaken]) -> set[tuple[int, Any, Any]]:
    subjects = {f"booking:{one.booking.pk}": one.booking.pk for one in listed}
    rows = journal.entries(scope=site.slug).filter(verb="booking.keep", subject__in=list(subjects))
    return {
        (subjects[subject], told.get("version"), told.get("against"))
        for subject, told in rows.values_list("subject", "details")
    }


def _for_eyes(booking: Booking, viewer: Person) -> Booking:
    return booking if may_see_names(booking=booking, person=viewer) else hidden(booking)


def _day(booking: Booking) -> date:
    return facts.local_day(booking.starts_at, booking.venue.site.timezone)
