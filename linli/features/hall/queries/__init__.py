"""Nouns of the hall: its windows, the line, the board, a bench, one visit."""

from .benches import bench, line, matters_of
from .blocks import Gaps, block_of, blocks_of, code_in, gaps, giving_times, open_blocks
from .boards import board, calls_after
from .days import open_days
from .glances import Glance, glances
from .shapes import Bench, Board, Call, Division, InLine, LastStep, Standing, WindowNow
from .visits import held_ticket, my_tickets, standing, ticket_by_code, ticket_of_today
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
    "Bench",
    "Board",
    "Call",
    "Division",
    "Gaps",
    "Glance",
    "InLine",
    "LastStep",
    "Standing",
    "WindowNow",
    "absences",
    "bench",
    "block_of",
    "blocks_of",
    "board",
    "calls_after",
    "code_in",
    "division_history",
    "gaps",
    "giving_times",
    "glances",
    "hall_at",
    "held_ticket",
    "line",
    "matters_of",
    "my_tickets",
    "open_blocks",
    "open_days",
    "posts",
    "standing",
    "ticket_by_code",
    "ticket_of_today",
    "today_of",
    "window_at",
    "window_state",
    "windows_of",
    "workers",
]
