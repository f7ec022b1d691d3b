"""What the availability engine stands on: venues with their terms and atoms, their hours, and what is taken."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from linli.base.kernel import Period
from linli.base.kernel.period import merged
from linli.community.calendar import queries as calendar
from linli.community.calendar.queries import RoomHours
from linli.community.places.models import Site

from .. import rules
from ..models import Venue
from ..rules import Days, Given, Place

# A venue has a line for each of its atoms and each set of terms that could be in force; venues nobody could use as
# asked are left out here. Written out: composing it takes longer than running it.
_VENUES = """
SELECT venue.id, venue.site_id, venue.slug, venue.name, venue.name_en, venue.position, venue.icon, venue.is_step_free,
    atom.id, atom.room_id, atom.lanes, terms.from_day, terms.hours, terms.purposes, terms.min_minutes,
    terms.max_minutes, terms.step_minutes, terms.notice_minutes, terms.horizon_days, terms.setup_minutes,
    terms.cleanup_minutes, site.slug, site.community_id, site.timezone, site.day_starts_at, site.name, site.name_en
FROM booking_venue AS venue
JOIN places_site AS site ON site.id = venue.site_id
JOIN booking_venueatom AS part ON part.venue_id = venue.id
JOIN booking_atom AS atom ON atom.id = part.atom_id
LEFT JOIN booking_terms AS terms ON terms.venue_id = venue.id AND terms.from_day <= %(last)s
WHERE venue.is_in_use AND {which}{filters}
ORDER BY venue.site_id, venue.position, venue.id, atom.id, terms.from_day
"""
_HOLDS = """ AND (EXISTS (SELECT 1 FROM booking_layout AS layout WHERE layout.venue_id = venue.id
    AND layout.capacity >= %(people)s AND (%(layout)s = '' OR layout.kind = %(layout)s)){or_none})"""
_WITHOUT_LAYOUTS = " OR NOT EXISTS (SELECT 1 FROM booking_layout AS layout WHERE layout.venue_id = venue.id)"

# The bitmaps, and beside them the quarter-hours of holds whose time is up but which nobody has cleared away yet.
_TAKEN = """
SELECT atom_id, lane, day, busy_lo, busy_hi FROM booking_atomday
WHERE community_id IN ({communities}) AND atom_id IN ({atoms}) AND day BETWEEN %(first)s AND %(last)s
    AND (busy_lo > 0 OR busy_hi > 0)
UNION ALL
SELECT atom_id, lane, slot, -1, -1 FROM booking_claim
WHERE hold_until <= %(now)s AND atom_id IN ({atoms})
"""


@dataclass(frozen=True)
class Part:
    """An atom of a venue: its key, its room's key, and how many groups it takes at once."""

    atom: int
    room: int | None
    lanes: int


@dataclass
class Known:
    """A venue and what it consists of."""

    venue: Venue
    parts: list[Part] = field(default_factory=list)
    terms: list[Given] = field(default_factory=list)


