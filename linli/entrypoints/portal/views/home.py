"""What a resident sees first: the hall that can help now, and the way to one's own community."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from linli.base.kernel import clock
from linli.base.ui.page import page
from linli.community.calendar import queries as calendar
from linli.community.people.models import Person
from linli.community.places import queries as places
from linli.community.places.models import Site
from linli.features.hall import queries as halls
from linli.features.hall.models import Ticket

SHOWN = 6


@dataclass(frozen=True)
class Door:
    """A site one can go to: is it open, and how busy is its hall."""

    site: Site
    now: calendar.OpenNow
    glance: halls.Glance | None = None


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The resident's home."""
    now = clock.now()
    doors = hall_doors(now)
    first = doors[0] if doors else None
    context = {
        "tab": "home",
        "first": first,
        "others": doors[1:],
        "held": _held(request, first, now),
        "counts": places.count_sites(),
    }
    return page(request, "portal/home.html", context)


def hall_doors(now: datetime) -> list[Door]:
    """The sites with a hall: the open ones first, then those that open soonest."""
    operating = places.sites(kind=Site.Kind.OPEN_SPACE, status=Site.Status.OPERATING)
    sites = list(operating.filter(hall__isnull=False).select_related("hall")[:SHOWN])
    open_now = calendar.open_now_by_site(sites=sites, now=now)
    glances = halls.glances(halls=[site.hall for site in sites], now=now)
    doors = [Door(site, open_now[site.pk], glances[site.hall.pk]) for site in sites]
    return sorted(doors, key=lambda door: (not door.now.is_open, _opens_at(door), door.site.register_code))


def _opens_at(door: Door) -> float:
    if door.now.is_open:
        return 0.0
    return door.now.opens_at.timestamp() if door.now.opens_at else float("inf")


def _held(request: HttpRequest, door: Door | None, now: datetime) -> Ticket | None:
    """The number a signed-in resident already holds there."""
    person = request.user
    if door is None or not isinstance(person, Person):
        return None
    return halls.held_ticket(hall=door.site.hall, holder=person, device="", now=now)
