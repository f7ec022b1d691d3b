"""Times in which a venue is not given to anybody."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from linli.community.people.models import Person

from ..models import Block, Venue


def block(
    *,
    venue: Venue,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    reason_en: str = "",
    displaced: Collection[int] = (),
    by: Person,
    key: str,
    now: datetime,
) -> Block:
    """The venue blocked. The bookings in the way are cancelled and their holders told, if `displaced` names exactly
    them (their keys): whoever blocks has seen the list and confirms it.

    :raises Refused: `bookings_in_the_way` (other ones than named, or nobody named any), `blocked`, `no_reason`,
        `ends_before_start`, `over`, `too_long`.
    """
    raise NotImplementedError


def lift_block(*, block: Block, by: Person, key: str, now: datetime) -> Block:
    """The rest of the blocked time free again, and offered to who waits.

    :raises Refused: `over`.
    """
    raise NotImplementedError
