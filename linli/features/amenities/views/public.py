"""What is at hand, for everybody: no name, no sign-in, no JavaScript needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.base.kernel import Refused, clock, small
from linli.base.live.queries import stream_url
from linli.base.ui import fields
from linli.base.ui.addresses import public_address
from linli.base.ui.page import SeeOther, page
from linli.base.ui.words import calendar_day, local
from linli.community.calendar import queries as calendar
from linli.community.people import queries as people
from linli.community.places import queries as places
from linli.community.places.models import Site

from .. import actions, queries
from ..forms import Move
from ..models import PeriodicalIssue, PeriodicalMove


@require_safe
def amenities(request: HttpRequest, *, site: str) -> HttpResponse:
    """What is there, what lies on the rack, and the two buttons beside each newspaper."""
    return _page_of(request, places.site_by_slug(slug=site))


@require_POST
def taking(request: HttpRequest, *, site: str, issue: int) -> HttpResponse:
    """I take this one along."""
    told = gettext("Noted: one copy of {title}, {day}, is with you. Bring it back when you have read it.")
    return _moved(request, site, issue, actions.take_issue, told)


@require_POST
def giving_back(request: HttpRequest, *, site: str, issue: int) -> HttpResponse:
    """I bring it back."""
    told = gettext("Noted: one copy of {title}, {day}, is back. Thank you.")
    return _moved(request, site, issue, actions.return_issue, told)


def _moved(request: HttpRequest, slug: str, pk: int, move: Callable[..., None], told: str) -> HttpResponse:
    issue, form, now = queries.issue_at(site=places.site_by_slug(slug=slug), pk=pk), Move(request.POST), clock.now()
    if not form.is_valid():
        return _page_of(request, issue.periodical.site, status=422)
    channel = form.cleaned_data["channel"] or PeriodicalMove.Channel.PHONE
    try:
        move(issue=issue, channel=channel, who=people.caller_of(request).counted, key=form.cleaned_data["key"], now=now)
    except Refused as refused:
        return _page_of(request, issue.periodical.site, refused=refused, status=409)
    messages.success(request, told.format(title=local(issue.periodical, "title"), day=calendar_day(issue.day)))
    by = "?by=rack" if channel == PeriodicalMove.Channel.RACK else ""
    return SeeOther(reverse("amenities:amenities", args=[slug]) + by)


def _page_of(request: HttpRequest, site: Site, *, refused: Refused | None = None, status: int = 200) -> HttpResponse:
    now, topic = clock.now(), f"amenities.{site.slug}"
    stream = stream_url(topic)  # before anything is read, so that no news falls in between
    by = request.POST.get("channel") or request.GET.get("by")
    months = queries.public_months(site=site, now=now)
    context = {
        "tab": "hall",
        "site": site,
        "at_hand": [_shown(one) for one in queries.at_hand(site=site)],
        "rack": shelves(queries.rack(site=site)),
        "months": months,
        "dropped_in": sum(months.values()),
        "channel": "rack" if by == "rack" else "phone",
        "refused": refused,
        "topic": topic,
        "stream_url": stream,
    }
    response = page(request, "amenities/amenities.html", context, fragment="amenities/_rack.html", status=status)
    response["Cache-Control"] = "no-store"
    return response


def _shown(one: queries.AtHand) -> dict[str, Any]:
    return {
        "icon": one.amenity.icon,
        "name": one.amenity.get_kind_display(),
        "room": one.amenity.room,
        "note": one.note,
    }


def shelves(issues: list[PeriodicalIssue]) -> list[dict[str, Any]]:
    """The issues by periodical."""
    found: dict[int, dict[str, Any]] = {}
    for issue in issues:
        shelf = found.setdefault(issue.periodical_id, {"periodical": issue.periodical, "issues": []})
        shelf["issues"].append(issue)
    return list(found.values())


@require_safe
def visits(request: HttpRequest, *, site: str) -> HttpResponse:
    """How many dropped in, month by month; a month opens its days and hours."""
    found, now = places.site_by_slug(slug=site), clock.now()
    months = queries.public_months(site=found, now=now)
    month = fields.month_in(request.GET, "month")
    month = month or next(iter(months), calendar.business_day(site=found, now=now).replace(day=1))
    last_day = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    least = small.fewest(day=now.date())
    days = queries.public_days(site=found, first_day=month, last_day=last_day, least=least)
    context = {"tab": "hall", "site": found, "months": months, "month": month, "least": least, **table_of(days)}
    return page(request, "amenities/visits.html", context)


def table_of(days: list[queries.DaysDropIns]) -> dict[str, Any]:
    """Days as rows of a table whose columns are the hours that had anybody, and their sum."""
    hours = sorted({hour for day in days for hour in day.hours})
    rows = [{"day": day.day, "n": day.n, "cells": [day.hours.get(hour, 0) for hour in hours]} for day in days]
    return {"hours": hours, "rows": rows, "total": sum(day.n for day in days)}


@require_safe
def rack_sign(request: HttpRequest, *, site: str) -> HttpResponse:
    """A sign to print for the rack, with the code that opens it on a phone."""
    found = places.site_by_slug(slug=site)
    address = public_address(request, reverse("amenities:amenities", args=[found.slug]))
    return page(request, "amenities/rack_sign.html", {"site": found, "address": f"{address}#rack"})
