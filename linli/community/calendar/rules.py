"""What a day counts as, when a place is open on it, and how working days are counted. Pure."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from linli.base.kernel import Objection, Period
from linli.base.kernel import gettext_noop as _
from linli.base.kernel.period import merged

WORKDAY, SATURDAY, SUNDAY, HOLIDAY = "workday", "saturday", "sunday", "holiday"
OFFICIAL, COMPUTED, UNKNOWN = "official", "computed", "unknown"
# How people are served, the readiest first.
KINDS = ("staffed", "duty", "appointment", "activity")

ONE_DAY = timedelta(days=1)
# As an end it is that of the day, 24:00 (GB/T 7408 has both names for the same moment).
MIDNIGHT = time(0)


@dataclass(frozen=True)
class Special:
    """A day that is not what its weekday says; `kind` is holiday or workday (a weekend day worked in exchange)."""

    kind: str
    name: str
    name_en: str


@dataclass(frozen=True)
class DayKind:
    """What a day counts as: `type` is workday, saturday, sunday or holiday.

    `name` is the holiday's name, or that of the holiday a weekend day is worked for (then `is_makeup`).
    `status` is official, computed (not yet published) or unknown (no table for the year: weekdays only).
    """

    type: str
    status: str
    name: str = ""
    name_en: str = ""

    @property
    def is_workday(self) -> bool:
        """Whether it is worked."""
        return self.type == WORKDAY

    @property
    def is_makeup(self) -> bool:
        """Whether it is a weekend day worked in exchange for a holiday (调休)."""
        return self.type == WORKDAY and bool(self.name)

    @property
    def is_provisional(self) -> bool:
        """Whether the State Council may still change it."""
        return self.status != OFFICIAL


@dataclass(frozen=True)
class Table:
    """The holiday table: where each year's days come from, and the special days."""

    years: Mapping[int, str] = field(default_factory=dict)
    days: Mapping[date, Special] = field(default_factory=dict)

    def kind_of(self, day: date) -> DayKind:
        """What `day` counts as."""
        status = self.years.get(day.year, UNKNOWN)
        special = self.days.get(day)
        if special is None:
            return DayKind(_by_weekday(day), status)
        day_type = HOLIDAY if special.kind == HOLIDAY else WORKDAY
        return DayKind(day_type, status, special.name, special.name_en)


def _by_weekday(day: date) -> str:
    return {5: SATURDAY, 6: SUNDAY}.get(day.weekday(), WORKDAY)


# Hours ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hours:
    """One opening rule: on days of `day_type`, from `opens` to `closes` (00:00: midnight, the end of the day), from a
    day on (until another, included).
    """

    day_type: str
    kind: str
    opens: time
    closes: time
    from_day: date
    until_day: date | None = None
    room: int | None = None
    min_staff: int = 1

    def holds_on(self, day: date) -> bool:
        """Whether the rule is in force on a day, whatever the day's type."""
        return self.from_day <= day and (self.until_day is None or day <= self.until_day)


@dataclass(frozen=True)
class Served:
    """A stretch of a day and how people are served in it."""

    start: datetime
    end: datetime
    kind: str
    min_staff: int = 1

    @property
    def period(self) -> Period:
        """The bare stretch of time."""
        return Period(self.start, self.end)


@dataclass(frozen=True)
class Clock:
    """A site's time: its zone, and the hour at which its business day begins."""

    zone: ZoneInfo
    day_starts_at: time = time(0)

    def business_day(self, now: datetime) -> date:
        """The business day that `now` belongs to."""
        local = now.astimezone(self.zone)
        return local.date() - ONE_DAY if local.time() < self.day_starts_at else local.date()

    def moment(self, day: date, at: time) -> datetime:
        """An hour of a calendar day; where the clocks skip that hour, the hour they skip to."""
        return datetime.combine(day, at, self.zone).astimezone(UTC).astimezone(self.zone)


def periods_of_day(
    *, day: date, kind: DayKind, hours: Iterable[Hours], closures: Iterable[Period], clock: Clock
) -> list[Served]:
    """How a place is served on a business day, in order: its rules for the day's type, less its closures."""
    closed = list(closures)
    served: list[Served] = []
    for rule in hours:
        if rule.day_type == kind.type and rule.holds_on(day):
            served += _served(rule, day, clock, closed)
    return sorted(served, key=lambda part: (part.start, part.end, KINDS.index(part.kind)))


