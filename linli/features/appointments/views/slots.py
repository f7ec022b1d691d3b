"""For residents: look for a free time, and book it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from linli.base.kernel import Refused, clock
from linli.base.ui import fields
from linli.base.ui.devices import device_of, is_registered, new_device, remember
from linli.base.ui.doors import private
from linli.base.ui.page import SeeOther, page
from linli.community.notices import queries as notices
from linli.community.people import queries as people
from linli.features.guides import queries as guides
from linli.features.guides.models import ItemGroup, ServiceItem
from linli.features.hall import queries as halls
from linli.features.hall.models import Hall, Ticket

from .. import actions
from .. import queries as appointments
from ..forms import Book
from ..models import Appointment
from ..queries.slots import zone_of
from . import times
from .access import actor_of


@require_safe
def slots(request: HttpRequest, *, site: str) -> HttpResponse:
    """The next free time, and a day's times to choose from; for a matter, if one was named."""
    hall, now = halls.hall_at(slug=site), clock.now()
    item, group = matter_of(request)
    offered = times.offer(hall=hall, now=now, asked_day=request.GET.get("day", ""), group=group)

    def day_link(day: date, group: ItemGroup | None = group, item: ServiceItem | None = item) -> str:
        return reverse("appointments:slots", args=[site]) + asked(day=day.isoformat(), group=group, item=item)

    def time_link(starts_at: datetime) -> str:
        address = reverse("appointments:booking", args=[site])
        return address + asked(starts_at=starts_at.isoformat(), group=group, item=item)

    shown_day = request.GET.get("day", "")
    context = {
        "tab": "hall",
        "hall": hall,
        "site": hall.site,
        "item": item,
        "group": group,
        "matters": [
            {"group": one, "is_chosen": one == group, "url": reverse("appointments:slots", args=[site])
             + asked(day=shown_day, group=None if one == group else one)}
            for one in guides.groups()
        ],
        "held": appointments.held_appointment(
            hall=hall, holder=people.person_of(request), device=device_of(request), now=now
        ),
        **times.shown(offered, time_link=time_link, day_link=day_link),
    }  # fmt: skip
    return private(page(request, "appointments/slots.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def booking(request: HttpRequest, *, site: str) -> HttpResponse:
    """What for, how, a phone number of who did not sign in, and one button."""
    hall = halls.hall_at(slug=site)
    if request.method != "POST":
        starts_at = fields.moment_in(request.GET, "starts_at") or _first_free(request, hall)
        if starts_at is None:
            return SeeOther(reverse("appointments:slots", args=[site]))
        return private(_booking_page(request, hall, starts_at=starts_at))
    form = Book(request.POST)
    if not form.is_valid():
        starts_at = fields.moment_in(request.POST, "starts_at")
        return private(_booking_page(request, hall, starts_at=starts_at, form=form, status=422))
    return private(_book(request, hall, form))


def _first_free(request: HttpRequest, hall: Hall) -> datetime | None:
    """The time to propose to somebody who named none."""
    _item, group = matter_of(request)
    slot = appointments.next_free(hall=hall, now=clock.now(), group=group)
    return slot.starts_at if slot else None


def _book(request: HttpRequest, hall: Hall, form: Book) -> HttpResponse:
    device, person = device_of(request) or new_device(key=form.cleaned_data["key"]), people.person_of(request)
    try:
        appointment = actions.book(
            hall=hall,
            **{name: form.cleaned_data[name] for name in ("starts_at", "group", "item", "priority", "key")},
            channel=Appointment.Channel.PHONE,
            caller=_caller(request, hall, phone=form.cleaned_data["phone"], device=device),
            actor=actor_of(request, device=device),
            now=clock.now(),
        )
    except Refused as refused:
        starts_at = form.cleaned_data["starts_at"]
        return _booking_page(request, hall, starts_at=starts_at, form=form, refused=refused, status=409)
    response = SeeOther(reverse("appointments:appointment", args=[appointment.code]))
    if not person:
        remember(response, device)
    return response


def _caller(request: HttpRequest, hall: Hall, *, phone: str, device: str) -> people.Caller:
    """Who books; whoever stands at a kiosk that was registered is nobody's device, and is neither counted nor asked."""
    if is_registered(request, hall):
        return people.Caller(phone=phone, language=get_language() or "")
    return people.caller_of(request, phone=phone, device=device)


def _booking_page(
    request: HttpRequest,
    hall: Hall,
    *,
    starts_at: datetime | None,
    form: Book | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    item, group = matter_of(request)
    slots_url = reverse("appointments:slots", args=[hall.site.slug])
    day = starts_at.astimezone(zone_of(hall)).date().isoformat() if starts_at else ""
    context = {
        "tab": "hall",
        "hall": hall,
        "site": hall.site,
        "form": form or Book(),
        "refused": refused,
        "item": item,
        "others_url": slots_url + asked(day=day, group=group, item=item),
        "person": people.person_of(request),
        "can_text": notices.can_text(),
        **time_choice(hall, starts_at, refused),
        **choices(request, group),
    }
    return page(request, "appointments/booking.html", context, status=status)


def time_choice(hall: Hall, starts_at: datetime | None, refused: Refused | None = None) -> dict[str, Any]:
    """The time chosen; after a refusal the nearest free ones to choose from instead."""
    zone = zone_of(hall)
    offered = [one.values["instead"] for one in refused.objections if "instead" in one.values] if refused else []
    instead: list[datetime] = offered[0] if offered else []
    return {
        "starts_at": starts_at.astimezone(zone) if starts_at else None,
        "instead": [{"value": time.isoformat(), "at": time} for time in instead],
    }


def choices(request: HttpRequest, group: ItemGroup | None) -> dict[str, Any]:
    """The matters and classes to choose from, and what a form that came back had chosen."""
    return {
        "groups": guides.groups(),
        "priorities": Ticket.Priority.choices,
        "chosen_group": request.POST.get("group", "") or (group.slug if group else ""),
        "chosen_priority": request.POST.get("priority") or Ticket.Priority.ORDINARY,
        "phone": request.POST.get("phone", ""),
    }


def matter_of(request: HttpRequest) -> tuple[ServiceItem | None, ItemGroup | None]:
    """The item and the group that the address names (an item brings its group), or nothing."""
    sent = request.POST if request.method == "POST" else request.GET
    slug = sent.get("item", "")
    found = ServiceItem.objects.filter(slug=slug).select_related("group").first() if _is_slug(slug) else None
    if found is not None:
        return found, found.group
    named = sent.get("group", "")
    return None, guides.group_by_slug(slug=named) if _is_slug(named) else None


def asked(*, group: ItemGroup | None = None, item: ServiceItem | None = None, **rest: str) -> str:
    """The question part of an address, without what is empty."""
    named = {"item": item.slug if item else "", "group": group.slug if group and not item else ""}
    filled = {name: value for name, value in {**rest, **named}.items() if value}
    return "?" + urlencode(filled) if filled else ""


def _is_slug(text: str) -> bool:
    return bool(text) and text.replace("-", "").replace("_", "").isalnum() and text.isascii()
