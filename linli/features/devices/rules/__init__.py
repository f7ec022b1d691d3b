"""The rules of machines, pure: where a printer may stand, what a slip is made of, what a printer answers."""

from .places import objections_to_kiosk, objections_to_pairing, objections_to_printer
from .slips import SMALLEST, Slip, rendered
from .status import ASK_DONE, ASK_PAPER, ASK_STATE, trouble_in

__all__ = [
    "ASK_DONE",
    "ASK_PAPER",
    "ASK_STATE",
    "SMALLEST",
    "Slip",
    "objections_to_kiosk",
    "objections_to_pairing",
    "objections_to_printer",
    "rendered",
    "trouble_in",
]
