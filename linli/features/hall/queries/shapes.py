"""What the hall's queries answer with: frozen pictures of a moment, ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from linli.community.people.models import Person
from linli.features.guides.models import ItemGroup

from ..models import Hall, Matter, Ticket, WaitTold, Window, WindowException, WindowGroup


@dataclass(frozen=True)
class WindowNow:
    """A window as it stands: `state` is closed, paused, free, called (somebody is on the way) or serving.

    `shift` is the key of the open shift; `groups` are written on its sign, `exceptions` are those it does not take.
    """

    window: Window
    state: str
    worker: Person | None = None
    is_backup: bool = False
    opened_at: datetime | None = None
    shift: int | None = None
    pause_reason: str = ""
    paused_at: datetime | None = None
    ticket: Ticket | None = None
    groups: tuple[ItemGroup, ...] = ()
    exceptions: tuple[ItemGroup, ...] = ()

    @property
    def label(self) -> str:
        """The number called to this window, or nothing."""
        return self.ticket.label if self.ticket else ""


@dataclass(frozen=True)
class Call:
    """One line of "last calls": which number to which window. `is_again`: the number was called before."""

    seq: int
    at: datetime
    label: str
    window: Window
    is_again: bool = False


@dataclass(frozen=True)
class Wait:
    """How long somebody will probably wait: whole minutes from `low_minutes` to `high_minutes`, or not known yet.

    `ahead`: people the rule would call first; `is_doubtful`: closing (`closes_at`) may come before the call.
    """

    low_minutes: int | None
    high_minutes: int | None
    ahead: int
    windows_open: int
    closes_at: datetime
    is_doubtful: bool = False

    @property
    def is_known(self) -> bool:
        """Whether a range can be told at all; not while no window is open."""
        return self.low_minutes is not None


@dataclass(frozen=True)
class Board:
    """The hall board. `calls` are the newest first; `waiting_by_priority` leaves out classes in which too few wait.

    `seq` is the number of the hall's newest event today: ask `calls_after(seq=…)` for what was called since.
    `wait` is how long somebody waits who takes a number now (None while none are given).
    `closes_at`: when the present opening ends (None while closed); `opens_at`: when the next one begins (None while
    open, and when it is not known).
    """

    hall: Hall
    day: date
    is_open: bool
    closes_at: datetime | None
    opens_at: datetime | None
    is_day_closed: bool
    windows: tuple[WindowNow, ...]
    calls: tuple[Call, ...]
    waiting: int
    waiting_by_priority: Mapping[str, int]
    seq: int
    wait: Wait | None = None

    @property
    def windows_open(self) -> int:
        """How many windows serve now (paused ones do not)."""
        return sum(window.state not in ("closed", "paused") for window in self.windows)


@dataclass(frozen=True)
class InLine:
    """One ticket of the line as a worker sees it. `turn`: 1 is next, by the rule `rule`, at the window asked for."""

    ticket: Ticket
    groups: tuple[ItemGroup, ...]
    turn: int | None = None
    rule: str = ""


@dataclass(frozen=True)
class Silence:
    """People wait and no window that calls takes them: how many, and since when the first of them.

    `is_long`: for as long as the hall's terms allow, or longer.
    """

    waiting: int
    since: datetime
    is_long: bool


@dataclass(frozen=True)
class LastStep:
    """The step that undo would take back, until `until`; `seq` is its number in the day's log."""

    seq: int
    kind: str
    label: str
    until: datetime


@dataclass(frozen=True)
class Bench:
    """What a worker at a window sees. `is_mine`: this worker is the one on duty here.

    `matters` belong to the present visitor (`now.ticket`); `line` is everybody waiting in the order this window
    would call them (those kept for another window or worker last, without a turn); `aside` are the parked and
    missed ones that may be called by choice; `last_step` is what undo would take back, if anything.
    """

    now: WindowNow
    day: date
    is_mine: bool
    is_day_closed: bool
    matters: tuple[Matter, ...]
    line: tuple[InLine, ...]
    aside: tuple[InLine, ...]
    open_windows: tuple[Window, ...]
    last_step: LastStep | None
    max_calls: int
    seq: int
    silence: Silence | None = None

    @property
    def is_out_of_calls(self) -> bool:
        """The visitor was called as often as the hall's terms allow."""
        return self.now.ticket is not None and self.now.ticket.calls >= self.max_calls


@dataclass(frozen=True)
class Overtaking:
    """Somebody who came later was called first: which number, when, to which window, by which rule.

    `every` is the bound of a shared rule: at most one of so many calls; `appointed_at` the booked time of an
    appointment.
    """

    label: str
    at: datetime
    window: Window
    rule: str
    every: int
    appointed_at: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """Where one visit stands. `ahead`: people the rule would call first, or None when the question has no sense.

    `window` is where the visitor is called or served; `last_label` the number the hall called last.
    `is_today` is false for a ticket of another business day. `why` are the calls by which others went first lately.
    `wait` is how long it takes from now on, None where that has no sense; `told` what was promised with the number.
    `is_called_for`: some window that calls may call them; if not, and they are kept for one, everybody may from
    `kept_until` on.
    """

    ticket: Ticket
    state: str
    is_today: bool
    ahead: int | None
    window: Window | None
    windows_open: int
    last_label: str
    groups: tuple[ItemGroup, ...]
    may_leave: bool
    may_return: bool
    why: tuple[Overtaking, ...] = ()
    wait: Wait | None = None
    told: WaitTold | None = None
    is_called_for: bool = True
    kept_until: datetime | None = None


@dataclass(frozen=True)
class Division:
    """What stands and stood on the windows' signs: every group with its stretch of time, and every exception."""

    groups: tuple[WindowGroup, ...]
    exceptions: tuple[WindowException, ...]
