"""The hall's windows and who serves them, its day, its tickets, and the ordered log of what happened."""

from .blocks import NumberBlock
from .days import HallDay, NumberSeries
from .events import HallEvent
from .load import HalfHour
from .tickets import Matter, Ticket
from .waits import WaitDay, WaitTold
from .windows import Absence, Hall, Pause, Terms, Window, WindowException, WindowGroup, WindowPost, WindowShift

__all__ = [
    "Absence",
    "HalfHour",
    "Hall",
    "HallDay",
    "HallEvent",
    "Matter",
    "NumberBlock",
    "NumberSeries",
    "Pause",
    "Terms",
    "Ticket",
    "WaitDay",
    "WaitTold",
    "Window",
    "WindowException",
    "WindowGroup",
    "WindowPost",
    "WindowShift",
]
