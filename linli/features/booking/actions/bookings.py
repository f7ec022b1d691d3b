"""Book, change, cancel, and what a desk does for people: book on their behalf, let walk-ins in."""

from __future__ import annotations

from datetime import datetime

from linli.community.people.models import Person

from ..models import Booking, Venue
from ..rules import Wish
from .holders import Holder


def book(
    *,
    venue: Venue,
    wish: Wish,
    holder: Holder,
    channel: str,
    booked_by: Person | None = None,
    key: str,
    actor: str,
    now: datetime,
) -> Booking:
    """The booking, or, where the venue needs approval, the request that holds its time until it is decided.

    `booked_by` is the worker who books for somebody at the desk or on the phone. A repeated `key` gives the booking
    of the first request.

    :raises Refused: with every reason at once, those about time with the nearest free one: `not_for_you`,
        `purpose_not_here`, `no_such_layout`, `too_many_people`, `no_contact`, `conditions_not_accepted`, `nobody`,
        `ends_before_start`, `off_step`, `too_short`, `too_long`, `in_the_past`, `too_soon`, `too_far`,
        `closed_holiday`, `closed_for`, `outside_hours`, `taken`, `being_set_up`, `blocked`, `suspended`,
        `monthly_count`, `monthly_time`, `not_given` (no terms yet).
    """
    raise NotImplementedError


def change(
    *,
    booking: Booking,
    wish: Wish,
    version: int,
    venue: Venue | None = None,
    changed_by: Person | None = None,
    key: str,
    actor: str,
    now: datetime,
) -> Booking:
    """The booking at another time, in another layout, or in another `venue` of the site; never without a time.

    What it had and no longer needs is given up only with what it gains. Where the venue needs approval and the time
    or venue changes, it is a request again (unless a worker changes it). Staff may change until it ends.

    :raises Refused: as `book`, and `over`, `changed_meanwhile` (another version), `too_late_to_change`.
    """
    raise NotImplementedError


def cancel(
    *,
    booking: Booking,
    reason: str = "",
    cancelled_by: Person | None = None,
    key: str,
    actor: str,
    now: datetime,
) -> Booking:
    """The booking cancelled; what is left of its time is offered to the next in line in the same transaction.

    :raises Refused: `over`, `too_late_to_cancel` (not for staff), `no_reason` (staff must give one).
    """
    raise NotImplementedError


def record_walk_in(
    *,
    venue: Venue,
    ends_at: datetime,
    purpose: str,
    people: int,
    recorded_by: Person,
    key: str,
    now: datetime,
) -> Booking:
    """Somebody uses a free room from now (the running quarter-hour) until `ends_at`, without a name.

    :raises Refused: as `book`, for what is about time, purpose and room.
    """
    raise NotImplementedError
