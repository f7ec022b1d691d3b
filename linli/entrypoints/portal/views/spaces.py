"""Where there are rooms to use: every site with something to book, and its next free time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from linli.base.kernel import clock
from linli.base.ui import words
from linli.base.ui.page import page
from linli.community.calendar import queries as calendar
from linli.community.places.models import Site
from linli.features.booking import queries as booking
from linli.features.booking.models import Venue
from linli.features.booking.queries import pages as rooms

# How far the next free time is looked for.
DAYS = 7


@dataclass
class Place:
    """A site, what can be booked there, and its next free time."""

    site: Site
    venues: list[Venue] = field(default_factory=list)
    free: datetime | None = None


@require_safe
def spaces(request: HttpRequest) -> HttpResponse:
    """Every site with rooms to use, the next free time of each."""
    now = clock.now()
    venues = rooms.all_venues()
    places: dict[int, Place] = {}
    for venue in venues:
        places.setdefault(venue.site_id, Place(venue.site)).venues.append(venue)
    if venues:
        today = calendar.business_day(site=venues[0].site, now=now)
        found = booking.free_times(venues=venues, first=today, days=DAYS, now=now)
        for place in places.values():
            place.free = _first(place, found)
    return page(request, "portal/spaces.html", {"tab": "spaces", "places": list(places.values())})


def _first(place: Place, found: booking.FreeTimes) -> datetime | None:
    starts = (day.starts[0] for venue in place.venues for day in found.rows.get(venue.pk, ()) if day.starts)
    return min(starts, default=None)


def rooms_of(site: Site, now: datetime) -> dict[str, Any]:
    """What a site's page says of its rooms; nothing where there are none."""
    venues = booking.venues_at(site=site)
    if not venues:
        return {}
    free = booking.next_free(venues=venues, now=now)
    words_ = f"{words.moment(free.starts_at)} · {words.local(free.venue, 'name')}" if free else ""
    return {"rooms_to_use": venues, "next_free": words_}
