"""Times in which a venue is not given to anybody."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from linli.base.kernel import Objection, Refused
from linli.base.kernel import gettext_noop as _
from linli.community.people.models import Person

from .. import rules
from ..models import Block, Booking, Claim, Venue
from ..queries.bookings import displaced_by
from ..queries.facts import local_day
from ..queries.limits import limits
from . import claiming
from .claiming import Key, Owner
from .deed import Deed, in_one_go, of_staff
from .judging import no_reason
from .moves import become
from .placing import LOOKS, Lost, except_day, finish, locked, offer_on, take_all, withdraw
from .quotas import give_quota_back
from .telling import tell_holder


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
    """The venue blocked, on every lane. The bookings in the way are cancelled and their holders told, if `displaced`
    names exactly them (their keys): whoever blocks has seen the list and confirms it. Waiting people are not offered
    their time. Where only another time that was asked for is in the way that is refused and the booking stays; where
    only the old one is, the booking becomes a request for the other.

    :raises Refused: `bookings_in_the_way` (other ones than named, or nobody named any), `blocked`, `no_reason`,
        `ends_before_start`, `over`, `too_long`.
    """
    made = Block(
        venue=venue, starts_at=starts_at, ends_at=ends_at, reason=reason.strip(), reason_en=reason_en.strip(),
        made_at=now, made_by=by,
    )  # fmt: skip
    deed = Deed(site=venue.site, verb="block", actor=of_staff(by), key=key, now=now)
    for _look in range(LOOKS):
        try:
            return _block(deed, made, frozenset(displaced))
        except Lost:
            made.pk = None
    raise Refused(_in_the_way())


@in_one_go
def lift_block(*, block: Block, by: Person, key: str, now: datetime) -> Block:
    """The rest of the blocked time free again, and offered to who waits.

    :raises Refused: `over`.
    """
    deed = Deed(site=block.venue.site, verb="lift_block", actor=of_staff(by), key=key, now=now)
    if (pk := deed.ask(block=block.pk)) is not None:
        return _found(pk)
    block = Block.objects.select_for_update(of=("self",)).select_related("venue__site").get(pk=block.pk)
    if block.lifted_at is not None or block.ends_at <= now:
        raise Refused(Objection("over", _("This time is not blocked any more.")))
    block.lifted_at = now
    block.save(update_fields=["lifted_at"])
    present = rules.slot_of(now)
    rows = Claim.objects.filter(block=block, slot__gte=present).values_list("atom", "lane", "slot")
    free: set[Key] = {(atom, lane, slot) for atom, lane, slot in rows}
    community = block.venue.site.community_id
    offer_on(community=community, free=free, now=now)
    claiming.clear(community=community, keys=free)
    deed.end(f"block:{block.pk}", venue=block.venue.slug)
    return block


@in_one_go
def _block(deed: Deed, made: Block, displaced: frozenset[int]) -> Block:
    venue, now = made.venue, deed.now
    if (pk := deed.ask(venue=venue.pk, starts_at=made.starts_at, ends_at=made.ends_at)) is not None:
        return _found(pk)
    objections = _objections(made, now)
    in_the_way = [] if objections else displaced_by(venue, max(made.starts_at, now), made.ends_at)
    if frozenset(booking.pk for booking in in_the_way) != displaced:
        objections.append(_in_the_way(len(in_the_way)))
    if objections:
        raise Refused(*objections)
    made.save(force_insert=True)
    freed = _displace(in_the_way, made, now)
    community, owner = venue.site.community_id, Owner(block=made.pk)
    wanted = _all_lanes(made, now)
    take_all(community=community, wanted=dict.fromkeys(wanted - freed, owner))
    claiming.hand_over(community=community, keys=wanted & freed, owner=owner)
    rest = freed - wanted
    offer_on(community=community, free=rest, now=now)
    claiming.clear(community=community, keys=rest)
    deed.end(
        f"block:{made.pk}",
        why=made.reason,
        venue=venue.slug,
        starts_at=made.starts_at,
        ends_at=made.ends_at,
        displaced=sorted(displaced),
    )
    return made


def _displace(bookings: Collection[Booking], made: Block, now: datetime) -> set[Key]:
    """They give way, and their holders are told; gives their claims that are still to come, not yet let go."""
    present = rules.slot_of(now)
    freed: set[Key] = set()
    for one in bookings:
        booking = locked(one.pk)
        if booking.state not in Booking.LIVE:
            raise Lost
        freed |= _give_way(booking, made, now)
    return {key for key in freed if key[2] >= present}


def _give_way(booking: Booking, made: Block, now: datetime) -> set[Key]:
    """What is in the way of the block goes, and no more: the booking, its own time, or only the other one asked for."""
    old, move = booking.starts_at, booking.moving
    is_own, is_asked = _in_its_way(booking, made, now)
    if move is not None and not is_own:
        tell_holder(booking=booking, kind="move_refused", at=move, now=now, reason=made.reason, old=old)
        return withdraw(booking=booking, now=now)
    if move is not None and not is_asked:
        freed = become(booking=booking, state=Booking.State.REQUESTED, until=move.hold_until, now=now)
        tell_holder(booking=booking, kind="move_left", now=now, reason=made.reason, old=old, until=booking.hold_until)
        return freed
    finish(booking=booking, state=Booking.State.CANCELLED, now=now, reason=made.reason)
    except_day(booking=booking)
    tell_holder(booking=booking, kind="cancelled", now=now, reason=made.reason)
    give_quota_back(bookings=[booking.pk])
    return claiming.claimed_by(bookings=[booking.pk]).get(booking.pk, set())


def _in_its_way(booking: Booking, made: Block, now: datetime) -> tuple[bool, bool]:
    """Whether a booking's own time is in the way of the block, and whether the other one asked for it is."""
    kinds = claiming.by_kind(booking=booking.pk)
    own = kinds[Claim.Kind.BOOKING] | kinds[Claim.Kind.BOTH]
    asked = kinds[Claim.Kind.HOLD] | kinds[Claim.Kind.BOTH]
    wanted = _all_lanes(made, now)
    return bool(own & wanted), bool(asked & wanted)


