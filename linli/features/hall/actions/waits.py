"""What a visitor is told about the wait is kept; when the day closes it is judged, and the day's pace is learnt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db.models import Min

from linli.base.kernel import Period
from linli.community.calendar import queries as calendar
from linli.features.guides.models import ItemGroup

from .. import rules
from ..models import Hall, HallDay, HallEvent, Ticket, WaitDay, WaitTold, WindowShift
from ..queries import facts, waits
from ..queries.shapes import Wait
from ..rules import history, promises


def hours_and_wait(
    *, hall: Hall, groups: Iterable[ItemGroup], priority: str, appointed_at: datetime | None, now: datetime
) -> tuple[list[calendar.Served], Wait | None]:
    """Today's stretches of hours, and what a visitor who takes a number now for `groups` is told about the wait."""
    day = calendar.business_day(site=hall.site, now=now)
    served = calendar.served_on(site=hall.site, day=day)
    row = HallDay.objects.filter(hall=hall, day=day).first() or HallDay(hall=hall, day=day)
    wait = waits.wait_of(
        waits.scene(hall=hall, row=row, served=served, now=now),
        groups=[group.pk for group in groups],
        is_priority=priority != Ticket.Priority.ORDINARY,
        appointed_at=appointed_at,
    )
    return served, wait


def keep_told(*, ticket: Ticket, wait: Wait | None, now: datetime) -> None:
    """Note what the visitor is told with the number; where nothing is known nothing is promised."""
    if wait is None or wait.low_minutes is None or wait.high_minutes is None:
        return
    WaitTold.objects.create(
        ticket=ticket,
        at=now,
        low_minutes=wait.low_minutes,
        high_minutes=wait.high_minutes,
        ahead=wait.ahead,
        windows_open=wait.windows_open,
        is_doubtful=wait.is_doubtful,
    )


def settle_day(*, hall: Hall, day: date) -> WaitDay:
    """Judge what was told on a closed day and add the day to what the hall knows of its pace.

    Within the transaction that closes the day; a day that was settled is given back as it is.
    """
    settled = WaitDay.objects.filter(hall=hall, day=day).first()
    if settled is not None:
        return settled
    verdicts = _judge(hall, day)
    learnt = _facts_of(hall, day)
    return WaitDay.objects.create(
        hall=hall,
        day=day,
        told=sum(verdicts[one] for one in promises.JUDGED),
        hits=verdicts[promises.HIT],
        early=verdicts[promises.EARLY],
        late=verdicts[promises.LATE],
        left=verdicts[promises.LEFT],
        warned=verdicts[promises.WARNED],
        facts=history.as_json(learnt),
        basis=history.as_json(history.summed([*_days_before(hall, day), learnt])),
    )


def _judge(hall: Hall, day: date) -> Counter[str]:
    """The verdict on every promise of the day, written beside it."""
    first_calls = _first_calls(hall, day)
    told = list(WaitTold.objects.filter(ticket__hall=hall, ticket__day=day).select_related("ticket"))
    for one in told:
        one.called_at = first_calls.get(one.ticket_id)
        one.verdict = promises.verdict(
            told_at=one.at,
            low_minutes=one.low_minutes,
            high_minutes=one.high_minutes,
            is_doubtful=one.is_doubtful,
            called_at=one.called_at,
            has_left=one.ticket.state == Ticket.State.LEFT,
        )
    WaitTold.objects.bulk_update(told, ["called_at", "verdict"], batch_size=200)
    return Counter(one.verdict for one in told)


def _first_calls(hall: Hall, day: date) -> dict[int, datetime]:
    calls = HallEvent.objects.filter(hall=hall, day=day, kind=HallEvent.Kind.CALLED, undone_at=None)
    return dict(calls.order_by().values_list("ticket").annotate(first=Min("at")))


def _days_before(hall: Hall, day: date) -> list[rules.Facts]:
    """What the days before taught, as many of them as the hall's terms say."""
    since = day - timedelta(days=facts.terms(hall=hall, day=day).history_days - 1)
    kept = WaitDay.objects.filter(hall=hall, day__gte=since, day__lt=day).values_list("facts", flat=True)
    return [history.from_json(one) for one in kept]


def _facts_of(hall: Hall, day: date) -> rules.Facts:
    """The sums of one day, from its events, its tickets and its windows."""
    first_calls = _first_calls(hall, day)
    served = [one for one in calendar.served_on(site=hall.site, day=day) if one.kind in calendar.TAKES_VISITORS]
    found = history.learnt(
        events=waits.happened(HallEvent.objects.filter(hall=hall, day=day)),
        visits=[_visit(ticket, first_calls) for ticket in Ticket.objects.filter(hall=hall, day=day).defer("contact")],
        open_s=sum((one.end - one.start).total_seconds() for one in served),
        zone=waits.zone_of(hall),
    )
    return replace(found, windows=_windows_by_kind(hall, served))


def _visit(ticket: Ticket, first_calls: dict[int, datetime]) -> history.Visit:
    return history.Visit(
        taken_at=ticket.taken_at,
        called_at=first_calls.get(ticket.pk),
        ended_at=ticket.ended_at,
        has_left=ticket.state == Ticket.State.LEFT,
        is_first=ticket.priority != Ticket.Priority.ORDINARY or ticket.appointed_at is not None,
    )


def _windows_by_kind(hall: Hall, served: Sequence[calendar.Served]) -> dict[str, tuple[int, float]]:
    """How many windows were open in the hours of each kind, on the average of their time."""
    if not served:
        return {}
    shifts = WindowShift.objects.filter(window__hall=hall, opened_at__lt=served[-1].end, closed_at__gt=served[0].start)
    spans = [span for shift in shifts.prefetch_related("pauses") for span in _served_in(shift)]
    found = {}
    for kind in {one.kind for one in served}:
        hours = [one.period for one in served if one.kind == kind]
        length = sum(one.length.total_seconds() for one in hours)
        found[kind] = (1, sum(_shared(hour, span) for hour in hours for span in spans) / length)
    return {kind: pair for kind, pair in found.items() if pair[1] > 0}


def _served_in(shift: WindowShift) -> list[Period]:
    """When a window that is closed again called people: while it was open and did not pause."""
    if shift.closed_at is None or shift.closed_at <= shift.opened_at:
        return []
    pauses = [(one.started_at, one.ended_at or shift.closed_at) for one in shift.pauses.all()]
    return Period(shift.opened_at, shift.closed_at).minus(Period(*pause) for pause in pauses if pause[0] < pause[1])


def _shared(one: Period, other: Period) -> float:
    """How many seconds two stretches have in common."""
    return max(0.0, (min(one.end, other.end) - max(one.start, other.start)).total_seconds())
