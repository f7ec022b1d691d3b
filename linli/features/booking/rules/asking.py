"""What stands in the way of a booking: every reason at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from linli.base.kernel import Objection, Period
from linli.base.kernel import gettext_noop as _

from . import words
from .free import Given
from .wishes import Wish

# What stands at the wanted time.
FREE, TAKEN, SETUP, BLOCKED = "", "taken", "being_set_up", "blocked"


@dataclass(frozen=True)
class Hours:
    """A venue's day: its joined hours, the holiday it is (anything with a name, or None), its closures, the first's
    reason.
    """

    periods: Sequence[Period] = ()
    holiday: object | None = None
    closure: object | None = None
    closed: Sequence[Period] = ()


@dataclass(frozen=True)
class Room:
    """What a venue offers: people by layout, its conditions, and whether talks there are confidential."""

    capacity: Mapping[str, int]
    has_conditions: bool = False
    is_confidential: bool = False


@dataclass(frozen=True)
class Used:
    """A person's month at a venue before this booking, in bookings and in minutes."""

    count: int = 0
    minutes: int = 0


@dataclass(frozen=True)
class Asker:
    """Who asks: nobody in particular (has neither account nor phone), with an account, or a worker for somebody."""

    has_account: bool = False
    has_contact: bool = False
    is_staff: bool = False
    suspended_until: datetime | None = None


@dataclass(frozen=True)
class Asked:
    """Everything that decides about a wish. `given` are the terms in force on its day (None: not given to anybody)."""

    wish: Wish
    given: Given | None
    audience: str
    hours: Hours
    room: Room
    asker: Asker
    now: datetime
    zone: str
    today: date
    there: str = FREE
    blocked_for: object | None = None
    monthly_count: int | None = None
    monthly_minutes: int | None = None
    used: Used = field(default_factory=Used)
    is_open: bool = True
    nearest: datetime | None = None

    @property
    def day(self) -> date:
        """The calendar day it begins on."""
        return self.wish.starts_at.astimezone(ZoneInfo(self.zone)).date()

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.wish.ends_at - self.wish.starts_at


def objections(asked: Asked) -> list[Objection]:
    """Every reason why it cannot be booked, those about time with the nearest free one (`asked.nearest`)."""
    if asked.given is None:
        return [words.no("in_the_past") if asked.wish.starts_at < asked.now else not_given()]
    found = [*_about_person(asked), *_about_room(asked, asked.given), *_about_length(asked, asked.given)]
    if asked.length > timedelta(0):
        found += [*_about_day(asked, asked.given), *_about_hours(asked), *_about_there(asked)]
    found += _about_limits(asked)
    return [words.with_nearest(one, nearest=asked.nearest) for one in found]


def not_given() -> Objection:
    """The objection where a venue has no terms yet."""
    return Objection("not_given", _("This room cannot be booked yet."))


def wrong_length(given: Given, *, minutes: float) -> Objection:
    """The objection to a booking that is shorter or longer than they are here."""
    if minutes < given.min_minutes:
        least = timedelta(minutes=given.min_minutes)
        return Objection("too_short", _("A booking here is at least {least} long."), {"least": least}, field="ends_at")
    most = timedelta(minutes=given.max_minutes)
    return Objection("too_long", _("A booking here is at most {most} long."), {"most": most}, field="ends_at")


def _about_person(asked: Asked) -> Iterator[Objection]:
    """Whether this person may book here."""
    asker = asked.asker
    if asked.audience == "staff" and not asker.is_staff:
        yield Objection("not_for_you", _("This room is booked through the staff; please ask at the desk."))
    if asked.audience == "account" and not (asker.has_account or asker.is_staff):
        yield Objection("not_for_you", _("Please sign in to book this room, or let the desk book it for you."))
    if not (asker.has_account or asker.has_contact or asker.is_staff):
        yield Objection("no_contact", _("Please give a mobile number, so that we can reach you."), field="phone")
    if asked.room.has_conditions and not asked.wish.accepts_conditions:
        yield Objection(
            "conditions_not_accepted", _("Please read and accept the room's conditions."), field="accepts_conditions"
        )
    if asker.suspended_until is not None:
        yield suspended(asker.suspended_until)


def suspended(until: datetime) -> Objection:
    """The objection to somebody who may not book for now."""
    text = _("Bookings are suspended for you until {until}. You can appeal against this under “My bookings”.")
    return Objection("suspended", text, {"until": until})


