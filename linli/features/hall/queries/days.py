"""The hall's business days that wait to be closed."""

from __future__ import annotations

from datetime import date, datetime

from linli.base.kernel.period import merged
from linli.community.calendar import queries as calendar

from .. import rules
from ..models import Hall, HallDay, WindowShift
from .windows import today_of


def open_days(*, now: datetime) -> list[tuple[Hall, date]]:
    """The business days that `close_day` would close now, the oldest first; a hall still serving costs nothing."""
    rows = list(HallDay.objects.filter(closed_at=None).select_related("hall__site").order_by("day", "hall"))
    serving = set(WindowShift.objects.filter(closed_at=None).values_list("window__hall", flat=True))
    return [(row.hall, row.day) for row in rows if _may_close(row, row.hall_id in serving, now)]


def _may_close(row: HallDay, is_serving: bool, now: datetime) -> bool:
    is_over = row.day < today_of(hall=row.hall, now=now)
    if is_over or is_serving:
        return is_over
    periods = merged(calendar.open_periods(site=row.hall.site, day=row.day))
    return rules.may_close_day(is_over=False, periods=periods, windows_open=0, now=now)
