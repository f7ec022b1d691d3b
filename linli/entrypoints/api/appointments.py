"""Appointments at the hall: its free times for everybody, and one's own appointment by its code."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Query, Router, Schema, Status

from linli.base.kernel import clock
from linli.base.kernel import gettext_noop as _
from linli.community.calendar import queries as calendar
from linli.features.appointments import actions
from linli.features.appointments import queries as appointments
from linli.features.appointments.models import Appointment
from linli.features.hall import queries as halls

from . import problems, shapes
from .auth import BearerOrNobody, client_of, holder, require
from .hall import group_named, named
from .kinds import AnySlug, Day, Key, Moment, Phone, Slug, Whole
from .shapes import local

router = Router(tags=["appointments"], auth=None)


class SlotOut(Schema):
    """A time that can be booked."""

    starts_at: datetime = Field(examples=["2026-11-25T14:00:00+08:00"])
    ends_at: datetime = Field(examples=["2026-11-25T14:30:00+08:00"])
    capacity: int = Field(description=_("How many visits may begin in it by appointment"))
    free: int = Field(description=_("How many more may be booked"))


class DaySlotsOut(Schema):
    """A day and its times."""

    day: date = Field(examples=["2026-11-25"])
    holiday: str = Field(description=_("The name of the holiday, or of the one this day is worked for; else empty"))
    is_provisional: bool = Field(description=_("The holidays of this year are not published yet"))
    is_beyond: bool = Field(description=_("Further ahead than times are booked"))
    slots: list[SlotOut]


class SlotsAsked(Schema):
    """Which times are looked for."""

    first: Day | None = Field(default=None, description=_("The first day; today if left out"))
    days: Whole = Field(default=7, ge=1, le=31, description=_("How many days"))
    group: AnySlug = Field(default="", description=_("For what; windows that do not take it are left out"))


class AppointmentIn(shapes.Asked):
    """A visitor books a time."""

    site: Slug = Field(examples=["tuoran"])
    group: Slug = Field(description=_("What they will come for"), examples=["housing"])
    starts_at: Moment = Field(examples=["2026-11-25T14:00:00+08:00"])
    priority: shapes.Priority = "ordinary"
    phone: Phone = Field(
        default="",
        description=_("Where to tell the visitor; sealed, and deleted after the day. A phone holds one time a day."),
        examples=["13800000001"],
    )
    language: Literal["", "zh-hans", "en"] = ""


class AppointmentTimeIn(shapes.Asked):
    """Another time."""

    starts_at: Moment = Field(examples=["2026-11-25T15:00:00+08:00"])


class AppointmentLinks(Schema):
    """Where this appointment is seen and changed. Each needs its own code, and nothing else opens it."""

    self: str = Field(description=_("This appointment in the API"))
    time: str = Field(description=_("POST here to move it"))
    confirmation: str = Field(description=_("POST here the code that was sent, while it is `unproved`"))
    cancellation: str = Field(description=_("POST here to cancel it"))
    arrival: str = Field(description=_("POST here to check in"))
    page: str = Field(description=_("This appointment as a page for the visitor's phone"))
    ticket: str = Field(description=_("The number it became, in the API; empty before checking in"))


class AppointmentOut(Schema):
    """One booked time."""

    code: str = Field(description=_("The secret that opens this appointment"), examples=["Zk3vYw0aQd2mXr8s"])
    short_code: str = Field(description=_("Six digits to type at the kiosk on that day"), examples=["048213"])
    site: str = Field(examples=["tuoran"])
    state: Literal["unproved", "booked", "checked_in", "cancelled", "missed", "lapsed"]
    hold_until: datetime | None = Field(description=_("Until when an unproved one is held; else null"))
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime = Field(description=_("From when on one can check in"))
    kept_until: datetime = Field(description=_("Until when the time is kept"))
    group: shapes.Named
    priority: shapes.Priority
    label: str = Field(description=_("The number it became; empty before checking in"), examples=["A023"])
    may_move: bool
    may_cancel: bool
    may_check_in: bool
    links: AppointmentLinks


@router.get(
    "/sites/{slug:slug}/slots",
    response={200: list[DaySlotsOut], **problems.of(404, 422)},
    operation_id="listSlots",
    summary=_("The times that can be booked at a hall"),
    description=_("Times that are over or too near are left out; a hall that takes no appointments has none."),
)
def list_slots(
    request: HttpRequest,
    slug: str,
    asked: Query[SlotsAsked],
) -> list[dict[str, Any]]:
    """The times that can be booked at a hall."""
    hall, now = halls.hall_at(slug=slug), clock.now()
    today = calendar.business_day(site=hall.site, now=now)
    found = appointments.free_slots(
        hall=hall,
        first=max(asked.first or today, today),
        days=asked.days,
        now=now,
        group=group_named(asked.group, where=("query", "group")) if asked.group else None,
    )
    return [_day(day) for day in found]


@router.post(
    "/appointments",
    response={201: AppointmentOut, 202: AppointmentOut, **problems.of(401, 403, 404, 409, 422, 429)},
    auth=BearerOrNobody(),
    operation_id="bookAppointment",
    summary=_("Book a time"),
    description=_(
        "Without a token, for oneself; with a token of the hall, for a visitor. Whoever keeps the code keeps the "
        "appointment. A time that is full is refused with the nearest free ones. 202: it is only held, until the code "
        "sent to the phone is entered; without a phone, or where no texts can be sent, until a worker confirms it."
    ),
    openapi_extra={"security": [{}]},
)
def book_appointment(request: HttpRequest, response: HttpResponse, body: AppointmentIn, key: Key) -> Status[Any]:
    """Book a time."""
    now, client, hall = clock.now(), client_of(request), halls.hall_at(slug=body.site)
    booked = actions.book(
        hall=hall,
        starts_at=body.starts_at,
        group=group_named(body.group, where=("body", "group")),
        priority=body.priority,
        channel=Appointment.Channel.API,
        caller=client.caller(phone=body.phone, language=body.language),
        booked_by=require(request, right="hall.serve", site=hall.site) if client.token else None,
        key=key,
        actor=client.actor(key=key),
        now=now,
    )
    response["Location"] = reverse("api:see_appointment", args=[booked.code])
    is_held = booked.state == Appointment.State.UNPROVED
    return Status(202 if is_held else 201, _seen(response, booked.code, now))


@router.get(
    "/appointments/{slug:appointment}",
    response={200: AppointmentOut, **problems.of(404)},
    operation_id="seeAppointment",
    summary=_("One's own appointment, by its code"),
    description=_("When and where, and what can be done with it now."),
)
def see_appointment(request: HttpRequest, response: HttpResponse, appointment: str) -> dict[str, Any]:
    """One's own appointment, by its code."""
    return _seen(response, appointment, clock.now())


