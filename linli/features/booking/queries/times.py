"""The availability engine: what is free, and why something is not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from linli.community.places.models import Site

from ..models import Booking, Venue
from ..rules import Wish
from .shapes import FreeTime, FreeTimes, Judgement, Timetable


def free_times(
    *,
    first: date,
    now: datetime,
    site: Site | None = None,
    venues: Sequence[Venue] | None = None,
    days: int = 1,
    minutes: int = 60,
    people: int = 0,
    purpose: str = "",
    layout: str = "",
    is_step_free: bool = False,
) -> FreeTimes:
    """Every time that can be booked, for a site's venues (or for `venues`), from `first` for so many `days`.

    Only venues that take the purpose, hold so many people in that layout and are step-free if asked. A day is the
    site's calendar day. Three statements, whatever is asked; two more to look beyond the days when nothing fits.
    """
    raise NotImplementedError


def next_free(
    *,
    now: datetime,
    site: Site | None = None,
    venues: Sequence[Venue] | None = None,
    after: datetime | None = None,
    minutes: int = 60,
    people: int = 0,
    purpose: str = "",
    layout: str = "",
    is_step_free: bool = False,
) -> FreeTime | None:
    """The first time from `after` (now) on that can be booked as asked, within the venues' horizons."""
    raise NotImplementedError


def timetable(*, venue: Venue, first: date, now: datetime, days: int = 7) -> Timetable:
    """A venue's days cut into free, busy, being set up, closed and past: what everybody may see."""
    raise NotImplementedError


def judgement(*, venue: Venue, wish: Wish, now: datetime, booking: Booking | None = None) -> Judgement:
    """What `book` (or `change`, for a `booking`) would be answered now to anybody, and the nearest free times.

    What depends on the person (limits, suspension) is only known when booking.
    """
    raise NotImplementedError
