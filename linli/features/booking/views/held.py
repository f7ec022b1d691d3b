"""One booking as the site's staff see it, and everything they may do with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.base.kernel import Refused, clock
from linli.base.ui import words
from linli.base.ui.page import SeeOther, page
from linli.community.people import queries as people

from .. import actions
from .. import queries as rooms
from ..forms import Arrival, Change, Decision, Drag, Ending, Keeping, Keyed, Reason
from ..models import Booking
from ..rules import Wish
from . import doing
from . import words as said
from .access import StaffRequest, by_now, of_staff
from .desk import who


@require_safe
@of_staff("booking.serve")
def held(request: StaffRequest, *, booking: Booking) -> HttpResponse:
    """Who, when, what for, and the buttons: let in, move, cancel, decide, excuse."""
    return _held_page(request, booking)


def _held_page(
    request: StaffRequest, booking: Booking, *, refused: Refused | None = None, form: Any = None, status: int = 200
) -> HttpResponse:
    now = clock.now()
    sees = rooms.may_see_names(booking=booking, person=request.user)
    change = form if isinstance(form, Change) else _change_form(request, booking)
    context = {
        "tab": "rooms",
        "site": booking.venue.site,
        "venue": booking.venue,
        "booking": booking,
        "sees": sees,
        "who": who(booking, frozenset({booking.pk} if sees else ())),
        "standing": rooms.standing(booking=booking, now=now),
        "is_over": booking.state not in Booking.LIVE or booking.ends_at <= now,
        "tone": said.tone(booking.state),
        "days": _days_to_come(booking, now) if sees else [],
        "is_provisional": bool(rooms.provisional(bookings=[booking], now=now)),
        "form": change,
        "sent": None if form is change else form,
        "refused": refused,
    }
    return page(request, "booking/held.html", context, status=status)


def _change_form(request: StaffRequest, booking: Booking, data: Any = None) -> Change:
    """The form to change it, without what this person may not read; what is not shown stays."""
    form = Change(data, card=rooms.card(venue=booking.venue, now=clock.now()), held=booking)
    for hidden in () if rooms.may_see_names(booking=booking, person=request.user) else ("title", "is_public", "note"):
        form.fields.pop(hidden, None)
    return form


def _days_to_come(booking: Booking, now: datetime) -> list[Booking]:
    """The days to come of the series that a booking belongs to."""
    days = rooms.days_of(series=booking.series) if booking.series else []
    return [one for one in days if one.state in one.LIVE and one.ends_at > now]


def _done(request: HttpRequest, booking: Booking, text: str) -> HttpResponse:
    messages.success(request, text)
    return SeeOther(reverse("booking:held", args=[booking.venue.site.slug, booking.pk]))


def _act(
    request: StaffRequest,
    booking: Booking,
    form: Any,
    act: Callable[[dict[str, Any]], Booking],
    say: Callable[[Booking], str],
) -> HttpResponse:
    """Do it and say what was done, or show the page again with why not."""
    if not form.is_valid():
        return _held_page(request, booking, form=form, status=422)
    try:
        after = act(form.cleaned_data)
    except Refused as refused:
        if isinstance(form, Change):
            form.look_again(booking, refused)
        return _held_page(request, booking, form=form, refused=refused, status=409)
    return _done(request, booking, say(after))


@require_POST
@of_staff("booking.serve")
def held_change(request: StaffRequest, *, booking: Booking) -> HttpResponse:
    """Another time, layout or number; dragged in the week it answers as data, with every reason of a refusal."""
    if request.headers.get("Accept") == "application/json":
        return _moved(request, booking)
    form = _change_form(request, booking, request.POST)
    return _act(
        request,
        booking,
        form,
        lambda told: _change(request, booking, form.wish(), told["version"], told["key"]),
        lambda after: _changed(booking, after),
    )


def _changed(before: Booking, after: Booking) -> str:
    text = doing.changed(before=before, after=after)
    return text if after.version == before.version else f"{text} {doing.told(booking=after)}"


def _moved(request: StaffRequest, booking: Booking) -> HttpResponse:
    form = Drag(request.POST)
    if not form.is_valid():
        return JsonResponse({"objections": [gettext("The time could not be read.")]}, status=422)
    told = form.cleaned_data
    wish = _same(booking, told["starts_at"], told["ends_at"])
    try:
        after = _change(request, booking, wish, told["version"], told["key"])
    except Refused as refused:
        return JsonResponse({"objections": [words.say(one) for one in refused.objections]}, status=409)
    zone = ZoneInfo(booking.venue.site.timezone)
    return JsonResponse(
        {
            "version": after.version,
            "start": after.starts_at.astimezone(zone).isoformat(),
            "end": after.ends_at.astimezone(zone).isoformat(),
        }
    )


def _same(booking: Booking, starts_at: Any, ends_at: Any) -> Wish:
    return Wish(
        starts_at=starts_at,
        ends_at=ends_at,
        purpose=booking.purpose,
        people=booking.people,
        layout=booking.layout.kind if booking.layout else "",
        title=booking.title,
        is_public=booking.is_public,
        note=booking.note,
        accepts_conditions=True,
    )


def _change(request: StaffRequest, booking: Booking, wish: Wish, version: int, key: str) -> Booking:
    return actions.change(
        booking=booking,
        wish=wish,
        version=version,
        changed_by=request.user,
        key=key,
        actor=people.actor_of(request.user),
        now=clock.now(),
    )


@require_POST
@of_staff("booking.serve")
def held_end(request: StaffRequest, *, booking: Booking) -> HttpResponse:
    """Cancel, with the reason the holder is told."""
    return _act(
        request,
        booking,
        Ending(request.POST),
        lambda told: actions.cancel(
            booking=booking,
            reason=told["reason"],
            version=told["version"],
            cancelled_by=request.user,
            actor=people.actor_of(request.user),
            **by_now(request),
        ),
        lambda after: gettext("Cancelled.") + " " + doing.told(booking=after),
    )


@require_POST
@of_staff("booking.serve")
def keeping(request: StaffRequest, *, booking: Booking) -> HttpResponse:
    """It stays, although its day has become a holiday or its room has other hours by now."""
    return _act(
        request,
        booking,
        Keeping(request.POST),
        lambda told: actions.keep(booking=booking, against=told["against"], by=request.user, **by_now(request)),
        lambda _after: gettext("Kept as it is."),
    )


@require_POST
@of_staff("booking.serve")
def confirmation(request: StaffRequest, *, booking: Booking) -> HttpResponse:
    """I have spoken with who booked it: it stands."""
    return _act(
        request,
        booking,
        Keyed(request.POST),
        lambda _told: actions.confirm_at_desk(booking=booking, by=request.user, **by_now(request)),
        lambda after: doing.confirmed(booking=after),
    )


@require_POST
@of_staff("booking.serve")
def held_arrival(request: StaffRequest, *, booking: Booking) -> HttpResponse:
    """They are here: a worker saw them, phone or no phone."""
    return _act(
        request,
        booking,
        Arrival(request.POST),
        lambda told: actions.check_in(
            booking=booking,
            came=told["came"],
            by=request.user,
            actor=people.actor_of(request.user),
            **by_now(request),
        ),
        lambda _after: gettext("Checked in."),
    )


@require_POST
@of_staff("booking.serve")
def decision(request: StaffRequest, *, booking: Booking) -> HttpResponse:
    """Approve, or refuse and say why."""

    def decide(told: dict[str, Any]) -> Booking:
        asked = {"booking": booking, "version": told["version"], "by": request.user, **by_now(request)}
        if told["verdict"] == "approve":
            return actions.approve(**asked)
        return actions.refuse(reason=told["reason"], **asked)

    form = Decision(request.POST)
    return _act(request, booking, form, decide, lambda after: doing.decided(before=booking, after=after))


@require_POST
@of_staff("booking.serve")
def excuse(request: StaffRequest, *, booking: Booking) -> HttpResponse:
    """That nobody came was no fault."""
    return _act(
        request,
        booking,
        Reason(request.POST),
        lambda told: actions.excuse(booking=booking, reason=told["reason"], by=request.user, **by_now(request)),
        lambda _after: gettext("Noted: it does not count."),
    )


@require_POST
@of_staff("booking.serve")
def held_departure(request: StaffRequest, *, booking: Booking) -> HttpResponse:
    """They left earlier; the rest is free for others."""
    return _act(
        request,
        booking,
        Keyed(request.POST),
        lambda told: actions.leave_early(booking=booking, actor=people.actor_of(request.user), **by_now(request)),
        lambda after: doing.left(before=booking, after=after),
    )
