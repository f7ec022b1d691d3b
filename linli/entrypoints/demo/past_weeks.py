"""The four weeks before the demo's day, as sums by half hour: visitors come as in the story and windows serve in turn.

They stand for figures of an earlier system, and are marked as examples: there are no single visits behind them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from linli.base.kernel import Period
from linli.community.calendar import queries as calendar
from linli.features.hall.models import HalfHour, Hall
from linli.features.hall.queries import stories
from linli.features.hall.rules.load import Figures, Happening, Span, Stretch, by_half_hour, tell

from . import story

WEEKS = 4
SOURCE = "示例：原排队机日汇总"
# Seven of ten of the story's visitors came on a workday; on duty days one of five, and two windows served.
SHARE, DUTY_SHARE, OF = 7, 2, 10
WINDOWS, DUTY_WINDOWS = (1, 2, 3), (1, 2)
# The fifth window helps out when most people come.
HELPS_OUT = ((time(9), time(10, 30)), (time(14), time(15, 30)))
NOT_COMING = timedelta(minutes=2)


def tell_past_weeks(*, hall: Hall, day: date) -> None:
    """Sums for the days of the weeks before `day` on which the hall took visitors; days that have some are left."""
    first = day - timedelta(weeks=WEEKS)
    known = set(HalfHour.objects.filter(hall=hall, day__gte=first, day__lt=day).values_list("day", flat=True))
    HalfHour.objects.bulk_create(
        HalfHour(hall=hall, day=hours.day, slot=slot, source=SOURCE, **{**vars(figures), "waits": list(figures.waits)})
        for hours in calendar.week_hours(site=hall.site, day=first, days=WEEKS * 7)
        if hours.day not in known
        for slot, figures in _figures(hall, hours).items()
    )


def _figures(hall: Hall, hours: calendar.DayHours) -> dict[int, Figures]:
    taken = [one.period for one in hours.periods if one.kind in calendar.TAKES_VISITORS]
    if not taken:
        return {}
    whole = Period(taken[0].start, taken[-1].end)
    past = _Past(day=hours.day, whole=whole, zone=ZoneInfo(hall.site.timezone), is_workday=hours.kind.is_workday)
    past.play()
    start, _end = stories.bounds(hall=hall, day=hours.day)
    span = Span(start, max(whole.end, *past.free.values()))
    return by_half_hour(tell(span=span, happenings=past.log, shifts=past.shifts, pauses=past.pauses))


@dataclass
class _Past:
    """One past day: who comes first is served first, at the window that is free first."""

    day: date
    whole: Period
    zone: ZoneInfo
    is_workday: bool
    log: list[Happening] = field(default_factory=list)
    shifts: list[Stretch] = field(default_factory=list)
    pauses: list[Stretch] = field(default_factory=list)
    free: dict[int, datetime] = field(default_factory=dict)

    def play(self) -> None:
        """The whole day."""
        self._open()
        for visitor in self._visitors():
            self._visit(visitor)
        self.shifts = [
            Stretch(one.window, Period(one.period.start, max(one.period.end, self.free[one.window])))
            if one.period.end == self.whole.end
            else one
            for one in self.shifts
        ]

    def _open(self) -> None:
        windows = WINDOWS if self.is_workday else DUTY_WINDOWS
        self.free = dict.fromkeys(windows, self.whole.start)
        self.shifts = [Stretch(window, self.whole) for window in windows]
        if self.is_workday:
            rests = [rest for rest in story.RESTS if rest[0] in WINDOWS]
            self.pauses = [Stretch(number, self._period(since, until)) for number, since, until, _why in rests]
            self.shifts += [Stretch(story.FREED_WINDOW, self._period(*hours)) for hours in HELPS_OUT]
            self.free[story.FREED_WINDOW] = self.whole.start

    def _visitors(self) -> Iterator[story.Visitor]:
        for visitor in story.visitors(day=self.day, zone=str(self.zone)):
            if visitor.at in self.whole and visitor.index % OF < (SHARE if self.is_workday else DUTY_SHARE):
                yield visitor

    def _visit(self, visitor: story.Visitor) -> None:
        how, at = story.temper(day=self.day, number=visitor.index), visitor.at
        window = min(self.free, key=lambda one: (self._ready(one, at), one))
        called = self._ready(window, at)
        self._note("taken", at, visitor)
        leaves = at + timedelta(seconds=how.leaves_after) if how.leaves_after else None
        if leaves and leaves < called:
            self._note("left", leaves, visitor)
        elif called >= self.whole.end:
            self._note("lapsed", self.whole.end, visitor)
        else:
            self._note("called", called, visitor, window)
            gone = called + (timedelta(seconds=how.walk + how.serve) if how.comes else NOT_COMING)
            self._note("finished" if how.comes else "missed", gone, visitor, window)
            self.free[window] = gone

    def _ready(self, window: int, at: datetime) -> datetime:
        """When a window can call somebody who is there from `at` on: free, open and not at rest."""
        ready = max(self.free[window], at)
        for one in self.pauses:
            if one.window == window and ready in one.period:
                ready = one.period.end
        open_from = [one.period.start for one in self.shifts if one.window == window and ready < one.period.end]
        return max(ready, min(open_from)) if open_from else self.whole.end

    def _note(self, kind: str, at: datetime, visitor: story.Visitor, window: int | None = None) -> None:
        self.log.append(Happening(kind, at, visitor.index, window))

    def _period(self, since: time, until: time) -> Period:
        return Period(datetime.combine(self.day, since, self.zone), datetime.combine(self.day, until, self.zone))
