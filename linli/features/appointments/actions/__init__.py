"""Verbs of appointments: book, confirm, move, cancel, check in; what time does to them; what is forgotten.

Every verb is keyword-only, runs in one transaction, raises `Refused` with every objection at once and then has
written nothing; a repeated `key` answers with what the first request made.
"""

from .arrivals import check_in
from .bookings import book, cancel, move
from .confirming import confirm, confirm_at_desk
from .days import forget_person, lock_books, mark_missed_due, purge_contacts
from .displacing import tell_displaced
from .holding import expire_holds

__all__ = [
    "book",
    "cancel",
    "check_in",
    "confirm",
    "confirm_at_desk",
    "expire_holds",
    "forget_person",
    "lock_books",
    "mark_missed_due",
    "move",
    "purge_contacts",
    "tell_displaced",
]
