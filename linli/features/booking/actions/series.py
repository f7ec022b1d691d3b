"""Bookings that come again."""

from __future__ import annotations

from datetime import date, datetime

from linli.community.people.models import Person

from ..models import Booking, Series, Venue
from ..rules import SeriesWish
from .holders import Holder


def book_series(
    *,
    venue: Venue,
    wish: SeriesWish,
    holder: Holder,
    channel: str,
    booked_by: Person | None = None,
    key: str,
    actor: str,
    now: datetime,
) -> Series:
    """The series with all its bookings, in one transaction.

    :raises Refused: `bad_rule`, `too_many_days`, `no_days`; what stands in the way of any day, with its day (unless
        the wish books what is free: then those days are noted as skipped, and only `nothing_free` is refused).
    """
    raise NotImplementedError


def change_series(
    *,
    booking: Booking,
    wish: SeriesWish,
    scope: str,
    changed_by: Person | None = None,
    key: str,
    actor: str,
    now: datetime,
) -> Series:
    """The series as wished from the booking's day on (`scope` "later") or in all that is still to come ("all").

    Days that stay are moved, days that are gone cancelled, new ones booked, all in one transaction. With "later" the
    old series ends before that day and a new one is given back. (One day alone: `change` its booking.)

    :raises Refused: as `book_series`, and `no_series`, `over`.
    """
    raise NotImplementedError


def cancel_series(
    *,
    booking: Booking,
    scope: str,
    reason: str = "",
    cancelled_by: Person | None = None,
    key: str,
    actor: str,
    now: datetime,
) -> Series:
    """The series without what is still to come: from the booking's day on ("later"), or all of it ("all").

    :raises Refused: `no_series`, `over`, `no_reason`.
    """
    raise NotImplementedError


def retry_skipped(*, series: Series, day: date, key: str, actor: str, now: datetime) -> Booking:
    """A day that the series could not have, booked after all.

    :raises Refused: as `book`, and `not_skipped`.
    """
    raise NotImplementedError
