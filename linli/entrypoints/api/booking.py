"""Rooms: what is free for everybody, one's own booking by its code, and what staff decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query, Router, Status
from ninja.errors import ValidationError

from linli.base.kernel import clock
from linli.base.kernel import gettext_noop as _
from linli.base.ui.words import local as in_language
from linli.base.ui.words import say
from linli.community.people.models import Person
from linli.community.places import queries as places
from linli.community.places.models import Site
from linli.features.booking import actions
from linli.features.booking import queries as rooms
from linli.features.booking.models import Booking, Venue
from linli.features.booking.rules import Wish

from . import problems, room_shapes, shapes
from .auth import Bearer, BearerOrNobody, Client, client_of, holder, require
from .kinds import Key
from .shapes import local

router = Router(tags=["rooms"], auth=None)
STAFF = Bearer()
KEPT = ("people", "layout", "title", "is_public", "note")
DECIDED = {200: room_shapes.DecidedOut, **problems.of(401, 403, 404, 409, 422)}


@router.get(
    "/sites/{slug:slug}/venues",
    response={200: list[room_shapes.VenueOut], **problems.of(404)},
    operation_id="listVenues",
    summary=_("The rooms and places of a site"),
    description=_("What each is for, how it can be set up, and on what terms it is given."),
)
def list_venues(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """The rooms and places of a site."""
    site = places.site_by_slug(slug=slug)
    return [_venue(card) for card in rooms.cards(site=site, now=clock.now())]


@router.get(
    "/sites/{slug:slug}/free-times",
    response={200: room_shapes.FreeOut, **problems.of(404, 422)},
    operation_id="seeFreeTimes",
    summary=_("When rooms are free"),
    description=_("Every moment at which a booking can begin, day by day; where there is none, why, and what is near."),
)
def see_free_times(request: HttpRequest, slug: str, asked: Query[room_shapes.FreeAsked]) -> dict[str, Any]:
    """When rooms are free."""
    now = clock.now()
    site = places.site_by_slug(slug=slug)
    venues = [rooms.venue_at(site=slug, venue=asked.venue)] if asked.venue else None
    found = rooms.free_times(
        site=site,
        venues=venues,
        first=asked.first or now.astimezone(ZoneInfo(site.timezone)).date(),
        days=asked.days,
        minutes=asked.minutes,
        people=asked.people,
        purpose=asked.purpose,
        layout=asked.layout,
        is_step_free=asked.step_free,
        now=now,
    )
    return {
        "days": [_free_day(day) for venue in found.venues for day in found.rows[venue.pk]],
        "next_venue": found.nearest.venue.slug if found.nearest else "",
        "next_at": found.nearest.starts_at if found.nearest else None,
    }


@router.post(
    "/bookings",
    response={201: room_shapes.BookingOut, 202: room_shapes.BookingOut, **problems.of(401, 403, 409, 422, 429)},
    auth=BearerOrNobody(),
    operation_id="bookVenue",
    summary=_("Book a room"),
    description=_(
        "Without a token, for oneself; with a token of the site, for somebody at the desk. Rooms that need approval "
        "answer with a request that keeps its time. 202: it only holds its time until the code sent to the phone is "
        "entered. Whoever keeps the code keeps the booking."
    ),
    openapi_extra={"security": [{}]},
)
def book_venue(request: HttpRequest, response: HttpResponse, body: room_shapes.BookingIn, key: Key) -> Status[Any]:
    """Book a room."""
    now, client = clock.now(), client_of(request)
    venue = _chosen(body)
    booking = actions.book(
        venue=venue,
        wish=_wish(body),
        holder=client.caller(name=body.name, phone=body.phone, language=body.language),
        channel=Booking.Channel.API,
        booked_by=_worker(request, client, venue.site),
        key=key,
        actor=client.actor(key=key),
        now=now,
    )
    response["Location"] = reverse("api:see_booking", args=[booking.code])
    is_held = booking.state == Booking.State.UNPROVED
    return Status(202 if is_held else 201, _seen(response, booking, now))


@router.get(
    "/bookings/{slug:held}",
    response={200: room_shapes.BookingOut, **problems.of(404)},
    operation_id="seeBooking",
    summary=_("One's own booking, by its code"),
    description=_("Where it stands and what can be done with it now."),
)
def see_booking(request: HttpRequest, response: HttpResponse, held: str) -> dict[str, Any]:
    """One's own booking, by its code."""
    return _seen(response, rooms.booking_by_code(code=held), clock.now())


@router.post(
    "/bookings/{slug:held}/change",
    response={200: room_shapes.BookingOut, **problems.of(404, 409, 422)},
    operation_id="changeBooking",
    summary=_("Change a booking"),
    description=_(
        "Another time, layout or room; what is left out stays. It keeps its old time unless it gets the new one: where "
        "somebody has to say yes first, it holds both until then (moving). Its own time again withdraws that."
    ),
)
def change_booking(
    request: HttpRequest, response: HttpResponse, held: str, body: room_shapes.ChangeIn, key: Key
) -> dict[str, Any]:
    """Change a booking."""
    now, booking = clock.now(), rooms.booking_by_code(code=held)
    changed = actions.change(
        booking=booking,
        wish=_changed_wish(body, booking),
        version=body.version,
        venue=_venue_of(booking.venue.site, body.venue) if body.venue else None,
        key=key,
        actor=_holder(held),
        now=now,
    )
    return _seen(response, changed, now)


