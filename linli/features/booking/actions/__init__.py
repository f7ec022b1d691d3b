"""Verbs of booking: book, change, cancel, decide, wait, come, suspend, block.

Every verb is keyword-only, runs in one transaction, raises `Refused` with every objection at once and then has
written nothing; a repeated `key` answers with what the first request made.
"""

from .blocks import block, lift_block
from .bookings import book, cancel, record_walk_in
from .changes import change, withdraw_move
from .confirming import confirm, confirm_at_desk
from .days import rebuild_days
from .decisions import approve, refuse
from .feeds import make_feed, revoke_feed
from .forgetting import forget_person
from .keeping import keep
from .presence import check_in, excuse, expire_holds, leave_early, purge_contacts, release_no_shows
from .series import book_series, retry_skipped
from .series_changes import SeriesChange, cancel_series, change_series
from .suspensions import appeal, decide_appeal, lift, suspend
from .waits import accept_offer, decline_offer, leave_wait, wait_for_slot

__all__ = [
    "SeriesChange",
    "accept_offer",
    "appeal",
    "approve",
    "block",
    "book",
    "book_series",
    "cancel",
    "cancel_series",
    "change",
    "change_series",
    "check_in",
    "confirm",
    "confirm_at_desk",
    "decide_appeal",
    "decline_offer",
    "excuse",
    "expire_holds",
    "forget_person",
    "keep",
    "leave_early",
    "leave_wait",
    "lift",
    "lift_block",
    "make_feed",
    "purge_contacts",
    "rebuild_days",
    "record_walk_in",
    "refuse",
    "release_no_shows",
    "retry_skipped",
    "revoke_feed",
    "suspend",
    "wait_for_slot",
    "withdraw_move",
]
