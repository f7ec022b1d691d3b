"""How the rooms of a site are used: booked over open hours, by room, purpose, hour and day; and the rows behind it.

Open hours are those of each day itself, holidays and closures included, never office hours. A confidential room is
counted and nothing else: no hours, no rows, no purpose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Min

from linli.base.kernel import Period
from linli.community.places import queries as places
from linli.community.places.models import Room, Site

from ..models import Block, Booking, Venue, VenueAtom
from .shapes import DayOfVenue, FreeTimes, VenueCard
from .times import free_times
from .venues import cards

TAKEN = (Booking.State.BOOKED, Booking.State.USED, Booking.State.NO_SHOW)
WEEKEND = ("saturday", "sunday")


@dataclass(frozen=True)
class Row:
    """One booking in the figures, nameless; `minutes` are those within open hours."""

    venue: Venue
    starts_at: datetime
    ends_at: datetime
    purpose: str
    people: int
    state: str
    channel: str
    day_type: str
    minutes: int
    by_hour: Counter[int]

    @property
    def is_used(self) -> bool:
        """Whether somebody came."""
        return self.state == Booking.State.USED


@dataclass
class Share:
    """Booked of open minutes, and how many bookings that were. A confidential room has only the number."""

    label: Any
    booked: int = 0
    open: int = 0
    count: int = 0
    used: int = 0
    is_confidential: bool = False

    @property
    def percent(self) -> float | None:
        """Booked ÷ open in per cent; None where nothing was open or nothing may be told."""
        return round(100 * self.booked / self.open, 1) if self.open and not self.is_confidential else None

    @property
    def booked_hours(self) -> float:
        """Booked, in hours."""
        return round(self.booked / 60, 1)

    @property
    def open_hours(self) -> float:
        """Open, in hours."""
        return round(self.open / 60, 1)


@dataclass(frozen=True)
class Six:
    """The six numbers of a site's rooms; None where there is nothing to divide by."""

    opening_kept: float | None
    booked: float | None
    used: float | None
    filled: float | None
    person_hours_per_m2: float | None
    residents: int


@dataclass(frozen=True)
class Use:
    """The use of a site's rooms from `first` to `last`, both included."""

    first: date
    last: date
    six: Six
    venues: tuple[Share, ...]
    purposes: tuple[Share, ...]
    hours: tuple[Share, ...]
    weekdays: tuple[Share, ...]
    kinds: tuple[Share, ...]
    rows: tuple[Row, ...]
    idle: tuple[Room, ...] = ()
    unused: tuple[Venue, ...] = ()


@dataclass
class _Seen:
    """What is known of one venue in the period."""

    card: VenueCard
    lanes: int = 1
    days: dict[date, DayOfVenue] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    count: int = 0

    @property
    def is_confidential(self) -> bool:
        return bool(self.card.terms and self.card.terms.is_confidential)


def use(*, site: Site, first: date, last: date, now: datetime) -> Use:
    """The use of the site's rooms in the days from `first` to `last`."""
    known = _gather(site, first, last, now)
    open_ones = [one for one in known.values() if not one.is_confidential]
    rows = [row for one in open_ones for row in one.rows]
    blocked = _blocked(site, open_ones, first, last)
    opened = sum(_open(one) for one in open_ones)
    return Use(
        first=first,
        last=last,
        six=_six(open_ones, rows, opened, blocked, _residents(site, first, last)),
        venues=tuple(_of_venue(one) for one in known.values()),
        purposes=tuple(_by_purpose(rows)),
        hours=tuple(_by_hour(open_ones, rows)),
        weekdays=tuple(_by_day(open_ones, rows, lambda day, _type: day.weekday(), range(7))),
        kinds=tuple(_by_day(open_ones, rows, lambda _day, type_: _kind(type_), ("workday", "weekend", "holiday"))),
        rows=tuple(sorted(rows, key=lambda row: row.starts_at)),
        idle=tuple(room for room in places.rooms(site=site) if room.is_idle),
        unused=tuple(one.card.venue for one in known.values() if not one.count),
    )


