"""Put bookings where they are wanted, all or none, and give back what they leave to whoever waits for it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Prefetch

from .. import rules
from ..models import Booking, Claim, Move, Series, Terms, Wait
from ..queries import facts
from ..queries.facts import Spot
from . import claiming
from .claiming import Key, Owner
from .quotas import fit_quota, give_quota_back, period, take_quota
from .telling import tell_holder

# Somebody who lost a room looks again; each time somebody else got one, so this ends with the lanes.
LOOKS = 20


class Lost(Exception):  # noqa: N818 - said by who took part in a race
    """Somebody else was quicker; nothing of this transaction may stay."""


def new_code() -> str:
    """A secret that opens one booking, series or place in line."""
    return secrets.token_urlsafe(12)


def place(*, placed: Sequence[tuple[Booking, Spot]]) -> None:
    """Save new bookings and take all they need: limits, then claims in order, then the bitmaps' bits.

    :raises Lost: if somebody else took any of it.
    """
    take_all(community=placed[0][0].venue.site.community_id, wanted=saved(placed=placed))


def saved(*, placed: Sequence[tuple[Booking, Spot]]) -> dict[Key, Owner]:
    """Save new bookings and take what they need of their holders' limits; gives the claims they need.

    :raises Lost: if a limit was used up meanwhile.
    """
    for booking, _spot in placed:
        booking.save(force_insert=True)
    for booking, _spot in placed:
        if booking.state != Booking.State.OFFERED and not take_quota(
            booking=booking, terms=booking.terms, period=period(booking=booking)
        ):
            raise Lost
    wanted: dict[Key, Owner] = {}
    for booking, spot in placed:
        owner = Owner(booking=booking.pk, hold_until=booking.hold_until)
        wanted |= dict.fromkeys(claiming.keys_of(lanes=spot.lanes, slots=spot.slots), owner)
    return wanted


def take_all(*, community: str, wanted: Mapping[Key, Owner]) -> None:
    """Take claims and set their bits.

    :raises Lost: if any was somebody else's.
    """
    if wanted and (
        claiming.take(community=community, wanted=wanted) or not claiming.mark(community=community, keys=wanted)
    ):
        raise Lost


def lapse_in_the_way(*, atoms: Iterable[int], slots: range, now: datetime) -> None:
    """Clear away holds whose time is up where something is wanted, in a transaction of its own."""
    over = Claim.objects.filter(hold_until__lte=now, atom__in=list(atoms), slot__gte=slots.start, slot__lt=slots.stop)
    for pk in sorted(set(over.values_list("booking", flat=True))):
        lapse(pk=pk, now=now)


@transaction.atomic
def lapse(*, pk: int, now: datetime) -> bool:
    """Let a request or an offer lapse whose time is up, or another time asked for a booking (which then stays as it
    was); whether it was this call that did it.
    """
    booking = locked(pk)
    if booking.moving is not None and booking.moving.hold_until <= now:
        _lapse_move(booking, booking.moving, now)
        return True
    if booking.state not in Booking.HELD or booking.hold_until is None or booking.hold_until > now:
        return False
    was_offered, was_proved = booking.state == Booking.State.OFFERED, booking.state != Booking.State.UNPROVED
    finish(booking=booking, state=Booking.State.LAPSED, now=now)
    if was_offered:
        Wait.objects.filter(offer=booking).update(state=Wait.State.DECLINED, ended_at=now)
    give_back(bookings=[booking], now=now)
    if was_proved:
        tell_holder(booking=booking, kind="offer_lapsed" if was_offered else "lapsed", now=now)
    return True


def locked(pk: int) -> Booking:
    """A booking as it is now, kept from others until the transaction ends (on SQLite they all wait anyhow).

    What is asked for it is read after the lock is had: PostgreSQL reads the row that it waited for anew, but not those
    that are joined to it.
    """
    found = Booking.objects.select_for_update(of=("self",))
    asked = Prefetch("move", Move.objects.select_related("venue__site", "terms", "layout"))
    return found.select_related("venue__site", "terms", "series", "holder", "layout").prefetch_related(asked).get(pk=pk)


def finish(*, booking: Booking, state: str, now: datetime, reason: str = "") -> None:
    """Write that a booking is over in this way; another time that was asked for it is no matter any more."""
    if booking.moving is not None:
        end_move(booking=booking)
    booking.state, booking.hold_until, booking.ended_at = state, None, now
    counted = booking.count_change(now=now)
    if reason:
        booking.reason = reason
    booking.save(update_fields=["state", "hold_until", "ended_at", "reason", *counted])


def end_move(*, booking: Booking) -> Move:
    """Nothing else is asked for a booking any more; gives what was. Claims and version are the caller's to write."""
    move: Move = booking.move
    booking.move = None
    Move.objects.filter(pk=move.pk).delete()
    return move


def drop_move(*, booking: Booking, now: datetime) -> list[Booking]:
    """What is asked for a booking given up, its time given to who waits for it; the booking stays as it was. Gives the
    offers.
    """
    return give_back(bookings=[booking], keys=withdraw(booking=booking, now=now), now=now)


def withdraw(*, booking: Booking, now: datetime) -> set[Key]:
    """The same, but what was held for the asked time alone is the caller's to give back."""
    end_move(booking=booking)
    booking.save(update_fields=booking.count_change(now=now))
    fit_quota(booking=booking, stays=[booking])
    kinds = claiming.by_kind(booking=booking.pk)
    community = booking.venue.site.community_id
    claiming.hand_over(community=community, keys=kinds[Claim.Kind.BOTH], owner=Owner(booking=booking.pk))
    return kinds[Claim.Kind.HOLD]


