"""What every template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def ui(request: HttpRequest) -> dict[str, Any]:
    """The demo mark and the reader's text size."""
    return {"is_demo": settings.LINLI_DEMO}
