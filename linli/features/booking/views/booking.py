"""Book a room, or wait for one that is taken."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from linli.base.kernel import Refused, clock, values
from linli.base.ui import words
from linli.base.ui.doors import private
from linli.base.ui.page import SeeOther, page
from linli.community.calendar import queries as calendar
from linli.community.people import queries as people

from .. import actions
from .. import queries as booking
from ..forms import Book
from ..models import Booking, Venue
from ..queries import FreeTime, VenueCard
from . import words as said
from .access import actor_of, by_now, holder_of

# Refusals after which somebody may wait for the time.
TAKEN = frozenset({"taken", "being_set_up"})


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, *, site: str, venue: str) -> HttpResponse:
    """When, what for, how many: then it is booked, or asked for where a worker decides."""
    found = booking.venue_at(site=site, venue=venue)
    card = booking.card(venue=found, now=clock.now())
    if request.method != "POST":
        return private(_form_page(request, card, form=Book(card=card, initial=_initial(request, found))))
    form = Book(request.POST, card=card)
    if not form.is_valid():
        return private(_form_page(request, card, form=form, status=422))
    try:
        held = actions.book(
            venue=found,
            wish=form.wish(),
            holder=holder_of(request, form.cleaned_data),
            channel=Booking.Channel.WEB,
            actor=actor_of(request),
            **by_now(request),
        )
    except Refused as refused:
        return private(_form_page(request, card, form=form, refused=refused, status=409))
    messages.success(request, _done(held))
    return private(SeeOther(reverse("booking:booking", args=[held.code])))


def _done(held: Booking) -> str:
    if held.state == Booking.State.UNPROVED:
        return gettext("Kept for you, but not booked yet: please confirm it.")
    if held.state == Booking.State.REQUESTED:
        return gettext("Asked for. The time is held for you until a worker has answered.")
    return gettext("Booked. Keep this page: with it you can change, cancel and check in.")


@require_POST
def waits(request: HttpRequest, *, site: str, venue: str) -> HttpResponse:
    """Wait for a time that is taken: who is first in line is offered it first."""
    found = booking.venue_at(site=site, venue=venue)
    card = booking.card(venue=found, now=clock.now())
    form = Book(request.POST, card=card)
    if not form.is_valid():
        return private(_form_page(request, card, form=form, status=422))
    try:
        wait = actions.wait_for_slot(
            venue=found,
            wish=form.wish(),
            holder=holder_of(request, form.cleaned_data),
            actor=actor_of(request),
            **by_now(request),
        )
    except Refused as refused:
        return private(_form_page(request, card, form=form, refused=refused, status=409))
    messages.success(request, gettext("You are in line. We tell you as soon as the time is free."))
    return private(SeeOther(reverse("booking:wait", args=[wait.code])))


def _initial(request: HttpRequest, venue: Venue) -> dict[str, Any]:
    """What the address says, else the next free hour."""
    asked = {name: request.GET[name] for name in ("day", "starts", "minutes", "people") if request.GET.get(name)}
    if "day" in asked and "starts" in asked:
        return {"people": 2, **asked}
    free = booking.next_free(now=clock.now(), venues=[venue])
    at = free.starts_at if free else None
    return {"people": 2, "day": at.date() if at else None, "starts": at.time() if at else None, "minutes": 60} | asked


def _form_page(
    request: HttpRequest, card: VenueCard, *, form: Book, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "tab": "spaces",
        "site": card.venue.site,
        "venue": card.venue,
        "card": card,
        "form": form,
        "refused": refused,
        "is_known": people.person_of(request) is not None,
        "conditions": words.local(card.terms, "conditions").splitlines() if card.terms else [],
        "times": _times(card.venue, form),
        "nearest": _nearest(form) if refused else [],
        "second": _second(request, form, refused),
        "may_wait": bool(refused) and bool(TAKEN & {one.code for one in (refused.objections if refused else ())}),
    }
    return page(request, "booking/book.html", context, status=status)


def _second(request: HttpRequest, form: Book, refused: Refused | None) -> list[dict[str, Any]]:
    """What the person who signed in has at that time, where they are asked whether both are meant."""
    if refused is None or "second_room" not in refused.codes:
        return []
    wish = form.wish()
    own = booking.own_at(person=people.person_of(request), starts_at=wish.starts_at, ends_at=wish.ends_at)
    return [{"booking": one, "url": reverse("booking:booking", args=[one.code])} for one in own]


def _times(venue: Venue, form: Book) -> dict[str, Any]:
    """The free stretches of the day the form stands at, for who types a time."""
    now = clock.now()
    day = _day(form) or calendar.business_day(site=venue.site, now=now)
    row = booking.free_times(venues=[venue], first=day, days=1, now=now, minutes=30).rows.get(venue.pk, ())
    if not row:
        return {}
    free = said.joined(row[0].starts, 30)
    return {
        "day": day,
        "free": [f"{words.clock_time(one.start.time())}–{words.end_time(one.end.time())}" for one in free],
        "why": said.why_of(row[0]),
    }


def _day(form: Book) -> date | None:
    if form.is_bound:
        return form.cleaned_data.get("day") if hasattr(form, "cleaned_data") else None
    day = form.initial.get("day")
    if isinstance(day, str):
        return values.day_of(day)
    return day.date() if isinstance(day, datetime) else day


def _nearest(form: Book) -> list[dict[str, Any]]:
    """Free times near the refused one, each a button of the same form."""
    found: tuple[FreeTime, ...] = booking.judgement(venue=form.card.venue, wish=form.wish(), now=clock.now()).nearest
    return [
        {
            "text": said.free_words(one),
            "venue": words.local(one.venue, "name") if one.venue != form.card.venue else "",
            "day": f"{one.starts_at:%Y-%m-%d}",
            "starts": f"{one.starts_at:%H:%M}",
            "url": said.book_address(
                one.venue, at=one.starts_at, minutes=form.cleaned_data["minutes"], people=form.cleaned_data["people"]
            ),
        }
        for one in found
    ]