@router.post(
    "/bookings/{slug:held}/confirmation",
    response={200: room_shapes.BookingOut, **problems.of(404, 409, 422)},
    operation_id="confirmBooking",
    summary=_("Confirm a booking with the code that was sent"),
    description=_("Booked without a token, it holds its time (`unproved`) until the code sent to its phone is here."),
)
def confirm_booking(
    request: HttpRequest, response: HttpResponse, held: str, body: shapes.ConfirmIn, key: Key
) -> dict[str, Any]:
    """Confirm a booking with the code that was sent."""
    now, booking = clock.now(), rooms.booking_by_code(code=held)
    return _seen(response, actions.confirm(booking=booking, code=body.code, key=key, actor=_holder(held), now=now), now)


@router.post(
    "/bookings/{slug:held}/cancellation",
    response={200: room_shapes.BookingOut, **problems.of(404, 409, 422)},
    operation_id="cancelBooking",
    summary=_("Cancel a booking"),
    description=_("Its time goes to whoever waits for it."),
)
def cancel_booking(
    request: HttpRequest, response: HttpResponse, held: str, body: room_shapes.CancelIn, key: Key
) -> dict[str, Any]:
    """Cancel a booking."""
    now, booking = clock.now(), rooms.booking_by_code(code=held)
    gone = actions.cancel(booking=booking, reason=body.reason, key=key, actor=_holder(held), now=now)
    return _seen(response, gone, now)


@router.post(
    "/bookings/{slug:held}/presence",
    response={200: room_shapes.BookingOut, **problems.of(404, 409, 422)},
    operation_id="checkInBooking",
    summary=_("Check in at the door"),
    description=_("From some minutes before the start. Whoever does not come loses the room."),
)
def check_in_booking(request: HttpRequest, response: HttpResponse, held: str, key: Key) -> dict[str, Any]:
    """Check in at the door."""
    now, booking = clock.now(), rooms.booking_by_code(code=held)
    return _seen(response, actions.check_in(booking=booking, key=key, actor=_holder(held), now=now), now)


@router.post(
    "/waits",
    response={201: room_shapes.RoomWaitOut, **problems.of(409, 422, 429)},
    auth=BearerOrNobody(),
    operation_id="waitForSlot",
    summary=_("Wait for a time that is taken"),
    description=_("When it is free again, whoever waits longest is offered it first."),
    openapi_extra={"security": [{}]},
)
def wait_for_slot(request: HttpRequest, response: HttpResponse, body: room_shapes.BookingIn, key: Key) -> Status[Any]:
    """Wait for a time that is taken."""
    client, venue = client_of(request), _chosen(body)
    wait = actions.wait_for_slot(
        venue=venue,
        wish=_wish(body),
        holder=client.caller(name=body.name, phone=body.phone, language=body.language),
        noted_by=_worker(request, client, venue.site),
        key=key,
        actor=client.actor(key=key),
        now=clock.now(),
    )
    response["Cache-Control"] = "no-store"
    zone = venue.site.timezone
    turn = rooms.wait_by_code(code=wait.code)
    starts_at, ends_at = (local(at, zone) for at in (wait.starts_at, wait.ends_at))
    return Status(
        201,
        {"code": wait.code, "venue": venue.slug, "starts_at": starts_at, "ends_at": ends_at, "turn": turn.turn},
    )


@router.post(
    "/sites/{slug:slug}/bookings/{whole:booking_pk}/approval",
    response=DECIDED,
    auth=STAFF,
    operation_id="approveBooking",
    summary=_("Grant a request"),
    description=_("Whoever grants a confidential talk takes it."),
)
def approve_booking(request: HttpRequest, slug: str, booking_pk: int, key: Key) -> dict[str, Any]:
    """Grant a request."""
    booking, worker = _to_decide(request, slug, booking_pk)
    return _decided(actions.approve(booking=booking, by=worker, key=key, now=clock.now()))


@router.post(
    "/sites/{slug:slug}/bookings/{whole:booking_pk}/refusal",
    response=DECIDED,
    auth=STAFF,
    operation_id="refuseBooking",
    summary=_("Refuse a request"),
    description=_("Who asked is told the reason; the time goes to whoever waits for it."),
)
def refuse_booking(
    request: HttpRequest, slug: str, booking_pk: int, body: room_shapes.ReasonIn, key: Key
) -> dict[str, Any]:
    """Refuse a request."""
    booking, worker = _to_decide(request, slug, booking_pk)
    return _decided(actions.refuse(booking=booking, reason=body.reason, by=worker, key=key, now=clock.now()))