def _served(rule: Hours, day: date, clock: Clock, closed: list[Period]) -> Iterator[Served]:
    on = day + ONE_DAY if rule.opens < clock.day_starts_at else day  # the small hours end a business day
    start, end = clock.moment(on, rule.opens), clock.moment(_last_day(on, rule.closes), rule.closes)
    if end <= start:  # the clocks skipped the whole stretch
        return
    for piece in Period(start, end).minus(closed):
        yield Served(piece.start, piece.end, rule.kind, rule.min_staff)


def _last_day(day: date, closes: time) -> date:
    """The calendar day on which a stretch of `day` ends: midnight is the end of a day, never its beginning."""
    return day + ONE_DAY if closes == MIDNIGHT else day


def end_on(*, day: date, closes: time, zone: ZoneInfo) -> datetime:
    """The moment at which a stretch of a day ends; at midnight with the day (24:00)."""
    return datetime.combine(_last_day(day, closes), closes, zone)


def hours_for(*, hours: Iterable[Hours], room: int | None, day: date) -> list[Hours]:
    """The rules that count for a room on a day: its own if it has any in force, else the site's."""
    known = list(hours)
    own = [rule for rule in known if room is not None and rule.room == room and rule.holds_on(day)]
    return own or [rule for rule in known if rule.room is None]


def open_stretches(served: Iterable[Served], *, kinds: Collection[str]) -> list[Period]:
    """The stretches served in one of `kinds`, touching ones joined."""
    return merged(part.period for part in served if part.kind in kinds)


@dataclass(frozen=True)
class OpenNow:
    """Whether a place takes visitors at a moment.

    Open: `until` when, and as what `kind`. Closed: `opens_at` when next (None if not within the days looked at).
    """

    is_open: bool
    kind: str = ""
    until: datetime | None = None
    opens_at: datetime | None = None

    @property
    def turns_at(self) -> datetime | None:
        """When that changes next: it closes or opens."""
        return self.until if self.is_open else self.opens_at


def open_now(days: Iterable[list[Served]], *, kinds: Collection[str], now: datetime) -> OpenNow:
    """What a place is at `now`, from the days that follow (only as many of them are looked at as needed)."""
    for served in days:
        for stretch in open_stretches(served, kinds=kinds):
            if now in stretch:
                return OpenNow(True, kind=_kind_at(served, kinds, now), until=stretch.end)
            if stretch.start > now:
                return OpenNow(False, opens_at=stretch.start)
    return OpenNow(False)


def next_opening(days: Iterable[list[Served]], *, kinds: Collection[str], now: datetime) -> datetime | None:
    """The first moment after `now` at which a place opens; an opening that goes on already does not count."""
    starts = (stretch.start for served in days for stretch in open_stretches(served, kinds=kinds))
    return next((start for start in starts if start > now), None)


def _kind_at(served: Iterable[Served], kinds: Collection[str], now: datetime) -> str:
    at_once = [part.kind for part in served if part.kind in kinds and now in part.period]
    return next((kind for kind in kinds if kind in at_once), "")


# Working days ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Due:
    """A day reached by counting working days. `is_provisional`: a year on the way is not yet published."""

    day: date
    is_provisional: bool


def count_on(*, table: Table, day: date, days: int) -> Due:
    """The day that is `days` working days after `day` (before it, if negative); the day itself is not counted.

    Civil Code art. 201: the day on which a period begins is not counted.
    """
    step = ONE_DAY if days >= 0 else -ONE_DAY
    left, is_provisional = abs(days), table.kind_of(day).is_provisional
    while left:
        day += step
        kind = table.kind_of(day)
        left -= kind.is_workday
        is_provisional |= kind.is_provisional
    return Due(day, is_provisional)


def working_days_between(*, table: Table, start: date, end: date) -> int:
    """How many working days come after `start` up to and including `end`; the other way round it is negative."""
    if end < start:
        return -working_days_between(table=table, start=end, end=start)
    length = (end - start).days
    return sum(table.kind_of(start + timedelta(days=after)).is_workday for after in range(1, length + 1))


