"""A site's bookings told in short sentences, for tests."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from linli.community.people.queries import Caller
from linli.features.booking import actions
from linli.features.booking.models import AtomDay, Booking, Claim, Venue
from linli.features.booking.rules import Wish

from .rooms import furnish

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

_keys = itertools.count(1)


def fresh_key() -> str:
    return f"key-{next(_keys)}"


def somebody(number: int) -> Caller:
    """Somebody without an account whose number is proved."""
    return Caller(name="示例", phone=f"+861390000000{number}", is_proved=True)


class House:
    """Tells actions of booking; `now` moves with `wait`."""

    def __init__(self, cast: Cast, now: datetime) -> None:
        self.cast, self.now, self.rooms = cast, now, furnish(cast)

    def wait(self, **length: float) -> House:
        self.now += timedelta(**length)
        return self

    def at(self, text: str) -> datetime:
        """“25 14:00”: a day of November and an hour; “12-03 9:00” for another month."""
        day, hour = text.split()
        month, _, day = day.rpartition("-")
        return datetime.fromisoformat(f"2026-{month or '11'}-{int(day):02d}T{hour:0>5}:00+08:00")

    def wish(self, start: str, hours: float = 1, **rest: Any) -> Wish:
        starts_at = self.at(start)
        asked = {"purpose": "study", "people": 2, "accepts_conditions": True}
        return Wish(starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours), **{**asked, **rest})

    def holder(self, who: str = "resident") -> Caller:
        return Caller(person=getattr(self.cast, who), language="zh-hans")

    def book(self, venue: Venue, start: str, hours: float = 1, *, who: Any = "resident", **rest: Any) -> Booking:
        holder = self.holder(who) if isinstance(who, str) else who
        mine = {name: rest.pop(name) for name in ("channel", "booked_by", "key", "actor") if name in rest}
        asked = {"channel": "web", "key": fresh_key(), "actor": f"person:{holder.key(of='booking')}"[:60], **mine}
        return actions.book(venue=venue, wish=self.wish(start, hours, **rest), holder=holder, now=self.now, **asked)

    def move(self, booking: Booking, start: str, hours: float = 1, **rest: Any) -> Booking:
        mine = {name: rest.pop(name) for name in ("venue", "changed_by", "key", "version") if name in rest}
        asked = {"key": fresh_key(), "actor": "person:1", "version": booking.version, **mine}
        return actions.change(booking=booking, wish=self.wish(start, hours, **rest), now=self.now, **asked)

    def do(self, verb: str, booking: Any, **rest: Any) -> Any:
        """A holder's step with a booking, such as do("cancel", booking)."""
        asked = {"booking": booking, "key": fresh_key(), "actor": "person:1", "now": self.now}
        return getattr(actions, verb)(**{**asked, **rest})

    def decide(self, verb: str, booking: Booking, **rest: Any) -> Booking:
        asked = {"booking": booking, "by": self.cast.head, "key": fresh_key(), "now": self.now}
        return getattr(actions, verb)(**{**asked, **rest})

    def queue(self, venue: Venue, start: str, hours: float = 1, *, who: Any = "other_resident", **rest: Any) -> Any:
        holder = self.holder(who) if isinstance(who, str) else who
        return actions.wait_for_slot(
            venue=venue, wish=self.wish(start, hours, **rest), holder=holder, key=fresh_key(), actor="person:2",
            now=self.now,
        )  # fmt: skip


def faults() -> list[str]:
    """What is wrong between bookings, claims and bitmaps, found without any code of the feature."""
    wrong: list[str] = []
    bits: dict[tuple[int, int, int], int] = {}
    for atom, lane, slot in Claim.objects.values_list("atom", "lane", "slot"):
        bits[atom, lane, slot // 96] = bits.get((atom, lane, slot // 96), 0) | 1 << slot % 96
    stored = {
        (atom, lane, day): lo | hi << 48
        for atom, lane, day, lo, hi in AtomDay.objects.values_list("atom", "lane", "day", "busy_lo", "busy_hi")
        if lo or hi
    }
    if bits != stored:
        wrong.append("the bitmaps are not what the claims say")
    for booking in Booking.objects.filter(state__in=["requested", "offered", "booked"]):
        quarters = (booking.ends_at - booking.starts_at) / timedelta(minutes=15)
        counts = [booking.claims.filter(atom=part.atom).count() for part in booking.venue.parts.all()]
        wrong += [f"booking {booking.pk} lacks claims" for count in counts if count < quarters]
    gone = ["refused", "cancelled", "declined", "lapsed"]
    if Claim.objects.filter(booking__state__in=gone, booking__checked_in_at=None).exists():
        wrong.append("a booking that is over has claims")
    return wrong