@dataclass
class Ground:
    """Some venues over some days, gathered in three statements."""

    days: Days
    known: list[Known]
    hours: RoomHours
    busy: dict[tuple[int, int], int]

    def place(self, known: Known) -> Place:
        """A venue's time as bitmaps."""
        kinds = {given.hours for given in known.terms}
        return Place(
            open_by_kinds={each: self._open(known, each) for each in kinds},
            busy=[[self.busy.get((part.atom, lane), 0) for lane in range(part.lanes)] for part in known.parts],
            terms=known.terms,
        )

    def free(self, *, atom: int, lane: int, slot: int) -> None:
        """Look at a quarter-hour as if nobody had it."""
        bit = slot - self.days.origin
        if bit >= 0:
            self.busy[atom, lane] = self.busy.get((atom, lane), 0) & ~(1 << bit)

    def hours_on(self, known: Known, day: date, kinds: frozenset[str]) -> rules.Hours:
        """A venue's hours of some kinds on a day: those in which all of its rooms are open."""
        key = (known.venue.site_id, self._rooms(known), day, kinds)
        if key not in self._hours_known:
            self._hours_known[key] = self._hours(known, day, kinds)
        return self._hours_known[key]

    def _hours(self, known: Known, day: date, kinds: frozenset[str]) -> rules.Hours:
        site, zone = known.venue.site, ZoneInfo(known.venue.site.timezone)
        of_rooms = [self.hours.of(site=site, room=room, day=day) for room in self._rooms(known)]
        first, *others = ([part.period for part in own.periods if part.kind in kinds] for own in of_rooms)
        periods = merged(first)
        for other in others:
            periods = _common(periods, merged(other))
        closures = [closure for own in of_rooms for closure in own.closures]
        return rules.Hours(
            periods=tuple(periods),
            holiday=self.hours.kind_of(day) if of_rooms[0].kind.type == "holiday" else None,
            closure=Reason.of(closures[0]) if closures else None,
            closed=tuple(Period(one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)) for one in closures),
        )

    def _rooms(self, known: Known) -> tuple[int | None, ...]:
        """The rooms whose hours decide: those with hours of their own, or one that stands for the site's."""
        site = known.venue.site
        own = dict.fromkeys(
            part.room if self.hours.has_own(site=site, room=part.room) else None for part in known.parts
        )
        return tuple(own)

    def _open(self, known: Known, kinds: frozenset[str]) -> int:
        bits = self.days.whole
        for room in self._rooms(known):
            bits &= self._open_room(known.venue.site, room, kinds)
        return bits

    def _open_room(self, site: Site, room: int | None, kinds: frozenset[str]) -> int:
        """The hours of a room; a day before and after too, for business days that end after midnight."""
        key = (site.pk, room, kinds)
        if key not in self._open_known:
            count = len(self.days.starts) - 1
            found = (
                self.hours.of(site=site, room=room, day=self.days.first + timedelta(days=after))
                for after in range(-1, count)
            )
            periods = (part.period for day in found for part in day.periods if part.kind in kinds)
            self._open_known[key] = rules.open_bits(merged(periods), days=self.days)
        return self._open_known[key]

    _open_known: dict[tuple[int, int | None, frozenset[str]], int] = field(default_factory=dict)
    _hours_known: dict[tuple[Any, ...], rules.Hours] = field(default_factory=dict)


@dataclass(frozen=True)
class Reason:
    """Why something is closed or blocked, in both languages (spoken in the reader's)."""

    name: str
    name_en: str

    @classmethod
    def of(cls, thing: Any) -> Reason:
        """The reason of a closure or block."""
        return cls(thing.reason, thing.reason_en)


@dataclass(frozen=True)
class Want:
    """Which venues are looked at: a site's or some, for so many people in a layout, step-free or not."""

    site: Site | None = None
    venues: Sequence[Venue] | None = None
    people: int = 0
    layout: str = ""
    is_step_free: bool = False


def ground(*, want: Want, first: date, days: int, now: datetime) -> Ground:
    """The venues that are wanted, over `days` calendar days from `first` on. Three statements; one if there are none.

    All sites are taken to share the first one's time zone for what a calendar day is.
    """
    known = _known(want, first + timedelta(days=days))
    sites = list({one.venue.site_id: one.venue.site for one in known}.values())
    zone = sites[0].timezone if sites else (want.site.timezone if want.site else "Asia/Shanghai")
    span = rules.days_of(first=first, days=days, zone=zone)
    rooms = {part.room for one in known for part in one.parts if part.room is not None}
    hours = calendar.room_hours(sites=sites, rooms=sorted(rooms), first=first - timedelta(days=1), days=days + 2)
    return Ground(days=span, known=known, hours=hours, busy=_busy(known, span, now) if known else {})


def taken_bits(rows: Iterable[tuple[int, int, int, int, int]], days: Days) -> dict[tuple[int, int], int]:
    """The taken bits of every lane of every atom, without the holds that are over."""
    stored: dict[tuple[int, int], list[tuple[int, int, int]]] = defaultdict(list)
    over: dict[tuple[int, int], int] = defaultdict(int)
    for atom, lane, day, lo, hi in rows:
        if lo >= 0:
            stored[atom, lane].append((day, lo, hi))
        elif day >= days.origin:
            over[atom, lane] |= 1 << (day - days.origin)
    return {key: rules.busy_bits(own, days=days) & ~over[key] for key, own in stored.items()}


