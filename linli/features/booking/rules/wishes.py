"""What somebody asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True)
class Wish:
    """A stretch of time in a venue, and what for.

    `purpose` is one of `models.Purpose`, `layout` one of `Layout.Kind` ("": any that holds `people`). `title` is shown
    to the public where `is_public`; `note` is for the workers' eyes and sealed. A confidential venue takes no title,
    no note, and needs no purpose. `accepts_overlap`: another room of the same person at that time is meant; whoever
    can be asked says False until they have answered.
    """

    starts_at: datetime
    ends_at: datetime
    purpose: str = ""
    people: int = 1
    layout: str = ""
    title: str = ""
    is_public: bool = False
    note: str = ""
    accepts_conditions: bool = False
    accepts_overlap: bool = True


@dataclass(frozen=True)
class SeriesWish:
    """The same, coming again: `rule` is an iCalendar RRULE without its name, such as FREQ=WEEKLY;BYDAY=MO,WE;COUNT=20.

    `starts` is the time of the day at the site; `holidays` is skip or keep; `except_days` are left out.
    `books_what_is_free`: days that cannot be booked are skipped and noted; otherwise one such day refuses them all.
    """

    rule: str
    first_day: date
    starts: time
    minutes: int
    purpose: str = ""
    people: int = 1
    layout: str = ""
    title: str = ""
    is_public: bool = False
    note: str = ""
    accepts_conditions: bool = False
    holidays: str = "skip"
    except_days: tuple[date, ...] = ()
    books_what_is_free: bool = False
