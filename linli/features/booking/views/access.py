"""Who may open a page of booking, and who sent a request."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from linli.base.kernel import clock
from linli.base.ui import doors
from linli.community.people import queries as people
from linli.community.people.models import Person
from linli.community.places import queries as places

from .. import queries as booking
from ..models import Booking

StaffRequest = doors.RequestOf[Person]


def staff(right: str) -> doors.Guard:
    """The view is for people who hold `right` at the site; it gets the site instead of its name."""
    return doors.staff_at_site(
        right,
        require=people.require,
        find=places.site_by_slug,
        gives="site",
        place=lambda site: site.community_id,
        back=lambda site, **_rest: reverse("booking:week", args=[site]),
    )


def of_staff(right: str) -> doors.Guard:
    """As `staff`, for the address of one booking of the site; the view gets the booking."""

    def guard(view: doors.View) -> doors.View:
        @staff(right)
        @wraps(view)
        def guarded(request: HttpRequest, *, site: Any, booking_pk: int, **named: Any) -> HttpResponse:
            return view(request, booking=booking.booking_at(site=site, pk=booking_pk), **named)

        return guarded

    return guard


def by_code(view: doors.View) -> doors.View:
    """The view is for whoever holds a booking's code, and gets the booking."""

    @wraps(view)
    def guarded(request: HttpRequest, *, held: str, **named: Any) -> HttpResponse:
        return doors.private(view(request, booking=booking.booking_by_code(code=held), **named))

    return guarded


def actor_of(request: HttpRequest, *, held: Booking | None = None) -> str:
    """How the journal names whoever sent the request: the person, or whoever holds the booking's code."""
    person = people.person_of(request)
    if person is not None:
        return people.actor_of(person)
    return f"holder:{held.pk}" if held is not None else "visitor"


def holder_of(request: HttpRequest, said: dict[str, Any]) -> people.Caller:
    """For whom the form asks: the person who is signed in, or a name and a number."""
    return people.caller_of(request, name=said.get("name", ""), phone=said.get("phone", ""))


def by_now(request: HttpRequest) -> dict[str, Any]:
    """The key and the moment that every action is given."""
    return {"key": request.POST.get("key", "")[:80], "now": clock.now()}
