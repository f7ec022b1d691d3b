"""Eight weeks of the rooms, told through booking: who booked, who came, who did not, what still waits."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from linli.base.kernel import Refused
from linli.community.calendar import queries as calendar
from linli.community.people.queries import Caller
from linli.features.booking import actions
from linli.features.booking import queries as rooms
from linli.features.booking.models import Booking, Suspension, Venue
from linli.features.booking.rules import SeriesWish, Wish

from .cast import Cast

DATA = Path(__file__).resolve().parent / "data" / "rooms_week.toml"
WEEKS, AHEAD = timedelta(weeks=8), timedelta(days=12)
# Every so-manieth booking is one to which nobody comes.
NOBODY_COMES = 23
BADUANJIN = "八段锦晨练"


@dataclass(frozen=True)
class Regular:
    """Something that happens in a room on one day."""

    venue: Venue
    day: date
    told: Mapping[str, Any]
    holder: Caller


def tell_rooms(*, cast: Cast, venues: Mapping[str, Venue], day: date, until: datetime) -> None:
    """The eight weeks before `until` and the two after it, in the order in which they happened."""
    if Booking.objects.exists():
        return
    told = tomllib.loads(DATA.read_text(encoding="utf-8"))
    holders = [Caller(name=name, phone=phone, language="zh-hans", is_proved=True) for name, phone in told["people"]]
    zone = ZoneInfo(cast.site.timezone)
    _baduanjin(cast, venues["square"], day, zone)
    kinds = calendar.week_hours(site=cast.site, day=day - WEEKS, days=(WEEKS + AHEAD).days + 1)
    holidays = {hours.day for hours in kinds if hours.kind.type == "holiday"}
    for number, regular in enumerate(_regulars(told["weekly"], venues, holders, day)):
        if regular.day not in holidays:
            _happens(cast, regular, number, zone, until)
    _come_to_the_square(cast, venues["square"], until)
    _three_missed(cast, venues["tea-room"], day, zone)
    actions.release_no_shows(now=until)
    _what_waits(cast, venues, holders, day, zone, until)


def _regulars(
    weekly: list[Mapping[str, Any]], venues: Mapping[str, Venue], holders: list[Caller], day: date
) -> Iterator[Regular]:
    at = day - WEEKS
    while at <= day + AHEAD:
        for told in weekly:
            is_its_week = (at.toordinal() // 7) % told["every"] == 0
            if at.weekday() in told["days"] and is_its_week:
                who = told["who"][at.toordinal() % len(told["who"])]
                yield Regular(venues[told["venue"]], at, told, holders[who])
        at += timedelta(days=1)


def _happens(cast: Cast, regular: Regular, number: int, zone: ZoneInfo, until: datetime) -> None:
    """Booked some days before, approved where that is needed, and used; or nobody came."""
    starts_at = datetime.combine(regular.day, regular.told["starts"], zone)
    booked_at = min(starts_at - timedelta(days=6, hours=3), until - timedelta(minutes=number % 90 + 5))
    held = _book(regular.venue, regular.told, regular.holder, starts_at, booked_at, f"demo-room-{number}")
    if held is None:
        return
    decided_at = booked_at + timedelta(hours=4)
    if held.state == Booking.State.REQUESTED and decided_at < until:
        held = actions.approve(booking=held, by=cast.head, host=cast.workers[1], key=f"{number}-yes", now=decided_at)
    came = held.state == Booking.State.BOOKED and starts_at < until and number % NOBODY_COMES
    if came:
        actions.check_in(
            booking=held,
            came=max(1, held.people - number % 4),
            by=cast.workers[number % 5 + 1],
            key=f"{number}-here",
            actor=f"person:{cast.head.pk}",
            now=starts_at,
        )


def _book(
    venue: Venue, told: Mapping[str, Any], holder: Caller, starts_at: datetime, now: datetime, key: str
) -> Booking | None:
    wish = Wish(
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=told["minutes"]),
        purpose=told["purpose"],
        people=told["people"],
        layout=told.get("layout", ""),
        title=told["title"],
        is_public=bool(told["title"]),
        accepts_conditions=True,
    )
    try:
        return actions.book(
            venue=venue, wish=wish, holder=holder, channel=Booking.Channel.WEB, key=key, actor="demo", now=now
        )
    except Refused:  # a holiday's shorter hours, a month's limit: it did not take place
        return None


def _baduanjin(cast: Cast, square: Venue, day: date, zone: ZoneInfo) -> None:
    """八段锦 on the square, Monday, Wednesday and Friday from 9 to 10, never on a public holiday (domain R02)."""
    first = day - WEEKS
    while first < day + AHEAD:
        last = min(first + timedelta(days=52), day + timedelta(days=28))
        wish = SeriesWish(
            rule=f"FREQ=WEEKLY;BYDAY=MO,WE,FR;UNTIL={last:%Y%m%d}",
            first_day=first,
            starts=time(9),
            minutes=60,
            purpose="recreation",
            people=35,
            title=BADUANJIN,
            is_public=True,
            accepts_conditions=True,
            holidays="skip",
            books_what_is_free=True,
        )
        actions.book_series(
            venue=square,
            wish=wish,
            holder=Caller(name="何教练（示例）", phone="+8613800001020", language="zh-hans", is_proved=True),
            channel=Booking.Channel.DESK,
            booked_by=cast.head,
            key=f"demo-baduanjin-{first}",
            actor=f"person:{cast.head.pk}",
            now=datetime.combine(first - timedelta(days=3), time(10), zone),
        )
        first = last + timedelta(days=1)


def _come_to_the_square(cast: Cast, square: Venue, until: datetime) -> None:
    """A worker counts heads each morning; on a rainy one nobody came."""
    mornings = Booking.objects.filter(venue=square, starts_at__lt=until).select_related("venue__site", "terms")
    for number, held in enumerate(mornings.order_by("starts_at"), 1):
        if number % 9:
            actions.check_in(
                booking=held,
                came=24 + number * 7 % 17,
                by=cast.workers[number % 5 + 1],
                key=f"square-{number}",
                actor=f"person:{cast.head.pk}",
                now=held.starts_at,
            )


def _three_missed(cast: Cast, venue: Venue, day: date, zone: ZoneInfo) -> None:
    """李强 booked three times and never came: the no-show rule suspends him, and he says why it was not his fault."""
    holder = Caller(person=cast.other_resident)
    told = {"minutes": 60, "purpose": "recreation", "people": 4, "title": ""}
    for number, before in enumerate((25, 18, 5)):
        starts_at = datetime.combine(_workday(day - timedelta(days=before)), time(16), zone)
        _book(venue, told, holder, starts_at, starts_at - timedelta(days=2), f"demo-missed-{number}")


def _workday(day: date) -> date:
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return day


# What still waits -----------------------------------------------------------------------------------------------


def _what_waits(
    cast: Cast, venues: Mapping[str, Venue], holders: list[Caller], day: date, zone: ZoneInfo, until: datetime
) -> None:
    """Requests to decide, an offer to somebody who waited, the resident's own booking, and an appeal."""
    big = {"minutes": 90, "purpose": "recreation", "people": 60, "title": "邻里节彩排", "layout": "theatre"}
    _asks(venues["multi-hall"], big, holders[3], day + timedelta(days=2), until - timedelta(hours=2), zone)
    talk = {"minutes": 60, "purpose": "", "people": 2, "title": ""}
    _asks(venues["talk-room"], talk, holders[8], day + timedelta(days=1), until - timedelta(hours=1), zone)
    mine = {"minutes": 60, "purpose": "recreation", "people": 5, "title": ""}
    resident = Caller(person=cast.resident)
    _asks(venues["family-parlour"], mine, resident, day, until - timedelta(hours=1), zone)
    _offer(venues["family-parlour"], resident, holders[9], day, zone, until)
    _appeal(cast, until)


