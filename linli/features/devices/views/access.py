"""Who may arrange machines, and which kiosk a browser is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from linli.base.ui import doors
from linli.community.people import queries as people
from linli.community.people.models import Person
from linli.features.hall import queries as halls
from linli.features.hall.models import Hall

from .. import queries
from ..models import Kiosk

COOKIE, SALT = "linli_kiosk", "devices.kiosk"
# As long as browsers keep a cookie; it is set anew whenever the kiosk asks for numbers.
COOKIE_SECONDS = 400 * 24 * 3600

StaffRequest = doors.RequestOf[Person]

# The guard for views of who manages the hall; they get the hall instead of the site's name.
managed = doors.staff_at_site(
    "hall.manage",
    require=people.require,
    find=halls.hall_at,
    gives="hall",
    place=lambda hall: hall.site.community_id,
    back=lambda site, **_rest: reverse("devices:devices", args=[site]),
)


def registered(view: doors.View) -> doors.View:
    """The view is for a registered kiosk of the site; it gets the kiosk, with its hall, instead of the site's name."""

    @wraps(view)
    def guarded(request: HttpRequest, *, site: str, **named: Any) -> HttpResponse:
        kiosk = kiosk_of(request, halls.hall_at(slug=site))
        if kiosk is None:
            raise PermissionDenied
        return doors.private(view(request, kiosk=kiosk, **named))

    return guarded


class KnownKiosk:
    """Lets every page ask which registered kiosk of a hall the browser is: `request.kiosk_at(hall)`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer; nothing is looked up unless a page asks."""
        request.kiosk_at = partial(kiosk_of, request)  # type: ignore[attr-defined]
        return self.get_response(request)


def kiosk_of(request: HttpRequest, hall: Hall) -> Kiosk | None:
    """The kiosk of the hall that this browser is, if it is one."""
    told = request.get_signed_cookie(COOKIE, default="", salt=SALT) or ""
    code, _, token = told.partition(".")
    return queries.kiosk_known_by(hall=hall, code=code, token=token) if token else None


def remember(response: HttpResponse, kiosk: Kiosk, token: str) -> None:
    """Let the browser be known as this kiosk."""
    response.set_signed_cookie(
        COOKIE,
        f"{kiosk.code}.{token}",
        salt=SALT,
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.IS_SECURE,
    )


def remember_longer(request: HttpRequest, response: HttpResponse, kiosk: Kiosk) -> None:
    """Let the time of the browser's cookie begin anew."""
    told = request.get_signed_cookie(COOKIE, default="", salt=SALT) or ""
    remember(response, kiosk, told.partition(".")[2])