@router.post(
    "/appointments/{slug:appointment}/confirmation",
    response={200: AppointmentOut, **problems.of(404, 409, 422)},
    operation_id="confirmAppointment",
    summary=_("Confirm an appointment with the code that was sent"),
    description=_("Booked without a token, it holds its time (`unproved`) until the code sent to its phone is here."),
)
def confirm_appointment(
    request: HttpRequest, response: HttpResponse, appointment: str, body: shapes.ConfirmIn, key: Key
) -> dict[str, Any]:
    """Confirm an appointment with the code that was sent."""
    now, mine = clock.now(), appointments.appointment_by_code(code=appointment)
    actions.confirm(appointment=mine, code=body.code, key=key, actor=_holder(appointment), now=now)
    return _seen(response, appointment, now)


@router.post(
    "/appointments/{slug:appointment}/time",
    response={200: AppointmentOut, **problems.of(404, 409, 422)},
    operation_id="moveAppointment",
    summary=_("Move an appointment"),
    description=_("The old time is given free only when the new one is taken."),
)
def move_appointment(
    request: HttpRequest, response: HttpResponse, appointment: str, body: AppointmentTimeIn, key: Key
) -> dict[str, Any]:
    """Move an appointment."""
    now, mine = clock.now(), appointments.appointment_by_code(code=appointment)
    actions.move(appointment=mine, starts_at=body.starts_at, key=key, actor=_holder(appointment), now=now)
    return _seen(response, appointment, now)