# The yearly notice -----------------------------------------------------------------------------------------------

COLUMNS = ["day", "kind", "name", "name_en"]
# Off by law in every year, whatever the notice moves (全国年节及纪念日放假办法, 2024).
FIXED_DAYS = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)]


@dataclass(frozen=True)
class Notice:
    """A year's special days as they are imported, and where they come from."""

    year: int
    status: str
    source: str
    days: Mapping[date, Special]


def read_notice(text: str) -> tuple[Notice | None, list[Objection]]:
    """A year's table from a CSV file with `# year:`, `# status:` and `# source:` lines before its header.

    Either the notice and no objection, or nothing and every fault of the file at once.
    """
    lines = text.lstrip("\ufeff").splitlines()
    said = dict(_said(line) for line in lines if line.startswith("#"))
    faults = _faults_in_head(said)
    rows = csv.DictReader(line for line in lines if line.strip() and not line.startswith("#"))
    if rows.fieldnames != COLUMNS:
        faults.append(
            Objection("columns", _("The columns must be {columns}."), {"columns": ",".join(COLUMNS)}),
        )
        return None, faults
    year = _year(said)
    days: dict[date, Special] = {}
    for number, row in enumerate(rows, 1):
        day, wrong = _read_row(row, number, year)
        faults += wrong
        if day is not None and day in days:
            faults.append(Objection("day_twice", _("Row {row}: {day} is there twice."), _at(number, row)))
        elif day is not None:
            days[day] = Special(row["kind"], row["name"], row["name_en"])
    faults += _faults_in_year(year, days)
    if faults or year is None:
        return None, faults
    return Notice(year, said["status"], said["source"], days), []


def _said(line: str) -> tuple[str, str]:
    key, _colon, value = line[1:].partition(":")
    return key.strip(), value.strip()


def _year(said: Mapping[str, str]) -> int | None:
    text = said.get("year", "")
    return int(text) if len(text) == 4 and text.isdecimal() and text >= "1950" else None


def _faults_in_head(said: Mapping[str, str]) -> list[Objection]:
    faults = []
    if _year(said) is None:
        faults.append(Objection("year", _("A line “# year: 2028” must say which year this is.")))
    if said.get("status") not in (OFFICIAL, COMPUTED):
        faults.append(Objection("status", _("A line “# status:” must say official or computed.")))
    if not said.get("source"):
        faults.append(Objection("source", _("A line “# source:” must say where the days come from.")))
    return faults


def _read_row(row: Mapping[str, str], number: int, year: int | None) -> tuple[date | None, list[Objection]]:
    try:
        day = date.fromisoformat(row["day"] or "")
    except ValueError:
        return None, [Objection("not_a_day", _("Row {row}: “{day}” is not a day."), _at(number, row))]
    checks = [
        (len(row) == len(COLUMNS), "values", _("Row {row}: there are more values than columns.")),
        (year is None or day.year == year, "other_year", _("Row {row}: {day} is in another year.")),
        (row["kind"] in (HOLIDAY, WORKDAY), "kind", _("Row {row}: the kind must be holiday or workday.")),
        (row["name"] and row["name_en"], "nameless", _("Row {row}: a name is missing.")),
        (
            row["kind"] != WORKDAY or day.weekday() >= 5,
            "not_a_weekend",
            _("Row {row}: {day} is worked anyway; only a weekend day can be worked in exchange."),
        ),
    ]
    return day, [Objection(code, text, _at(number, row)) for is_right, code, text in checks if not is_right]


def _at(number: int, row: Mapping[str, str]) -> dict[str, object]:
    return {"row": number, "day": row["day"] or ""}


def _faults_in_year(year: int | None, days: Mapping[date, Special]) -> list[Objection]:
    if year is None:
        return []
    fixed = [date(year, month, day) for month, day in FIXED_DAYS]
    lost = [day.isoformat() for day in fixed if day not in days or days[day].kind != HOLIDAY]
    if not lost:
        return []
    return [
        Objection(
            "statutory_day_lost", _("These days are off by law and are not holidays here: {days}."), {"days": lost}
        )
    ]
