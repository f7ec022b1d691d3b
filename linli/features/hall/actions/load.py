"""Keeping what a closed business day's load was, in sums about nobody."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from ..models import HalfHour, Hall, HallDay
from ..queries import stories


def sum_day(*, hall: Hall, day: date, now: datetime) -> int:
    """How many half hours of a closed day are kept, summed from its log; summed again it is the same.

    A day that is not closed is left alone. The sums are no news and nobody's deed: neither journal nor screens hear.
    """
    with transaction.atomic():
        row = HallDay.objects.select_for_update().filter(hall=hall, day=day).exclude(closed_at=None).first()
        return keep_sums(hall=hall, row=row, now=now) if row else 0


def keep_sums(*, hall: Hall, row: HallDay, now: datetime) -> int:
    """The same within a transaction that holds the day's row, once its log is written."""
    figures = stories.figures_by_half_hour(hall=hall, day=row.day, now=now)
    HalfHour.objects.filter(hall=hall, day=row.day).delete()
    HalfHour.objects.bulk_create(
        HalfHour(hall=hall, day=row.day, slot=slot, **{**vars(found), "waits": list(found.waits)})
        for slot, found in figures.items()
    )
    HallDay.objects.filter(pk=row.pk).update(summed_at=now)
    return len(figures)