def _all_lanes(made: Block, now: datetime) -> set[Key]:
    slots = rules.slots_between(start=max(made.starts_at, now), end=made.ends_at)
    atoms = made.venue.parts.values_list("atom", "atom__lanes")
    return {(atom, lane, slot) for atom, lanes in atoms for lane in range(lanes) for slot in slots}


def _objections(made: Block, now: datetime) -> list[Objection]:
    found = []
    if not made.reason:
        found.append(no_reason())
    if made.ends_at <= made.starts_at:
        found.append(Objection("ends_before_start", _("The end must be after the start."), field="ends_at"))
    elif made.ends_at <= now:
        found.append(Objection("over", _("That time has passed."), field="ends_at"))
    longest = limits(day=local_day(now, made.venue.site.timezone)).block_days
    if made.ends_at - made.starts_at > timedelta(days=longest):
        text = _("A room is blocked for at most {longest} days at once; enter a longer closure in the calendar.")
        found.append(Objection("too_long", text, {"longest": longest}, field="ends_at"))
    slots = rules.slots_between(start=max(made.starts_at, now), end=max(made.ends_at, made.starts_at))
    blocks = Claim.objects.filter(
        atom__in=made.venue.parts.values("atom"), slot__gte=slots.start, slot__lt=slots.stop
    ).exclude(block=None)
    if not found and blocks.exists():
        found.append(Objection("blocked", _("Some of this time is blocked already.")))
    return found


def _in_the_way(count: int = 0) -> Objection:
    text = _("{count} bookings are in the way. Please look at the list and confirm that they are cancelled.")
    return Objection("bookings_in_the_way", text, {"count": count}, field="displaced")


def _found(pk: int) -> Block:
    return Block.objects.select_related("venue__site").get(pk=pk)
