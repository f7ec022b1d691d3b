"""Who may open a page of appointments, who sends a request, and how a page is answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from linli.base.seal.seal import digest
from linli.community.people import queries as people
from linli.community.people.models import Person
from linli.features.hall import queries as halls

View = Callable[..., HttpResponse]


class StaffRequest(HttpRequest):
    """A request that passed `staff`: somebody signed in stands behind it."""

    user: Person


def staff(right: str) -> Callable[[View], View]:
    """The view is for people who hold `right` where the hall stands; it gets the hall instead of the site's name."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *, site: str, **named: Any) -> HttpResponse:
            hall = halls.hall_at(slug=site)
            if not request.user.is_authenticated:
                back = reverse("appointments:desk", args=[site])
                address = reverse("portal:staff_sign_in")
                return HttpResponseRedirect(f"{address}?{urlencode({'next': back})}")
            people.require(person=request.user, right=right, place=hall.site.community_id)
            return private(view(request, hall=hall, **named))

        return guarded

    return guard


def private(response: HttpResponse) -> HttpResponse:
    """Nobody keeps a copy: no shared cache, no disk, no search engine, and the address is told to no other site."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def person_of(request: HttpRequest) -> Person | None:
    """Who is signed in, or None."""
    return request.user if isinstance(request.user, Person) else None


def actor_of(request: HttpRequest, *, device: str) -> str:
    """How the journal names whoever sent the request."""
    person = person_of(request)
    return people.actor_of(person) if person else f"device:{digest(device, purpose='device')[:12]}"
