"""Who may open a page of booking, who sent a request, and that nobody keeps a copy of what is private."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language

from linli.base.kernel import clock
from linli.community.people import queries as people
from linli.community.people.models import Person
from linli.community.places import queries as places

from .. import queries as booking
from ..actions import Holder
from ..models import Booking

View = Callable[..., HttpResponse]


class StaffRequest(HttpRequest):
    """A request that passed `staff`: somebody signed in stands behind it."""

    user: Person


def staff(right: str) -> Callable[[View], View]:
    """The view is for people who hold `right` at the site; it gets the site instead of its name."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *, site: str, **named: Any) -> HttpResponse:
            found = places.site_by_slug(slug=site)
            if not request.user.is_authenticated:
                back = request.get_full_path() if request.method in ("GET", "HEAD") else _week(site)
                return HttpResponseRedirect(f"{reverse('portal:staff_sign_in')}?{urlencode({'next': back})}")
            people.require(person=request.user, right=right, place=found.community_id)
            return private(view(request, site=found, **named))

        return guarded

    return guard


def of_staff(right: str) -> Callable[[View], View]:
    """As `staff`, for the address of one booking of the site; the view gets the booking."""

    def guard(view: View) -> View:
        @staff(right)
        @wraps(view)
        def guarded(request: HttpRequest, *, site: Any, booking_pk: int, **named: Any) -> HttpResponse:
            return view(request, booking=booking.booking_at(site=site, pk=booking_pk), **named)

        return guarded

    return guard


def signed_in(view: View) -> View:
    """The view is for people who have signed in, and gets the person; others are led to do so, and back."""

    @wraps(view)
    def guarded(request: HttpRequest, **named: Any) -> HttpResponse:
        person = person_of(request)
        if person is None:
            back = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("portal:mine")
            return HttpResponseRedirect(f"{reverse('portal:sign_in')}?{urlencode({'next': back})}")
        return private(view(request, person=person, **named))

    return guarded


def by_code(view: View) -> View:
    """The view is for whoever holds a booking's code, and gets the booking."""

    @wraps(view)
    def guarded(request: HttpRequest, *, held: str, **named: Any) -> HttpResponse:
        return private(view(request, booking=booking.booking_by_code(code=held), **named))

    return guarded


def private(response: HttpResponse) -> HttpResponse:
    """Nobody keeps a copy: no shared cache, no disk, no search engine, and the address is told to no other site."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def person_of(request: HttpRequest) -> Person | None:
    """Who is signed in, or None."""
    return request.user if isinstance(request.user, Person) else None


def actor_of(request: HttpRequest, *, held: Booking | None = None) -> str:
    """How the journal names whoever sent the request: the person, or whoever holds the booking's code."""
    person = person_of(request)
    if person is not None:
        return people.actor_of(person)
    return f"holder:{held.pk}" if held is not None else "visitor"


def holder_of(request: HttpRequest, said: dict[str, Any]) -> Holder:
    """For whom the form asks: the person who is signed in, or a name and a number."""
    return Holder(
        person=person_of(request),
        name=said.get("name", ""),
        phone=said.get("phone", ""),
        language=get_language() or "",
    )


def by_now(request: HttpRequest) -> dict[str, Any]:
    """The key and the moment that every action is given."""
    return {"key": request.POST.get("key", "")[:80], "now": clock.now()}


def _week(site: str) -> str:
    return reverse("booking:week", args=[site])
