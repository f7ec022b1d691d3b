"""Who may open a page of the hall, and how a page is answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import ResolverMatch, reverse
from django_htmx.http import HttpResponseClientRedirect

from linli.community.people import queries as people
from linli.community.people.models import Person

from .. import queries as halls

View = Callable[..., HttpResponse]


class StaffRequest(HttpRequest):
    """A request that passed `staff` or `at_window`: somebody signed in stands behind it."""

    user: Person
    resolver_match: ResolverMatch


def staff(right: str) -> Callable[[View], View]:
    """The view is for people who hold `right` where the hall stands; it gets the hall instead of the site's name."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *, site: str, **named: Any) -> HttpResponse:
            hall = halls.hall_at(slug=site)
            if not request.user.is_authenticated:
                return _to_sign_in(request, back=_page_of(request, right=right, site=site, **named))
            people.require(person=request.user, right=right, place=hall.site.community_id)
            return private(view(request, hall=hall, **named))

        return guarded

    return guard


def at_window(right: str) -> Callable[[View], View]:
    """As `staff`, for the address of one window; the view gets the window."""

    def guard(view: View) -> View:
        @staff(right)
        @wraps(view)
        def guarded(request: HttpRequest, *, hall: Any, number: int, **named: Any) -> HttpResponse:
            return view(request, window=halls.window_at(hall=hall, number=number), **named)

        return guarded

    return guard


def private(response: HttpResponse) -> HttpResponse:
    """Nobody keeps a copy: no shared cache, no disk, no search engine, and the address is told to no other site.

    The referrer stays `same-origin`: with `no-referrer` browsers send our own forms with `Origin: null`, and those
    are refused.
    """
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _to_sign_in(request: HttpRequest, *, back: str) -> HttpResponse:
    """The way in, and back; a part of a page cannot show it, so there the whole page goes."""
    address = reverse("portal:staff_sign_in") + "?" + urlencode({"next": back})
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)


def _page_of(request: HttpRequest, *, right: str, site: str, number: int | None = None, **_rest: Any) -> str:
    """The page to come back to: this one, or the one on which the button was that asked for this address."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    if right == "hall.manage":
        return reverse("hall:windows", args=[site])
    return reverse("hall:bench", args=[site, number]) if number is not None else request.path
