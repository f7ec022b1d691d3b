"""The hall's windows and who serves them, its day, its tickets, and the ordered log of what happened."""

from .days import HallDay, NumberSeries
from .events import HallEvent
from .tickets import Matter, Ticket
from .waits import WaitDay, WaitTold
from .windows import Absence, Hall, Pause, Terms, Window, WindowException, WindowGroup, WindowPost, WindowShift

__all__ = [
    "Absence",
    "Hall",
    "HallDay",
    "HallEvent",
    "Matter",
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
