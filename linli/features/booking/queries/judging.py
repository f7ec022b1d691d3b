"""What a booking would be answered, and which times are near the wanted one."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from .. import rules
from ..models import Booking, Venue
from ..rules import Asker, Used, Wish
from . import facts
from .ground import Ground, Known, Want, ground
from .shapes import FreeTime, Judgement

# How many days around the wanted one are looked at, and how many free times are told.
AROUND_DAYS = 14
AT_MOST = 4


def judgement(*, venue: Venue, wish: Wish, now: datetime, booking: Booking | None = None) -> Judgement:
    """What `book` (or `change`, for a `booking`) would be answered now to anybody, and the nearest free times.

    What depends on the person (limits, suspension, who may book) is only known when booking.
    """
    day = wish.starts_at.astimezone(ZoneInfo(venue.site.timezone)).date()
    own = [booking] if booking else []
    setting = facts.setting(venue=venue, first=day, last=day, now=now, without=own)
    if setting is None:
        return Judgement((rules.not_given(),), ())
    spot = facts.spot(setting=setting, starts_at=wish.starts_at, ends_at=wish.ends_at)
    anybody = Asker(has_account=True, has_contact=True, is_staff=True)
    asked = facts.asked(setting=setting, spot=spot, wish=wish, asker=anybody, used=Used(), now=now, without=own)
    if not (found := rules.objections(asked)):
        return Judgement((), ())
    if any(one.field == "starts_at" for one in found):
        found = rules.objections(facts.with_nearest(setting=setting, asked=asked))
    minutes = max(round(asked.length / timedelta(minutes=1)), asked.given.min_minutes if asked.given else 15)
    return Judgement(tuple(found), near(venue=venue, wish=wish, minutes=minutes, now=now))


def near(*, venue: Venue, wish: Wish, minutes: int, now: datetime) -> tuple[FreeTime, ...]:
    """Free times near a wanted one: other venues at that very time, then this one before and after, the closest first.

    Only venues that take the purpose and so many people.
    """
    zone = ZoneInfo(venue.site.timezone)
    first = wish.starts_at.astimezone(zone).date() - timedelta(days=AROUND_DAYS // 2)
    want = Want(site=venue.site, people=wish.people)
    found = ground(want=want, first=first, days=AROUND_DAYS + 1, now=now)
    wanted = rules.slot_of(wish.starts_at)
    elsewhere: list[FreeTime] = []
    here: list[FreeTime] = []
    for one in found.known:
        starts = _starts(found, one, minutes, wish.purpose, now)
        if one.venue.pk == venue.pk:
            here = [
                _free(one.venue, slot, minutes, zone) for slot in _around(starts, wanted - found.days.origin, found)
            ]
        elif starts >> (wanted - found.days.origin) & 1:
            elsewhere.append(_free(one.venue, wanted, minutes, zone))
    return (*here, *elsewhere)[:AT_MOST]


def _starts(found: Ground, one: Known, minutes: int, purpose: str, now: datetime) -> int:
    today = now.astimezone(ZoneInfo(found.days.zone)).date()
    return rules.start_bits(found.place(one), days=found.days, minutes=minutes, now=now, today=today, purpose=purpose)


def _around(starts: int, wanted: int, found: Ground) -> list[int]:
    """The free moments next before and next after the wanted one, as slots."""
    before, after = starts & ((1 << wanted) - 1), starts >> wanted << wanted
    bits = ([before.bit_length() - 1] if before else []) + ([next(rules.ones(after))] if after else [])
    return [found.days.origin + bit for bit in sorted(bits, key=lambda bit: abs(bit - wanted))]


def _free(venue: Venue, slot: int, minutes: int, zone: ZoneInfo) -> FreeTime:
    start = rules.moment_of(slot).astimezone(zone)
    return FreeTime(venue, start, start + timedelta(minutes=minutes))
