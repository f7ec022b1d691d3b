"""The longest that may be entered at once; the numbers are data (`data/limits.toml`)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """How many days a room may be blocked, somebody suspended, and how many days a series may have."""

    block_days: int
    suspension_days: int
    series_days: int
