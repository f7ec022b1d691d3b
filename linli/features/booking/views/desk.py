"""The desk: who comes today, book for somebody, let somebody in, and what waits for an answer."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
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
from ..forms import Book, WalkIn, Weekly, moments
from ..models import Booking, Venue
from ..queries import Overtaken, pages
from . import words as said
from .access import StaffRequest, by_now, staff
from .series import asked_weekly


@require_safe
@staff("booking.serve")
def today(request: StaffRequest, *, site: Site) -> HttpResponse:
    """Everybody who comes today, in the order of time, with the buttons of the moment."""
    return _today_page(request, site)


def _today_page(
    request: StaffRequest, site: Site, *, form: WalkIn | None = None, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    now = clock.now()
    day = calendar.business_day(site=site, now=now)
    agenda = rooms.agenda(site=site, first=day, days=1, viewer=request.user)
    context = {
        "tab": "rooms",
        "site": site,
        "today": f"{words.short_day(day)} {words.weekday(day)}",
        "rows": [_row(one, agenda.with_names, now) for one in agenda.bookings],
        "blocks": agenda.blocks,
        "requests": pages.number_of_requests(site=site),
        "overtaken": [_overtaken(one, request) for one in rooms.overtaken(site=site, viewer=request.user, now=now)],
        "venues": rooms.venues_at(site=site),
        "form": form or WalkIn(),
        "refused": refused,
    }
    return page(request, "booking/today.html", context, status=status)


def _overtaken(one: Overtaken, request: StaffRequest) -> dict[str, Any]:
    sees = rooms.may_see_names(booking=one.booking, person=request.user)
    name = words.local(one.kind, "name")
    is_holiday = one.why == "holiday"
    return {
        "booking": one.booking,
        "who": who(one.booking, frozenset({one.booking.pk} if sees else ())),
        "against": one.why,
        "why": gettext("now a public holiday: {name}").format(name=name)
        if is_holiday
        else gettext("the room is not open then any more"),
        "reason": name if is_holiday else gettext("the opening hours have changed"),
    }


def _row(held: Booking, with_names: frozenset[int], now: Any) -> dict[str, Any]:
    standing = rooms.standing(booking=held, now=now)
    return {
        "booking": held,
        "tone": said.tone(held.state),
        "who": who(held, with_names),
        "may_check_in": standing.may_check_in,
    }


def who(held: Booking, with_names: frozenset[int]) -> str:
    """Whom a booking is for, as far as the reader may know."""
    if held.pk not in with_names:
        return gettext("confidential")
    return held.name or (str(held.holder) if held.holder else gettext("without a name"))


@require_POST
@staff("booking.serve")
def walk_ins(request: StaffRequest, *, site: Site) -> HttpResponse:
    """Somebody uses a free room now; no name is asked."""
    form = WalkIn(request.POST)
    if not form.is_valid():
        return _today_page(request, site, form=form, status=422)
    said_, now = form.cleaned_data, clock.now()
    found = chosen(form, "venue", lambda: venue_of(site, said_["venue"]))
    if found is None:
        return _today_page(request, site, form=form, status=422)
    starts = now.astimezone(ZoneInfo(site.timezone))
    _, ends_at = moments(found, starts.date(), starts.time(), said_["minutes"])
    try:
        actions.record_walk_in(
            venue=found,
            ends_at=_on_the_quarter(ends_at),
            purpose=said_["purpose"],
            people=said_["people"],
            recorded_by=request.user,
            key=said_["key"],
            now=now,
        )
    except Refused as refused:
        return _today_page(request, site, form=form, refused=refused, status=409)
    messages.success(request, gettext("Recorded: {venue} is in use.").format(venue=words.local(found, "name")))
    return SeeOther(reverse("booking:today", args=[site.slug]))


def _on_the_quarter(at: Any) -> Any:
    return at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)


@require_safe
@staff("booking.serve")
def desk(request: StaffRequest, *, site: Site) -> HttpResponse:
    """Which room is it for? Each with its next free time."""
    now = clock.now()
    day = calendar.business_day(site=site, now=now)
    free = rooms.free_times(site=site, first=day, days=31, now=now)
    context = {
        "tab": "rooms",
        "site": site,
        "rows": [{"venue": venue, "free": _next(free.rows[venue.pk]), "icon": venue.icon} for venue in free.venues],
    }
    return page(request, "booking/desk.html", context)


def _next(row: Any) -> str:
    starts = next((day.starts[0] for day in row if day.starts), None)
    return words.moment(starts) if starts else ""


@require_http_methods(["GET", "HEAD", "POST"])
@staff("booking.serve")
def desk_booking(request: StaffRequest, *, site: Site, venue: str) -> HttpResponse:
    """Book for somebody who came, called, or has no phone at hand."""
    card = rooms.card(venue=venue_of(site, venue), now=clock.now())
    if request.method != "POST":
        free = rooms.next_free(now=clock.now(), venues=[card.venue])
        at = {"day": free.starts_at.date(), "starts": free.starts_at.time()} if free else {}
        return _desk_page(request, site, Book(card=card, at_desk=True, initial={"people": 2, "minutes": 60, **at}))
    form = Book(request.POST, card=card, at_desk=True)
    if not form.is_valid():
        return _desk_page(request, site, form, status=422)
    told = form.cleaned_data
    try:
        held = actions.book(
            venue=card.venue,
            wish=form.wish(),
            holder=_somebody(form),
            channel=Booking.Channel.DESK,
            booked_by=request.user,
            actor=people.actor_of(request.user),
            **by_now(request),
        )
    except Refused as refused:
        return _desk_page(request, site, form, refused=refused, status=409)
    is_asked = held.state == Booking.State.REQUESTED
    text = gettext("Asked for, for {name}; it waits for an answer.") if is_asked else gettext("Booked for {name}.")
    messages.success(request, text.format(name=told["name"] or told["phone"]))
    return SeeOther(reverse("booking:held", args=[site.slug, held.pk]))


def _desk_page(
    request: StaffRequest, site: Site, form: Book, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    nearest = []
    if refused is not None:
        found = rooms.judgement(venue=form.card.venue, wish=form.wish(), now=clock.now()).nearest
        nearest = [
            {
                "text": said.free_words(one),
                "day": f"{one.starts_at:%Y-%m-%d}",
                "starts": f"{one.starts_at:%H:%M}",
                "venue": "" if one.venue == form.card.venue else words.local(one.venue, "name"),
            }
            for one in found
        ]
    terms = form.card.terms
    context = {
        "tab": "rooms",
        "site": site,
        "venue": form.card.venue,
        "card": form.card,
        "form": form,
        "refused": refused,
        "nearest": nearest,
        "second": _second(site, form, refused),
        "conditions": words.local(terms, "conditions").splitlines() if terms else [],
    }
    return page(request, "booking/desk_booking.html", context, status=status)


def _second(site: Site, form: Book, refused: Refused | None) -> list[dict[str, Any]]:
    """What the same person has at this site at that time, where the worker is asked whether both are meant."""
    if refused is None or "second_room" not in refused.codes:
        return []
    wish = form.wish()
    own = rooms.own_at(
        person=None, holder_key=_somebody(form).key(of="booking"), starts_at=wish.starts_at, ends_at=wish.ends_at
    ).filter(venue__site=site)
    return [{"booking": one, "url": reverse("booking:held", args=[site.slug, one.pk])} for one in own]


@require_http_methods(["GET", "HEAD", "POST"])
@staff("booking.serve")
def desk_series(request: StaffRequest, *, site: Site, venue: str) -> HttpResponse:
    """Every week, for somebody who came or called: the residents' own form and look at every day first."""
    card = rooms.card(venue=venue_of(site, venue), now=clock.now())
    return asked_weekly(request, card, book=lambda form: _book_series(request, site, form), at_desk=True)