@router.post(
    "/appointments/{slug:appointment}/cancellation",
    response={200: AppointmentOut, **problems.of(404, 409, 422)},
    operation_id="cancelAppointment",
    summary=_("Cancel an appointment"),
    description=_("The time is free for somebody else at once."),
)
def cancel_appointment(request: HttpRequest, response: HttpResponse, appointment: str, key: Key) -> dict[str, Any]:
    """Cancel an appointment."""
    now, mine = clock.now(), appointments.appointment_by_code(code=appointment)
    actions.cancel(appointment=mine, key=key, actor=_holder(appointment), now=now)
    return _seen(response, appointment, now)


@router.post(
    "/appointments/{slug:appointment}/arrival",
    response={200: AppointmentOut, **problems.of(404, 409, 422)},
    operation_id="checkIn",
    summary=_("Check in with an appointment"),
    description=_(
        "Gives the number that is called as the time comes. Who comes too late gets an ordinary number while they are "
        "given."
    ),
)
def check_in(request: HttpRequest, response: HttpResponse, appointment: str, key: Key) -> dict[str, Any]:
    """Check in with an appointment."""
    now, mine = clock.now(), appointments.appointment_by_code(code=appointment)
    actions.check_in(appointment=mine, channel=Appointment.Channel.API, key=key, actor=_holder(appointment), now=now)
    return _seen(response, appointment, now)


def _holder(code: str) -> str:
    """Whoever holds the code, as the journal calls them."""
    return holder(code)


def _day(day: appointments.DaySlots) -> dict[str, Any]:
    return {
        "day": day.day,
        "holiday": day.kind.name,
        "is_provisional": day.kind.is_provisional,
        "is_beyond": day.is_beyond,
        "slots": [
            {"starts_at": one.starts_at, "ends_at": one.ends_at, "capacity": one.capacity, "free": one.free}
            for one in day.slots
        ],
    }


def _seen(response: HttpResponse, code: str, now: datetime) -> dict[str, Any]:
    """An appointment as `AppointmentOut`; never stored by a cache."""
    response["Cache-Control"] = "no-store"
    mine = appointments.appointment_by_code(code=code)
    standing = appointments.standing(appointment=mine, now=now)
    zone = mine.hall.site.timezone
    return {
        "code": mine.code,
        "short_code": mine.short_code,
        "site": mine.hall.site.slug,
        "state": standing.state,
        "hold_until": local(mine.hold_until, zone) if standing.state == Appointment.State.UNPROVED else None,
        "starts_at": local(mine.starts_at, zone),
        "ends_at": local(mine.ends_at, zone),
        "opens_at": standing.opens_at,
        "kept_until": standing.kept_until,
        "group": named([mine.group])[0],
        "priority": mine.priority,
        "label": mine.ticket.label if mine.ticket else "",
        "may_move": standing.may_move,
        "may_cancel": standing.may_cancel,
        "may_check_in": standing.may_check_in,
        "links": _links(mine),
    }


def _links(mine: Appointment) -> dict[str, str]:
    own = {
        "self": "api:see_appointment",
        "confirmation": "api:confirm_appointment",
        "time": "api:move_appointment",
        "cancellation": "api:cancel_appointment",
        "arrival": "api:check_in",
        "page": "appointments:appointment",
    }
    links = {name: reverse(view, args=[mine.code]) for name, view in own.items()}
    return links | {"ticket": reverse("api:see_ticket", args=[mine.ticket.code]) if mine.ticket else ""}
