"""A room every week: look at every day first, then book; later change or end this day, the rest, or all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.base.kernel import Refused, clock
from linli.base.once.clicks import second_click
from linli.base.ui import words
from linli.base.ui.doors import private
from linli.base.ui.page import SeeOther, page
from linli.community.people import queries as people

from .. import actions
from .. import queries as rooms
from ..forms import Reweekly, Scope, SkippedDay, Weekly
from ..models import Booking
from ..queries import Occurrence, Plan, SeriesSeen, VenueCard
from . import doing
from . import words as said
from .access import actor_of, by_code, by_now, holder_of


@require_http_methods(["GET", "HEAD", "POST"])
def weekly(request: HttpRequest, *, site: str, venue: str) -> HttpResponse:
    """Which days of the week, from when to when; every day is shown with what stands in its way, then booked."""
    card = rooms.card(venue=rooms.venue_at(site=site, venue=venue), now=clock.now())
    return private(asked_weekly(request, card, book=lambda form: _book(request, form)))


def _book(request: HttpRequest, form: Weekly) -> HttpResponse:
    series = actions.book_series(
        venue=form.card.venue,
        wish=form.wish(),
        holder=holder_of(request, form.cleaned_data),
        channel=Booking.Channel.WEB,
        actor=actor_of(request),
        **by_now(request),
    )
    days = rooms.days_of(series=series)
    if days[0].state == Booking.State.UNPROVED:
        messages.success(request, gettext("Kept for you, but not booked yet: please confirm it."))
        return SeeOther(reverse("booking:booking", args=[days[0].code]))
    keep = gettext("Keep this page: it opens the whole series.")
    messages.success(request, f"{doing.booked_series(bookings=days)} {keep}")
    return SeeOther(reverse("booking:series", args=[series.code]))


def asked_weekly(
    request: HttpRequest, card: VenueCard, *, book: Callable[[Weekly], HttpResponse], at_desk: bool = False
) -> HttpResponse:
    """The form; sent, every day with what stands in its way; sent again, what `book` makes of it."""
    if request.method != "POST":
        asked = {name: request.GET[name] for name in ("starts", "minutes", "people") if request.GET.get(name)}
        form = Weekly(card=card, at_desk=at_desk, initial={"people": 10, **asked})
        return _form_page(request, card, form=form, at_desk=at_desk)
    form = Weekly(request.POST, card=card, at_desk=at_desk)
    if not form.is_valid():
        return _form_page(request, card, form=form, at_desk=at_desk, status=422)
    try:
        if request.POST.get("step") == "book":
            return book(form)
        plan = rooms.plan(venue=card.venue, wish=form.wish(), now=clock.now())
    except Refused as refused:
        return _form_page(request, card, form=form, at_desk=at_desk, refused=refused, status=409)
    return _form_page(request, card, form=form, at_desk=at_desk, plan=plan)


def _form_page(
    request: HttpRequest,
    card: VenueCard,
    *,
    form: Weekly,
    plan: Plan | None = None,
    refused: Refused | None = None,
    held: Booking | None = None,
    at_desk: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The form, and the plan it means; of `held` it changes the series; `at_desk` a worker asks for somebody."""
    context = {
        "tab": "rooms" if at_desk else "mine" if held else "spaces",
        "site": card.venue.site,
        "venue": card.venue,
        "card": card,
        "form": form,
        "refused": refused,
        "held": held,
        "at_desk": at_desk,
        "is_known": held is not None or (people.person_of(request) is not None and not at_desk),
        "conditions": words.local(card.terms, "conditions").splitlines() if card.terms and not held else [],
        "plan": plan,
        "summary": _summary(plan) if plan else "",
        "days": [_day(one) for one in plan.occurrences] if plan else [],
        "may_book": plan is not None and _may_book(plan, form),
    }
    template = "booking/desk_series.html" if at_desk else "booking/weekly.html"
    return page(request, template, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@second_click()
@by_code
def series_change(request: HttpRequest, *, booking: Booking) -> HttpResponse:
    """Change a series from this day on, or all that is still to come; every day is shown first."""
    if booking.series is None:
        raise Http404("this booking belongs to no series")
    card = rooms.card(venue=booking.venue, now=clock.now())
    form = Reweekly(request.POST or None, card=card, held=booking, series=booking.series)
    if request.method != "POST":
        return _form_page(request, card, form=form, held=booking)
    if not form.is_valid():
        return _form_page(request, card, form=form, held=booking, status=422)
    told = form.cleaned_data
    asked = {
        "booking": booking,
        "wish": form.wish(),
        "scope": told["scope"],
        "with_exceptions": told["with_exceptions"],
    }
    try:
        if request.POST.get("step") != "book":
            plan = rooms.plan_of_change(**asked, now=clock.now())
            return _form_page(request, card, form=form, plan=plan, held=booking)
        done = actions.change_series(**asked, actor=actor_of(request, held=booking), **by_now(request))
    except Refused as refused:
        return _form_page(request, card, form=form, refused=refused, held=booking, status=409)
    messages.success(request, doing.series(done=done))
    return SeeOther(reverse("booking:series", args=[done.series.code]))


@require_POST
def series_days(request: HttpRequest, *, series: str) -> HttpResponse:
    """Try again to book a day that the series could not have."""
    seen = rooms.series_by_code(code=series)
    form = SkippedDay(request.POST)
    if not form.is_valid():
        return _series_page(request, seen, status=422)
    try:
        actions.retry_skipped(
            series=seen.series, day=form.cleaned_data["day"], actor=actor_of(request), **by_now(request)
        )
    except Refused as refused:
        return _series_page(request, seen, refused=refused, status=409)
    messages.success(request, gettext("Booked after all."))
    return private(SeeOther(reverse("booking:series", args=[series])))


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
        "until": words.end_time(one.ends_at.time()),
        "holiday": words.local(one.kind, "name"),
        "left_out": _left_out(one),
        "is_provisional": one.kind.status != "official",
        "objections": [words.say(objection) for objection in one.objections],
        "nearest": said.free_words(one.nearest),
    }


def _left_out(one: Occurrence) -> str:
    if one.left_out == "holiday":
        return gettext("left out: public holiday")
    if one.left_out == "apart":
        return gettext("changed by itself; stays as it is")
    return gettext("left out") if one.left_out else ""


@require_safe
def series(request: HttpRequest, *, series: str) -> HttpResponse:
    """All days of a series, each with its own page."""
    return _series_page(request, rooms.series_by_code(code=series))


def _series_page(
    request: HttpRequest, seen: SeriesSeen, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    now = clock.now()
    context = {
        "tab": "mine",
        "seen": seen,
        "series": seen.series,
        "venue": seen.series.venue,
        "site": seen.series.venue.site,
        "to_come": [one for one in seen.bookings if one.ends_at > now and one.state in one.LIVE],
        "past": [one for one in seen.bookings if one.ends_at <= now or one.state not in one.LIVE],
        "skipped": seen.skipped,
        "provisional": rooms.provisional(bookings=seen.bookings, now=now),
        "refused": refused,
    }
    return private(page(request, "booking/series.html", context, status=status))


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
            actions.cancel(version=form.cleaned_data["version"], **asked)
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
