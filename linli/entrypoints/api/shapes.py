"""The shapes the API takes and gives. Every description is marked for translation; the document is translated whole."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from ninja import Field, Schema
from pydantic import ConfigDict, StringConstraints

from linli.base.kernel import gettext_noop as _

from .kinds import ItemSlug, Line, Note, Phone, Slug, StaffNumber, Whole
from .problems import Reason

Label = Annotated[str, StringConstraints(max_length=12, pattern=r"^[A-Z0-9]*$")]

Priority = Literal["ordinary", "elder", "disabled", "pregnant", "veteran"]
TicketState = Literal["waiting", "called", "serving", "parked", "missed", "done", "left", "lapsed"]
WindowState = Literal["closed", "paused", "free", "called", "serving"]


class Asked(Schema):
    """A request body: what is not known is refused, so that a misspelt field is noticed."""

    model_config = ConfigDict(extra="forbid")


class ConfirmIn(Asked):
    """The code that was sent to the phone."""

    code: str = Field(min_length=1, max_length=20, pattern="^[0-9]+$", examples=["123456"])


class Named(Schema):
    """Something with a stable slug and a name in both languages."""

    slug: str = Field(examples=["housing"])
    name: str = Field(examples=["住房保障"])
    name_en: str = Field(examples=["Housing security"])


class WindowName(Schema):
    """A window by its number and name."""

    number: int = Field(examples=[3])
    name: str = Field(examples=["住房保障"])
    name_en: str = Field(examples=["Housing security"])


class Links(Schema):
    """Where this ticket is seen and given up. Each needs the ticket's own code, and nothing else opens it."""

    self: str = Field(description=_("This ticket in the API"), examples=["/api/v1/tickets/Zk3vYw0aQd2mXr8s"])
    departure: str = Field(description=_("POST here to leave the line"))
    come_back: str = Field(description=_("POST here to come back to the line after a missed call"))
    page: str = Field(description=_("This ticket as a page for the visitor's phone"))
    hall: str = Field(description=_("The hall's board in the API"))


class ListRow(Schema):
    """One thing to bring."""

    key: str = Field(description=_("Send it back in `have` when it is there"), examples=["居民身份证"])
    name: str = Field(examples=["居民身份证"])
    name_en: str = Field(examples=["Resident identity card"])
    is_there: bool = Field(description=_("Ticked by the visitor or seen by the worker"))


class ListOut(Schema):
    """An item of the visit with its list, as the visitor's phone and the worker's bench show it."""

    item: Named
    is_asked: bool = Field(description=_("Somebody went through the list"))
    is_checked: bool = Field(description=_("A worker went through it at the window"))
    has_changed: bool = Field(description=_("The guide asks for something else than when it was ticked"))
    version: str = Field(description=_("The guide's version by its code; nothing where there is no guide"))
    situations: list[str] = Field(description=_("The situations that fit, by their slugs"))
    rows: list[ListRow]
    sheet: str = Field(description=_("The one-time notice as a page, with what is missing marked"))


class WaitOut(Schema):
    """How long it will probably take: a range in whole minutes from now on."""

    low_minutes: int | None = Field(description=_("Null while no range can be told: no window is open"), examples=[10])
    high_minutes: int | None = Field(examples=[20])
    is_doubtful: bool = Field(description=_("Closing may come before the call"))


class ToldOut(Schema):
    """What the visitor was told with the number, never changed afterwards."""

    at: datetime
    low_minutes: int = Field(examples=[10])
    high_minutes: int = Field(examples=[20])
    is_doubtful: bool


