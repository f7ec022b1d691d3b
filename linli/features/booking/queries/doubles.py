"""What somebody has already at a time at which they ask for more."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from linli.community.people.models import Person

from ..models import Booking, Venue
from .bookings import SEALED


def own_at(
    *,
    person: Person | None,
    holder_key: str = "",
    starts_at: datetime,
    ends_at: datetime,
    without: Booking | None = None,
) -> QuerySet[Booking]:
    """The live bookings of a person, or of whoever has this key, that share some of a time; anywhere, in their order.

    Only who is known may be told of them: the person who signed in, or a worker. A number that somebody typed is no
    identity.
    """
    theirs = Q(holder=person) if person is not None else Q(pk=None)
    if holder_key:
        theirs |= Q(holder_key=holder_key)
    found = Booking.objects.filter(theirs, state__in=Booking.LIVE, starts_at__lt=ends_at, ends_at__gt=starts_at)
    if without is not None:
        found = found.exclude(pk=without.pk)
    return found.select_related("venue__site", "terms").defer(*SEALED).order_by("starts_at", "pk")


def contains(*, venue: Venue, other: Venue) -> bool:
    """Whether a venue is all of another, and perhaps more."""
    return venue.pk == other.pk or not other.parts.exclude(atom__in=venue.parts.values("atom")).exists()


def shares_atoms(*, venue: Venue, other: Venue) -> bool:
    """Whether two venues have a part in common: the hall and its front half."""
    return venue.pk == other.pk or venue.parts.filter(atom__in=other.parts.values("atom")).exists()
