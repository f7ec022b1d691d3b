"""Verbs of the hall's machines: register and pair a kiosk, enter a printer, print a slip once."""

from .kiosks import note_seen, pair_kiosk, register_kiosk, renew_pairing, revoke_kiosk
from .printers import Entry, enter_printer
from .printing import forget_jobs, give_up_late, order_slip, order_test, try_to_print

__all__ = [
    "Entry",
    "enter_printer",
    "forget_jobs",
    "give_up_late",
    "note_seen",
    "order_slip",
    "order_test",
    "pair_kiosk",
    "register_kiosk",
    "renew_pairing",
    "revoke_kiosk",
    "try_to_print",
]
