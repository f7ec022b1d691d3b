"""The head's: times in which a room is not given, who may not book for a while, and the terms in force."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.base.kernel import Refused, clock
from linli.base.ui import words
from linli.base.ui.fields import chosen
from linli.base.ui.page import SeeOther, page
from linli.community.calendar import queries as calendar
from linli.community.people import queries as people
from linli.community.people.queries import Caller
from linli.community.places.models import Site

from .. import actions
from .. import queries as rooms
from ..forms import Blocked, Reason, Suspend, Verdict
from ..queries import pages
from . import words as said
from .access import StaffRequest, by_now, staff
from .desk import venue_of, who


@require_http_methods(["GET", "HEAD", "POST"])
@staff("booking.manage")
def blocks(request: StaffRequest, *, site: Site) -> HttpResponse:
    """A room is not given for a time; whoever had it is shown first, and told once it is confirmed."""
    if request.method != "POST":
        return _blocks_page(request, site, Blocked())
    form = Blocked(request.POST)
    if not form.is_valid():
        return _blocks_page(request, site, form, status=422)
    told = form.cleaned_data
    venue = chosen(form, "venue", lambda: venue_of(site, told["venue"]))
    if venue is None:
        return _blocks_page(request, site, form, status=422)
    starts_at, ends_at = _times(site, told)
    try:
        actions.block(
            venue=venue,
            starts_at=starts_at,
            ends_at=ends_at,
            reason=told["reason"],
            reason_en=told["reason_en"],
            displaced=told["displaced"],
            by=request.user,
            **by_now(request),
        )
    except Refused as refused:
        return _blocks_page(request, site, form, refused=refused, status=409)
    said = gettext("Blocked: {venue}.").format(venue=words.local(venue, "name"))
    with_told = f"{said} " + gettext("Whoever had booked is told.")
    messages.success(request, with_told if told["displaced"] else said)
    return SeeOther(reverse("booking:blocks", args=[site.slug]))


def _times(site: Site, told: dict[str, Any]) -> tuple[datetime, datetime]:
    zone = ZoneInfo(site.timezone)
    starts_at = datetime.combine(told["day"], told["starts"], zone)
    return starts_at, calendar.end_on(day=told["day"], closes=told["ends"], zone=zone)


def _blocks_page(
    request: StaffRequest, site: Site, form: Blocked, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    now = clock.now()
    context = {
        "tab": "rooms",
        "site": site,
        "venues": rooms.venues_at(site=site),
        "blocks": pages.blocks(site=site, now=now),
        "form": form,
        "refused": refused,
        "in_the_way": _in_the_way(request, site, form, now) if refused else [],
    }
    return page(request, "booking/blocks.html", context, status=status)


def _in_the_way(request: StaffRequest, site: Site, form: Blocked, now: datetime) -> list[dict[str, Any]]:
    """The bookings that would have to go, each with the nearest time it could have instead."""
    told = form.cleaned_data
    starts_at, ends_at = _times(site, told)
    if ends_at <= starts_at:
        return []
    found = rooms.in_the_way(venue=venue_of(site, told["venue"]), starts_at=starts_at, ends_at=ends_at, now=now)
    return [
        {
            "booking": one.booking,
            "who": _who(request, one.booking),
            "nearest": said.free_words(one.nearest),
            "asked": one.booking.moving if one.is_only_asked else None,
        }
        for one in found
    ]


def _who(request: StaffRequest, booking: Any) -> str:
    sees = rooms.may_see_names(booking=booking, person=request.user)
    return who(booking, frozenset({booking.pk} if sees else ()))


@require_POST
@staff("booking.manage")
def block_end(request: StaffRequest, *, site: Site, block: int) -> HttpResponse:
    """The rest of the blocked time is free again."""
    found = pages.block_at(site=site, pk=block)
    try:
        actions.lift_block(block=found, by=request.user, **by_now(request))
    except Refused as refused:
        return _blocks_page(request, site, Blocked(), refused=refused, status=409)
    messages.success(request, gettext("Free again."))
    return SeeOther(reverse("booking:blocks", args=[site.slug]))


@require_http_methods(["GET", "HEAD", "POST"])
@staff("booking.manage")
def suspensions(request: StaffRequest, *, site: Site) -> HttpResponse:
    """Who may not book for now, why, until when, and what they say against it."""
    if request.method != "POST":
        return _suspensions_page(request, site, Suspend())
    form = Suspend(request.POST)
    if not form.is_valid():
        return _suspensions_page(request, site, form, status=422)
    told = form.cleaned_data
    until = datetime.combine(told["until"] + timedelta(days=1), datetime.min.time(), ZoneInfo(site.timezone))
    try:
        actions.suspend(
            site=site,
            holder=Caller(person=pages.person_with(phone=told["phone"]), phone=told["phone"], is_proved=True),
            reason=told["reason"],
            until=until,
            by=request.user,
            **by_now(request),
        )
    except Refused as refused:
        return _suspensions_page(request, site, form, refused=refused, status=409)
    messages.success(request, gettext("Suspended. The person is told why and how to appeal."))
    return SeeOther(reverse("booking:suspensions", args=[site.slug]))


def _suspensions_page(
    request: StaffRequest, site: Site, form: Suspend, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    now = clock.now()
    context = {
        "tab": "rooms",
        "site": site,
        "rows": rooms.suspensions(site=site, now=now),
        "now": now,
        "form": form,
        "refused": refused,
    }
    return page(request, "booking/suspensions.html", context, status=status)


@require_POST
@staff("booking.manage")
def verdict(request: StaffRequest, *, site: Site, suspension: int) -> HttpResponse:
    """Decide an appeal; somebody else than who suspended."""
    found = rooms.suspension_at(site=site, pk=suspension)
    form = Verdict(request.POST)
    if not form.is_valid():
        return _suspensions_page(request, site, Suspend(), status=422)
    told = form.cleaned_data
    try:
        actions.decide_appeal(
            suspension=found,
            is_lifted=told["verdict"] == "lift",
            reason=told["reason"],
            by=request.user,
            **by_now(request),
        )
    except Refused as refused:
        return _suspensions_page(request, site, Suspend(), refused=refused, status=409)
    messages.success(request, gettext("Decided. The person is told."))
    return SeeOther(reverse("booking:suspensions", args=[site.slug]))


@require_POST
@staff("booking.manage")
def suspension_end(request: StaffRequest, *, site: Site, suspension: int) -> HttpResponse:
    """End a suspension before its time."""
    found = rooms.suspension_at(site=site, pk=suspension)
    form = Reason(request.POST)
    form.is_valid()
    try:
        actions.lift(suspension=found, reason=form.cleaned_data.get("reason", ""), by=request.user, **by_now(request))
    except Refused as refused:
        return _suspensions_page(request, site, Suspend(), refused=refused, status=409)
    messages.success(request, gettext("Lifted. The person is told."))
    return SeeOther(reverse("booking:suspensions", args=[site.slug]))


@require_safe
@staff("booking.look")
def terms(request: StaffRequest, *, site: Site) -> HttpResponse:
    """On what terms each room is given now, since when, and who said so."""
    cards = rooms.cards(site=site, now=clock.now())
    context = {
        "tab": "rooms",
        "site": site,
        "rows": [{"card": card, "terms": said.terms_in_words(card.terms) if card.terms else []} for card in cards],
        "may_edit": people.may(person=request.user, right="booking.manage", place=site.community_id),
    }
    return page(request, "booking/terms.html", context)
