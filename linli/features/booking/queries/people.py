"""Who may not book for now, and what people subscribe to."""

from __future__ import annotations

from datetime import datetime

from linli.community.people.models import Person
from linli.community.places.models import Site

from ..models import Suspension, Venue
from .shapes import FeedEntry, Notice


def suspensions(*, site: Site, now: datetime) -> list[Suspension]:
    """The suspensions of a site in force or appealed against and not decided, the newest first."""
    raise NotImplementedError


def suspension_at(*, site: Site, pk: int) -> Suspension:
    """A suspension of a site.

    :raises Http404: if the site has none such.
    """
    raise NotImplementedError


def my_suspensions(*, person: Person, now: datetime) -> list[Notice]:
    """What a person was suspended for in the last year, the newest first."""
    raise NotImplementedError


def has_feed(*, person: Person) -> bool:
    """Whether a person has a calendar link in force."""
    raise NotImplementedError


def person_feed(*, secret: str, now: datetime) -> list[FeedEntry]:
    """What a person's secret calendar link shows: their bookings of the last 30 days and to come, cancelled ones too.

    :raises Http404: if the link is unknown or revoked.
    """
    raise NotImplementedError


def venue_feed(*, venue: Venue, now: datetime) -> list[FeedEntry]:
    """A venue's public calendar: when it is taken from yesterday on, joined and nameless; public titles where given."""
    raise NotImplementedError
