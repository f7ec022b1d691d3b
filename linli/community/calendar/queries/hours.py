"""Which day it is, what it counts as, when a place is open, and when something is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import FilteredRelation, Q, QuerySet

from linli.base.kernel import Period
from linli.community.places.models import Room, Site

from .. import rules
from ..models import Closure, OpeningRule, Year
from ..rules import DayKind, Due, OpenNow, Served

# How far ahead the next opening is looked for.
HORIZON = timedelta(days=60)
ONE_DAY = timedelta(days=1)
TAKES_VISITORS = ("staffed", "duty")
"""The kinds of hours in which the hall takes visitors who have not booked."""
TAKES_BOOKED = (*TAKES_VISITORS, "appointment")
"""Those in which it takes visitors who have."""

# One site's rules on one day, what the day is, and whether any closure is near; written out, as every number that is
# taken asks for it and composing it takes longer than running it.
_RULES_OF_DAY = """
SELECT rule.day_type, rule.kind, rule.opens, rule.closes, rule.min_staff, special.kind,
    EXISTS (SELECT 1 FROM calendar_closure AS closure WHERE closure.site_id = %(site)s AND closure.room_id IS NULL
            AND closure.ends_at > %(after)s AND closure.starts_at < %(before)s)
FROM calendar_openingrule AS rule LEFT JOIN calendar_specialday AS special ON special.day = %(day)s
WHERE rule.site_id = %(site)s AND rule.room_id IS NULL AND rule.from_day <= %(day)s
    AND (rule.until_day IS NULL OR rule.until_day >= %(day)s)
ORDER BY rule.opens, rule.id
"""


@dataclass(frozen=True)
class DayHours:
    """A day's promised hours: what the day counts as, its stretches in order, and the closures that cut into it."""

    day: date
    kind: DayKind
    periods: list[Served]
    closures: list[Closure] = field(default_factory=list)


@dataclass(frozen=True)
class Outlook:
    """A site at a moment and ahead: is it open, the next seven days, and the special days beyond these."""

    now: OpenNow
    week: list[DayHours]
    special: list[DayHours]

    @property
    def days(self) -> list[DayHours]:
        """All days that are told of."""
        return self.week + self.special


def business_day(*, site: Site, now: datetime) -> date:
    """The site's own business day: its time zone's date, beginning at `site.day_starts_at`."""
    return clock_of(site).business_day(now)


def official_years() -> frozenset[int]:
    """The years whose holidays are published; days of every other year are provisional."""
    return frozenset(Year.objects.filter(status=rules.OFFICIAL).values_list("year", flat=True))


def day_type(*, day: date) -> DayKind:
    """What a day counts as, its holiday's name, and whether its year is official, computed or unknown."""
    return _table(day, day).kind_of(day)


def open_periods(
    *, site: Site, day: date, kinds: Collection[str] = TAKES_VISITORS, room: Room | None = None
) -> list[Period]:
    """When the site (or one of its rooms) is open on a business day, in order and in the site's own time.

    Touching hours of the `kinds` asked for are joined. A room with rules of its own follows these, else the site's.
    One statement for a site, two on a day with a closure near; three for a room.
    """
    served = _Known([site], day, day, room=room).served(site, day) if room else _served_on(site, day)
    return rules.open_stretches(served, kinds=kinds)


def served_on(*, site: Site, day: date) -> list[Served]:
    """The site's stretches of every kind on a business day, each with its least staff (one statement, or two)."""
    return _served_on(site, day)


def is_open(*, site: Site, now: datetime, kinds: Collection[str] = TAKES_VISITORS) -> bool:
    """Whether the site takes visitors at `now`."""
    periods = open_periods(site=site, day=business_day(site=site, now=now), kinds=kinds)
    return any(now in period for period in periods)


