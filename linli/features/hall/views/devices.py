"""A phone or browser nobody signed in on: known again by a signed, long-lived cookie, set when a ticket is taken."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from linli.base.seal.seal import digest
from linli.community.people import queries as people
from linli.community.people.models import Person

COOKIE, SALT = "linli_device", "hall.device"
YEAR_SECONDS = 365 * 24 * 3600


def device_of(request: HttpRequest) -> str:
    """The device's own text, or nothing when it was never seen or the cookie was changed."""
    return request.get_signed_cookie(COOKIE, default="", salt=SALT) or ""


def new_device() -> str:
    """A text for a device that has none yet."""
    return uuid.uuid4().hex


def remember(response: HttpResponse, device: str) -> None:
    """Let the device be known again for a year."""
    response.set_signed_cookie(
        COOKIE, device, salt=SALT, max_age=YEAR_SECONDS, httponly=True, samesite="Lax", secure=settings.IS_SECURE
    )


def person_of(request: HttpRequest) -> Person | None:
    """Who is signed in, or None."""
    return request.user if isinstance(request.user, Person) else None


def actor_of(request: HttpRequest, *, device: str) -> str:
    """How the journal names whoever sent the request."""
    person = person_of(request)
    return people.actor_of(person) if person else f"device:{digest(device, purpose='device')[:12]}"