class TicketOut(Schema):
    """One visit: its number, where it stands, and nothing about anybody else."""

    code: str = Field(description=_("The secret that opens this ticket"), examples=["Zk3vYw0aQd2mXr8s"])
    label: str = Field(description=_("The number as it is shown and called"), examples=["A023"])
    site: str = Field(examples=["tuoran"])
    day: date = Field(description=_("The hall's business day"), examples=["2026-11-24"])
    state: TicketState
    priority: Priority
    groups: list[Named] = Field(description=_("What the visitor came for"))
    items: list[ListOut] = Field(description=_("The items that were named, each with its list"))
    taken_at: datetime = Field(examples=["2026-11-24T10:40:00+08:00"])
    ahead: int | None = Field(description=_("How many would be called first; null once that has no meaning"))
    wait: WaitOut | None = Field(description=_("How long until the call, from now on; null once nobody waits"))
    wait_told: ToldOut | None = Field(description=_("The wait told when the number was taken"))
    window: WindowName | None = Field(description=_("Where the visitor is called or served"))
    windows_open: int = Field(description=_("How many windows serve now"))
    last_label: str = Field(description=_("The number the hall called last"), examples=["A019"])
    may_leave: bool
    may_return: bool
    links: Links


class WindowOut(Schema):
    """A window as everybody in the hall sees it."""

    number: int = Field(examples=[3])
    name: str = Field(examples=["住房保障"])
    name_en: str = Field(examples=["Housing security"])
    is_accessible: bool
    state: WindowState
    label: str = Field(description=_("The number called to this window, or nothing"), examples=["A019"])
    groups: list[Named] = Field(description=_("What is written on the window's sign; every matter is taken anywhere"))
    exceptions: list[Named] = Field(description=_("What this window does not take"))


class CallOut(Schema):
    """Which number was called to which window."""

    seq: int
    at: datetime
    label: str = Field(examples=["A019"])
    window: WindowName
    is_again: bool = Field(description=_("The number was called before"))


class InsteadOut(Schema):
    """What can be done instead of taking a number now."""

    opens_at: datetime | None = Field(description=_("When the hall opens on its next day"))
    nearby: list[str] = Field(description=_("Sites nearby whose halls are open"), examples=[["chunhe"]])
    slots: str = Field(description=_("Where the times are that can be booked"), examples=["/api/v1/sites/tuoran/slots"])


class HallOut(Schema):
    """The hall board: numbers and windows, never a name."""

    site: str = Field(examples=["tuoran"])
    day: date
    is_open: bool
    is_day_closed: bool
    closes_at: datetime | None = Field(description=_("When the present opening ends"))
    opens_at: datetime | None = Field(description=_("When the next opening begins"))
    waiting: int
    waiting_by_priority: dict[str, int] = Field(
        description=_("Classes in which so few wait that somebody could be recognised are left out")
    )
    wait: WaitOut | None = Field(description=_("For somebody who takes a number now; null while none are given"))
    obstacles: list[Reason] = Field(description=_("Why nobody gets a number now; empty while numbers are given"))
    instead: InsteadOut | None = Field(description=_("What else can be done where no number is given"))
    windows_open: int
    windows: list[WindowOut]
    calls: list[CallOut] = Field(description=_("The last calls, newest first"))
    seq: int = Field(description=_("The number of the hall's newest event today"))


class WorkerOut(Schema):
    """A member of staff at a window."""

    staff_number: str = Field(examples=["T103"])
    name: str


class MatterOut(Schema):
    """One of the things the visitor came for."""

    position: int
    group: Named
    checklist: ListOut | None = Field(description=_("What to bring for it; null where no item was named"))
    outcome: Literal["", "done", "not_done"] = Field(description=_("Empty while it is open"))
    note: str


class VisitorOut(Schema):
    """The visitor at a window, as the worker there sees them: no name, no phone, no code."""

    label: str = Field(examples=["A019"])
    state: TicketState
    priority: Priority
    language: str = Field(description=_("The language the visitor chose, if any"))
    calls: int = Field(description=_("How often the number was called"))
    matters: list[MatterOut]


class BenchOut(WindowOut):
    """A window as its worker sees it."""

    worker: WorkerOut | None
    is_backup: bool = Field(description=_("The B post serves because the A post is absent"))
    opened_at: datetime | None
    pause_reason: str
    visitor: VisitorOut | None


class StepOut(Schema):
    """What a step at a window led to."""

    label: str = Field(description=_("The number it was about, if any"), examples=["A019"])
    window: BenchOut = Field(description=_("The window after the step"))


