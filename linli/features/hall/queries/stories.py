"""A business day as its log, its windows' shifts and their pauses tell it: what its load is counted from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from linli.base.kernel import Period
from linli.community.calendar import queries as calendar

from ..models import Hall, HallEvent, Pause, WindowShift
from ..rules import load as rules
from ..rules.load import Figures
from .windows import today_of

ONE_DAY = timedelta(days=1)
Timed = tuple[int, datetime, datetime | None]


def figures_by_half_hour(*, hall: Hall, day: date, now: datetime) -> dict[int, Figures]:
    """The figures of a day's half hours from its log, as far as the day has gone at `now`; quiet ones are left out."""
    return rules.by_half_hour(story(hall=hall, day=day, now=now))


def story(*, hall: Hall, day: date, now: datetime) -> rules.Story:
    """The day's visits and its windows' stretches, up to `now`. Four statements (today three).

    A window that nobody closed counts until the promised hours ended or the last thing was done, whichever is later.
    """
    start, end = bounds(hall=hall, day=day)
    happenings = _happenings(hall, day)
    # A shift, and its pauses, belong to the business day on which it began, as when the day is closed.
    shifts = _shifts(hall, start, end)
    pauses = _pauses(hall, start, end)
    if day == today_of(hall=hall, now=now):
        until = now
    else:
        until = _end_of_the_told(hall, day, start, end, [one.at for one in happenings], [*shifts, *pauses])
    span = rules.Span(start=start, until=until.replace(microsecond=0))
    return rules.tell(
        span=span, happenings=happenings, shifts=_stretches(span, shifts), pauses=_stretches(span, pauses)
    )


def bounds(*, hall: Hall, day: date) -> tuple[datetime, datetime]:
    """When a business day begins and when the next one does, in the site's zone."""
    zone = ZoneInfo(hall.site.timezone)
    begins = hall.site.day_starts_at
    return datetime.combine(day, begins, zone), datetime.combine(day + ONE_DAY, begins, zone)


def _happenings(hall: Hall, day: date) -> list[rules.Happening]:
    """The visitors' events that still stand, in their order."""
    events = HallEvent.objects.filter(hall=hall, day=day, undone_at=None, ticket__isnull=False)
    rows = events.exclude(kind=HallEvent.Kind.UNDONE).order_by("seq")
    named = rows.values_list("kind", "at", "ticket", "window__number")
    return [rules.Happening(kind, at, ticket, window) for kind, at, ticket, window in named]


def _shifts(hall: Hall, start: datetime, end: datetime) -> list[Timed]:
    shifts = WindowShift.objects.filter(window__hall=hall, opened_at__gte=start, opened_at__lt=end)
    return list(shifts.values_list("window__number", "opened_at", "closed_at"))


def _pauses(hall: Hall, start: datetime, end: datetime) -> list[Timed]:
    pauses = Pause.objects.filter(shift__window__hall=hall, shift__opened_at__gte=start, shift__opened_at__lt=end)
    return list(pauses.values_list("shift__window__number", "started_at", "ended_at"))


def _end_of_the_told(
    hall: Hall, day: date, start: datetime, end: datetime, moments: Sequence[datetime], timed: Iterable[Timed]
) -> datetime:
    """The end of the promised hours or the last thing done on the day itself, whichever is later."""
    hours = calendar.open_periods(site=hall.site, day=day)
    done = [*moments, *(at for _, *both in timed for at in both if at)]
    within = [at for at in [*done, *(period.end for period in hours)] if start <= at <= end]
    return max(within, default=start)


def _stretches(span: rules.Span, timed: Iterable[Timed]) -> list[rules.Stretch]:
    found = []
    for window, since, until in timed:
        start, end = span.within(since), span.within(until or span.until)
        if start < end:
            found.append(rules.Stretch(window, Period(start, end)))
    return found
