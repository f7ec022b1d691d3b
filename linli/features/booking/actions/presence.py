"""Who came, who did not, and what time ends by itself."""

from __future__ import annotations

from datetime import datetime

from linli.community.people.models import Person

from ..models import Booking


def check_in(
    *,
    booking: Booking,
    came: int | None = None,
    by: Person | None = None,
    key: str,
    actor: str,
    now: datetime,
) -> Booking:
    """The booking in use: its holder opened it at the door, or a worker (`by`) saw them come; `came` counts heads.

    :raises Refused: `not_booked`, `too_early_to_check_in`, `over`.
    """
    raise NotImplementedError


def leave_early(*, booking: Booking, key: str, actor: str, now: datetime) -> Booking:
    """The booking ended at the running quarter-hour; what is left of its time is free again.

    :raises Refused: `not_in_use`.
    """
    raise NotImplementedError


def excuse(*, booking: Booking, reason: str, by: Person, key: str, now: datetime) -> Booking:
    """A no-show that was no fault counts as none; a suspension that it alone caused is not lifted by this.

    :raises Refused: `not_a_no_show`, `no_reason`.
    """
    raise NotImplementedError


def release_no_shows(*, now: datetime) -> int:
    """Give up the time of bookings nobody came to; too many of one holder suspend it. How many there were."""
    raise NotImplementedError


def expire_holds(*, now: datetime) -> int:
    """Let requests and offers lapse whose deadline passed, and offer their time on. How many there were."""
    raise NotImplementedError


def purge_contacts(*, now: datetime) -> int:
    """Remove names, numbers and notes from bookings and waits past keeping. How many were cleaned."""
    raise NotImplementedError
