"""The hall's load by half hour: of a day (today as far as it has gone), of several weeks by kind of day, and its rows.

A closed day is read from the sums that were kept when it closed; today is told from its log. Nothing here knows or
names a worker: windows are open or not, people are not ranked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from linli.community.calendar import queries as calendar
from linli.community.calendar.queries import DayHours, DayKind

from ..models import HalfHour, Hall, HallDay, Ticket
from ..rules import load as rules
from ..rules.load import Figures
from .stories import bounds, figures_by_half_hour, story
from .windows import today_of

HALF_S = rules.seconds(rules.HALF_HOUR)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
GROUPS = ("workday", *WEEKDAYS, "saturday", "sunday", "holiday")
"""Kinds of days that are summed up together: every workday (a weekend day worked in exchange is one), each workday
by its weekday, Saturdays and Sundays that are not worked, holidays."""


@dataclass(frozen=True)
class HalfHourLoad:
    """One half hour with its figures (of one day, or summed over several), and what they ask of the windows.

    `lasted_s`: how much of it these figures tell of, in seconds: 1,800 a day, less while it is going on.
    """

    slot: int
    starts: time
    ends: time
    figures: Figures
    lasted_s: int
    demand_s: float | None
    is_short: bool
    is_going_on: bool = False


@dataclass(frozen=True)
class DayLoad:
    """A business day. `hours` are its promised hours and closures; `source` says who counted, if not this hall's log.

    `halves` reach from the first promised or counted half hour to the last, today up to now.
    """

    day: date
    hours: DayHours
    halves: tuple[HalfHourLoad, ...]
    total: Figures
    is_today: bool = False
    source: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nobody came and no window was open."""
        return not (self.total.came or self.total.open_s)


@dataclass(frozen=True)
class GroupLoad:
    """Several days of a kind, in order, summed by half hour: divide by `len(days)` for the mean of a day."""

    group: str
    days: tuple[date, ...]
    halves: tuple[HalfHourLoad, ...]
    total: Figures
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class VisitRow:
    """A visit behind a figure: its number as people heard it and its times, in the site's zone."""

    label: str
    taken_at: datetime
    called_at: datetime | None
    ended_at: datetime | None
    ending: str
    waited_s: int | None
    at_windows_s: int


@dataclass(frozen=True)
class WindowRow:
    """A stretch of a window behind a figure, from when until when; `window` None: which one is not told."""

    window: int | None
    starts_at: datetime
    ends_at: datetime
    lasted_s: int


def day_load(*, hall: Hall, day: date, now: datetime) -> DayLoad:
    """The load of a business day; the same few statements however many came."""
    hours = calendar.week_hours(site=hall.site, day=day, days=1)[0]
    is_today = day == today_of(hall=hall, now=now)
    kept = list(HalfHour.objects.filter(hall=hall, day=day).order_by("slot"))
    by_slot = {row.slot: figures_of(row) for row in kept} or figures_by_half_hour(hall=hall, day=day, now=now)
    total = rules.total(by_slot.values())
    span = rules.Span(*bounds(hall=hall, day=day))
    current = span.slot(now) if is_today and not kept else None
    shown = _from_first_to_last([*by_slot, *_promised(span, hours)])
    gone_s = rules.seconds(now - span.starts_at(current)) if current is not None else 0
    return DayLoad(
        day=day,
        hours=hours,
        halves=tuple(
            _half(
                hall=hall,
                span=span,
                slot=slot,
                figures=by_slot.get(slot, Figures()),
                mean_s=total.mean_service_s,
                lasted_s=gone_s if slot == current else HALF_S,
            )
            for slot in shown
            if current is None or slot <= current
        ),
        total=total,
        is_today=is_today,
        source=next((row.source for row in kept), ""),
    )


