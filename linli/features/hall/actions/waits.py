"""What a visitor is told about the wait is kept; when the day closes it is judged, and the day's pace is learnt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
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
    *, hall: Hall, groups: Iterable[ItemGroup], priority: str, now: datetime
) -> tuple[list[Period], Wait | None]:
    """Today's hours, and what a visitor who takes a number now for `groups` is told about the wait."""
    day = calendar.business_day(site=hall.site, now=now)
    served = calendar.served_on(site=hall.site, day=day)
    row = HallDay.objects.filter(hall=hall, day=day).first() or HallDay(hall=hall, day=day)
    wait = waits.wait_of(
        waits.scene(hall=hall, row=row, served=served, now=now),
        groups=[group.pk for group in groups],
        is_priority=priority != Ticket.Priority.ORDINARY,
    )
    return [one.period for one in served if one.kind in calendar.TAKES_VISITORS], wait


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
    events = waits.happened(HallEvent.objects.filter(hall=hall, day=day))
    first_calls = _first_calls(hall, day)
    served = [one for one in calendar.served_on(site=hall.site, day=day) if one.kind in calendar.TAKES_VISITORS]
    tickets = list(Ticket.objects.filter(hall=hall, day=day).defer("contact"))
    calls = sum(event.kind == HallEvent.Kind.CALLED for event in events)
    found = rules.Facts(
        calls=calls,
        repeats=calls - len(first_calls),
        left=sum(one.state == Ticket.State.LEFT and one.pk not in first_calls for one in tickets),
        waited_s=sum(_waited(one, first_calls) for one in tickets),
        open_s=sum((one.end - one.start).total_seconds() for one in served),
        firsts=sum(one.priority != Ticket.Priority.ORDINARY or one.appointed_at is not None for one in tickets),
        windows=_windows_by_kind(hall, day, served),
        arrivals=Counter(one.taken_at.astimezone(waits.zone_of(hall)).hour for one in tickets),
        days=1,
    )
    for group, length in history.turns_of(events):
        history.add_lengths(found.turns.setdefault(group, Counter()), [length])
    history.add_lengths(found.pauses, history.pauses_of(events))
    return found


def _waited(ticket: Ticket, first_calls: dict[int, datetime]) -> float:
    until = first_calls.get(ticket.pk) or ticket.ended_at or ticket.taken_at
    return max(0.0, (until - ticket.taken_at).total_seconds())


def _windows_by_kind(hall: Hall, day: date, served: Sequence[calendar.Served]) -> dict[str, tuple[int, float]]:
    """How many windows were open in the hours of each kind, on the average of their time."""
    if not served:
        return {}
    shifts = WindowShift.objects.filter(
        window__hall=hall, opened_at__lt=served[-1].end, closed_at__gt=served[0].start
    ).values_list("opened_at", "closed_at")
    spans = [Period(opened, closed) for opened, closed in shifts if opened < closed]
    found = {}
    for kind in {one.kind for one in served}:
        hours = [one.period for one in served if one.kind == kind]
        length = sum(one.length.total_seconds() for one in hours)
        found[kind] = (1, sum(_shared(hour, span) for hour in hours for span in spans) / length)
    return {kind: pair for kind, pair in found.items() if pair[1] > 0}


def _shared(one: Period, other: Period) -> float:
    """How many seconds two stretches have in common."""
    return max(0.0, (min(one.end, other.end) - max(one.start, other.start)).total_seconds())
