"""Nouns of the hall's machines: kiosks, printers, slips."""

from .machines import (
    Machines,
    devices_told_by,
    kiosk_at,
    kiosk_known_by,
    kiosk_offered,
    machines,
    pairing_code,
    printer_at,
)
from .slips import due_jobs, job_of

__all__ = [
    "Machines",
    "devices_told_by",
    "due_jobs",
    "job_of",
    "kiosk_at",
    "kiosk_known_by",
    "kiosk_offered",
    "machines",
    "pairing_code",
    "printer_at",
]
