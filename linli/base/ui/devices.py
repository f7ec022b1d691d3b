"""A phone or browser nobody signed in on: known again by a signed, long-lived cookie, set when it takes something."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from linli.base.kernel.keys import is_unguessable
from linli.base.seal.seal import digest

COOKIE, SALT = "linli_device", "hall.device"
YEAR_SECONDS = 365 * 24 * 3600


def device_of(request: HttpRequest) -> str:
    """The device's own text, or nothing when it was never seen or the cookie was changed."""
    return request.get_signed_cookie(COOKIE, default="", salt=SALT) or ""


def is_registered(request: HttpRequest, place: object) -> bool:
    """Whether the browser is a kiosk that the head of the station registered for this hall.

    Kiosks are kept floors above; their middleware says which one the browser is (`devices.views.access.KnownKiosk`).
    """
    kiosk_at = getattr(request, "kiosk_at", None)
    return kiosk_at is not None and kiosk_at(place) is not None


def new_device(*, key: str = "") -> str:
    """A text for a device that has none yet; the same for the same unguessable `key` of a form.

    A form sent twice before the first answer arrived, from wherever, comes from one device.
    """
    return digest(key, purpose="new device")[:32] if is_unguessable(key) else uuid.uuid4().hex


def remember(response: HttpResponse, device: str) -> None:
    """Let the device be known again for a year."""
    response.set_signed_cookie(
        COOKIE, device, salt=SALT, max_age=YEAR_SECONDS, httponly=True, samesite="Lax", secure=settings.IS_SECURE
    )
