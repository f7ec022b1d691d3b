"""A holder's own appointment: see it, take it along, move it, cancel it, come in with it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.base.kernel import Refused, clock
from linli.base.ui import fields, ical
from linli.base.ui.addresses import public_address
from linli.base.ui.devices import device_of, new_device, remember
from linli.base.ui.doors import private
from linli.base.ui.page import SeeOther, page
from linli.community.notices import queries as notices
from linli.community.people import queries as people

from .. import actions
from .. import queries as appointments
from ..forms import ChosenTime, Keyed, Seen
from ..models import Appointment
from ..queries.slots import zone_of
from . import times
from .access import actor_of
from .entries import entry_of
from .slots import time_choice

# It never stood in anybody's calendar or on paper.
NOT_BOOKED = (Appointment.State.UNPROVED, Appointment.State.LAPSED)


@require_safe
def appointment(request: HttpRequest, *, appointment: str) -> HttpResponse:
    """When and where, what to bring, and what can be done with it now."""
    return _own_page(request, appointments.appointment_by_code(code=appointment))


def _own_page(
    request: HttpRequest, mine: Appointment, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    known = _known(request, mine)
    context = {**known, "refused": refused, "instead": _instead(mine, known["standing"]), **_to_confirm(mine)}
    return private(page(request, "appointments/appointment.html", context, status=status))


def _to_confirm(mine: Appointment) -> dict[str, Any]:
    """What is asked of somebody unknown whose appointment is not confirmed yet."""
    now = clock.now()
    if mine.state_at(now) != Appointment.State.UNPROVED:
        return {}
    return {"confirm": notices.shown(phone=mine.contact, until=_local(mine, mine.hold_until), now=now)}


def _local(mine: Appointment, at: datetime | None) -> datetime | None:
    return at.astimezone(zone_of(mine.hall)) if at else None


@require_POST
def confirmation(request: HttpRequest, *, appointment: str) -> HttpResponse:
    """The code that was sent to my number is this one."""
    mine = appointments.appointment_by_code(code=appointment)
    try:
        actions.confirm(
            appointment=mine,
            code=notices.typed_code(text=request.POST.get("code", "")),
            key=_key(request),
            actor=_actor(request, mine),
            now=clock.now(),
        )
    except Refused as refused:
        return _own_page(request, appointments.appointment_by_code(code=mine.code), refused=refused, status=409)
    return private(SeeOther(reverse("appointments:appointment", args=[mine.code])))


def _instead(mine: Appointment, standing: appointments.Standing) -> list[dict[str, Any]]:
    """Other times, each taken with one press, where the hall has closed at the one that was booked."""
    if standing.displaced is None:
        return []
    zone = zone_of(mine.hall)
    slots = appointments.instead_of(appointment=mine, now=clock.now())
    return [{"value": one.starts_at.isoformat(), "starts_at": one.starts_at.astimezone(zone)} for one in slots]


def _known(request: HttpRequest, mine: Appointment) -> dict[str, Any]:
    return {
        "tab": "mine",
        "site": mine.hall.site,
        "appointment": mine,
        "standing": appointments.standing(appointment=mine, now=clock.now()),
        "address": public_address(request, reverse("appointments:appointment", args=[mine.code])),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def time(request: HttpRequest, *, appointment: str) -> HttpResponse:
    """Choose another time, see it once more, and take it."""
    mine = appointments.appointment_by_code(code=appointment)
    if request.method != "POST":
        return _time_page(request, mine, starts_at=fields.moment_in(request.GET, "starts_at"))
    form = ChosenTime(request.POST)
    if not form.is_valid():
        return _time_page(request, mine, form=form, status=422)
    starts_at = form.cleaned_data["starts_at"]
    try:
        actions.move(
            appointment=mine,
            starts_at=starts_at,
            version=form.cleaned_data["version"],
            key=form.cleaned_data["key"],
            actor=_actor(request, mine),
            now=clock.now(),
        )
    except Refused as refused:
        return _time_page(request, mine, starts_at=starts_at, form=form, refused=refused, status=409)
    return private(SeeOther(reverse("appointments:appointment", args=[mine.code])))


def _time_page(
    request: HttpRequest,
    mine: Appointment,
    *,
    starts_at: datetime | None = None,
    form: ChosenTime | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    address = reverse("appointments:time", args=[mine.code])
    offered = times.offer(
        hall=mine.hall, now=clock.now(), asked_day=request.GET.get("day", ""), group=mine.group, without=mine
    )

    def day_link(day: date) -> str:
        return f"{address}?{urlencode({'day': day.isoformat()})}"

    def time_link(starts_at: datetime) -> str:
        return f"{address}?{urlencode({'starts_at': starts_at.isoformat()})}"

    context = {
        **_known(request, mine),
        "form": form,
        "refused": refused,
        **time_choice(mine.hall, starts_at, refused),
        **times.shown(offered, time_link=time_link, day_link=day_link),
    }
    return private(page(request, "appointments/time.html", context, status=status))


@require_http_methods(["GET", "HEAD", "POST"])
def cancellation(request: HttpRequest, *, appointment: str) -> HttpResponse:
    """Ask once more, then give the time back."""
    mine = appointments.appointment_by_code(code=appointment)
    if request.method != "POST":
        return private(page(request, "appointments/cancellation.html", _known(request, mine)))
    try:
        form = Seen(request.POST)
        version = form.cleaned_data["version"] if form.is_valid() else None
        actions.cancel(
            appointment=mine, version=version, key=_key(request), actor=_actor(request, mine), now=clock.now()
        )
    except Refused as refused:
        return _own_page(request, mine, refused=refused, status=409)
    return private(SeeOther(reverse("appointments:appointment", args=[mine.code])))


@require_POST
def arrival(request: HttpRequest, *, appointment: str) -> HttpResponse:
    """I am here: the appointment becomes a number."""
    mine = appointments.appointment_by_code(code=appointment)
    device, person = device_of(request) or new_device(key=_key(request)), people.person_of(request)
    try:
        came = actions.check_in(
            appointment=mine,
            channel=Appointment.Channel.PHONE,
            device="" if mine.holder_id else device,
            language=get_language() or "",
            key=_key(request),
            actor=_actor(request, mine),
            now=clock.now(),
        )
    except Refused as refused:
        return _own_page(request, appointments.appointment_by_code(code=mine.code), refused=refused, status=409)
    response = private(SeeOther(reverse("hall:ticket", args=[came.ticket.code if came.ticket else ""])))
    if not person:
        remember(response, device)
    return response


@require_safe
def slip(request: HttpRequest, *, appointment: str) -> HttpResponse:
    """The slip to take home, for paper 58 or 80 mm wide; of what is not booked (yet) there is none."""
    mine = appointments.appointment_by_code(code=appointment)
    if mine.state in NOT_BOOKED:
        return private(SeeOther(reverse("appointments:appointment", args=[mine.code])))
    return private(page(request, "appointments/slip.html", slip_of(request, mine)))


def slip_of(request: HttpRequest, mine: Appointment) -> dict[str, Any]:
    """What is printed on a slip."""
    return {**_known(request, mine), "width": 58 if request.GET.get("width") == "58" else 80}


@require_safe
def calendar(request: HttpRequest, *, appointment: str) -> HttpResponse:
    """The appointment as a file that any calendar reads, once it is confirmed."""
    mine = appointments.appointment_by_code(code=appointment)
    if mine.state in NOT_BOOKED:
        return private(SeeOther(reverse("appointments:appointment", args=[mine.code])))
    known = _known(request, mine)
    entry = entry_of(standing=known["standing"], address=known["address"])
    return private(ical.file(name=entry.summary, entry=entry, file="appointment"))


def _key(request: HttpRequest) -> str:
    form = Keyed(request.POST)
    form.is_valid()
    return str(form.cleaned_data.get("key", ""))


def _actor(request: HttpRequest, mine: Appointment) -> str:
    return actor_of(request, device=device_of(request) or mine.code)
