"""Venues and their terms, the claims on their atoms, and who booked, waits, or may not."""

from .bookings import Block, Booking, Series, SkippedDay
from .claims import AtomDay, Claim, QuotaUse
from .moves import Move
from .people import Feed, Suspension, Wait
from .venues import Atom, Equipment, Layout, Terms, Venue, VenueAtom

__all__ = [
    "Atom",
    "AtomDay",
    "Block",
    "Booking",
    "Claim",
    "Equipment",
    "Feed",
    "Layout",
    "Move",
    "QuotaUse",
    "Series",
    "SkippedDay",
    "Suspension",
    "Terms",
    "Venue",
    "VenueAtom",
    "Wait",
]
