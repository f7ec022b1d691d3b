"""Wait for a time, and take up or decline what is offered."""

from __future__ import annotations

from datetime import datetime

from linli.community.people.models import Person

from ..models import Booking, Venue, Wait
from ..rules import Wish
from .holders import Holder


def wait_for_slot(
    *,
    venue: Venue,
    wish: Wish,
    holder: Holder,
    noted_by: Person | None = None,
    key: str,
    actor: str,
    now: datetime,
) -> Wait:
    """A place in line for a time that is taken.

    :raises Refused: `is_free` (then it can simply be booked), `waits_already`, and what `book` says about anything
        but the time being taken.
    """
    raise NotImplementedError


def leave_wait(*, wait: Wait, key: str, actor: str, now: datetime) -> Wait:
    """The place in line given up; an offer that stands goes to the next.

    :raises Refused: `not_waiting`.
    """
    raise NotImplementedError


def accept_offer(*, booking: Booking, accepts_conditions: bool = True, key: str, actor: str, now: datetime) -> Booking:
    """The offered time booked (or requested, where the venue needs approval).

    :raises Refused: `not_offered`, `offer_over`, `suspended`, `monthly_count`, `monthly_time`,
        `conditions_not_accepted`.
    """
    raise NotImplementedError


def decline_offer(*, booking: Booking, key: str, actor: str, now: datetime) -> Booking:
    """The offer given up, and the time offered to the next in line in the same transaction.

    :raises Refused: `not_offered`.
    """
    raise NotImplementedError
