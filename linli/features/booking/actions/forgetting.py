"""A person's bookings, when the person is erased."""

from __future__ import annotations

from datetime import datetime

from linli.community.people.models import Person


def forget_person(*, person: Person, actor: str, now: datetime) -> int:
    """Cancel what a person has still to come, take them from every line, and remove name, number and notes.

    Gives how many bookings were cancelled. Call it while the person still has the number (PIPL 47).
    """
    raise NotImplementedError