def _asks(
    venue: Venue, told: Mapping[str, Any], holder: Caller, day: date, now: datetime, zone: ZoneInfo
) -> Booking | None:
    """The next free time of the room from that day's noon on (from now on, today), booked or asked for."""
    after = max(now + timedelta(hours=3), datetime.combine(day, time(11), zone))
    free = rooms.next_free(venues=[venue], after=after, minutes=told["minutes"], now=now)
    if free is None:
        return None
    return _book(venue, told, holder, free.starts_at, now, f"demo-asks-{venue.slug}-{day}")


def _offer(venue: Venue, waits: Caller, had: Caller, day: date, zone: ZoneInfo, until: datetime) -> None:
    """Somebody gives a time back, and who waited for it is offered it."""
    told = {"minutes": 60, "purpose": "recreation", "people": 6, "title": ""}
    held = _asks(venue, told, had, day + timedelta(days=3), until - timedelta(days=1), zone)
    if held is None:
        return
    wish = Wish(starts_at=held.starts_at, ends_at=held.ends_at, purpose="recreation", people=6, accepts_conditions=True)
    actions.wait_for_slot(
        venue=venue, wish=wish, holder=waits, key="demo-waits", actor="demo", now=until - timedelta(hours=1)
    )
    actions.cancel(booking=held, key="demo-gives-back", actor="demo", now=until - timedelta(minutes=20))


def _appeal(cast: Cast, until: datetime) -> None:
    suspension = Suspension.objects.filter(person=cast.other_resident).first()
    if suspension is not None:
        actions.appeal(
            suspension=suspension,
            text="那几天孩子住院，我在医院走不开，手机也没电，没能来得及取消。以后一定提前说。（示例）",
            key="demo-appeal",
            actor=f"person:{cast.other_resident.pk}",
            now=until - timedelta(minutes=10),
        )
