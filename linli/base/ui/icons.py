"""Icons of Bootstrap Icons, read once from the package and written into the page."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.conf import settings

NAME = re.compile(r"^[a-z0-9-]+$")
INSIDE = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)

FALLBACK = "square"  # where a name that somebody entered has no drawing


@cache
def drawing(name: str) -> str:
    """What is inside the icon's svg element.

    :raises LookupError: if there is no icon of that name.
    """
    path = Path(settings.NODE_MODULES) / "bootstrap-icons" / "icons" / f"{name}.svg"
    if not NAME.match(name) or not path.is_file():
        raise LookupError(f"there is no icon named {name!r}")
    found = INSIDE.search(path.read_text(encoding="utf-8"))
    if not found:
        raise LookupError(f"the icon {name!r} is not an svg drawing")
    return re.sub(r"\s*\n\s*", "", found.group(1)).strip()
