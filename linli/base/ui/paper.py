"""Pages as PDF for printing, drawn on this machine from markup and style sheets alone."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from .page import page
from .press import Press

ASK_AGAIN_SECONDS = 3

log = logging.getLogger(__name__)
press = Press()
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)  # ten lines a sheet are no news


def pdf_answer(
    request: HttpRequest,
    template: str,
    words: Mapping[str, Any],
    *,
    styles: tuple[str, ...],
    about: str,
    filename: str,
    instead: str,
) -> HttpResponse:
    """`template` as PDF; 503 and the way to `instead`, the page to print, where this machine cannot make PDF.

    Drawing takes a second, so a sheet is kept for a day; `about` holds whatever makes two sheets differ. Sheets are
    drawn one by one beside the pages: one visitor waits a moment for it (`LINLI_PDF_SECONDS`), everybody else is
    shown a page that asks again by itself (503 with Retry-After), so that no crowd of sheets holds up a page.
    """
    name = "pdf:" + hashlib.sha256(f"{template}\n{about}".encode()).hexdigest()
    html = render_to_string(template, dict(words))
    try:
        made = press.sheet(name, lambda: pdf(html, styles=styles), patience_seconds=settings.LINLI_PDF_SECONDS)
    except OSError as missing:
        log.warning("No PDF: %s. Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-cjk", missing)
        return page(request, "ui/no_pdf.html", {**words, "instead": instead}, status=503)
    if made is None:
        response = page(request, "ui/pdf_soon.html", {**words, "instead": instead}, status=503)
        response["Retry-After"] = response["Refresh"] = str(ASK_AGAIN_SECONDS)
        return response
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    return response


def pdf(html: str, *, styles: tuple[str, ...]) -> bytes:
    """A whole page of markup as PDF; `styles` are static files. Nothing is fetched from anywhere.

    :raises OSError: where the system libraries that draw text are missing.
    """
    import weasyprint

    sheets = [weasyprint.CSS(string=text) for text in texts_of(styles)]
    made: bytes = weasyprint.HTML(string=html, url_fetcher=fetch_nothing).write_pdf(stylesheets=sheets)
    return made


def fetch_nothing(url: str, *_rest: Any, **_more: Any) -> Any:
    """What stands in for fetching: a sheet needs nothing from elsewhere.

    :raises ValueError: always.
    """
    raise ValueError(f"a sheet fetches nothing: {url}")


@lru_cache
def texts_of(styles: tuple[str, ...]) -> tuple[str, ...]:
    """What stands in the style sheets of these names."""
    return tuple(Path(str(finders.find(name))).read_text(encoding="utf-8") for name in styles)
