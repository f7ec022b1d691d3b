"""Nouns of the hall: its windows, the line, the board, a bench, one visit."""

from .alternatives import Alternatives, alternatives
from .benches import bench, line, matters_of
from .boards import board, calls_after
from .days import open_days
from .glances import Glance, glances
from .preparing import Prepared, prepared
from .promises import Held, Promises, promises, promises_of_day
from .shapes import Bench, Board, Call, Division, InLine, LastStep, Overtaking, Standing, Wait, WindowNow
from .visits import held_ticket, matters_of_visit, my_tickets, standing, ticket_by_code, ticket_of_today
from .waits import wait_now
from .windows import (
    absences,
    division_history,
    hall_at,
    posts,
    today_of,
    window_at,
    window_state,
    windows_of,
    workers,
)

__all__ = [
    "Alternatives",
    "Bench",
    "Board",
    "Call",
    "Division",
    "Glance",
    "Held",
    "InLine",
    "LastStep",
    "Overtaking",
    "Prepared",
    "Promises",
    "Standing",
    "Wait",
    "WindowNow",
    "absences",
    "alternatives",
    "bench",
    "board",
    "calls_after",
    "division_history",
    "glances",
    "hall_at",
    "held_ticket",
    "line",
    "matters_of",
    "matters_of_visit",
    "my_tickets",
    "open_days",
    "posts",
    "prepared",
    "promises",
    "promises_of_day",
    "standing",
    "ticket_by_code",
    "ticket_of_today",
    "today_of",
    "wait_now",
    "window_at",
    "window_state",
    "windows_of",
    "workers",
]
