"""How a reader wants the pages: language and text size, remembered on the device and for the person."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

LANGUAGE_COOKIE = settings.LANGUAGE_COOKIE_NAME
TEXT_COOKIE = "linli_text"
TEXT_SIZES = ("normal", "elder", "large", "largest")


def text_size(request: HttpRequest) -> str:
    """The device's size, else the signed-in person's, else "normal"."""
    chosen = request.COOKIES.get(TEXT_COOKIE) or of_person(request, "text_size")
    return chosen if chosen in TEXT_SIZES else TEXT_SIZES[0]


def of_person(request: HttpRequest, field: str) -> str:
    """What the signed-in person prefers; empty, and without a query, where nobody can be signed in."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    return str(getattr(getattr(request, "user", None), field, "") or "")
