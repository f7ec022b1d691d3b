"""What browsers and search engines ask for by themselves, at addresses that are always the same."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

# What is somebody's own, a machine's or the staff's is not looked through; the rest may be found by anybody.
CLOSED = (
    "/admin/", "/api/", "/appointments/", "/booking-series/", "/bookings/", "/calendars/", "/devices/", "/live/",
    "/mine/", "/preferences/", "/room-waits/", "/sign-in/", "/sign-out/", "/sites/*/board/", "/sites/*/kiosk/",
    "/staff/", "/tickets/",
)  # fmt: skip
DAY_S = 86_400


@cache_control(max_age=DAY_S, public=True)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines leave alone (RFC 9309)."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@cache_control(max_age=DAY_S, public=True)
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """The sign in a browser's tab, for those that ask for it without reading the page."""
    return HttpResponse(_drawing(), content_type="image/x-icon")


@cache
def _drawing() -> bytes:
    return Path(str(finders.find("ui/favicon.ico"))).read_bytes()
