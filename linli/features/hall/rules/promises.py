"""Whether a wait that was told came true."""

from __future__ import annotations

from datetime import datetime, timedelta

HIT, EARLY, LATE, LEFT, WARNED = "hit", "early", "late", "left", "warned"
JUDGED = (HIT, EARLY, LATE)


def verdict(
    *,
    told_at: datetime,
    low_minutes: int,
    high_minutes: int,
    is_doubtful: bool,
    called_at: datetime | None,
    has_left: bool,
) -> str:
    """How a told range turned out: hit, early, late; left (they did not wait for it: not judged); warned.

    Somebody never called makes it late, unless they were told that they might not be reached: then it is a warning
    that came true, and not judged either.
    """
    if called_at is None:
        if has_left:
            return LEFT
        return WARNED if is_doubtful else LATE
    waited = called_at - told_at
    if waited < timedelta(minutes=low_minutes):
        return EARLY
    return HIT if waited <= timedelta(minutes=high_minutes) else LATE
