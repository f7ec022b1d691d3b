"""Pages as PDF for printing, drawn on this machine from markup and style sheets alone."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)  # ten lines a sheet are no news


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