def next_opening(
    *, site: Site, now: datetime, kinds: Collection[str] = TAKES_VISITORS, room: Room | None = None
) -> datetime | None:
    """When the site opens next after `now`, in its own time; None if not within 60 days."""
    today = business_day(site=site, now=now)
    known = _Known([site], today, today + HORIZON, room=room)
    return rules.next_opening(known.days_from(site, today), kinds=kinds, now=now)


def open_now(*, site: Site, now: datetime, kinds: Collection[str] = TAKES_VISITORS) -> OpenNow:
    """Whether the site takes visitors at `now`, until when, or when it does next."""
    return open_now_by_site(sites=[site], now=now, kinds=kinds)[site.pk]


def open_now_by_site(
    *, sites: Iterable[Site], now: datetime, kinds: Collection[str] = TAKES_VISITORS
) -> dict[int, OpenNow]:
    """The same for many sites at once, keyed by site, in three statements."""
    days = {site: business_day(site=site, now=now) for site in sites}
    if not days:
        return {}
    known = _Known(list(days), min(days.values()), max(days.values()) + HORIZON)
    return {site.pk: rules.open_now(known.days_from(site, today), kinds=kinds, now=now) for site, today in days.items()}


def outlook(*, site: Site, now: datetime, kinds: Collection[str] = TAKES_VISITORS) -> Outlook:
    """Whether the site takes visitors at `now`, its next seven days, and the special days of the next 60."""
    today = business_day(site=site, now=now)
    known = _Known([site], today, today + HORIZON)
    days = [known.hours(site, today + timedelta(days=after)) for after in range(HORIZON.days + 1)]
    return Outlook(
        now=rules.open_now((day.periods for day in days), kinds=kinds, now=now),
        week=days[:7],
        special=[day for day in days[7:] if day.kind.name],
    )


def week_hours(*, site: Site, day: date, days: int = 7) -> list[DayHours]:
    """The hours of `days` days from `day` on, of every kind, with what each day counts as."""
    last = day + timedelta(days=days - 1)
    known = _Known([site], day, last)
    return [known.hours(site, day + timedelta(days=after)) for after in range(days)]


def add_working_days(*, day: date, days: int) -> date:
    """The day `days` working days after `day` (before, if negative); `day` itself is not counted."""
    return due_day(day=day, days=days).day


def due_day(*, day: date, days: int) -> Due:
    """The same, saying whether a year on the way is not yet published."""
    whole = _table(day, date.max) if days >= 0 else _table(date.min, day)
    return rules.count_on(table=whole, day=day, days=days)


def working_days_between(*, start: date, end: date) -> int:
    """How many working days come after `start` up to and including `end`; the other way round it is negative."""
    return rules.working_days_between(table=_table(min(start, end), max(start, end)), start=start, end=end)


# Gathering ------------------------------------------------------------------------------------------------------


