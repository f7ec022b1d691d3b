"""What every template knows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from linli.base.kernel import clock

from . import preferences, typed


def ui(request: HttpRequest) -> dict[str, Any]:
    """The reader's text size, the demo mark with its clock, the address to come back to, and what was typed."""
    return {
        "is_demo": settings.LINLI_DEMO,
        "demo_clock": clock.now() if settings.LINLI_DEMO else None,
        "served_at": clock.now(),
        "text_size": preferences.text_size(request),
        "here": _here(request),
        "typed": typed.carried(request),
        "typed_at": request.get_full_path(),
    }


def _here(request: HttpRequest) -> str:
    """An address of ours that a GET can open: this page, or the one whose form was sent."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host():
        return "/"
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path or "/"
