"""Nouns of appointments: the free times of a hall, one appointment and where it stands, the list of a day."""

from ..rules import Slot
from .appointments import (
    Standing,
    appointment_by_code,
    appointment_by_short_code,
    appointment_shown,
    appointments_on,
    held_appointment,
    is_awaited,
    my_appointments,
    standing,
    unconfirmed,
)
from .displaced import Displaced, displaced, displacement, instead_of
from .slots import DaySlots, free_slots, next_free, offers_appointments, terms_in_force, terms_of

__all__ = [
    "DaySlots",
    "Displaced",
    "Slot",
    "Standing",
    "appointment_by_code",
    "appointment_by_short_code",
    "appointment_shown",
    "appointments_on",
    "displaced",
    "displacement",
    "free_slots",
    "held_appointment",
    "instead_of",
    "is_awaited",
    "my_appointments",
    "next_free",
    "offers_appointments",
    "standing",
    "terms_in_force",
    "terms_of",
    "unconfirmed",
]
