"""Small questions of the pages alone."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404

from linli.base.seal.seal import digest
from linli.community.people.models import Person
from linli.community.places.models import Site

from ..models import Block, Booking, Venue, VenueAtom, Wait
from .bookings import waits_for_answer


def blocks(*, site: Site, now: datetime) -> QuerySet[Block]:
    """The times in which a room of the site is not given, now and to come, in their order."""
    found = Block.objects.filter(venue__site=site, ends_at__gt=now, lifted_at=None)
    return found.select_related("venue", "made_by").order_by("starts_at", "pk")


def block_at(*, site: Site, pk: int) -> Block:
    """A block of a site.

    :raises Http404: if the site has none such.
    """
    found = Block.objects.filter(venue__site=site, pk=pk).select_related("venue__site").first()
    if found is None:
        raise Http404("there is no such block here")
    return found


def person_with(*, phone: str) -> Person | None:
    """The person with an account behind a number (E.164), or None."""
    return Person.objects.filter(phone_digest=digest(phone, purpose="phone")).first() if phone else None


def all_venues() -> list[Venue]:
    """Every venue in use anywhere, with its site, in the order of the register."""
    found = Venue.objects.filter(is_in_use=True).select_related("site__community__street_town")
    return list(found.order_by("site__register_code", "position", "pk"))


def number_of_requests(*, site: Site) -> int:
    """How many requests wait for an answer at a site."""
    return Booking.objects.filter(waits_for_answer(), venue__site=site).count()


def lines(*, site: Site, now: datetime) -> list[tuple[Venue, list[Wait]]]:
    """Who waits at a site, venue by venue, each in the order in which it is offered a time, without names.

    Who waits for the whole hall stands in the line of its half too: it is one line.
    """
    waits = Wait.objects.filter(venue__site=site, state__in=[Wait.State.WAITING, Wait.State.OFFERED], starts_at__gt=now)
    hidden = ("name", "contact", "note", "title", "code", "holder_key")
    nameless = list(waits.select_related("venue").defer(*hidden).order_by("pk"))
    atoms: dict[int, set[int]] = {}
    parts = VenueAtom.objects.filter(venue__in={wait.venue_id for wait in nameless})
    for venue, atom in parts.values_list("venue", "atom"):
        atoms.setdefault(venue, set()).add(atom)
    waited_for = sorted({wait.venue for wait in nameless}, key=lambda venue: (venue.position, venue.pk))
    return [
        (venue, [wait for wait in nameless if atoms.get(wait.venue_id, set()) & atoms.get(venue.pk, set())])
        for venue in waited_for
    ]