def group_loads(*, hall: Hall, weeks: int, now: datetime) -> dict[str, GroupLoad]:
    """The closed days of the last `weeks` weeks before today by kind of day, keyed by `GROUPS`; four statements."""
    found: dict[str, list[HalfHour]] = defaultdict(list)
    for row, groups in _kept(hall, weeks, now):
        for group in groups:
            found[group].append(row)
    return {group: _group(hall, group, found[group]) for group in GROUPS}


def group_days(*, hall: Hall, weeks: int, group: str, slot: int | None, now: datetime) -> list[tuple[date, Figures]]:
    """The days behind a figure of `group_loads`, each with its own figures: of one half hour, or of the day (None)."""
    days: dict[date, list[Figures]] = defaultdict(list)
    for row, groups in _kept(hall, weeks, now):
        if group in groups:
            days[row.day] += [figures_of(row)] if slot in (None, row.slot) else []
    return [(day, rules.total(figures)) for day, figures in sorted(days.items())]


def visit_rows(*, hall: Hall, day: date, kind: str, slot: int | None, now: datetime) -> list[VisitRow]:
    """The visits behind a figure of a day (`rules.load.VISIT_KINDS`), in one half hour or in all (None)."""
    told, zone = story(hall=hall, day=day, now=now), ZoneInfo(hall.site.timezone)
    labels = {ticket.pk: ticket.label for ticket in Ticket.objects.filter(hall=hall, day=day).only("prefix", "number")}
    counted = [(rules.slot_of(visit, kind=kind, span=told.span), visit) for visit in told.visits]
    wanted = [visit for at, visit in counted if at is not None and slot in (None, at)]
    return [_visit_row(visit, labels[visit.ticket], zone) for visit in wanted]


def window_rows(*, hall: Hall, day: date, kind: str, slot: int | None, now: datetime) -> list[WindowRow]:
    """The stretches of windows behind a figure of a day (`rules.load.WINDOW_KINDS`), cut at the half hour asked for.

    Which window was open or paused is on every board; which was idle would count its worker, and is not told.
    """
    told, zone = story(hall=hall, day=day, now=now), ZoneInfo(hall.site.timezone)
    stretches: Iterable[rules.Stretch] = told.stretches[kind]
    if slot is not None:
        stretches = [piece for one in stretches for at, piece in told.span.pieces(one) if at == slot]
    return [
        WindowRow(
            window=one.window if kind in ("open", "paused") else None,
            starts_at=one.period.start.astimezone(zone),
            ends_at=one.period.end.astimezone(zone),
            lasted_s=rules.seconds(one.period.length),
        )
        for one in (stretches if kind in ("open", "paused") else sorted(stretches, key=lambda one: one.period))
    ]


def taken_over_from(*, hall: Hall, day: date) -> str:
    """Which other system counted a day (then there are sums and no rows); "" for the hall's own days."""
    found = HalfHour.objects.filter(hall=hall, day=day).exclude(source="").values_list("source", flat=True).first()
    return found or ""


def half_hour_of(*, hall: Hall, day: date, slot: int) -> tuple[time, time]:
    """When a half hour of a business day begins and ends, by the clock on the wall."""
    span, zone = rules.Span(*bounds(hall=hall, day=day)), ZoneInfo(hall.site.timezone)
    starts, ends = (span.starts_at(one).astimezone(zone).time() for one in (slot, slot + 1))
    return starts, ends


def days_to_sum() -> list[tuple[Hall, date]]:
    """The closed days whose sums were never kept (they closed before sums were), the oldest first."""
    rows = HallDay.objects.filter(summed_at=None).exclude(closed_at=None).select_related("hall__site")
    return [(row.hall, row.day) for row in rows.order_by("day", "hall")]


def figures_of(row: HalfHour) -> Figures:
    """What was kept of a half hour."""
    return Figures(
        came=row.came,
        left=row.left,
        missed=row.missed,
        lapsed=row.lapsed,
        called=row.called,
        waits=tuple(row.waits),
        served=row.served,
        service_s=row.service_s,
        open_s=row.open_s,
        paused_s=row.paused_s,
        idle_s=row.idle_s,
        idle_waited_s=row.idle_waited_s,
    )


