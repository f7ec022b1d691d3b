"""Who waits for a time, and what they are offered."""

from __future__ import annotations

from datetime import datetime

from linli.community.people.models import Person

from ..models import Venue, Wait
from .shapes import Turn


def wait_by_code(*, code: str) -> Turn:
    """The place in line a secret code opens, with venue, site and offer.

    :raises Http404: if there is none.
    """
    raise NotImplementedError


def my_waits(*, person: Person, now: datetime) -> list[Turn]:
    """Where a person waits, the nearest time first."""
    raise NotImplementedError


def line(*, venue: Venue, now: datetime) -> list[Wait]:
    """Everybody who waits for a time to come in a venue, in the order they are offered one."""
    raise NotImplementedError
