"""Verbs of the hall: take a ticket, open a window, call, serve, finish, take back, close the day.

Every verb is keyword-only, runs in one transaction, raises `Refused` with every objection at once and then has
written nothing; a repeated `key` answers with what the first request made.
"""

from .calls import call_next, call_ticket, mark_missed, recall, welcome
from .contacts import forget_contacts
from .days import close_day, purge_contacts
from .load import sum_day
from .materials import check_materials, name_item
from .offline import Issued, admit_offline, reserve_numbers
from .serving import add_matter, finish, finish_matter, park, transfer
from .silence import tell_of_silence
from .staffing import divide, end_exception, mark_absent, mark_present, set_exception, set_post
from .tickets import leave_line, return_to_line, take_ticket
from .undo import undo
from .windows import close_window, open_window, pause_window, resume_window
from .wishes import Wish

__all__ = [
    "Issued",
    "Wish",
    "add_matter",
    "admit_offline",
    "call_next",
    "call_ticket",
    "check_materials",
    "close_day",
    "close_window",
    "divide",
    "end_exception",
    "finish",
    "finish_matter",
    "forget_contacts",
    "leave_line",
    "mark_absent",
    "mark_missed",
    "mark_present",
    "name_item",
    "open_window",
    "park",
    "pause_window",
    "purge_contacts",
    "recall",
    "reserve_numbers",
    "resume_window",
    "return_to_line",
    "set_exception",
    "set_post",
    "sum_day",
    "take_ticket",
    "tell_of_silence",
    "transfer",
    "undo",
    "welcome",
]
