"""The hall board, and what was called since a board last looked."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Count, QuerySet

from linli.community.calendar import queries as calendar

from ..models import Hall, HallDay, HallEvent, Ticket
from .shapes import Board, Call
from .windows import today_of, windows_of

LAST_CALLS = 8


def board(*, hall: Hall, now: datetime) -> Board:
    """What everybody in the hall may see: windows with their numbers, the last calls, how many wait. No names."""
    day = today_of(hall=hall, now=now)
    row = HallDay.objects.filter(hall=hall, day=day).first()
    hours = calendar.open_now(site=hall.site, now=now)
    waiting = _waiting_by_priority(hall, day)
    return Board(
        hall=hall,
        day=day,
        is_open=hours.is_open and not (row and row.closed_at),
        closes_at=hours.until,
        opens_at=hours.opens_at,
        is_day_closed=bool(row and row.closed_at),
        windows=tuple(windows_of(hall=hall, now=now)),
        calls=tuple(_as_call(event) for event in _calls(hall, day).order_by("-seq")[:LAST_CALLS]),
        waiting=sum(waiting.values()),
        waiting_by_priority=waiting,
        seq=row.last_event if row else 0,
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


def _waiting_by_priority(hall: Hall, day: date) -> dict[str, int]:
    waiting = Ticket.objects.filter(hall=hall, day=day, state=Ticket.State.WAITING)
    rows = waiting.values_list("priority").annotate(count=Count("pk")).order_by("priority")
    return dict(rows)
