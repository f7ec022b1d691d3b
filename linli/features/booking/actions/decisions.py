"""What staff decide about a request."""

from __future__ import annotations

from datetime import datetime

from linli.community.people.models import Person

from ..models import Booking


def approve(*, booking: Booking, by: Person, host: Person | None = None, key: str, now: datetime) -> Booking:
    """The request booked. It held its time, so nobody can have taken it. `host` takes a confidential talk (`by`).

    :raises Refused: `not_waiting`, `held_too_long` (the deadline passed).
    """
    raise NotImplementedError


def refuse(*, booking: Booking, reason: str, by: Person, key: str, now: datetime) -> Booking:
    """The request refused for a reason its holder is told, and its time given to the next in line.

    :raises Refused: `not_waiting`, `no_reason`.
    """
    raise NotImplementedError
