"""One booking, the bookings of a person, and the days of a site for its staff."""

from __future__ import annotations

from datetime import date, datetime

from linli.community.people.models import Person
from linli.community.places.models import Site

from ..models import Booking, Venue
from .shapes import Agenda, InTheWay, Standing


def booking_by_code(*, code: str) -> Booking:
    """The booking a secret code opens, with venue, site, terms, layout and series.

    :raises Http404: if no booking has this code.
    """
    raise NotImplementedError


def booking_at(*, site: Site, pk: int) -> Booking:
    """A booking of a site, for its staff (the view has asked for the right).

    :raises Http404: if the site has none such.
    """
    raise NotImplementedError


def standing(*, booking: Booking, now: datetime) -> Standing:
    """Where a booking stands and what its holder may do now."""
    raise NotImplementedError


def my_bookings(*, person: Person, now: datetime) -> list[Standing]:
    """A person's bookings: those to come in their order, then the past ones, the newest first; at most fifty."""
    raise NotImplementedError


def may_see_names(*, booking: Booking, person: Person) -> bool:
    """Whether a member of staff may see who holds a booking: of a confidential one only its host may."""
    raise NotImplementedError


def agenda(*, site: Site, first: date, viewer: Person, days: int = 7, venue: Venue | None = None) -> Agenda:
    """The site's live bookings, no-shows and blocks of some days, for its staff."""
    raise NotImplementedError


def requests(*, site: Site) -> list[Booking]:
    """What waits for a decision at a site, the nearest deadline first."""
    raise NotImplementedError


def in_the_way(*, venue: Venue, starts_at: datetime, ends_at: datetime, now: datetime) -> list[InTheWay]:
    """The live bookings that a block of this time would displace, each with the nearest time it could have."""
    raise NotImplementedError
