"""Which day it is, what it counts as, when a place is open, and when something is due."""

from ..rules import DayKind, Due, OpenNow, Served
from .hours import (
    TAKES_BOOKED,
    TAKES_VISITORS,
    DayHours,
    Outlook,
    add_working_days,
    business_day,
    day_type,
    due_day,
    is_open,
    next_opening,
    open_now,
    open_now_by_site,
    open_periods,
    outlook,
    served_on,
    week_hours,
    working_days_between,
)
from .rooms import RoomHours, room_hours

__all__ = [
    "TAKES_BOOKED",
    "TAKES_VISITORS",
    "DayHours",
    "DayKind",
    "Due",
    "OpenNow",
    "Outlook",
    "RoomHours",
    "Served",
    "add_working_days",
    "business_day",
    "day_type",
    "due_day",
    "is_open",
    "next_opening",
    "open_now",
    "open_now_by_site",
    "open_periods",
    "outlook",
    "room_hours",
    "served_on",
    "week_hours",
    "working_days_between",
]
