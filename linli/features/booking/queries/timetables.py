"""A venue's days as everybody may see them, and the sign at its door."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from .. import rules
from ..models import Block, Booking, Venue
from .ground import Ground, Known, Want, ground
from .shapes import BUSY, CLOSED, FREE, PAST, SETUP, DayOfVenue, Door, Stretch, Timetable
from .times import free_times

DOOR_DAYS = 2


def timetable(*, venue: Venue, first: date, now: datetime, days: int = 7) -> Timetable:
    """A venue's days cut into free, busy, being set up, closed and past: what everybody may see.

    `starts` of each day are for the shortest booking the venue takes. Eight statements.
    """
    found = ground(want=Want(venues=[venue]), first=first, days=days, now=now)
    minutes = max((given.min_minutes for one in found.known for given in one.terms[-1:]), default=60)
    free = free_times(venues=[venue], first=first, days=days, minutes=minutes, now=now)
    row = free.rows.get(venue.pk, ())
    if not found.known:
        return Timetable(venue, ())
    uses = _uses(venue, found)
    return Timetable(venue, tuple((day, tuple(_cut(found, number, day, uses, now))) for number, day in enumerate(row)))


def door(*, venue: Venue, now: datetime) -> Door:
    """What the sign at a venue's door shows."""
    today = now.astimezone(ZoneInfo(venue.site.timezone)).date()
    seen = timetable(venue=venue, first=today, days=DOOR_DAYS, now=now)
    ahead = [one for _day, stretches in seen.days for one in stretches if one.ends_at > now]
    current = next((one for one in ahead if one.starts_at <= now), None)
    coming = next((one for one in ahead if one.starts_at > now and one.state == BUSY), None)
    return Door(
        venue=venue,
        at=now.astimezone(ZoneInfo(venue.site.timezone)),
        state=current.state if current else CLOSED,
        title=current.title if current else "",
        until=current.ends_at if current else next((one.starts_at for one in ahead), None),
        next=coming,
        today=seen.days[0][1] if seen.days else (),
    )


def _uses(venue: Venue, found: Ground) -> list[tuple[range, str]]:
    """When any of the venue's atoms is used or blocked: quarter-hours, and the title where it is public here."""
    days, atoms = found.days, [part.atom for part in found.known[0].parts]
    begins, ends = rules.moment_of(days.origin), rules.moment_of(days.starts[-1])
    near = Q(starts_at__lt=ends, ends_at__gt=begins)
    asked = Q(move__starts_at__lt=ends, move__ends_at__gt=begins)
    blocked = Block.objects.filter(near, claims__atom__in=atoms).distinct().values_list("starts_at", "ends_at")
    used = Booking.objects.filter(near | asked, claims__atom__in=atoms, state__in=Booking.LIVE).distinct()
    own = ("starts_at", "ends_at", "title", "is_public", "venue", "move__starts_at", "move__ends_at")
    rows = list(used.order_by("starts_at").values_list(*own))
    waiting = [(start, end) for *_own, start, end in rows if start is not None and end is not None]
    return [(rules.slots_between(start=start, end=end), "") for start, end in (*blocked, *waiting)] + [
        (rules.slots_between(start=start, end=end), title if is_public and of == venue.pk else "")
        for start, end, title, is_public, of, *_asked in rows
    ]


def _cut(
    found: Ground, number: int, day: DayOfVenue, uses: Sequence[tuple[range, str]], now: datetime
) -> Iterator[Stretch]:
    """A day from the start of its hours to their end, or to the last claim that reaches beyond them."""
    days, known = found.days, found.known[0]
    zone = ZoneInfo(days.zone)
    states = dict(_states(found, known, number, day, uses, now))
    if not states:
        return
    begin = previous = min(states)
    for slot in range(begin, max(states) + 2):
        state = states.get(slot)
        if slot > begin and state != states.get(previous):
            shown, title = states.get(previous) or (CLOSED, "")
            yield Stretch(rules.moment_of(begin).astimezone(zone), rules.moment_of(slot).astimezone(zone), shown, title)
            begin = slot
        previous = slot


def _states(
    found: Ground, known: Known, number: int, day: DayOfVenue, uses: Sequence[tuple[range, str]], now: datetime
) -> Iterator[tuple[int, tuple[str, str]]]:
    """Each open or taken quarter-hour of a day with its state and public title."""
    days, place = found.days, found.place(known)
    given = place.given_on(day.day)
    if given is None:
        return
    clear = rules.clear_from(place, days=days, length=1)
    of_day = days.of_day(number)
    is_open = place.open_by_kinds[given.hours] & of_day
    taken = ~clear & of_day & days.whole
    titles = {slot: title for use, title in uses for slot in use}
    present = rules.slot_of(now)
    for bit in rules.ones(is_open | taken):
        slot = days.origin + bit
        if taken >> bit & 1:
            yield slot, ((BUSY, titles[slot]) if slot in titles else (SETUP, ""))
        else:
            yield slot, (PAST if slot < present else FREE, "")
