"""Calendars to subscribe to: a room's (only when it is taken), one booking, and a person's own by a secret link."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.base.kernel import clock
from linli.base.once.clicks import second_click
from linli.base.ui import ical, words
from linli.base.ui.addresses import public_address
from linli.base.ui.doors import private, signed_in
from linli.base.ui.page import SeeOther
from linli.community.people.models import Person
from linli.community.places.models import Site

from .. import actions
from .. import queries as booking
from ..models import Booking, Venue
from ..queries import FeedEntry, own_entries
from .access import by_code


@require_safe
def venue_feed(request: HttpRequest, *, site: str, venue: str) -> HttpResponse:
    """When a room is taken, without a name; what everybody may know is called what it is called."""
    found = booking.venue_at(site=site, venue=venue)
    entries = [
        _entry(one, found, title=one.title or _busy(one)) for one in booking.venue_feed(venue=found, now=clock.now())
    ]
    name = f"{words.local(found, 'name')} · {words.local(found.site, 'name')}"
    return ical.feed(name=name, entries=entries, file=venue)


def _busy(one: FeedEntry) -> str:
    if one.lanes == 1:
        return gettext("busy")
    return gettext("one of {n} places taken").format(n=one.lanes)


@require_safe
def person_feed(request: HttpRequest, *, secret: str) -> HttpResponse:
    """My bookings, for my phone's own calendar."""
    entries = [_own_entry(request, one) for one in booking.person_feed(secret=secret, now=clock.now())]
    return private(ical.feed(name=gettext("My rooms"), entries=entries, file="linli"))


@require_safe
@by_code
def booking_calendar(request: HttpRequest, *, booking: Booking) -> HttpResponse:
    """One booking as a file that a phone's calendar takes in: the very entry the feed has."""
    (mine,) = own_entries(some=[booking])
    return ical.file(name=words.local(booking.venue, "name"), entry=_own_entry(request, mine), file="booking")


def _own_entry(request: HttpRequest, one: FeedEntry) -> ical.Entry:
    title = one.title or words.local(one.venue, "name")
    return _entry(one, one.venue, title=title, address=_address(request, one.code))


def _entry(one: FeedEntry, venue: Venue, *, title: str, address: str = "") -> ical.Entry:
    zone = _zone(venue.site)
    return ical.Entry(
        uid=one.uid,
        start=_local(one.starts_at, zone),
        end=_local(one.ends_at, zone),
        summary=title,
        changed_at=one.changed_at,
        sequence=one.sequence,
        place=_place(venue),
        address=address,
        is_cancelled=one.is_cancelled,
        is_tentative=one.is_tentative,
    )


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone)


def _zone(site: Site) -> ZoneInfo:
    return ZoneInfo(site.timezone)


def _place(venue: Venue) -> str:
    return f"{words.local(venue.site, 'name')} {words.local(venue, 'name')}"


def _address(request: HttpRequest, code: str) -> str:
    return public_address(request, reverse("booking:booking", args=[code])) if code else ""


@require_POST
@second_click()
@signed_in
def my_calendar(request: HttpRequest, *, person: Person) -> HttpResponse:
    """Make a link to my bookings, or end it."""
    if request.POST.get("wish") == "end":
        actions.revoke_feed(person=person, now=clock.now())
        messages.success(request, gettext("The calendar link is ended. Whoever had it sees nothing more."))
        return SeeOther(reverse("portal:mine") + "#rooms")
    secret = actions.make_feed(person=person, now=clock.now())
    address = public_address(request, reverse("booking:person_feed", args=[secret]))
    messages.success(
        request,
        gettext("Your calendar link, shown only now: {address} Add it as a calendar subscription.").format(
            address=address
        ),
    )
    return SeeOther(reverse("portal:mine") + "#rooms")
