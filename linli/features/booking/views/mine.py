"""One's own booking, opened by its secret code: look, change, cancel, answer an offer, check in, print."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.base.kernel import Refused, clock
from linli.base.ui import words
from linli.base.ui.addresses import public_address
from linli.base.ui.doors import private, signed_in
from linli.base.ui.page import SeeOther, page
from linli.community.notices import queries as notices
from linli.community.people import queries as people
from linli.community.people.models import Person

from .. import actions
from .. import queries as rooms
from ..forms import Appeal, Arrival, Change, Seen
from ..models import Booking
from ..queries import Standing
from . import doing
from . import words as said
from .access import actor_of, by_code, by_now


@require_safe
@by_code
def booking(request: HttpRequest, *, booking: Booking) -> HttpResponse:
    """My booking: where, when, what I may do now."""
    return _booking_page(request, booking)


def _booking_page(
    request: HttpRequest, held: Booking, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    is_provisional = bool(rooms.provisional(bookings=[held], now=clock.now()))
    context = _shown(request, held) | {
        "refused": refused, "is_provisional": is_provisional, "also": _also(request, held),
        **_to_confirm(held),
    }  # fmt: skip
    return page(request, "booking/booking.html", context, status=status)


def _also(request: HttpRequest, held: Booking) -> list[Booking]:
    """What else the person has at that time: only told to themselves, who may see these bookings too."""
    person = people.person_of(request)
    if person is None or held.holder_id != person.pk or held.state not in held.LIVE or held.ends_at <= clock.now():
        return []
    return list(rooms.own_at(person=person, starts_at=held.starts_at, ends_at=held.ends_at, without=held))


def _shown(request: HttpRequest, held: Booking) -> dict[str, Any]:
    standing: Standing = rooms.standing(booking=held, now=clock.now())
    return {
        "tab": "mine",
        "booking": held,
        "venue": held.venue,
        "site": held.venue.site,
        "standing": standing,
        "tone": said.tone(held.state),
        "conditions": words.local(held.terms, "conditions").splitlines(),
        "address": public_address(request, reverse("booking:booking", args=[held.code])),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@by_code
def change(request: HttpRequest, *, booking: Booking) -> HttpResponse:
    """Another time, layout or number of people; the old time is only given up for the new one."""
    card = rooms.card(venue=booking.venue, now=clock.now())
    form = Change(request.POST or None, card=card, held=booking, as_asked=True)
    if request.method != "POST":
        return _change_page(request, booking, form)
    if not form.is_valid():
        return _change_page(request, booking, form, status=422)
    try:
        after = actions.change(
            booking=booking,
            wish=form.wish(),
            version=form.cleaned_data["version"],
            actor=actor_of(request, held=booking),
            **by_now(request),
        )
    except Refused as refused:
        form.look_again(booking, refused)
        return _change_page(request, booking, form, refused=refused, status=409)
    messages.success(request, doing.changed(before=booking, after=after))
    return SeeOther(reverse("booking:booking", args=[booking.code]))


@require_POST
@by_code
def move_end(request: HttpRequest, *, booking: Booking) -> HttpResponse:
    """I keep my time: the other one is no longer asked for."""
    try:
        actions.withdraw_move(booking=booking, actor=actor_of(request, held=booking), **by_now(request))
    except Refused as refused:
        return _booking_page(request, booking, refused=refused, status=409)
    messages.success(request, gettext("The other time is no longer asked for."))
    return SeeOther(reverse("booking:booking", args=[booking.code]))


def _change_page(
    request: HttpRequest, held: Booking, form: Change, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    context = _shown(request, held) | {"form": form, "card": form.card, "refused": refused}
    return page(request, "booking/change.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@by_code
def cancellation(request: HttpRequest, *, booking: Booking) -> HttpResponse:
    """Ask once more, then cancel."""
    if request.method != "POST":
        return page(request, "booking/cancellation.html", _shown(request, booking))
    form = Seen(request.POST)
    if not form.is_valid():
        return page(request, "booking/cancellation.html", _shown(request, booking) | {"form": form}, status=422)
    version = form.cleaned_data["version"]
    try:
        actions.cancel(booking=booking, version=version, actor=actor_of(request, held=booking), **by_now(request))
    except Refused as refused:
        context = _shown(request, booking) | {"refused": refused}
        return page(request, "booking/cancellation.html", context, status=409)
    messages.success(request, gettext("Cancelled. The room is free for others."))
    return SeeOther(reverse("booking:booking", args=[booking.code]))


def _to_confirm(held: Booking) -> dict[str, Any]:
    """What is asked of somebody unknown whose booking is not confirmed yet."""
    if held.state != Booking.State.UNPROVED:
        return {}
    return {"confirm": notices.shown(phone=held.contact, until=held.hold_until, now=clock.now())}


@require_POST
@by_code
def confirmation(request: HttpRequest, *, booking: Booking) -> HttpResponse:
    """The code that was sent to my number is this one."""
    code = notices.typed_code(text=request.POST.get("code", ""))
    try:
        after = actions.confirm(booking=booking, code=code, actor=actor_of(request, held=booking), **by_now(request))
    except Refused as refused:
        return _booking_page(request, booking, refused=refused, status=409)
    messages.success(request, doing.confirmed(booking=after))
    return SeeOther(reverse("booking:booking", args=[booking.code]))


@require_POST
@by_code
def answer(request: HttpRequest, *, booking: Booking) -> HttpResponse:
    """Take what is offered, or let the next in line have it."""
    asked = {"booking": booking, "actor": actor_of(request, held=booking), **by_now(request)}
    try:
        if request.POST.get("answer") == "decline":
            actions.decline_offer(**asked)
        else:
            actions.accept_offer(accepts_conditions=request.POST.get("accepts") == "on", **asked)
    except Refused as refused:
        return _booking_page(request, booking, refused=refused, status=409)
    return SeeOther(reverse("booking:booking", args=[booking.code]))


@require_POST
@by_code
def arrival(request: HttpRequest, *, booking: Booking) -> HttpResponse:
    """I am here."""
    form = Arrival(request.POST)
    came = form.cleaned_data["came"] if form.is_valid() else None
    try:
        actions.check_in(booking=booking, came=came, actor=actor_of(request, held=booking), **by_now(request))
    except Refused as refused:
        return _booking_page(request, booking, refused=refused, status=409)
    messages.success(request, gettext("Welcome! The room is yours."))
    return SeeOther(reverse("booking:booking", args=[booking.code]))


@require_POST
@by_code
def departure(request: HttpRequest, *, booking: Booking) -> HttpResponse:
    """We are done earlier; the rest of the time is free for others."""
    try:
        after = actions.leave_early(booking=booking, actor=actor_of(request, held=booking), **by_now(request))
    except Refused as refused:
        return _booking_page(request, booking, refused=refused, status=409)
    messages.success(request, doing.left(before=booking, after=after))
    return SeeOther(reverse("booking:booking", args=[booking.code]))


@require_safe
@by_code
def slip(request: HttpRequest, *, booking: Booking) -> HttpResponse:
    """The booking on paper, for who has no phone."""
    return page(request, "booking/slip.html", _shown(request, booking))


@require_safe
def arrivals_here(request: HttpRequest, *, site: str, venue: str) -> HttpResponse:
    """What the QR code at the door opens: my booking that is due in this room, or the way to it."""
    found = rooms.venue_at(site=site, venue=venue)
    person, now = people.person_of(request), clock.now()
    mine = rooms.my_bookings(person=person, now=now) if person else []
    context = {
        "tab": "mine",
        "site": found.site,
        "venue": found,
        "is_known": person is not None,
        "due": [one for one in mine if one.booking.venue_id == found.pk and one.may_check_in],
        "here": request.path,
    }
    return private(page(request, "booking/arrivals_here.html", context))


@require_safe
def wait(request: HttpRequest, *, wait: str) -> HttpResponse:
    """My place in line."""
    return _wait_page(request, wait)


def _wait_page(request: HttpRequest, code: str, *, refused: Refused | None = None, status: int = 200) -> HttpResponse:
    turn = rooms.wait_by_code(code=code)
    context = {
        "tab": "mine",
        "turn": turn,
        "wait": turn.wait,
        "tone": said.tone(turn.wait.state),
        "venue": turn.wait.venue,
        "site": turn.wait.venue.site,
        "refused": refused,
    }
    return private(page(request, "booking/wait.html", context, status=status))


@require_POST
def wait_end(request: HttpRequest, *, wait: str) -> HttpResponse:
    """I do not wait any more."""
    turn = rooms.wait_by_code(code=wait)
    try:
        actions.leave_wait(wait=turn.wait, actor=actor_of(request), **by_now(request))
    except Refused as refused:
        return _wait_page(request, wait, refused=refused, status=409)
    return private(SeeOther(reverse("booking:wait", args=[wait])))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def appeal(request: HttpRequest, *, person: Person, suspension: int) -> HttpResponse:
    """Why I may not book for now, and my word against it."""
    now = clock.now()
    notice = next(
        (one for one in rooms.my_suspensions(person=person, now=now) if one.suspension.pk == suspension), None
    )
    if notice is None:
        raise PermissionDenied
    context = {"tab": "mine", "notice": notice, "suspension": notice.suspension, "site": notice.suspension.site}
    if request.method != "POST":
        return page(request, "booking/appeal.html", context | {"form": Appeal()})
    form = Appeal(request.POST)
    if not form.is_valid():
        return page(request, "booking/appeal.html", context | {"form": form}, status=422)
    try:
        actions.appeal(
            suspension=notice.suspension,
            text=form.cleaned_data["text"],
            key=form.cleaned_data["key"],
            actor=actor_of(request),
            now=now,
        )
    except Refused as refused:
        return page(request, "booking/appeal.html", context | {"form": form, "refused": refused}, status=409)
    messages.success(request, gettext("Your word has reached the station. Somebody else than who suspended decides."))
    return SeeOther(reverse("booking:appeal", args=[suspension]))
