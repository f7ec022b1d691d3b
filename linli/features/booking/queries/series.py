"""Bookings that come again: before they are booked, and after."""

from __future__ import annotations

from datetime import datetime

from ..models import Series, Venue
from ..rules import SeriesWish
from .shapes import Plan, SeriesSeen


def plan(*, venue: Venue, wish: SeriesWish, now: datetime, series: Series | None = None) -> Plan:
    """Every day a series means, with what stands in the way of each: shown before it is saved.

    For a `series` that is to be changed its own bookings do not stand in the way.

    :raises Refused: `bad_rule` and the like, when the rule cannot be read.
    """
    raise NotImplementedError


def series_by_code(*, code: str) -> SeriesSeen:
    """The series a secret code opens, with its bookings.

    :raises Http404: if no series has this code.
    """
    raise NotImplementedError
