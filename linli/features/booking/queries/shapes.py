"""What the queries of booking answer with: frozen pictures of a moment, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from linli.base.kernel import Objection, Period
from linli.community.calendar.queries import DayKind
from linli.community.places.models import Room

from ..models import Block, Booking, Equipment, Layout, Series, Suspension, Terms, Venue, Wait

FREE, BUSY, SETUP, CLOSED, PAST = "free", "busy", "setup", "closed", "past"


@dataclass(frozen=True)
class VenueCard:
    """A venue as it is presented: its terms of today (None: not yet given to anybody), layouts, equipment, rooms."""

    venue: Venue
    terms: Terms | None
    layouts: tuple[Layout, ...]
    equipment: tuple[Equipment, ...]
    rooms: tuple[Room, ...]

    @property
    def capacity(self) -> int:
        """How many people its roomiest layout holds; 0 if it has none."""
        return max((layout.capacity for layout in self.layouts), default=0)


@dataclass(frozen=True)
class FreeTime:
    """A stretch of a venue that can be booked as asked; both moments in the site's own time."""

    venue: Venue
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Stretch:
    """A stretch of a venue's day. `state`: free, busy (booked, held or blocked, nobody may know which), setup (being
    set up or cleaned), closed, or past. `title` is the booking's where it is public.
    """

    starts_at: datetime
    ends_at: datetime
    state: str
    title: str = ""


@dataclass(frozen=True)
class DayOfVenue:
    """One venue on one day. `starts` are all moments at which a booking as asked can begin, in the site's own time.

    `why` says why there is none (None while there is one); its values carry `nearest`, the next that fits, if known.
    `is_provisional`: the State Council has not yet published which days of that year are off.
    `free_minutes` is how long it is open and free in all, whatever was asked.
    """

    venue: Venue
    day: date
    kind: DayKind
    hours: tuple[Period, ...]
    starts: tuple[datetime, ...]
    free_minutes: int
    why: Objection | None = None

    @property
    def is_provisional(self) -> bool:
        """Whether the day may still turn out a holiday or a make-up workday."""
        return self.kind.is_provisional

    @property
    def is_open(self) -> bool:
        """Whether the venue has hours on that day at all."""
        return bool(self.hours)


@dataclass(frozen=True)
class FreeTimes:
    """Venues × days: `rows[venue.pk][n]` is the venue on `days[n]`. `venues` are those that fit what was asked.

    `nearest` is the first free time of all, within the days asked or, when there is none, after them within the
    venues' horizons (None: nothing).
    """

    days: tuple[date, ...]
    venues: tuple[Venue, ...]
    rows: dict[int, tuple[DayOfVenue, ...]]
    nearest: FreeTime | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing fits in the days asked."""
        return not any(day.starts for row in self.rows.values() for day in row)


@dataclass(frozen=True)
class Timetable:
    """A venue's days cut into stretches, from the start of the first day's hours to the end of the last's."""

    venue: Venue
    days: tuple[tuple[DayOfVenue, tuple[Stretch, ...]], ...]


@dataclass(frozen=True)
class Judgement:
    """What a booking would be answered: every objection at once (none: it can be had now), and free times near it."""

    objections: tuple[Objection, ...]
    nearest: tuple[FreeTime, ...]


@dataclass(frozen=True)
class Standing:
    """Where a booking stands at a moment, told to its holder.

    `may_change`, `may_cancel`, `may_check_in`, `may_accept` say what can be done now; `checkin_from` and
    `released_at` (None: never) frame the check-in.
    """

    booking: Booking
    may_change: bool
    may_cancel: bool
    may_check_in: bool
    may_accept: bool
    checkin_from: datetime
    released_at: datetime | None
    waiting: int = 0


@dataclass(frozen=True)
class Door:
    """A venue's door sign: who has it `now` (public title or nothing), what is `next`, and until when it is free.

    `state`: free, busy, setup or closed. `until`: when that changes next (None: not within today and tomorrow).
    `booking` is the one whose check-in is due or done, for the QR code's page; never its holder.
    """

    venue: Venue
    at: datetime
    state: str
    title: str
    until: datetime | None
    next: Stretch | None
    today: tuple[Stretch, ...]


@dataclass(frozen=True)
class Occurrence:
    """One day of a planned series: `objections` are why it cannot be booked (none: it can), `nearest` that day's (or
    the next day's) closest free time; `left_out` says why it is not wanted: holiday, exception, or "".
    """

    day: date
    kind: DayKind
    starts_at: datetime
    ends_at: datetime
    objections: tuple[Objection, ...] = ()
    nearest: FreeTime | None = None
    left_out: str = ""


@dataclass(frozen=True)
class Plan:
    """A series before it is booked: every day it means, in order."""

    occurrences: tuple[Occurrence, ...]

    @property
    def wanted(self) -> tuple[Occurrence, ...]:
        """The days that are neither holidays left out nor exceptions."""
        return tuple(one for one in self.occurrences if not one.left_out)

    @property
    def conflicts(self) -> tuple[Occurrence, ...]:
        """The wanted days that cannot be booked."""
        return tuple(one for one in self.wanted if one.objections)


@dataclass(frozen=True)
class SeriesSeen:
    """A series with its bookings in order and the days it could not have."""

    series: Series
    bookings: tuple[Booking, ...]
    skipped: tuple[tuple[date, str], ...]


@dataclass(frozen=True)
class InTheWay:
    """What stands where a venue is to be blocked: each booking with the nearest time (or other venue) it could have.

    `is_only_asked`: the booking itself is not in the way, but the other time that is asked for it.
    """

    booking: Booking
    nearest: FreeTime | None
    is_only_asked: bool = False


@dataclass(frozen=True)
class Agenda:
    """Staff's days of a site: bookings in order of time (a confidential one without name unless `names` may be seen),
    blocks, and what waits for a decision.
    """

    days: tuple[date, ...]
    bookings: tuple[Booking, ...]
    blocks: tuple[Block, ...]
    with_names: frozenset[int]


@dataclass(frozen=True)
class Turn:
    """Somebody's place in line for a time: 1 is next."""

    wait: Wait
    turn: int | None


@dataclass(frozen=True)
class Notice:
    """A suspension as its person sees it; `may_appeal` once, while it lasts."""

    suspension: Suspension
    is_in_force: bool
    may_appeal: bool


@dataclass(frozen=True)
class FeedEntry:
    """One entry of a calendar. A public one has no text of its own ("busy", or one of so many `lanes`), a person's own
    has.
    """

    uid: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    sequence: int
    venue: Venue
    is_cancelled: bool = False
    is_tentative: bool = False
    title: str = ""
    code: str = ""
    lanes: int = 1
