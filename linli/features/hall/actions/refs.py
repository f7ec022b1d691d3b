"""What was answered to an earlier request, found again."""

from __future__ import annotations

from ..models import Absence, Matter, Ticket, WindowShift
from ..queries import facts

NOBODY = "nobody"


def ticket_of(ref: str) -> Ticket:
    """The ticket an earlier request made or moved."""
    return facts.ticket(pk=_key(ref))


def matter_of(ref: str) -> Matter:
    """The matter an earlier request added or finished."""
    return Matter.objects.select_related("group", "ticket").get(pk=_key(ref))


def shift_of(ref: str) -> WindowShift:
    """The shift an earlier request opened or changed."""
    return WindowShift.objects.select_related("window", "worker").get(pk=_key(ref))


def absence_of(ref: str) -> Absence:
    """The absence an earlier request noted."""
    return Absence.objects.select_related("worker").get(pk=_key(ref))


def _key(ref: str) -> int:
    return int(ref.partition(":")[2])
