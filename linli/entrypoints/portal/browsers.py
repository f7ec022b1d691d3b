"""Browsers in which a member of staff has signed in before: wrong tries elsewhere do not lock them out there.

Who knows a staff number can try five times from an office's address, or from the hall's kiosk, and would lock that
person out for everybody behind the address. A browser known by a signed cookie is counted on its own instead
(OWASP, "Device cookies"), and those who try from it lock out only that browser.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from linli.base.seal.seal import digest

SALT = "portal.browser"
REMEMBERED = timedelta(days=90)


def counted_as(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """Under which name django-axes counts a try for a staff number: with a mark of the browser where it is known."""
    number = str((credentials or {}).get("username") or "")
    if not number and request is not None:
        number = request.POST.get("staff_number", "")
    if not number or request is None:
        return number
    mark = request.get_signed_cookie(_name(number), default="", salt=_salt(number), max_age=REMEMBERED)
    return f"{number} {mark}" if mark else number


def remember(response: HttpResponse, *, number: str) -> HttpResponse:
    """The answer, with which the browser is known to this member of staff from now on."""
    response.set_signed_cookie(
        _name(number), secrets.token_hex(8), salt=_salt(number), max_age=REMEMBERED, httponly=True, samesite="Lax",
        secure=settings.IS_SECURE,
    )  # fmt: skip
    return response


def _name(number: str) -> str:
    return f"linli_browser_{digest(number, purpose=SALT)[:12]}"


def _salt(number: str) -> str:
    return f"{SALT}.{number}"
