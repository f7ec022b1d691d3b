"""Who waits for a time, and what they are offered."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404

from linli.community.people.models import Person

from ..models import Venue, Wait
from .bookings import CODE, SEALED
from .shapes import Turn


def wait_by_code(*, code: str) -> Turn:
    """The place in line a secret code opens, with venue, site and offer.

    :raises Http404: if there is none.
    """
    found = _waits().filter(code=code).first() if CODE.fullmatch(code) else None
    if found is None:
        raise Http404("no such place in line")
    return _turn(found)


def my_waits(*, person: Person, now: datetime) -> list[Turn]:
    """Where a person waits, the nearest time first."""
    mine = _waits().filter(holder=person, state__in=[Wait.State.WAITING, Wait.State.OFFERED], ends_at__gt=now)
    return [_turn(wait) for wait in mine.order_by("starts_at", "pk")]


def line(*, venue: Venue, now: datetime) -> list[Wait]:
    """Everybody who waits for a time to come in a venue, in the order they are offered one.

    Where talks are confidential, without who they are.
    """
    waiting = _waits().filter(venue=venue, state__in=[Wait.State.WAITING, Wait.State.OFFERED], starts_at__gt=now)
    found = list(waiting.order_by("pk"))
    if venue.terms.filter(is_confidential=True).exists():
        for wait in found:
            wait.name = wait.contact = wait.holder_key = wait.code = ""
            wait.holder_id = None
    return found


def _waits() -> QuerySet[Wait]:
    return Wait.objects.select_related("venue__site", "offer", "layout").defer(*SEALED)


def _turn(wait: Wait) -> Turn:
    """1 is next among those who wait for any of the same time."""
    if wait.state != Wait.State.WAITING:
        return Turn(wait, None)
    before = Wait.objects.filter(
        venue=wait.venue_id,
        state=Wait.State.WAITING,
        pk__lt=wait.pk,
        starts_at__lt=wait.ends_at,
        ends_at__gt=wait.starts_at,
    )
    return Turn(wait, before.count() + 1)
