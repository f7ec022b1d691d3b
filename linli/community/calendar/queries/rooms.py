"""The hours of many rooms over many days, asked once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection

from linli.community.places.models import Site

from .. import rules
from ..models import Closure
from ..rules import DayKind
from .hours import ONE_DAY, DayHours, around, clock_of, period_of

# All that decides on the hours of some sites and some of their rooms over a range of days, as lines of text: a search
# over many rooms asks once.
_ALL_OF_RANGE = """
SELECT 'year', CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(year AS TEXT), status, '', '', '', ''
FROM calendar_year WHERE year BETWEEN %(first_year)s AND %(last_year)s
UNION ALL
SELECT 'special', NULL, NULL, CAST(day AS TEXT), kind, name, name_en, '', ''
FROM calendar_specialday WHERE day BETWEEN %(first)s AND %(last)s
UNION ALL
SELECT 'rule', site_id, room_id, day_type, kind, CAST(opens AS TEXT), CAST(closes AS TEXT),
    CAST(from_day AS TEXT), COALESCE(CAST(until_day AS TEXT), '')
FROM calendar_openingrule WHERE site_id IN ({sites}) AND (room_id IS NULL OR room_id IN ({rooms}))
    AND from_day <= %(last)s AND (until_day IS NULL OR until_day >= %(first)s)
UNION ALL
SELECT 'closure', site_id, room_id, CAST(id AS TEXT), CAST(starts_at AS TEXT), CAST(ends_at AS TEXT),
    reason, reason_en, ''
FROM calendar_closure WHERE site_id IN ({sites}) AND (room_id IS NULL OR room_id IN ({rooms}))
    AND ends_at > %(after)s AND starts_at < %(before)s
"""


def room_hours(*, sites: Collection[Site], rooms: Collection[int], first: date, days: int) -> RoomHours:
    """The hours of some sites and of some of their rooms (by key), of every kind, on `days` days from `first` on.

    One statement, however many places and days.
    """
    return RoomHours(sites, rooms, first, first + timedelta(days=max(days, 1) - 1))


class RoomHours:
    """What decides on the hours of many rooms over some days, gathered in one statement; `of` gives a room's day."""

    def __init__(self, sites: Collection[Site], rooms: Collection[int], first: date, last: date) -> None:
        self._sites = {site.pk: site for site in sites}
        self._hours: dict[int, list[rules.Hours]] = defaultdict(list)
        self._closures: dict[tuple[int, int | None], list[Closure]] = defaultdict(list)
        self._years: dict[int, str] = {}
        self._special: dict[date, rules.Special] = {}
        self._known: dict[tuple[int, int | None, date], DayHours] = {}
        for what, site, room, *said in _range_rows(list(self._sites), rooms, first, last):
            getattr(self, f"_read_{what}")(site, room, *said)
        self._table = rules.Table(self._years, self._special)
        self._own = {(site, one.room) for site, hours in self._hours.items() for one in hours} | set(self._closures)

    def of(self, *, site: Site, day: date, room: int | None = None) -> DayHours:
        """The hours of a room on a day (of the site itself without one). No statement."""
        if not self.has_own(site=site, room=room):
            room = None
        key = (site.pk, room, day)
        if key not in self._known:
            self._known[key] = self._day(site, room, day)
        return self._known[key]

    def has_own(self, *, site: Site, room: int | None) -> bool:
        """Whether a room has hours or closures of its own (else it has the site's). No statement."""
        return (site.pk, room) in self._own

    def kind_of(self, day: date) -> DayKind:
        """What a day counts as. No statement."""
        return self._table.kind_of(day)

    def _day(self, site: Site, room: int | None, day: date) -> DayHours:
        clock = clock_of(self._sites[site.pk])
        starts, ends = (clock.moment(on, site.day_starts_at) for on in (day, day + ONE_DAY))
        places: list[tuple[int, int | None]] = [(site.pk, None)] if room is None else [(site.pk, None), (site.pk, room)]
        closures = [
            one for place in places for one in self._closures.get(place, ())
            if one.starts_at < ends and starts < one.ends_at
        ]  # fmt: skip
        closures.sort(key=lambda one: (one.starts_at, one.pk))
        kind = self._table.kind_of(day)
        served = rules.periods_of_day(
            day=day,
            kind=kind,
            hours=rules.hours_for(hours=self._hours[site.pk], room=room, day=day),
            closures=[period_of(closure, clock.zone) for closure in closures],
            clock=clock,
        )
        return DayHours(day=day, kind=kind, periods=served, closures=closures)

    def _read_year(self, _site: None, _room: None, year: str, status: str, *_rest: str) -> None:
        self._years[int(year)] = status

    def _read_special(
        self, _site: None, _room: None, day: str, kind: str, name: str, name_en: str, *_rest: str
    ) -> None:
        self._special[date.fromisoformat(day)] = rules.Special(kind, name, name_en)

    def _read_rule(self, site: int, room: int | None, *said: str) -> None:
        day_type, kind, opens, closes, from_day, until_day = said
        self._hours[site].append(
            rules.Hours(
                day_type=day_type,
                kind=kind,
                opens=time.fromisoformat(opens),
                closes=time.fromisoformat(closes),
                from_day=date.fromisoformat(from_day),
                until_day=date.fromisoformat(until_day) if until_day else None,
                room=room,
            )
        )

    def _read_closure(self, site: int, room: int | None, *said: str) -> None:
        pk, starts_at, ends_at, reason, reason_en, _ = said
        start, end = (_moment(at) for at in (starts_at, ends_at))
        self._closures[site, room].append(
            Closure(
                pk=int(pk), site_id=site, room_id=room, starts_at=start, ends_at=end, reason=reason, reason_en=reason_en
            )
        )


def _range_rows(sites: Collection[int], rooms: Collection[int], first: date, last: date) -> list[tuple[Any, ...]]:
    after, before = around(first, last)
    to_day, to_moment = connection.ops.adapt_datefield_value, connection.ops.adapt_datetimefield_value
    asked = {
        "first": to_day(first), "last": to_day(last), "after": to_moment(after), "before": to_moment(before),
        "first_year": first.year, "last_year": last.year,
    }  # fmt: skip
    # A list that is empty still needs a member: no row has the key 0.
    names = {}
    for of, keys in (("sites", sites), ("rooms", rooms)):
        numbered = {f"{of}{number}": key for number, key in enumerate(keys or [0])}
        names[of] = ", ".join(f"%({name})s" for name in numbered)
        asked |= numbered
    with connection.cursor() as cursor:
        cursor.execute(_ALL_OF_RANGE.format(**names), asked)
        return list(cursor.fetchall())


def _moment(text: str) -> datetime:
    """A moment as a database writes it out: in UTC, said or not."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