def _busy(known: Sequence[Known], days: Days, now: datetime) -> dict[tuple[int, int], int]:
    atoms = sorted({part.atom for one in known for part in one.parts})
    communities = sorted({one.venue.site.community_id for one in known})
    asked: dict[str, Any] = {
        "first": days.origin // rules.A_DAY,
        "last": (days.starts[-1] + rules.A_DAY) // rules.A_DAY,
        "now": connection.ops.adapt_datetimefield_value(now),
    }
    statement = _TAKEN.format(atoms=_names(asked, "atom", atoms), communities=_names(asked, "community", communities))
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return taken_bits(cursor.fetchall(), days)


def _known(want: Want, last: date) -> list[Known]:
    asked: dict[str, Any] = {"last": connection.ops.adapt_datefield_value(last)}
    if want.venues is not None:
        which = f"venue.id IN ({_names(asked, 'venue', [venue.pk for venue in want.venues])})"
    else:
        which = f"venue.site_id IN ({_names(asked, 'site', [want.site.pk] if want.site else [])})"
    filters = " AND venue.is_step_free" if want.is_step_free else ""
    if want.people or want.layout:
        # Whoever only counts people may also have a venue that has no layouts at all, such as a square.
        filters += _HOLDS.format(or_none="" if want.layout else _WITHOUT_LAYOUTS)
        asked |= {"people": want.people, "layout": want.layout}
    with connection.cursor() as cursor:
        cursor.execute(_VENUES.format(which=which, filters=filters), asked)
        rows = cursor.fetchall()
    return _read(rows)


def _read(rows: Iterable[Sequence[Any]]) -> list[Known]:
    sites: dict[int, Site] = {}
    known: dict[int, Known] = {}
    for row in rows:
        of_site = row[1]
        if of_site not in sites:
            sites[of_site] = _site(of_site, *row[21:27])
        one = known.get(row[0])
        if one is None:
            one = known[row[0]] = Known(_venue(sites[of_site], *row[:8]))
        part = Part(*row[8:11])
        if part not in one.parts:
            one.parts.append(part)
        if row[11] is not None and len(one.parts) == 1:
            one.terms.append(_given(row[11:21]))
    return list(known.values())


def _site(pk: int, slug: str, community: str, zone: str, starts: Any, name: str, name_en: str) -> Site:
    return Site(
        pk=pk, slug=slug, community_id=community, timezone=zone, name=name, name_en=name_en,
        day_starts_at=time.fromisoformat(starts) if isinstance(starts, str) else starts,
    )  # fmt: skip


def _venue(site: Site, pk: int, _site_id: int, slug: str, name: str, name_en: str, *rest: Any) -> Venue:
    position, icon, is_step_free = rest
    return Venue(
        pk=pk, site=site, slug=slug, name=name, name_en=name_en, position=position, icon=icon, is_step_free=is_step_free
    )


def _given(row: Sequence[Any]) -> Given:
    from_day, hours, purposes, *numbers = row
    return Given(_day(from_day), frozenset(_list(hours)), frozenset(_list(purposes)), *numbers)


def _day(value: Any) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _list(value: Any) -> list[str]:
    read: list[str] = json.loads(value) if isinstance(value, str) else value
    return read


def _names(asked: dict[str, Any], of: str, keys: Sequence[Any]) -> str:
    """Slots for a list of keys; a list that is empty still needs a member, and no row has the key 0."""
    numbered = {f"{of}{number}": key for number, key in enumerate(keys or [0])}
    asked |= numbered
    return ", ".join(f"%({name})s" for name in numbered)


def _common(some: Sequence[Period], others: Sequence[Period]) -> list[Period]:
    """What lies in both."""
    return [
        Period(max(one.start, other.start), min(one.end, other.end))
        for one in some
        for other in others
        if one.overlaps(other)
    ]
