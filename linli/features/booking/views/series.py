"""A room every week: look at every day first, then book; later change or end this day, the rest, or all."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.base.kernel import Refused, clock
from linli.base.ui import words
from linli.base.ui.page import SeeOther, page

from .. import actions
from .. import queries as booking
from ..forms import Scope, Weekly
from ..models import Booking
from ..queries import Occurrence, Plan, VenueCard
from . import words as said
from .access import actor_of, by_code, by_now, holder_of, person_of, private


@require_http_methods(["GET", "HEAD", "POST"])
def weekly(request: HttpRequest, *, site: str, venue: str) -> HttpResponse:
    """Which days of the week, from when to when; every day is shown with what stands in its way, then booked."""
    found = booking.venue_at(site=site, venue=venue)
    card = booking.card(venue=found, now=clock.now())
    if request.method != "POST":
        asked = {name: request.GET[name] for name in ("starts", "minutes", "people") if request.GET.get(name)}
        return private(_form_page(request, card, form=Weekly(card=card, initial={"people": 10, **asked})))
    form = Weekly(request.POST, card=card)
    if not form.is_valid():
        return private(_form_page(request, card, form=form, status=422))
    try:
        if request.POST.get("step") != "book":
            plan = booking.plan(venue=found, wish=form.wish(), now=clock.now())
            return private(_form_page(request, card, form=form, plan=plan))
        series = actions.book_series(
            venue=found,
            wish=form.wish(),
            holder=holder_of(request, form.cleaned_data),
            channel=Booking.Channel.WEB,
            actor=actor_of(request),
            **by_now(request),
        )
    except Refused as refused:
        return private(_form_page(request, card, form=form, refused=refused, status=409))
    messages.success(request, gettext("The days are booked. Keep this page: it opens the whole series."))
    return private(SeeOther(reverse("booking:series", args=[series.code])))


def _form_page(
    request: HttpRequest,
    card: VenueCard,
    *,
    form: Weekly,
    plan: Plan | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "tab": "spaces",
        "site": card.venue.site,
        "venue": card.venue,
        "card": card,
        "form": form,
        "refused": refused,
        "is_known": person_of(request) is not None,
        "conditions": words.local(card.terms, "conditions").splitlines() if card.terms else [],
        "plan": plan,
        "summary": _summary(plan) if plan else "",
        "days": [_day(one) for one in plan.occurrences] if plan else [],
        "may_book": plan is not None and _may_book(plan, form),
    }
    return page(request, "booking/weekly.html", context, status=status)


def _may_book(plan: Plan, form: Weekly) -> bool:
    free = len(plan.wanted) - len(plan.conflicts)
    return free > 0 and (not plan.conflicts or form.cleaned_data["takes"] == "free")


def _summary(plan: Plan) -> str:
    free = len(plan.wanted) - len(plan.conflicts)
    text = ngettext("{n} day can be booked", "{n} days can be booked", free).format(n=free)
    if plan.conflicts:
        several = len(plan.conflicts)
        text += gettext("; ") + ngettext("{n} day cannot", "{n} days cannot", several).format(n=several)
    return text


def _day(one: Occurrence) -> dict[str, Any]:
    return {
        "day": words.stamp(one.starts_at),
        "until": words.clock_time(one.ends_at.time()),
        "holiday": words.local(one.kind, "name"),
        "left_out": _left_out(one),
        "objections": [words.say(objection) for objection in one.objections],
        "nearest": said.free_words(one.nearest),
    }


def _left_out(one: Occurrence) -> str:
    if one.left_out == "holiday":
        return gettext("left out: public holiday")
    return gettext("left out") if one.left_out else ""


@require_safe
def series(request: HttpRequest, *, series: str) -> HttpResponse:
    """All days of a series, each with its own page."""
    seen = booking.series_by_code(code=series)
    now = clock.now()
    context = {
        "tab": "mine",
        "seen": seen,
        "series": seen.series,
        "venue": seen.series.venue,
        "site": seen.series.venue.site,
        "to_come": [one for one in seen.bookings if one.ends_at > now],
        "past": [one for one in seen.bookings if one.ends_at <= now],
        "skipped": seen.skipped,
    }
    return private(page(request, "booking/series.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
@by_code
def series_end(request: HttpRequest, *, booking: Booking) -> HttpResponse:
    """End a series: only this day, this and all later ones, or everything still to come."""
    if request.method != "POST":
        return _end_page(request, booking)
    form = Scope(request.POST)
    if not form.is_valid():
        return _end_page(request, booking, status=422)
    scope, reason = form.cleaned_data["scope"], form.cleaned_data["reason"]
    asked = {"booking": booking, "reason": reason, "actor": actor_of(request, held=booking), **by_now(request)}
    try:
        if scope == "this":
            actions.cancel(**asked)
        else:
            actions.cancel_series(scope=scope, **asked)
    except Refused as refused:
        return _end_page(request, booking, refused=refused, status=409)
    messages.success(request, gettext("Cancelled. The room is free for others."))
    if booking.series is None:
        return SeeOther(reverse("booking:booking", args=[booking.code]))
    return SeeOther(reverse("booking:series", args=[booking.series.code]))


def _end_page(
    request: HttpRequest, held: Booking, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    context = {"tab": "mine", "booking": held, "venue": held.venue, "site": held.venue.site, "refused": refused}
    return page(request, "booking/cancellation.html", context, status=status)
