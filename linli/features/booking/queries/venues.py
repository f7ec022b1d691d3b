"""Venues and what they offer."""

from __future__ import annotations

from datetime import date, datetime

from linli.community.places.models import Site

from ..models import Terms, Venue
from .shapes import VenueCard


def venue_at(*, site: str, venue: str) -> Venue:
    """The venue in use with this slug at the site with that slug, with its site.

    :raises Http404: if there is none.
    """
    raise NotImplementedError


def venues_at(*, site: Site) -> list[Venue]:
    """The site's venues in use, in their order. One statement."""
    raise NotImplementedError


def cards(*, site: Site, now: datetime) -> list[VenueCard]:
    """The site's venues as they are presented, in their order. Five statements, however many there are."""
    raise NotImplementedError


def card(*, venue: Venue, now: datetime) -> VenueCard:
    """One venue as it is presented."""
    raise NotImplementedError


def terms_of(*, venue: Venue, day: date) -> Terms | None:
    """The terms in force on a day; None before the first."""
    raise NotImplementedError