def _book_series(request: StaffRequest, site: Site, form: Weekly) -> HttpResponse:
    series = actions.book_series(
        venue=form.card.venue,
        wish=form.wish(),
        holder=_somebody(form),
        channel=Booking.Channel.DESK,
        booked_by=request.user,
        actor=people.actor_of(request.user),
        **by_now(request),
    )
    days = rooms.days_of(series=series)
    told = form.cleaned_data
    is_asked = any(one.state == Booking.State.REQUESTED for one in days)
    text = (
        ngettext("{n} day is asked for, for {name}.", "{n} days are asked for, for {name}.", len(days))
        if is_asked
        else ngettext("{n} day is booked for {name}.", "{n} days are booked for {name}.", len(days))
    )
    messages.success(request, text.format(n=len(days), name=told["name"] or told["phone"]))
    return SeeOther(reverse("booking:held", args=[site.slug, days[0].pk]))


def _somebody(form: Book | Weekly) -> Caller:
    told = form.cleaned_data
    return Caller(name=told["name"], phone=told["phone"], language=get_language() or "", is_proved=True)


@require_safe
@staff("booking.look")
def requests(request: StaffRequest, *, site: Site) -> HttpResponse:
    """What waits for an answer, the nearest deadline first."""
    waiting = rooms.requests(site=site)
    names = frozenset(one.pk for one in waiting if rooms.may_see_names(booking=one, person=request.user))
    context = {
        "tab": "rooms",
        "site": site,
        "rows": [{"booking": one, "who": who(one, names)} for one in waiting],
        "may_decide": people.may(person=request.user, right="booking.serve", place=site.community_id),
    }
    return page(request, "booking/requests.html", context)


@require_safe
@staff("booking.serve")
def lines(request: StaffRequest, *, site: Site) -> HttpResponse:
    """Who waits for which time, in the order in which it is offered."""
    context = {"tab": "rooms", "site": site, "lines": pages.lines(site=site, now=clock.now())}
    return page(request, "booking/lines.html", context)


def venue_of(site: Site, slug: str) -> Venue:
    """The site's venue with this slug.

    :raises Http404: if it has none such.
    """
    found = next((one for one in rooms.venues_at(site=site) if one.slug == slug), None)
    if found is None:
        raise Http404("there is no such room here")
    return found
