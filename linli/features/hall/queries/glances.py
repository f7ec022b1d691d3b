"""Many halls at a glance: for pages that list sites."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef

from ..models import Hall, Pause, Ticket, WindowShift
from .windows import today_of


@dataclass(frozen=True)
class Glance:
    """How many wait in a hall and how many of its windows serve."""

    waiting: int
    windows_open: int


def glances(*, halls: Iterable[Hall], now: datetime) -> dict[int, Glance]:
    """Each hall at a glance, keyed by hall, in two statements however many there are."""
    days = {hall.pk: today_of(hall=hall, now=now) for hall in halls}
    if not days:
        return {}
    waiting = Ticket.objects.filter(hall__in=days, day__in=set(days.values()), state=Ticket.State.WAITING)
    counts = waiting.values_list("hall", "day").annotate(count=Count("pk")).order_by()
    by_day = {(hall, day): count for hall, day, count in counts}
    pauses = Pause.objects.filter(shift=OuterRef("pk"), ended_at=None)
    serving = WindowShift.objects.filter(~Exists(pauses), window__hall__in=days, closed_at=None)
    open_windows = dict(serving.values_list("window__hall").annotate(count=Count("window", distinct=True)).order_by())
    return {hall: Glance(by_day.get((hall, day), 0), open_windows.get(hall, 0)) for hall, day in days.items()}
