"""Take and give back quarter-hours: the statements that keep two bookings apart.

Rows are always written in the order of their key. Whoever asks for the same time waits at the first shared row and
then gets none of it, so of many at once exactly one succeeds and nobody blocks anybody in a circle.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection

from .. import rules
from ..models import Claim

log = logging.getLogger(__name__)

T = TypeVar("T")
Key = tuple[int, int, int]
"""An atom, a lane, and a slot."""

_TAKE = """
INSERT INTO booking_claim (community_id, atom_id, lane, slot, kind, booking_id, block_id, hold_until)
VALUES {rows}
ON CONFLICT (community_id, atom_id, lane, slot) DO NOTHING
RETURNING atom_id, lane, slot
"""
_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s)"

# The second guard: a bit that is set already makes the row not count.
_MARK = """
INSERT INTO booking_atomday (community_id, atom_id, lane, day, busy_lo, busy_hi) VALUES {rows}
ON CONFLICT (community_id, atom_id, lane, day) DO UPDATE
SET busy_lo = booking_atomday.busy_lo | excluded.busy_lo, busy_hi = booking_atomday.busy_hi | excluded.busy_hi
WHERE booking_atomday.busy_lo & excluded.busy_lo = 0 AND booking_atomday.busy_hi & excluded.busy_hi = 0
RETURNING day
"""
_CLEAR = """
INSERT INTO booking_atomday (community_id, atom_id, lane, day, busy_lo, busy_hi) VALUES {rows}
ON CONFLICT (community_id, atom_id, lane, day) DO UPDATE
SET busy_lo = booking_atomday.busy_lo & ~excluded.busy_lo, busy_hi = booking_atomday.busy_hi & ~excluded.busy_hi
"""
_DAY = "(%s, %s, %s, %s, %s, %s)"
# Well below what either database takes in one statement.
BATCH = 500


@dataclass(frozen=True)
class Owner:
    """Whose the quarter-hours are: a booking (holding them until some moment, or for good; `is_both`: for good, and
    part of the other time that is asked for it too) or a block.
    """

    booking: int | None = None
    block: int | None = None
    hold_until: datetime | None = None
    is_both: bool = False

    @property
    def kind(self) -> str:
        """What the claims are for."""
        if self.block is not None:
            return Claim.Kind.BLOCK
        if self.is_both:
            return Claim.Kind.BOTH
        return Claim.Kind.HOLD if self.hold_until else Claim.Kind.BOOKING


def keys_of(*, lanes: Mapping[int, int], slots: Iterable[int]) -> set[Key]:
    """The claims of a stretch on a lane of each atom."""
    return {(atom, lane, slot) for slot in slots for atom, lane in lanes.items()}


def take(*, community: str, wanted: Mapping[Key, Owner]) -> set[Key]:
    """Claim what is wanted; gives what somebody else has (then the caller must undo the whole)."""
    got: set[Key] = set()
    for some in _in_batches(sorted(wanted)):
        rows = [_row(community, key, wanted[key]) for key in some]
        with connection.cursor() as cursor:
            cursor.execute(_TAKE.format(rows=", ".join([_ROW] * len(rows))), [value for row in rows for value in row])
            got |= set(cursor.fetchall())
        if len(got) < len(wanted) and not set(some) <= got:
            break
    return wanted.keys() - got


def mark(*, community: str, keys: Iterable[Key]) -> bool:
    """Set the bits of claims just taken; whether none was set before (if any was, the bitmaps are out of step)."""
    rows = _days(community, keys)
    marked = 0
    for some in _in_batches(rows):
        with connection.cursor() as cursor:
            cursor.execute(_MARK.format(rows=", ".join([_DAY] * len(some))), [value for row in some for value in row])
            marked += len(cursor.fetchall())
    if marked < len(rows):
        log.error("booking: the bitmaps of community %s say taken where no claim is", community)
    return marked == len(rows)


def clear(*, community: str, keys: Iterable[Key]) -> None:
    """Delete claims (their keys) and their bits."""
    gone = sorted(keys)
    for some in _in_batches(gone):
        with connection.cursor() as cursor:
            for atom, lane, slots in _stretches(some):
                cursor.execute(
                    "DELETE FROM booking_claim WHERE community_id = %s AND atom_id = %s AND lane = %s"
                    " AND slot >= %s AND slot < %s",
                    [community, atom, lane, slots.start, slots.stop],
                )
    unmark(community=community, keys=gone)


def unmark(*, community: str, keys: Iterable[Key]) -> None:
    """Clear the bits of claims."""
    for some in _in_batches(_days(community, keys)):
        with connection.cursor() as cursor:
            cursor.execute(_CLEAR.format(rows=", ".join([_DAY] * len(some))), [value for row in some for value in row])


def set_owner(*, owner: Owner) -> None:
    """Let all claims of a booking say what it is now: a hold until some moment, or a booking."""
    Claim.objects.filter(booking=owner.booking).update(kind=owner.kind, hold_until=owner.hold_until)


def hand_over(*, community: str, keys: Iterable[Key], owner: Owner) -> None:
    """Give claims to another owner without ever letting go of them."""
    for atom, lane, slots in _stretches(sorted(keys)):
        Claim.objects.filter(
            community=community, atom=atom, lane=lane, slot__gte=slots.start, slot__lt=slots.stop
        ).update(kind=owner.kind, booking=owner.booking, block=owner.block, hold_until=owner.hold_until)


def claimed_by(*, bookings: Iterable[int]) -> dict[int, set[Key]]:
    """The claims of bookings, keyed by booking."""
    found: dict[int, set[Key]] = defaultdict(set)
    claims = Claim.objects.filter(booking__in=list(bookings)).values_list("booking", "atom", "lane", "slot")
    for booking, atom, lane, slot in claims:
        found[booking].add((atom, lane, slot))
    return found


def by_kind(*, booking: int) -> dict[str, set[Key]]:
    """The claims of a booking: its own ("booking"), held for another time ("hold"), and part of both ("both")."""
    found: dict[str, set[Key]] = {str(kind): set() for kind in Claim.Kind}
    rows = Claim.objects.filter(booking=booking).values_list("kind", "atom", "lane", "slot")
    for kind, atom, lane, slot in rows:
        found[kind].add((atom, lane, slot))
    return found


def _in_batches(rows: Sequence[T]) -> list[Sequence[T]]:
    return [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]


def _row(community: str, key: Key, owner: Owner) -> tuple[Any, ...]:
    until = connection.ops.adapt_datetimefield_value(owner.hold_until) if owner.hold_until else None
    return (community, *key, str(owner.kind), owner.booking, owner.block, until)


def _days(community: str, keys: Iterable[Key]) -> list[tuple[Any, ...]]:
    """The bitmaps' rows of claims, in the order of their key."""
    slots: dict[tuple[int, int], list[int]] = defaultdict(list)
    for atom, lane, slot in keys:
        slots[atom, lane].append(slot)
    return [
        (community, atom, lane, day, lo, hi)
        for (atom, lane), own in sorted(slots.items())
        for day, (lo, hi) in rules.halves(own).items()
    ]


def _stretches(keys: Sequence[Key]) -> list[tuple[int, int, range]]:
    """Sorted keys as unbroken stretches."""
    found: list[tuple[int, int, range]] = []
    for atom, lane, slot in keys:
        if found and found[-1][:2] == (atom, lane) and found[-1][2].stop == slot:
            found[-1] = (atom, lane, range(found[-1][2].start, slot + 1))
        else:
            found.append((atom, lane, range(slot, slot + 1)))
    return found
