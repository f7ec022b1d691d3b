"""Numbers that are data: a TOML file of entries, each with its source and the day from which it is in force."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any


def in_force(*, file: Path, day: date) -> dict[str, Any]:
    """The entry of a file's `[[terms]]` that is in force on a day; before the first one, the first."""
    entries = _entries(file)
    return next((entry for entry in reversed(entries) if entry["in_force_from"] <= day), entries[0])


@lru_cache
def _entries(file: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))["terms"]
    return sorted(entries, key=lambda entry: str(entry["in_force_from"]))
