"""The hall board, and what was called since a board last looked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Count, QuerySet

from linli.base.kernel import small
from linli.community.calendar import queries as calendar

from .. import rules
from ..models import Hall, HallDay, HallEvent, Ticket
from . import facts, waits
from .shapes import Board, Call, Wait, WindowNow
from .windows import today_of, windows_of

LAST_CALLS = 8


def board(*, hall: Hall, now: datetime) -> Board:
    """What everybody in the hall may see: windows with their numbers, the last calls, how many wait. No names."""
    day = today_of(hall=hall, now=now)
    row = HallDay.objects.filter(hall=hall, day=day).first()
    outlook = calendar.outlook(site=hall.site, now=now)
    hours = outlook.now
    windows = tuple(windows_of(hall=hall, now=now))
    waiting = _waiting_by_priority(hall, day)
    return Board(
        hall=hall,
        day=day,
        is_open=hours.is_open and not (row and row.closed_at),
        closes_at=hours.until,
        opens_at=hours.opens_at,
        is_day_closed=bool(row and row.closed_at),
        windows=windows,
        calls=tuple(_as_call(event) for event in _calls(hall, day).order_by("-seq")[:LAST_CALLS]),
        waiting=sum(waiting.values()),
        waiting_by_priority=small.told(waiting, least=small.fewest(day=day)),
        seq=row.last_event if row else 0,
        wait=_wait(hall, row or HallDay(hall=hall, day=day), outlook.week[0].periods, windows, now),
    )


def calls_after(*, hall: Hall, seq: int, now: datetime) -> list[Call]:
    """Today's calls after the event numbered `seq`, the oldest first: each is to be shown and spoken once."""
    day = today_of(hall=hall, now=now)
    return [_as_call(event) for event in _calls(hall, day).filter(seq__gt=seq).order_by("seq")]


def last_label(*, hall: Hall, day: date) -> str:
    """The number the hall called last on a day, or nothing."""
    event = _calls(hall, day).order_by("-seq").first()
    return _as_call(event).label if event else ""


def _calls(hall: Hall, day: date) -> QuerySet[HallEvent]:
    kinds = (HallEvent.Kind.CALLED, HallEvent.Kind.RECALLED)
    calls = HallEvent.objects.filter(hall=hall, day=day, kind__in=kinds, undone_at=None)
    return calls.select_related("ticket", "window").defer("ticket__contact")


def _as_call(event: HallEvent) -> Call:
    if event.ticket is None or event.window is None:
        raise LookupError("a call has a ticket and a window")
    return Call(
        seq=event.seq,
        at=event.at,
        label=event.ticket.label,
        window=event.window,
        is_again=event.kind == HallEvent.Kind.RECALLED,
    )


def _wait(
    hall: Hall, row: HallDay, served: Sequence[calendar.Served], windows: Sequence[WindowNow], now: datetime
) -> Wait | None:
    """The wait of somebody who takes a number now, from what the board knows already (three statements more)."""
    on_duty = [
        facts.OnDuty(
            shift=0,
            station=rules.Station(
                window=one.window.pk, worker=one.worker.pk, refuses=frozenset(group.pk for group in one.exceptions)
            ),
            is_paused=one.paused_at is not None,
            quiet_since=one.paused_at,
        )
        for one in windows
        if one.worker is not None
    ]
    return waits.wait_of(waits.scene(hall=hall, row=row, served=served, now=now, on_duty=on_duty))


def _waiting_by_priority(hall: Hall, day: date) -> dict[str, int]:
    waiting = Ticket.objects.filter(hall=hall, day=day, state=Ticket.State.WAITING)
    rows = waiting.values_list("priority").annotate(count=Count("pk")).order_by("priority")
    return dict(rows)
