"""What forms that change something start with: what is stored."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from .. import rules
from ..models import Booking, Series


def of_booking(held: Booking, *, as_asked: bool = False) -> dict[str, Any]:
    """What a form to change a booking starts with: what is stored."""
    stay = held.moving if as_asked and held.moving else held
    starts = stay.starts_at.astimezone(ZoneInfo(held.venue.site.timezone))
    return {
        "day": starts.date(),
        "starts": starts.time(),
        "minutes": round((stay.ends_at - stay.starts_at).total_seconds() / 60),
        "people": stay.people,
        "purpose": stay.purpose,
        "layout": stay.layout.kind if stay.layout else "",
        "title": stay.title,
        "is_public": stay.is_public,
        "note": stay.note,
        "version": held.version,
    }


def of_series(held: Booking, series: Series) -> dict[str, Any]:
    """What a form to change a series starts with beside the use of its day."""
    last = series.bookings.order_by("-series_day").values_list("series_day", flat=True).first()
    return {
        "days": rules.weekdays_of(rule=series.rule, first_day=series.first_day),
        "first_day": held.series_day,
        "until": last,
        "starts": series.starts,
        "minutes": series.minutes,
        "holidays": series.holidays,
    }