def _lapse_move(booking: Booking, move: Move, now: datetime) -> None:
    """Nobody answered in time: the old time stays. Who cannot cancel it any more is not blamed for not coming."""
    if now > booking.starts_at - timedelta(minutes=booking.terms.change_minutes):
        booking.is_excused = True
        booking.save(update_fields=["is_excused"])
    drop_move(booking=booking, now=now)
    tell_holder(booking=booking, kind="move_lapsed", at=move, now=now, old=booking.starts_at)


def except_day(*, booking: Booking) -> None:
    """A day that a person took out of its series stays out of it when the series is changed, unless that is asked."""
    if booking.series_id is None or booking.series_day is None:
        return
    series = Series.objects.select_for_update().get(pk=booking.series_id)
    series.except_days = sorted({*series.except_days, booking.series_day.isoformat()})
    series.save(update_fields=["except_days"])


def give_back(*, bookings: Sequence[Booking], now: datetime, keys: Iterable[Key] | None = None) -> list[Booking]:
    """Give back what bookings have still to come (or only some `keys` of it), and their limits with it.

    Whoever waits for it, in order, is offered it in the same breath; gives the offers. No claim is let go in between.
    """
    if not bookings:
        return []
    community = bookings[0].venue.site.community_id
    if keys is None:
        give_quota_back(bookings=[booking.pk for booking in bookings])
        theirs = claiming.claimed_by(bookings=[booking.pk for booking in bookings])
        keys = {key for own in theirs.values() for key in own}
    present = rules.slot_of(now)
    free = {key for key in keys if key[2] >= present}
    offers = offer_on(community=community, free=free, now=now)
    claiming.clear(community=community, keys=free)
    return offers


def offer_on(*, community: str, free: set[Key], now: datetime) -> list[Booking]:
    """Offer what is about to be free to who waits for it, first come first served; taken keys leave `free`."""
    offers: list[Booking] = []
    if not free:
        return offers
    for wait in _waiting_for(free, now):
        try:
            with transaction.atomic():
                offer = _offer(wait, community, free, now)
        except Lost:
            continue
        if offer is not None:
            offers.append(offer)
    return offers


def _waiting_for(free: set[Key], now: datetime) -> list[Wait]:
    slots = [slot for _atom, _lane, slot in free]
    begin, end = rules.moment_of(min(slots)), rules.moment_of(max(slots) + 1)
    around = timedelta(days=1)  # buffers may reach into what is freed
    line = Wait.objects.filter(
        state=Wait.State.WAITING,
        starts_at__gt=now,
        starts_at__lt=end + around,
        ends_at__gt=begin - around,
        venue__parts__atom__in={atom for atom, _lane, _slot in free},
    )
    ordered = line.distinct().order_by("pk")
    return list(ordered.select_related("venue__site__community", "holder", "layout"))


def _offer(wait: Wait, community: str, free: set[Key], now: datetime) -> Booking | None:
    """The offer to somebody who waits, if all they need is in `free` or free anyhow."""
    found = _free_spot(wait, free, now)
    if found is None or facts.suspended_until(
        venue=wait.venue, holder_key=wait.holder_key, person=wait.holder_id, now=now
    ):
        return None
    terms, spot = found
    if not Wait.objects.filter(pk=wait.pk, state=Wait.State.WAITING).update(state=Wait.State.OFFERED):
        return None
    offer = Booking(
        venue=wait.venue,
        terms=terms,
        code=new_code(),
        state=Booking.State.OFFERED,
        starts_at=wait.starts_at,
        ends_at=wait.ends_at,
        layout=wait.layout,
        people=wait.people,
        purpose=wait.purpose,
        title=wait.title,
        is_public=wait.is_public,
        note=wait.note,
        channel=Booking.Channel.DESK if wait.made_by_id else Booking.Channel.WEB,
        holder=wait.holder,
        holder_key=wait.holder_key,
        name=wait.name,
        contact=wait.contact,
        language=wait.language,
        hold_until=min(now + timedelta(minutes=terms.offer_minutes), wait.starts_at),
        made_at=now,
        changed_at=now,
        made_by_id=wait.made_by_id,
    )
    offer.save(force_insert=True)
    wanted = claiming.keys_of(lanes=spot.lanes, slots=spot.slots)
    owner = Owner(booking=offer.pk, hold_until=offer.hold_until)
    take_all(community=community, wanted=dict.fromkeys(wanted - free, owner))
    claiming.hand_over(community=community, keys=wanted & free, owner=owner)
    free -= wanted
    Wait.objects.filter(pk=wait.pk).update(offer=offer)
    tell_holder(booking=offer, kind="offered", now=now, until=offer.hold_until)
    return offer


def _free_spot(wait: Wait, free: set[Key], now: datetime) -> tuple[Terms, Spot] | None:
    day = facts.local_day(wait.starts_at, wait.venue.site.timezone)
    setting = facts.setting(venue=wait.venue, first=day, last=day, now=now, free=free)
    terms = setting.terms_on(day) if setting else None
    if setting is None or terms is None:
        return None
    spot = facts.spot(setting=setting, starts_at=wait.starts_at, ends_at=wait.ends_at)
    # Where it helps nobody that this time is freed the line goes on without being touched.
    if not spot.is_free or not spot.is_open or not claiming.keys_of(lanes=spot.lanes, slots=spot.slots) & free:
        return None
    return terms, spot