def groups_of(day: date, kind: DayKind) -> tuple[str, ...]:
    """The kinds of days (`GROUPS`) a day belongs to; a weekend day worked in exchange is a workday of no weekday."""
    if not kind.is_workday:
        return (kind.type,)
    return ("workday",) if kind.is_makeup or day.weekday() > 4 else ("workday", WEEKDAYS[day.weekday()])


def _kept(hall: Hall, weeks: int, now: datetime) -> list[tuple[HalfHour, tuple[str, ...]]]:
    """The half hours of the last weeks before today with the kinds of their days."""
    today = today_of(hall=hall, now=now)
    first = today - timedelta(weeks=weeks)
    kinds = calendar.week_hours(site=hall.site, day=first, days=weeks * 7)
    groups: Mapping[date, tuple[str, ...]] = {one.day: groups_of(one.day, one.kind) for one in kinds}
    rows = HalfHour.objects.filter(hall=hall, day__gte=first, day__lt=today).order_by("day", "slot")
    return [(row, groups[row.day]) for row in rows]


def _group(hall: Hall, group: str, rows: list[HalfHour]) -> GroupLoad:
    by_slot: dict[int, list[Figures]] = defaultdict(list)
    for row in rows:
        by_slot[row.slot].append(figures_of(row))
    sums = {slot: rules.total(figures) for slot, figures in by_slot.items()}
    whole = rules.total(sums.values())
    days = tuple(sorted({row.day for row in rows}))
    spans = [rules.Span(*bounds(hall=hall, day=day)) for day in days[-1:]]
    return GroupLoad(
        group=group,
        days=days,
        halves=tuple(
            _half(
                hall=hall,
                span=span,
                slot=slot,
                figures=sums.get(slot, Figures()),
                mean_s=whole.mean_service_s,
                lasted_s=HALF_S * len(days),
            )
            for span in spans
            for slot in _from_first_to_last(sums)
        ),
        total=whole,
        sources=tuple(sorted({row.source for row in rows if row.source})),
    )


def _half(
    *, hall: Hall, span: rules.Span, slot: int, figures: Figures, mean_s: float | None, lasted_s: int
) -> HalfHourLoad:
    zone = ZoneInfo(hall.site.timezone)
    is_going_on = lasted_s < HALF_S
    return HalfHourLoad(
        slot=slot,
        starts=span.starts_at(slot).astimezone(zone).time(),
        ends=span.starts_at(slot + 1).astimezone(zone).time(),
        figures=figures,
        lasted_s=lasted_s,
        demand_s=rules.demand_s(figures, mean_service_s=mean_s),
        is_short=not is_going_on and rules.is_short(figures, mean_service_s=mean_s),
        is_going_on=is_going_on,
    )


def _promised(span: rules.Span, hours: DayHours) -> list[int]:
    """The half hours in which the hours in which the hall takes visitors begin and end."""
    taken = [one for one in hours.periods if one.kind in calendar.TAKES_VISITORS]
    return [slot for one in taken for slot in (span.slot(one.start), span.slot(one.end - timedelta(seconds=1)))]


def _from_first_to_last(slots: Iterable[int]) -> range:
    known = list(slots)
    return range(min(known), max(known) + 1) if known else range(0)


def _visit_row(visit: rules.Visit, label: str, zone: ZoneInfo) -> VisitRow:
    return VisitRow(
        label=label,
        taken_at=visit.taken_at.astimezone(zone),
        called_at=visit.called_at.astimezone(zone) if visit.called_at else None,
        ended_at=visit.ended_at.astimezone(zone) if visit.ended_at else None,
        ending=visit.ending,
        waited_s=visit.waited_s,
        at_windows_s=visit.at_windows_s,
    )