class _Known:
    """All that decides on hours of some sites from `first` to `last`, gathered in three statements."""

    def __init__(self, sites: list[Site], first: date, last: date, *, room: Room | None = None) -> None:
        self.last = last
        self.room = room.pk if room else None
        self.table = _table(first, last)
        self.hours_by_site: dict[int, list[rules.Hours]] = defaultdict(list)
        self.closures_by_site: dict[int, list[Closure]] = defaultdict(list)
        of_place = Q(room=None) | Q(room=self.room) if room else Q(room=None)
        self._gather_hours(OpeningRule.objects.filter(of_place, site__in=sites, from_day__lte=last), first)
        after, before = around(first, last)
        near = Closure.objects.filter(of_place, site__in=sites, ends_at__gt=after, starts_at__lt=before)
        for closure in near.order_by("starts_at", "pk"):
            self.closures_by_site[closure.site_id].append(closure)

    def _gather_hours(self, found: QuerySet[OpeningRule], first: date) -> None:
        in_force = found.filter(Q(until_day=None) | Q(until_day__gte=first))
        for rule in in_force.order_by("site", "opens", "pk"):
            self.hours_by_site[rule.site_id].append(
                rules.Hours(
                    day_type=rule.day_type,
                    kind=rule.kind,
                    opens=rule.opens,
                    closes=rule.closes,
                    from_day=rule.from_day,
                    until_day=rule.until_day,
                    room=rule.room_id,
                    min_staff=rule.min_staff,
                )
            )

    def served(self, site: Site, day: date) -> list[Served]:
        clock = clock_of(site)
        return rules.periods_of_day(
            day=day,
            kind=self.table.kind_of(day),
            hours=rules.hours_for(hours=self.hours_by_site[site.pk], room=self.room, day=day),
            closures=[period_of(closure, clock.zone) for closure in self.closures_by_site[site.pk]],
            clock=clock,
        )

    def days_from(self, site: Site, day: date) -> Iterator[list[Served]]:
        while day <= self.last:
            yield self.served(site, day)
            day += ONE_DAY

    def hours(self, site: Site, day: date) -> DayHours:
        clock = clock_of(site)
        starts, ends = (clock.moment(on, site.day_starts_at) for on in (day, day + ONE_DAY))
        cut = [one for one in self.closures_by_site[site.pk] if one.starts_at < ends and starts < one.ends_at]
        return DayHours(day=day, kind=self.table.kind_of(day), periods=self.served(site, day), closures=cut)


def _served_on(site: Site, day: date) -> list[Served]:
    """How the site itself is served on one day: what `_Known` would say, in one statement (with closures two)."""
    after, before = around(day, day)
    adapted = connection.ops.adapt_datetimefield_value
    asked = {"site": site.pk, "day": connection.ops.adapt_datefield_value(day)}
    with connection.cursor() as cursor:
        cursor.execute(_RULES_OF_DAY, asked | {"after": adapted(after), "before": adapted(before)})
        rows = cursor.fetchall()
    if not rows:
        return []
    special, has_closures = rows[0][-2:]
    table = rules.Table(days={day: rules.Special(special, "", "")} if special else {})
    clock = clock_of(site)
    near = Closure.objects.filter(site=site, room=None, ends_at__gt=after, starts_at__lt=before)
    return rules.periods_of_day(
        day=day,
        kind=table.kind_of(day),
        hours=[
            rules.Hours(day_type=day_type, kind=kind, opens=opens, closes=closes, from_day=day, min_staff=min_staff)
            for day_type, kind, opens, closes, min_staff, *_day in rows
        ],
        closures=[period_of(closure, clock.zone) for closure in near.order_by("starts_at", "pk")]
        if has_closures
        else [],
        clock=clock,
    )


def around(first: date, last: date) -> tuple[datetime, datetime]:
    """Moments safely before and after the days from `first` to `last`, whatever the zone."""
    start, end = (datetime.combine(day, datetime.min.time(), ZoneInfo("UTC")) for day in (first, last))
    return start - ONE_DAY, end + 2 * ONE_DAY


def period_of(closure: Closure, zone: ZoneInfo) -> Period:
    """When a closure lasts, in a zone."""
    return Period(closure.starts_at.astimezone(zone), closure.ends_at.astimezone(zone))


def clock_of(site: Site) -> rules.Clock:
    """The site's time."""
    return rules.Clock(ZoneInfo(site.timezone), site.day_starts_at)


def _table(first: date, last: date) -> rules.Table:
    """The holiday table from `first` to `last`, in one statement; years without special days in it included."""
    in_range = Q(days__day__gte=first, days__day__lte=last)
    rows = (
        Year.objects.filter(year__gte=first.year, year__lte=last.year)
        .annotate(special=FilteredRelation("days", condition=in_range))
        .values_list("year", "status", "special__day", "special__kind", "special__name", "special__name_en")
    )
    years, days = {}, {}
    for year, status, day, kind, name, name_en in rows:
        years[year] = status
        if day is not None:
            days[day] = rules.Special(kind, name, name_en)
    return rules.Table(years, days)
