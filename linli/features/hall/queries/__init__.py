"""Nouns of the hall: its windows, the line, the board, a bench, one visit."""

from .alternatives import Alternatives, alternatives
from .benches import bench, line, matters_of
from .blocks import Gaps, block_of, blocks_of, code_in, gaps, giving_times, open_blocks
from .boards import board, calls_after
from .days import open_days
from .glances import Glance, glances
from .load import (
    DayLoad,
    GroupLoad,
    HalfHourLoad,
    VisitRow,
    WindowRow,
    day_load,
    days_to_sum,
    group_days,
    group_loads,
    half_hour_of,
    taken_over_from,
    visit_rows,
    window_rows,
)
from .obstacles import obstacles
from .preparing import Prepared, prepared
from .promises import Held, Promises, promises, promises_of_day, published_days
from .shapes import Bench, Board, Call, Division, InLine, LastStep, Overtaking, Standing, Wait, WindowNow
from .signs import Sign, SignPrint, sign, sign_print
from .silences import halls_that_wait, heads, silence
from .visits import (
    held_ticket,
    matters_of_visit,
    my_tickets,
    served_between,
    served_by,
    standing,
    ticket_by_code,
    ticket_of_today,
)
from .waits import wait_now
from .windows import absences, division_history, hall_at, posts, today_of, window_at, window_state, windows_of, workers

__all__ = [
    "Alternatives",
    "Bench",
    "Board",
    "Call",
    "DayLoad",
    "Division",
    "Gaps",
    "Glance",
    "GroupLoad",
    "HalfHourLoad",
    "Held",
    "InLine",
    "LastStep",
    "Overtaking",
    "Prepared",
    "Promises",
    "Sign",
    "SignPrint",
    "Standing",
    "VisitRow",
    "Wait",
    "WindowNow",
    "WindowRow",
    "absences",
    "alternatives",
    "bench",
    "block_of",
    "blocks_of",
    "board",
    "calls_after",
    "code_in",
    "day_load",
    "days_to_sum",
    "division_history",
    "gaps",
    "giving_times",
    "glances",
    "group_days",
    "group_loads",
    "half_hour_of",
    "hall_at",
    "halls_that_wait",
    "heads",
    "held_ticket",
    "line",
    "matters_of",
    "matters_of_visit",
    "my_tickets",
    "obstacles",
    "open_blocks",
    "open_days",
    "posts",
    "prepared",
    "promises",
    "promises_of_day",
    "published_days",
    "served_between",
    "served_by",
    "sign",
    "sign_print",
    "silence",
    "standing",
    "taken_over_from",
    "ticket_by_code",
    "ticket_of_today",
    "today_of",
    "visit_rows",
    "wait_now",
    "window_at",
    "window_rows",
    "window_state",
    "windows_of",
    "workers",
]
