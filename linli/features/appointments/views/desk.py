"""The desk: today's appointments by time, who is here, and booking on behalf of a person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from linli.base.kernel import Refused, clock
from linli.base.live.queries import stream_url
from linli.base.ui.page import SeeOther, page
from linli.community.calendar import queries as calendar
from linli.community.people import queries as people
from linli.features.hall.models import Hall

from .. import actions
from .. import queries as appointments
from ..forms import Book, Keyed, Shown
from ..models import Appointment
from ..queries.slots import zone_of
from . import times
from .access import StaffRequest, staff
from .arrivals import shown_at
from .own import slip_of
from .slots import choices, matter_of, time_choice


@require_http_methods(["GET", "HEAD", "POST"])
@staff("hall.serve")
def desk(request: StaffRequest, *, hall: Hall) -> HttpResponse:
    """Who is expected today, and a time for somebody who asks at the desk."""
    if request.method != "POST":
        return _desk_page(request, hall)
    form = Book(request.POST)
    if not form.is_valid():
        return _desk_page(request, hall, form=form, status=422)
    try:
        booked = actions.book(
            hall=hall,
            **{name: form.cleaned_data[name] for name in ("starts_at", "group", "item", "priority", "key")},
            channel=Appointment.Channel.DESK,
            caller=people.Caller(phone=form.cleaned_data["phone"], language=get_language() or "", is_proved=True),
            booked_by=request.user,
            actor=people.actor_of(request.user),
            now=clock.now(),
        )
    except Refused as refused:
        return _desk_page(request, hall, form=form, refused=refused, status=409)
    return SeeOther(f"{reverse('appointments:desk', args=[hall.site.slug])}?booked={booked.code}")


@require_POST
@staff("hall.serve")
def arrivals(request: StaffRequest, *, hall: Hall) -> HttpResponse:
    """Somebody with an appointment stands at the desk: they get their number."""
    form = Shown(request.POST)
    if not form.is_valid():
        return _desk_page(request, hall, form=form, status=422)
    try:
        came = actions.check_in(
            appointment=shown_at(request, hall, form.cleaned_data["shown"], is_counted=False),
            channel=Appointment.Channel.DESK,
            taken_by=request.user,
            key=form.cleaned_data["key"],
            actor=people.actor_of(request.user),
            now=clock.now(),
        )
    except Refused as refused:
        return _desk_page(request, hall, form=form, refused=refused, status=409)
    code = came.ticket.code if came.ticket else ""
    return SeeOther(f"{reverse('hall:desk', args=[hall.site.slug])}?taken={code}")


@require_POST
@staff("hall.serve")
def confirmations(request: StaffRequest, *, hall: Hall) -> HttpResponse:
    """A worker has spoken with who booked without signing in: the time is theirs."""
    form = Shown(request.POST)
    if not form.is_valid():
        return _desk_page(request, hall, form=form, status=422)
    try:
        mine = actions.confirm_at_desk(
            appointment=shown_at(request, hall, form.cleaned_data["shown"], is_counted=False),
            by=request.user,
            key=form.cleaned_data["key"],
            now=clock.now(),
        )
    except Refused as refused:
        return _desk_page(request, hall, form=form, refused=refused, status=409)
    return SeeOther(f"{reverse('appointments:desk', args=[hall.site.slug])}?booked={mine.code}")


def _desk_page(
    request: StaffRequest,
    hall: Hall,
    *,
    form: Keyed | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    now = clock.now()
    topic = f"appointments.{hall.site.slug}"
    stream = stream_url(topic)
    today = calendar.business_day(site=hall.site, now=now)
    _item, group = matter_of(request)
    offered = times.offer(hall=hall, now=now, asked_day=request.GET.get("day", ""), group=group)
    address = reverse("appointments:desk", args=[hall.site.slug])

    def day_link(day: date) -> str:
        return f"{address}?{urlencode({'day': day.isoformat()})}#book"

    context: dict[str, Any] = {
        "tab": "appointments",
        "hall": hall,
        "site": hall.site,
        "topic": topic,
        "stream_url": stream,
        "day": today,
        "rows": rows_of(hall, today, now),
        "held": held_rows(hall, now),
        "gone": appointments.displaced(hall=hall, now=now),
        "terms": appointments.terms_of(hall=hall),
        "form": form,
        "refused": refused,
        "chosen_time": request.POST.get("starts_at", ""),
        **time_choice(hall, None, refused),
        **times.shown(offered, time_link=lambda starts_at: "", day_link=day_link),
        **choices(request, group),
        **_just_booked(request, hall),
    }
    return page(request, "appointments/desk.html", context, fragment="appointments/_day.html", status=status)


def _just_booked(request: StaffRequest, hall: Hall) -> dict[str, Any]:
    code = request.GET.get("booked", "")
    booked = appointments.appointment_by_code(code=code) if code else None
    return slip_of(request, booked) | {"tab": "appointments"} if booked and booked.hall_id == hall.pk else {}


def rows_of(hall: Hall, day: date, now: datetime) -> list[dict[str, Any]]:
    """A day's appointments as the desk lists them: the time, no name."""
    zone = zone_of(hall)
    return [
        {"it": one, "starts_at": one.starts_at.astimezone(zone), "is_open": one.ticket is None}
        for one in appointments.appointments_on(hall=hall, day=day)
    ]


def held_rows(hall: Hall, now: datetime) -> list[dict[str, Any]]:
    """What is held for somebody unknown until it is confirmed, on whatever day."""
    zone = zone_of(hall)
    return [
        {
            "it": one,
            "starts_at": one.starts_at.astimezone(zone),
            "until": one.hold_until.astimezone(zone) if one.hold_until else None,
            "shown": reverse("appointments:appointment", args=[one.code]),
        }
        for one in appointments.unconfirmed(hall=hall, now=now)
    ]
