"""The register of sites, and the page of one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from linli.base.kernel import clock
from linli.base.ui import fields
from linli.base.ui.page import page
from linli.base.ui.words import local
from linli.community.calendar import queries as calendar
from linli.community.places import queries as places
from linli.community.places.models import Amenity, Site
from linli.features.hall import queries as halls

from .. import areas, plan
from .home import Door
from .spaces import rooms_of


@require_safe
def sites(request: HttpRequest) -> HttpResponse:
    """Every open space of the register, the planned ones apart, by street or town and by words."""
    words, street_town = _asked(request, "q")[:60], _asked(request, "street")[:9]
    now = clock.now()
    all_spaces = places.sites(kind=Site.Kind.OPEN_SPACE).select_related("hall")
    found = list(places.found_sites(among=all_spaces, words=words, street_town=street_town))
    built = [site for site in found if site.status == Site.Status.OPERATING]
    open_now = calendar.open_now_by_site(sites=built, now=now)
    context = {
        "tab": "hall",
        "built": [Door(site, open_now[site.pk]) for site in built],
        "planned": [site for site in found if site.status == Site.Status.PLANNED],
        "is_filtered": bool(words or street_town),
        "words": words,
        "street_town": street_town,
        "street_towns": places.street_towns(),
    }
    return page(request, "portal/sites.html", context, fragment="portal/_sites.html")


def _asked(request: HttpRequest, name: str) -> str:
    """A text from the address."""
    return fields.text_in(request.GET, name)


@require_safe
def site(request: HttpRequest, slug: str) -> HttpResponse:
    """One site: its hours, its hall, its zones and rooms, its areas, its people."""
    now = clock.now()
    found = places.site_by_slug(slug=slug)
    is_operating = found.status == Site.Status.OPERATING
    estates = list(places.estates(site=found))
    floor_plan = places.floor_plan(site=found)
    context = {
        "tab": "hall",
        "site": found,
        "is_operating": is_operating,
        "households": found.community.households,
        "estates": estates,
        "zones": _zones(found, floor_plan),
        "plan": plan.drawn(floor_plan),
        "amenities": [_amenity(amenity) for amenity in places.amenities(site=found)],
        "areas": areas.told(ledger=places.area_ledger(site=found), households=found.community.households),
    }
    if is_operating:
        context |= _hours(found, now) | _hall(found, now) | rooms_of(found, now)
    return page(request, "portal/site.html", context)


def _amenity(amenity: Amenity) -> dict[str, str]:
    return {"icon": amenity.icon, "name": amenity.get_kind_display()}


def _hours(site: Site, now: datetime) -> dict[str, Any]:
    outlook = calendar.outlook(site=site, now=now)
    return {
        "open_now": outlook.now,
        "today": outlook.week[0].day,
        "week": outlook.week,
        "special": outlook.special,
        "unpublished": sorted({day.day.year for day in outlook.days if day.kind.is_provisional}),
    }


def _hall(site: Site, now: datetime) -> dict[str, Any]:
    if not hasattr(site, "hall"):
        return {}
    return {"hall": site.hall, "glance": halls.glances(halls=[site.hall], now=now)[site.hall.pk]}


def _zones(site: Site, floor_plan: places.FloorPlan) -> list[dict[str, Any]]:
    """The site's zones with their rooms; rooms whose zone is not registered come last."""
    aliases = {zone.zone: local(zone, "alias") for zone in places.zones(site=site)}
    known = list(dict.fromkeys([*aliases, *(placed.room.zone for placed in floor_plan.rooms)]))
    return [
        {
            "zone": zone,
            "alias": aliases.get(zone, ""),
            "rooms": [_listed(placed) for placed in floor_plan.rooms if placed.room.zone == zone],
        }
        for zone in known
    ]


def _listed(placed: places.Placed) -> dict[str, Any]:
    return {
        "number": placed.number,
        "room": placed.room,
        "parts": [{"mark": plan.letter(part.number), "room": part.room} for part in placed.parts],
    }
