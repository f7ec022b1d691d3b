"""The staff's week: a calendar to drag in, and the same as a table for keyboard and paper."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from linli.base.kernel import clock
from linli.base.ui import fields, words
from linli.base.ui.page import page
from linli.community.calendar import queries as calendar
from linli.community.people import queries as people
from linli.community.places.models import Site

from .. import queries as rooms
from ..models import Booking, Venue
from . import words as said
from .access import StaffRequest, staff
from .desk import who

DAYS = 7


@require_safe
@staff("booking.look")
def week(request: StaffRequest, *, site: Site) -> HttpResponse:
    """Monday to Sunday, all rooms or one."""
    now = clock.now()
    today = calendar.business_day(site=site, now=now)
    first = _monday(fields.day_in(request.GET, "day") or today)
    venues = rooms.venues_at(site=site)
    chosen = next((one for one in venues if one.slug == request.GET.get("venue")), None)
    agenda = rooms.agenda(site=site, first=first, days=DAYS, viewer=request.user, venue=chosen)
    zone = ZoneInfo(site.timezone)
    serves = people.may(person=request.user, right="booking.serve", place=site.community_id)
    hours = calendar.week_hours(site=site, day=first)
    used = [(one.starts_at, one.ends_at) for one in agenda.bookings]
    used += [(one.starts_at, one.ends_at) for one in agenda.blocks]
    span = rooms.span(venues=[chosen] if chosen else venues, first=first, days=DAYS, used=used, now=now)
    context = {
        "tab": "rooms",
        "site": site,
        "first": first,
        "today": today,
        "now": now.astimezone(zone).isoformat(),
        "venues": venues,
        "chosen": chosen,
        "opens": _clock(span.opens),
        "closes": _clock(span.closes),
        "step": _clock(span.step_minutes),
        "serves": serves,
        "before": first - timedelta(days=DAYS),
        "after": first + timedelta(days=DAYS),
        "days": [
            {
                "day": day.day,
                "name": f"{words.weekday(day.day)} {words.short_day(day.day)}",
                "note": words.local(day.kind, "name"),
                "rows": [_row(one, agenda.with_names, zone) for one in agenda.bookings if _on(one, day.day, zone)],
                "blocks": [one for one in agenda.blocks if _on(one, day.day, zone)],
            }
            for day in hours
        ],
        "events": [
            _event(site, one, agenda.with_names, zone, serves=serves, now=now, chosen=chosen) for one in agenda.bookings
        ]
        + [_blocked(one, zone, chosen) for one in agenda.blocks],
    }
    return page(request, "booking/week.html", context)


def _clock(minutes: int) -> str:
    """Minutes since midnight as the calendar takes them, such as 24:00:00."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}:00"


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _on(one: Any, day: date, zone: ZoneInfo) -> bool:
    """What ends at midnight is over with its day."""
    last = (one.ends_at - timedelta.resolution).astimezone(zone).date()
    return bool(one.starts_at.astimezone(zone).date() <= day <= last)


def _row(held: Booking, with_names: frozenset[int], zone: ZoneInfo) -> dict[str, Any]:
    return {
        "booking": held,
        "starts_at": held.starts_at.astimezone(zone),
        "ends_at": held.ends_at.astimezone(zone),
        "who": who(held, with_names),
        "tone": said.tone(held.state),
    }


def _event(
    site: Site,
    held: Booking,
    with_names: frozenset[int],
    zone: ZoneInfo,
    *,
    serves: bool,
    now: Any,
    chosen: Venue | None,
) -> dict[str, Any]:
    """A booking as FullCalendar takes it."""
    is_open = held.pk in with_names
    moves = serves and held.state in (Booking.State.BOOKED, Booking.State.REQUESTED) and held.ends_at > now
    return {
        "id": str(held.pk),
        "title": _titled(held.venue, held.title if is_open and held.title else who(held, with_names), chosen),
        "start": held.starts_at.astimezone(zone).isoformat(),
        "end": held.ends_at.astimezone(zone).isoformat(),
        "className": f"is-{held.state}",
        "editable": moves,
        "url": reverse("booking:held", args=[site.slug, held.pk]) if serves else "",
        "extendedProps": {
            "version": held.version,
            "change": reverse("booking:held_change", args=[site.slug, held.pk]) if moves else "",
            "state": held.get_state_display(),
        },
    }


def _titled(venue: Venue, text: str, chosen: Venue | None) -> str:
    """The room's name leads, except where only one room is shown."""
    return text if chosen else f"{words.local(venue, 'name')} · {text}"


def _blocked(one: Any, zone: ZoneInfo, chosen: Venue | None) -> dict[str, Any]:
    return {
        "title": _titled(one.venue, words.local(one, "reason"), chosen),
        "start": one.starts_at.astimezone(zone).isoformat(),
        "end": one.ends_at.astimezone(zone).isoformat(),
        "className": "is-block",
        "editable": False,
    }