class InLineOut(Schema):
    """One of those waiting or set aside."""

    label: str
    state: TicketState
    priority: Priority
    groups: list[Named]
    turn: int | None = Field(description=_("1 is next at this window; null: kept for another window or worker"))


class LastStepOut(Schema):
    """The step that undo takes back."""

    seq: int
    kind: str = Field(examples=["called"])
    label: str = Field(examples=["A019"])
    until: datetime


class WindowLineOut(Schema):
    """A window with its line."""

    window: BenchOut
    line: list[InLineOut] = Field(description=_("Everybody waiting, in the order this window would call them"))
    aside: list[InLineOut] = Field(description=_("Set aside or missed; they may be called by choice"))
    last_step: LastStepOut | None = Field(description=_("Your own last step here, if it can be taken back"))


class Item(Asked):
    """An item, and what the visitor has of its list."""

    item: ItemSlug = Field(examples=["disability-certificate"])
    version: Annotated[str, StringConstraints(max_length=12, pattern=r"^[a-z0-9]*$")] = Field(
        default="", description=_("The guide's version the list was read from; left out, the one in force")
    )
    situations: list[Slug] = Field(default=[], max_length=20, description=_("The situations that fit"))
    have: list[Line] | None = Field(
        default=None,
        max_length=40,
        description=_("The keys of what is there; null: nobody asked"),
        examples=[["居民身份证", "户口簿"]],
    )


class Take(Asked):
    """A visitor takes a number."""

    site: Slug = Field(examples=["tuoran"])
    groups: list[Slug] = Field(
        default=[],
        max_length=5,
        description=_("What they came for; needed where no item is named"),
        examples=[["housing"]],
    )
    items: list[Item] = Field(
        default=[], max_length=5, description=_("What they came for, more closely: the group follows from the item")
    )
    priority: Priority = "ordinary"
    phone: Phone = Field(
        default="",
        description=_("Where to tell the visitor; sealed, and deleted after the day. A phone holds one live ticket."),
        examples=["13800000001"],
    )
    language: Literal["", "zh-hans", "en"] = ""


class Open(Asked):
    """Who serves the window: exactly one."""

    workers: list[StaffNumber] = Field(
        default=[],
        max_length=10,
        description=_(
            "One staff number. Left out: yourself; for a station head the holder of the A post, or B while A is absent."
        ),
        examples=[["T103"]],
    )


class Step(Asked):
    """A step at a window."""

    visitor: Label | None = Field(
        default=None,
        description=_(
            'The number you saw at the window, "" for nobody. With somebody else there by now nothing is done (409, '
            "`visitor_changed`). Left out: whoever is there."
        ),
        examples=["A019"],
    )


class Undo(Asked):
    """Which step is taken back."""

    step: int | None = Field(
        default=None,
        ge=1,
        description=_(
            "The `seq` of the last step you saw. With another one after it nothing is done (409, `step_changed`). "
            "Left out: whichever is the last."
        ),
    )


class Because(Step):
    """Something that needs a reason."""

    reason: Line = Field(examples=["需补复印件"])


class CallWhom(Step):
    """Whom to call: the next, or somebody set aside or missed by their number."""

    label: Label = Field(default="", examples=["A019"])


class HandOn(Because):
    """To which window; left out, to whichever is free next."""

    to_window: Whole | None = Field(default=None, ge=1, le=9999)


class Matters(Step):
    """One more matter of the present visitor."""

    group: Slug = Field(examples=["health"])


class Found(Step):
    """What the worker found of a matter's list."""

    situations: list[Slug] = Field(default=[], max_length=20, description=_("The situations that fit"))
    have: list[Line] = Field(max_length=40, description=_("The keys of what is there"), examples=[["居民身份证"]])


class Outcome(Step):
    """How a matter ended."""

    outcome: Literal["done", "not_done"]
    note: Note = Field(default="", description=_("What is left to do; needed when it could not be done"))


def local(moment: datetime | None, zone: str) -> datetime | None:
    """The moment in the site's own time zone."""
    return moment.astimezone(ZoneInfo(zone)) if moment else None