def _about_room(asked: Asked, given: Given) -> Iterator[Objection]:
    """Whether the room is for this, and for so many."""
    wish, capacity = asked.wish, asked.room.capacity
    if not asked.room.is_confidential and wish.purpose not in given.purposes:
        yield Objection("purpose_not_here", _("This room is not for that purpose."), field="purpose")
    if wish.layout and wish.layout not in capacity:
        yield Objection("no_such_layout", _("The room cannot be set up that way."), field="layout")
    if wish.people < 1:
        yield Objection("nobody", _("How many people will come?"), field="people")
    most = capacity.get(wish.layout) if wish.layout else max(capacity.values(), default=None)
    if most is not None and wish.people > most:
        yield Objection(
            "too_many_people", _("The room holds {most} people when set up that way."), {"most": most}, field="people"
        )


def _about_length(asked: Asked, given: Given) -> Iterator[Objection]:
    """Whether it is as long as bookings here are, and begins when they begin."""
    minutes = asked.length / timedelta(minutes=1)
    if minutes <= 0:
        yield Objection("ends_before_start", _("The end must be after the start."), field="ends_at")
        return
    if not given.min_minutes <= minutes <= given.max_minutes:
        yield wrong_length(given, minutes=minutes)
    local = asked.wish.starts_at.astimezone(ZoneInfo(asked.zone))
    if (local.hour * 60 + local.minute) % given.step_minutes or local.second or local.microsecond or minutes % 15:
        yield words.no("off_step", values={"step": timedelta(minutes=given.step_minutes)})


def _about_day(asked: Asked, given: Given) -> Iterator[Objection]:
    """Whether it is neither past, nor too soon, nor too far ahead."""
    start, notice = asked.wish.starts_at, timedelta(minutes=given.notice_minutes)
    if start < asked.now:
        yield words.no("in_the_past")
    elif start < asked.now + notice:
        yield words.no("too_soon", values={"notice": notice})
    if asked.day > asked.today + timedelta(days=given.horizon_days):
        yield words.no("too_far", values={"from_day": asked.day - timedelta(days=given.horizon_days)})


def _about_hours(asked: Asked) -> Iterator[Objection]:
    """Whether the venue is open for all of it."""
    if not asked.is_open:
        yield closed(asked.day, hours=asked.hours, wanted=Period(asked.wish.starts_at, asked.wish.ends_at))


def closed(day: date, *, hours: Hours, wanted: Period | None = None) -> Objection:
    """Why a venue is not open on a day (for a `wanted` stretch of it): a closure, a holiday, or its hours."""
    is_cut = any(wanted is None or closure.overlaps(wanted) for closure in hours.closed)
    if hours.closure is not None and is_cut:
        return words.no("closed_for", values={"reason": hours.closure, "day": day})
    if not hours.periods and hours.holiday is not None:
        return words.no("closed_holiday", values={"day": day, "holiday": hours.holiday})
    if not hours.periods:
        return words.no("closed_day", values={"day": day})
    return words.no("outside_hours", values={"day": day, "hours": [spoken_period(one) for one in hours.periods]})


def spoken_period(period: Period) -> str:
    """A stretch as 9:00–12:00."""
    return f"{_clock(period.start.time())}–{_clock(period.end.time(), is_end=True)}"


def _clock(at: time, *, is_end: bool = False) -> str:
    return "24:00" if is_end and at == time(0) else f"{at.hour}:{at.minute:02d}"


def _about_there(asked: Asked) -> Iterator[Objection]:
    """Whether somebody else has it."""
    if asked.there:
        yield words.no(asked.there, values={"reason": asked.blocked_for} if asked.there == BLOCKED else {})


def _about_limits(asked: Asked) -> Iterator[Objection]:
    """Whether the person's month has room for it."""
    if asked.monthly_count is not None and asked.used.count >= asked.monthly_count:
        yield Objection(
            "monthly_count",
            _("This room can be booked {limit} times a month; you have {used} bookings in that month already."),
            {"limit": asked.monthly_count, "used": asked.used.count},
        )
    length = max(asked.length, timedelta(0))
    if asked.monthly_minutes is not None and timedelta(minutes=asked.used.minutes) + length > timedelta(
        minutes=asked.monthly_minutes
    ):
        yield Objection(
            "monthly_time",
            _("This room can be booked for {limit} a month; you have used {used} of that month already."),
            {"limit": timedelta(minutes=asked.monthly_minutes), "used": timedelta(minutes=asked.used.minutes)},
        )
