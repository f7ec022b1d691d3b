"""Who may open a page of the hall."""

from __future__ import annotations

from functools import partial, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from linli.base.ui import doors
from linli.community.people import queries as people
from linli.community.people.models import Person

from .. import queries as halls

StaffRequest = doors.RequestOf[Person]


def staff(right: str) -> doors.Guard:
    """The view is for people who hold `right` where the hall stands; it gets the hall instead of the site's name."""
    return doors.staff_at_site(
        right,
        require=people.require,
        find=halls.hall_at,
        gives="hall",
        place=lambda hall: hall.site.community_id,
        back=partial(_page_with_button, right),
    )


def at_window(right: str) -> doors.Guard:
    """As `staff`, for the address of one window; the view gets the window."""

    def guard(view: doors.View) -> doors.View:
        @staff(right)
        @wraps(view)
        def guarded(request: HttpRequest, *, hall: Any, number: int, **named: Any) -> HttpResponse:
            return view(request, window=halls.window_at(hall=hall, number=number), **named)

        return guarded

    return guard


def _page_with_button(right: str, *, site: str, number: int | None = None, **_rest: Any) -> str:
    """The page on which the button was that asked for this address."""
    if right == "hall.manage":
        return reverse("hall:windows", args=[site])
    return reverse("hall:bench", args=[site, number]) if number is not None else reverse("hall:desk", args=[site])
