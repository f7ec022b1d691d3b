"""What everybody may see: the rooms of a site with their free times, one room, and the sign at its door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from linli.base.kernel import clock
from linli.base.live.queries import stream_url
from linli.base.ui import grid, words
from linli.base.ui.addresses import public_address
from linli.base.ui.page import page
from linli.community.calendar import queries as calendar
from linli.community.places import queries as places
from linli.community.places.models import Site

from .. import queries as booking
from ..forms import Look
from ..models import Venue
from ..queries import DayOfVenue, FreeTimes, VenueCard
from . import words as said

# How far a visitor looks ahead at once, and the ways to look.
MONTH, WEEK = 31, 7
LOOKS = ("week", "day", "month")


@dataclass(frozen=True)
class Offer:
    """A venue on the list: what it is, its next free time, and its coming week."""

    card: VenueCard
    access: list[tuple[str, str]]
    free: str
    free_url: str
    week: list[grid.Day]


@require_safe
def spaces(request: HttpRequest, *, site: str) -> HttpResponse:
    """The rooms of a site: what fits, when it is free, and the way to book it."""
    found, now = places.site_by_slug(slug=site), clock.now()
    today = calendar.business_day(site=found, now=now)
    form = Look(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    first = max(asked.get("day") or today, today)
    wanted = {
        "minutes": asked.get("minutes") or 60,
        "people": asked.get("people") or 0,
        "purpose": asked.get("purpose", ""),
        "layout": asked.get("layout", ""),
        "is_step_free": asked.get("step_free", False),
    }
    free = booking.free_times(site=found, first=first, days=MONTH, now=now, **wanted)
    look = request.GET.get("look", "week")
    context = {
        "tab": "spaces",
        "site": found,
        "form": Look(initial={**asked, "day": first, "minutes": wanted["minutes"]}),
        "is_filtered": any(asked.get(name) for name in ("purpose", "people", "layout", "step_free")),
        "first": first,
        "looks": _looks(request, found, look),
        "look": look if look in LOOKS else "week",
        "nearest": _nearest(free, wanted),
        "offers": _offers(found, free, first, today, wanted, now),
        "rows": _rows(free, wanted) if look == "day" else [],
        "month": _month(found, free, today) if look == "month" else [],
        "steps": _steps(request, first, today, 1 if look == "day" else MONTH if look == "month" else WEEK),
    }
    return page(request, "booking/spaces.html", context)


def _looks(request: HttpRequest, site: Site, chosen: str) -> list[dict[str, Any]]:
    names = {"week": gettext("Week"), "day": gettext("Day"), "month": gettext("Month")}
    return [{"word": names[one], "url": _asking(request, look=one), "is_chosen": one == chosen} for one in LOOKS]


def _steps(request: HttpRequest, first: date, today: date, days: int) -> dict[str, str]:
    before = max(first - timedelta(days=days), today)
    return {
        "before": _asking(request, day=before) if first > today else "",
        "after": _asking(request, day=first + timedelta(days=days)),
    }


def _asking(request: HttpRequest, **changed: Any) -> str:
    """This page, asking for something else."""
    asked = {name: value for name, value in request.GET.items() if value} | {k: str(v) for k, v in changed.items()}
    return "?" + urlencode(asked)


def _nearest(free: FreeTimes, wanted: dict[str, Any]) -> dict[str, str] | None:
    if free.nearest is None:
        return None
    one = free.nearest
    return {
        "venue": words.local(one.venue, "name"),
        "at": said.free_words(one),
        "url": said.book_address(one.venue, at=one.starts_at, minutes=wanted["minutes"], people=wanted["people"]),
    }


def _offers(site: Site, free: FreeTimes, first: date, today: date, wanted: dict[str, Any], now: Any) -> list[Offer]:
    return [
        _offer(card, free.rows[card.venue.pk], today, wanted)
        for card in booking.cards(site=site, now=now)
        if card.venue.pk in free.rows
    ]


def _offer(card: VenueCard, row: tuple[DayOfVenue, ...], today: date, wanted: dict[str, Any]) -> Offer:
    starts = next((day.starts[0] for day in row if day.starts), None)
    url = said.book_address(card.venue, at=starts, minutes=wanted["minutes"], people=wanted["people"]) if starts else ""
    return Offer(
        card=card,
        access=said.access_facts(card.venue),
        free=words.moment(starts) if starts else "",
        free_url=url,
        week=[_day_of_list(card.venue, day, today) for day in row[:WEEK]],
    )


def _day_of_list(venue: Venue, day: DayOfVenue, today: date) -> grid.Day:
    address = reverse("booking:venue", args=[venue.site.slug, venue.slug])
    return said.month_day(day, url=f"{address}?{urlencode({'day': day.day})}", is_now=day.day == today)


def _rows(free: FreeTimes, wanted: dict[str, Any]) -> list[grid.Row]:
    return [
        said.venue_row(free.rows[venue.pk][0], minutes=wanted["minutes"], people=wanted["people"])
        for venue in free.venues
    ]


def _month(site: Site, free: FreeTimes, today: date) -> list[grid.Day]:
    """Every day with how many of the rooms still have a time."""
    address = reverse("booking:spaces", args=[site.slug])
    found = []
    for at, day in enumerate(free.days):
        rows = [free.rows[venue.pk][at] for venue in free.venues]
        open_ones = sum(1 for one in rows if one.starts)
        state = "free" if rows and open_ones == len(rows) else "some" if open_ones else _worst(rows)
        note = gettext("{n} of {all} rooms have a free time").format(n=open_ones, all=len(rows)) if open_ones else ""
        url = f"{address}?{urlencode({'look': 'day', 'day': day})}" if open_ones else ""
        found.append(grid.Day(day=day, state=state, note=note, url=url, is_now=day == today))
    return found


def _worst(rows: list[DayOfVenue]) -> str:
    states = {said.month_day(one, url="", is_now=False).state for one in rows}
    return next((state for state in ("full", "beyond", "closed", "past") if state in states), "closed")


@require_safe
def venue(request: HttpRequest, *, site: str, venue: str) -> HttpResponse:
    """One room: what it is, on what terms, its week, and the button to book."""
    found, now = booking.venue_at(site=site, venue=venue), clock.now()
    today = calendar.business_day(site=found.site, now=now)
    asked = Look(request.GET)
    asked.is_valid()
    first = max(asked.cleaned_data.get("day") or today, today)
    card = booking.card(venue=found, now=now)
    month = booking.free_times(venues=[found], first=first, days=MONTH, now=now, minutes=_shortest(card))
    table = booking.timetable(venue=found, first=first, now=now, days=WEEK)
    address = reverse("booking:venue", args=[site, venue])
    context = {
        "tab": "spaces",
        "site": found.site,
        "venue": found,
        "card": card,
        "access": said.access_facts(found),
        "terms": said.terms_in_words(card.terms) if card.terms else [],
        "conditions": words.local(card.terms, "conditions").splitlines() if card.terms else [],
        "rows": [said.day_row(day, stretches, is_now=day.day == today) for day, stretches in table.days],
        "month": [
            said.month_day(day, url=f"{address}?{urlencode({'day': day.day})}#week", is_now=day.day == today)
            for day in month.rows.get(found.pk, ())
        ],
        "nearest": _nearest(month, {"minutes": _shortest(card), "people": 0}),
        "steps": _steps(request, first, today, WEEK),
        "unpublished": any(day.is_provisional for day in month.rows.get(found.pk, ())),
    }
    return page(request, "booking/venue.html", context)


def _shortest(card: VenueCard) -> int:
    return max(card.terms.min_minutes, 30) if card.terms else 60


@require_safe
def door(request: HttpRequest, *, site: str, venue: str) -> HttpResponse:
    """The sign at a room's door: now, next, and the way to book or to check in. Live."""
    found = booking.venue_at(site=site, venue=venue)
    asked = request.GET.get("lang", "")
    with translation.override(asked if asked in ("zh-hans", "en") else found.site.language):
        topic = f"rooms.{site}"
        stream = stream_url(topic)
        now = clock.now()
        shown = booking.door(venue=found, now=now)
        context = {
            "site": found.site,
            "venue": found,
            "topic": topic,
            "stream_url": stream,
            "door": shown,
            "tone": {"free": "serving", "busy": "calling", "setup": "waiting"}.get(shown.state, "quiet"),
            "now": now.astimezone(ZoneInfo(found.site.timezone)),
            "book_url": public_address(request, reverse("booking:venue", args=[site, venue])),
            "arrival_url": public_address(request, reverse("booking:arrivals_here", args=[site, venue])),
        }
        response = page(request, "booking/door.html", context, fragment="booking/_door.html")
    response["Cache-Control"] = "no-store"
    return response