def matching(
    rows: Iterable[Row],
    *,
    venue: str = "",
    purpose: str = "",
    hour: int | None = None,
    weekday: int | None = None,
    kind: str = "",
) -> list[Row]:
    """The rows behind one figure."""
    return [
        row
        for row in rows
        if venue in ("", row.venue.slug)
        and purpose in ("", row.purpose)
        and (hour is None or row.by_hour[hour])
        and weekday in (None, row.starts_at.weekday())
        and kind in ("", _kind(row.day_type))
    ]


def _kind(day_type: str) -> str:
    return "weekend" if day_type in WEEKEND else day_type


# Gathering ----------------------------------------------------------------------------------------------------------


def _gather(site: Site, first: date, last: date, now: datetime) -> dict[int, _Seen]:
    lanes = dict(VenueAtom.objects.filter(venue__site=site).values_list("venue").annotate(Min("atom__lanes")))
    known = {card.venue.pk: _Seen(card, lanes.get(card.venue.pk, 1)) for card in cards(site=site, now=now)}
    times: FreeTimes = free_times(site=site, first=first, days=(last - first).days + 1, now=now)
    for pk, days in times.rows.items():
        known[pk].days = {day.day: day for day in days}
    zone = ZoneInfo(site.timezone)
    for held in _bookings(site, first, last):
        seen = known.get(held.venue_id)
        if seen is not None:
            seen.count += 1
            if not seen.is_confidential:
                seen.rows.append(_row(held, seen, zone))
    return known


def _bookings(site: Site, first: date, last: date) -> Iterable[Booking]:
    start, end = _span(site, first, last)
    return Booking.objects.filter(venue__site=site, state__in=TAKEN, starts_at__gte=start, starts_at__lt=end).order_by(
        "starts_at", "pk"
    )


def _span(site: Site, first: date, last: date) -> tuple[datetime, datetime]:
    zone = ZoneInfo(site.timezone)
    start = datetime.combine(first, datetime.min.time(), zone)
    return start, datetime.combine(last + timedelta(days=1), datetime.min.time(), zone)


def _row(held: Booking, seen: _Seen, zone: ZoneInfo) -> Row:
    starts_at, ends_at = held.starts_at.astimezone(zone), held.ends_at.astimezone(zone)
    day = seen.days.get(starts_at.date())
    within = [part for hours in (day.hours if day else ()) if (part := _shared(hours, starts_at, ends_at))]
    return Row(
        venue=seen.card.venue,
        starts_at=starts_at,
        ends_at=ends_at,
        purpose=held.purpose,
        people=held.came or held.people,
        state=held.state,
        channel=held.channel,
        day_type=day.kind.type if day else "workday",
        minutes=sum(_minutes(part) for part in within),
        by_hour=_hours(within),
    )


def _shared(hours: Period, starts_at: datetime, ends_at: datetime) -> Period | None:
    start, end = max(hours.start, starts_at), min(hours.end, ends_at)
    return Period(start.astimezone(starts_at.tzinfo), end.astimezone(starts_at.tzinfo)) if start < end else None


def _minutes(period: Period) -> int:
    return round(period.length.total_seconds() / 60)


def _hours(periods: Iterable[Period]) -> Counter[int]:
    """Minutes of each hour of the day."""
    found: Counter[int] = Counter()
    for period in periods:
        at = period.start
        while at < period.end:
            upto = min(period.end, at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1))
            found[at.hour] += round((upto - at).total_seconds() / 60)
            at = upto
    return found


