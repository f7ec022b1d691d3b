"""When a message is tried again, when it is given up, and which code it carries. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

# A gateway that hiccups is back in a minute, one that is down within the day; then a person should look.
RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=3),
    timedelta(hours=12),
)
# A deliverer that has not reported on a message after so long was killed while sending it.
INTERRUPTED_AFTER = timedelta(minutes=15)
_CODE = re.compile(r"(?<![A-Za-z0-9])([0-9]{4,8}|[A-Z0-9]{3,4}-?[A-Z0-9]{3,4})(?![A-Za-z0-9])")


@dataclass(frozen=True)
class ProofTerms:
    """How a number is shown to be somebody's own, and how long what they asked for waits (`data/proofs.toml`)."""

    digits: int
    tries: int
    hold_minutes: int
    desk_hours: int


def next_try(*, tries: int, now: datetime, expires_at: datetime | None) -> datetime | None:
    """When to try again after `tries` failures; None to give up (too often, or it would have expired by then)."""
    if tries > len(RETRY_AFTER):
        return None
    due_at = now + RETRY_AFTER[tries - 1]
    return due_at if expires_at is None or due_at < expires_at else None


def code_in(text: str) -> str:
    """The one-time code in a message: its first run of 4 to 8 digits, or of capital letters and digits; else empty."""
    found = _CODE.search(text)
    return found[1] if found else ""
