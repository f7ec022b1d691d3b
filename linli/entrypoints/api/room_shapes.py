"""The shapes of rooms and bookings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema

from linli.base.kernel import gettext_noop as _

from .kinds import AnySlug, Day, Line, Moment, Name, Note, Phone, Slug, Whole
from .shapes import Asked

Purpose = Literal["study", "deliberation", "recreation", "consultation", "training", "display"]
LayoutKind = Literal["theatre", "class", "tables", "board", "circle", "sofas", "empty"]
# One of these or nothing, as one type: of two, an error would be told once for each.
AnyPurpose = Literal["", "study", "deliberation", "recreation", "consultation", "training", "display"]
AnyLayout = Literal["", "theatre", "class", "tables", "board", "circle", "sofas", "empty"]
BookingState = Literal[
    "unproved", "requested", "offered", "booked", "used", "refused", "cancelled", "declined", "lapsed", "no_show"
]


class LayoutOut(Schema):
    """A way a room can be set up."""

    kind: LayoutKind
    capacity: int = Field(description=_("How many people it holds then"), examples=[40])


class VenueOut(Schema):
    """A room or place that can be booked, and on what terms."""

    slug: str = Field(examples=["hall"])
    name: str = Field(examples=["多功能厅"])
    name_en: str
    is_step_free: bool
    is_outdoors: bool
    access: list[str] = Field(description=_("What else helps, such as hearing_loop"))
    purposes: list[Purpose]
    layouts: list[LayoutOut]
    min_minutes: int | None = Field(description=_("null: no terms yet, so it cannot be booked"))
    max_minutes: int | None
    step_minutes: int | None = Field(description=_("Bookings begin on multiples of this since midnight"))
    horizon_days: int | None = Field(description=_("How many days ahead it can be booked"))
    needs_approval: bool
    is_confidential: bool = Field(description=_("Only “busy” is public"))
    conditions: str = Field(description=_("What has to be accepted when booking, if anything"))


class FreeDay(Schema):
    """One room on one day."""

    venue: str = Field(examples=["hall"])
    day: date
    is_provisional: bool = Field(description=_("The holidays of that year are not published yet"))
    starts: list[datetime] = Field(description=_("Every moment at which such a booking can begin"))
    why: str = Field(description=_("Why there is none, in the reader's language"))
    nearest: datetime | None = Field(description=_("The free time nearest to that day, if there is none on it"))


class FreeOut(Schema):
    """Every time that can be booked as asked."""

    days: list[FreeDay]
    next_venue: str = Field(description=_("Where the first free time of all is"))
    next_at: datetime | None = Field(description=_("The first free time of all, beyond the days asked if need be"))


class BookingLinks(Schema):
    """Where this booking is seen, changed and given up. Each needs the booking's own code."""

    self: str
    change: str
    cancellation: str
    confirmation: str = Field(description=_("POST here the code that was sent, while it is `unproved`"))
    presence: str = Field(description=_("POST here to check in"))
    page: str


class MovingOut(Schema):
    """Another time that is asked for a booking, held beside its own until somebody decides."""

    venue: str
    starts_at: datetime
    ends_at: datetime
    hold_until: datetime = Field(description=_("Until when it is decided; after that the booking stays as it is"))


class BookingOut(Schema):
    """One's own booking. Nothing about anybody else."""

    code: str = Field(description=_("The secret that opens this booking"))
    number: int = Field(description=_("The number staff know it by"))
    site: str
    venue: str
    state: BookingState
    starts_at: datetime
    ends_at: datetime
    people: int
    purpose: Purpose
    layout: str
    title: str
    version: int = Field(description=_("Send it back when changing, so that nobody's change is lost"))
    hold_until: datetime | None = Field(description=_("Until when a request or an offer keeps its time"))
    moving: MovingOut | None = Field(description=_("The other time that is asked for it, if any"))
    reason: str = Field(description=_("Why it was refused or cancelled"))
    may_change: bool
    may_cancel: bool
    may_check_in: bool
    links: BookingLinks


class DecidedOut(Schema):
    """A booking as staff see it: never who holds it."""

    number: int
    venue: str
    state: BookingState
    starts_at: datetime
    ends_at: datetime


class RoomWaitOut(Schema):
    """A place in line for a time that is taken."""

    code: str = Field(description=_("The secret that opens this place in line"))
    venue: str
    starts_at: datetime
    ends_at: datetime
    turn: int | None = Field(description=_("1 is next"))


class WishIn(Asked):
    """From when until when, and what for."""

    starts_at: Moment = Field(examples=["2026-11-28T14:00:00+08:00"])
    ends_at: Moment = Field(examples=["2026-11-28T16:00:00+08:00"])
    purpose: Purpose
    people: Whole = Field(default=1, ge=1, le=9999)
    layout: AnyLayout = ""
    title: Name = Field(default="", description=_("Shown to everybody where is_public is true"))
    is_public: bool = False
    note: Note = Field(default="", description=_("For the staff; sealed"))
    accepts_conditions: bool = Field(default=False, description=_("The room's conditions were read and accepted"))
    accepts_overlap: bool = Field(
        default=False, description=_("Another room of the same person at that time is meant as well")
    )


class BookingIn(WishIn):
    """A booking: without a token for oneself, with a token of the site for somebody at the desk."""

    site: Slug = Field(examples=["tuoran"])
    venue: Slug = Field(examples=["hall"])
    name: Name = ""
    phone: Phone = Field(description=_("Where to reach who comes; sealed"), examples=["13800000001"])
    language: Literal["", "zh-hans", "en"] = ""


class ChangeIn(WishIn):
    """The booking as it shall be; people, layout, title, is_public and note stay where they are left out."""

    version: Whole = Field(ge=1, description=_("As it was seen last"))
    venue: AnySlug = Field(default="", description=_("Another room of the site; left out, the same"))


class FreeAsked(Schema):
    """What is looked for."""

    first: Day | None = Field(default=None, description=_("From this day on; left out, today"))
    days: Whole = Field(default=7, ge=1, le=42)
    minutes: Whole = Field(default=60, ge=15, le=24 * 60)
    people: Whole = Field(default=0, ge=0, le=9999)
    purpose: AnyPurpose = ""
    layout: AnyLayout = ""
    step_free: bool = False
    venue: AnySlug = Field(default="", description=_("Only this room"))


class CancelIn(Asked):
    """Nothing, or why."""

    reason: Note = ""


class ReasonIn(Asked):
    """A decision that needs a reason, which is told to who asked."""

    reason: Line