def _chosen(body: room_shapes.BookingIn) -> Venue:
    """The room that is named, or a 422 that says it is unknown."""
    try:
        return rooms.venue_at(site=body.site, venue=body.venue)
    except Http404 as missing:
        raise ValidationError([{"loc": ("body", "venue"), "type": "unknown"}]) from missing


def _venue_of(site: Site, slug: str) -> Venue:
    try:
        return rooms.venue_at(site=site.slug, venue=slug)
    except Http404 as missing:
        raise ValidationError([{"loc": ("body", "venue"), "type": "unknown"}]) from missing


def _wish(body: room_shapes.WishIn) -> Wish:
    return Wish(
        starts_at=body.starts_at,
        ends_at=body.ends_at,
        purpose=body.purpose,
        people=body.people,
        layout=body.layout,
        title=body.title,
        is_public=body.is_public,
        note=body.note,
        accepts_conditions=body.accepts_conditions,
        accepts_overlap=body.accepts_overlap,
    )


def _changed_wish(body: room_shapes.ChangeIn, booking: Booking) -> Wish:
    """The wish of a change: what is left out stays as it is, or as it was asked for already."""
    stored = rooms.stored.of_booking(booking, as_asked=True)
    kept = {name: stored[name] for name in KEPT if name not in body.model_fields_set}
    return replace(_wish(body), **kept, accepts_conditions=True)


def _worker(request: HttpRequest, client: Client, site: Site) -> Person | None:
    return require(request, right="booking.serve", site=site) if client.token else None


def _holder(code: str) -> str:
    """Whoever holds the code, as the journal calls them."""
    return holder(code)


def _to_decide(request: HttpRequest, slug: str, pk: int) -> tuple[Booking, Person]:
    site = places.site_by_slug(slug=slug)
    worker = require(request, right="booking.serve", site=site)
    return rooms.booking_at(site=site, pk=pk), worker


def _venue(card: rooms.VenueCard) -> dict[str, Any]:
    venue, terms = card.venue, card.terms
    return {
        "slug": venue.slug,
        "name": venue.name,
        "name_en": venue.name_en,
        "is_step_free": venue.is_step_free,
        "is_outdoors": venue.is_outdoors,
        "access": venue.access,
        "purposes": terms.purposes if terms else [],
        "layouts": [{"kind": layout.kind, "capacity": layout.capacity} for layout in card.layouts],
        "min_minutes": terms.min_minutes if terms else None,
        "max_minutes": terms.max_minutes if terms else None,
        "step_minutes": terms.step_minutes if terms else None,
        "horizon_days": terms.horizon_days if terms else None,
        "needs_approval": bool(terms and terms.needs_approval),
        "is_confidential": bool(terms and terms.is_confidential),
        "conditions": in_language(terms, "conditions") if terms else "",
    }


def _free_day(day: rooms.DayOfVenue) -> dict[str, Any]:
    return {
        "venue": day.venue.slug,
        "day": day.day,
        "is_provisional": day.is_provisional,
        "starts": list(day.starts),
        "why": say(day.why) if day.why else "",
        "nearest": day.why.values.get("nearest") if day.why else None,
    }


def _seen(response: HttpResponse, booking: Booking, now: datetime) -> dict[str, Any]:
    """A booking as `BookingOut`; never stored by a cache."""
    response["Cache-Control"] = "no-store"
    standing = rooms.standing(booking=booking, now=now)
    code = booking.code
    return _decided(booking) | {
        "code": code,
        "site": booking.venue.site.slug,
        "people": booking.people,
        "purpose": booking.purpose,
        "layout": booking.layout.kind if booking.layout else "",
        "title": booking.title,
        "version": booking.version,
        "hold_until": local(booking.hold_until, booking.venue.site.timezone),
        "moving": _moving(booking),
        "reason": booking.reason,
        "may_change": standing.may_change,
        "may_cancel": standing.may_cancel,
        "may_check_in": standing.may_check_in,
        "links": {
            "self": reverse("api:see_booking", args=[code]),
            "change": reverse("api:change_booking", args=[code]),
            "cancellation": reverse("api:cancel_booking", args=[code]),
            "confirmation": reverse("api:confirm_booking", args=[code]),
            "presence": reverse("api:check_in_booking", args=[code]),
            "page": reverse("booking:booking", args=[code]),
        },
    }


def _moving(booking: Booking) -> dict[str, Any] | None:
    move, zone = booking.moving, booking.venue.site.timezone
    if move is None:
        return None
    return {
        "venue": move.venue.slug,
        "starts_at": local(move.starts_at, zone),
        "ends_at": local(move.ends_at, zone),
        "hold_until": local(move.hold_until, zone),
    }


def _decided(booking: Booking) -> dict[str, Any]:
    zone = booking.venue.site.timezone
    return {
        "number": booking.pk,
        "venue": booking.venue.slug,
        "state": booking.state,
        "starts_at": local(booking.starts_at, zone),
        "ends_at": local(booking.ends_at, zone),
    }