def _blocked(site: Site, known: list[_Seen], first: date, last: date) -> int:
    """Minutes of promised opening that blocks took away."""
    start, end = _span(site, first, last)
    by_venue = {one.card.venue.pk: one for one in known}
    blocks = Block.objects.filter(venue__in=by_venue, starts_at__lt=end, ends_at__gt=start, lifted_at=None)
    zone = ZoneInfo(site.timezone)
    lost = 0
    for block in blocks:
        from_, until = block.starts_at.astimezone(zone), block.ends_at.astimezone(zone)
        for day in by_venue[block.venue_id].days.values():
            lost += sum(_minutes(part) for hours in day.hours if (part := _shared(hours, from_, until)))
    return lost


def _residents(site: Site, first: date, last: date) -> int:
    start, end = _span(site, first, last)
    held = Booking.objects.filter(venue__site=site, state__in=TAKEN, starts_at__gte=start, starts_at__lt=end)
    return held.exclude(holder_key="").values("holder_key").distinct().count()


# Dividing -----------------------------------------------------------------------------------------------------------


def _open(one: _Seen) -> int:
    return one.lanes * sum(_minutes(hours) for day in one.days.values() for hours in day.hours)


def _of_venue(one: _Seen) -> Share:
    if one.is_confidential:
        return Share(one.card.venue, count=one.count, is_confidential=True)
    booked = sum(row.minutes for row in one.rows)
    used = sum(row.minutes for row in one.rows if row.is_used)
    return Share(one.card.venue, booked=booked, open=_open(one), count=one.count, used=used)


def _by_purpose(rows: list[Row]) -> list[Share]:
    whole = sum(row.minutes for row in rows)
    found: dict[str, Share] = {}
    for row in rows:
        share = found.setdefault(row.purpose, Share(row.purpose, open=whole))
        share.booked += row.minutes
        share.count += 1
    return sorted(found.values(), key=lambda share: -share.booked)


def _by_hour(known: list[_Seen], rows: list[Row]) -> list[Share]:
    opened: Counter[int] = Counter()
    for one in known:
        for minutes in (_hours(day.hours) for day in one.days.values()):
            for hour, several in minutes.items():
                opened[hour] += several * one.lanes
    booked: Counter[int] = Counter()
    count: Counter[int] = Counter()
    for row in rows:
        booked.update(row.by_hour)
        count.update(row.by_hour.keys())
    return [Share(hour, booked=booked[hour], open=opened[hour], count=count[hour]) for hour in sorted(opened)]


def _by_day(
    known: list[_Seen], rows: list[Row], of: Callable[[date, str], object], order: Iterable[object]
) -> list[Share]:
    found = {label: Share(label) for label in order}
    for one in known:
        for day in one.days.values():
            share = found[of(day.day, day.kind.type)]
            share.open += one.lanes * sum(_minutes(hours) for hours in day.hours)
    for row in rows:
        share = found[of(row.starts_at.date(), row.day_type)]
        share.booked += row.minutes
        share.count += 1
    return list(found.values())


def _six(known: list[_Seen], rows: list[Row], opened: int, blocked: int, residents: int) -> Six:
    booked = sum(row.minutes for row in rows)
    seats = {one.card.venue.pk: one.card.capacity for one in known}
    room_minutes = sum(row.minutes * seats[row.venue.pk] for row in rows if row.is_used)
    person_minutes = sum(row.minutes * row.people for row in rows if row.is_used)
    return Six(
        opening_kept=_percent(opened - blocked, opened),
        booked=_percent(booked, opened),
        used=_percent(sum(row.minutes for row in rows if row.is_used), booked),
        filled=_percent(person_minutes, room_minutes),
        person_hours_per_m2=_per_m2(person_minutes, known),
        residents=residents,
    )


def _percent(part: float, whole: float) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _per_m2(person_minutes: int, known: list[_Seen]) -> float | None:
    rooms = {room.pk: room.area_m2 for one in known for room in one.card.rooms if room.area_m2}
    area = sum(rooms.values(), Decimal(0))
    return round(person_minutes / 60 / float(area), 1) if area else None
