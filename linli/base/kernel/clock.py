"""The one place that reads the wall clock; the demo may set it off by a fixed stretch."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_offset = timedelta(0)


def now() -> datetime:
    """The present moment, aware, in UTC, plus the demo's offset if one is set."""
    return datetime.now(UTC) + _offset


def set_offset(offset: timedelta) -> None:
    """Let `now()` run `offset` ahead of (or behind) the wall clock. Only the demo and tests use it."""
    global _offset
    _offset = offset


def offset() -> timedelta:
    """How far `now()` runs ahead of the wall clock."""
    return _offset
