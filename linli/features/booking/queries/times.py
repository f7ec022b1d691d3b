"""The availability engine: what is free, and why something is not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from linli.base.kernel import Objection
from linli.community.places.models import Site

from .. import rules
from ..models import Venue
from ..rules import Look, Place
from .ground import Ground, Known, Want, ground
from .shapes import DayOfVenue, FreeTime, FreeTimes


def free_times(
    *,
    first: date,
    now: datetime,
    site: Site | None = None,
    venues: Sequence[Venue] | None = None,
    days: int = 1,
    minutes: int = 60,
    people: int = 0,
    purpose: str = "",
    layout: str = "",
    is_step_free: bool = False,
) -> FreeTimes:
    """Every time that can be booked, for a site's venues (or for `venues`), from `first` for so many `days`.

    Only venues that take the purpose, hold so many people in that layout and are step-free if asked. A day is the
    site's calendar day. Three statements, whatever is asked; three more to look beyond the days when nothing fits.
    """
    want = Want(site=site, venues=venues, people=people, layout=layout, is_step_free=is_step_free)
    look, found = _look(want, first=first, days=days, minutes=minutes, now=now)
    rows = {one.venue.pk: _row(look, found, one, purpose) for one in _fitting(found, purpose)}
    nearest = min(
        (FreeTime(day.venue, day.starts[0], day.starts[0] + timedelta(minutes=minutes))
         for row in rows.values() for day in row if day.starts),
        key=lambda free: (free.starts_at, free.venue.position, free.venue.pk),
        default=None,
    )  # fmt: skip
    if nearest is None and rows:
        after = rules.moment_of(found.days.starts[-1])
        nearest = _next_free(want, after=after, minutes=minutes, purpose=purpose, now=now)
    return FreeTimes(
        days=tuple(first + timedelta(days=after) for after in range(days)),
        venues=tuple(one.venue for one in _fitting(found, purpose)),
        rows=rows,
        nearest=nearest,
    )


def every_start(
    *, venues: Sequence[Venue], first: date, days: int, now: datetime, minutes: int = 60
) -> dict[int, list[datetime]]:
    """Only the moments at which a booking can begin, of venues of one time zone, keyed by venue. Three statements."""
    look, found = _look(Want(venues=venues), first=first, days=days, minutes=minutes, now=now)
    moments, before = rules.moments(look.days), look.days.starts[0] - look.days.origin
    return {
        one.venue.pk: list(rules.chosen(moments, bits=(_starts(look, found, one, "") & look.days.span) >> before))
        for one in found.known
    }


def next_free(
    *,
    now: datetime,
    site: Site | None = None,
    venues: Sequence[Venue] | None = None,
    after: datetime | None = None,
    minutes: int = 60,
    people: int = 0,
    purpose: str = "",
    layout: str = "",
    is_step_free: bool = False,
) -> FreeTime | None:
    """The first time from `after` (now) on that can be booked as asked, within the venues' horizons."""
    want = Want(site=site, venues=venues, people=people, layout=layout, is_step_free=is_step_free)
    return _next_free(want, after=max(after or now, now), minutes=minutes, purpose=purpose, now=now)


# What a search looks through before it looks as far as the venues can be booked.
NEAR_DAYS, FAR_DAYS = 35, 400


def _next_free(want: Want, *, after: datetime, minutes: int, purpose: str, now: datetime) -> FreeTime | None:
    for days in (NEAR_DAYS, FAR_DAYS):
        zone = _zone(want)
        first = after.astimezone(zone).date()
        look, found = _look(want, first=first, days=days, minutes=minutes, now=now)
        free = [
            (slot, one)
            for one in _fitting(found, purpose)
            if (slot := _first_from(look, found, one, purpose, after)) is not None
        ]
        if free:
            slot, one = min(free, key=lambda pair: (pair[0], pair[1].venue.position, pair[1].venue.pk))
            return _free_time(one, slot, minutes)
        if all(given.horizon_days < days for one in found.known for given in one.terms):
            return None
    return None


def _first_from(look: Look, found: Ground, one: Known, purpose: str, after: datetime) -> int | None:
    starts = _starts(look, found, one, purpose)
    from_bit = max(rules.slot_from(after) - look.days.origin, 0)
    later = starts >> from_bit << from_bit
    return look.days.origin + next(rules.ones(later)) if later else None


def _look(want: Want, *, first: date, days: int, minutes: int, now: datetime) -> tuple[Look, Ground]:
    found = ground(want=want, first=first, days=days, now=now)
    today = now.astimezone(ZoneInfo(found.days.zone)).date()
    return Look(days=found.days, minutes=minutes, now=now, today=today), found


def _fitting(found: Ground, purpose: str) -> list[Known]:
    """The venues that take the purpose in any terms in force within the days (all that are given, without one)."""
    place = [(one, [given for given, _bits in rules.spells(one.terms, days=found.days)]) for one in found.known]
    return [one for one, given in place if given and (not purpose or any(purpose in each.purposes for each in given))]


def _starts(look: Look, found: Ground, one: Known, purpose: str) -> int:
    return rules.start_bits(
        found.place(one), days=look.days, minutes=look.minutes, now=look.now, today=look.today, purpose=purpose
    )


def _row(look: Look, found: Ground, one: Known, purpose: str) -> tuple[DayOfVenue, ...]:
    """A venue day by day."""
    days, place = look.days, found.place(one)
    starts = rules.start_bits(place, days=days, minutes=look.minutes, now=look.now, today=look.today, purpose=purpose)
    clear = rules.clear_from(place, days=days, length=1)
    row = []
    for number, moments in enumerate(rules.starts_by_day(starts, days=days)):
        day = days.first + timedelta(days=number)
        given = place.given_on(day)
        hours = found.hours_on(one, day, given.hours) if given else rules.Hours()
        is_free = place.open_by_kinds[given.hours] & clear & days.of_day(number) if given else 0
        row.append(
            DayOfVenue(
                venue=one.venue,
                day=day,
                kind=found.hours.kind_of(day),
                hours=tuple(hours.periods),
                starts=moments,
                free_minutes=is_free.bit_count() * 15,
                why=None if moments else _why(look, place, number, hours, starts),
            )
        )
    return tuple(row)


def _why(look: Look, place: Place, number: int, hours: rules.Hours, starts: int) -> Objection:
    """Why nothing can begin on a day, with the free time that is nearest to it within the days looked at."""
    bit = rules.nearest_bit(starts, wanted=look.days.starts[number] - look.days.origin)
    nearest = None if bit is None else rules.moment_of(look.days.origin + bit).astimezone(ZoneInfo(look.days.zone))
    return rules.why_none(look, place=place, number=number, hours=hours, nearest=nearest)


def _free_time(one: Known, slot: int, minutes: int) -> FreeTime:
    start = rules.moment_of(slot).astimezone(ZoneInfo(one.venue.site.timezone))
    return FreeTime(one.venue, start, start + timedelta(minutes=minutes))


def _zone(want: Want) -> ZoneInfo:
    if want.venues:
        return ZoneInfo(want.venues[0].site.timezone)
    return ZoneInfo(want.site.timezone if want.site else "Asia/Shanghai")
