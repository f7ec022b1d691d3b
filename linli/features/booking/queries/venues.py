"""Venues and what they offer."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from linli.community.places.models import Site

from ..models import Equipment, Layout, Terms, Venue, VenueAtom
from .shapes import VenueCard


def venue_at(*, site: str, venue: str) -> Venue:
    """The venue in use with this slug at the site with that slug, with its site.

    :raises Http404: if there is none.
    """
    found = _venues().filter(site__slug=site, slug=venue).first()
    if found is None:
        raise Http404("no such venue")
    return found


def venues_at(*, site: Site) -> list[Venue]:
    """The site's venues in use, in their order. One statement."""
    return list(_venues().filter(site=site).order_by("position", "pk"))


def cards(*, site: Site, now: datetime) -> list[VenueCard]:
    """The site's venues as they are presented, in their order. Five statements, however many there are."""
    return _cards(_venues().filter(site=site).order_by("position", "pk"), now)


def card(*, venue: Venue, now: datetime) -> VenueCard:
    """One venue as it is presented."""
    return _cards(_venues().filter(pk=venue.pk), now)[0]


def terms_of(*, venue: Venue, day: date) -> Terms | None:
    """The terms in force on a day; None before the first."""
    return Terms.objects.filter(venue=venue, from_day__lte=day).order_by("-from_day").first()


def _venues() -> QuerySet[Venue]:
    return Venue.objects.filter(is_in_use=True).select_related("site__community")


def _cards(venues: QuerySet[Venue], now: datetime) -> list[VenueCard]:
    loaded = venues.prefetch_related(
        Prefetch("terms", Terms.objects.order_by("from_day"), to_attr="all_terms"),
        Prefetch("layouts", Layout.objects.order_by("-capacity", "kind"), to_attr="all_layouts"),
        Prefetch("equipment", Equipment.objects.order_by("pk"), to_attr="all_equipment"),
        Prefetch("parts", VenueAtom.objects.select_related("atom__room").order_by("atom"), to_attr="all_parts"),
    )
    return [_card(venue, now) for venue in loaded]


def _card(venue: Venue, now: datetime) -> VenueCard:
    known = vars(venue)
    today = now.astimezone(ZoneInfo(venue.site.timezone)).date()
    rooms = {part.atom.room_id: part.atom.room for part in known["all_parts"] if part.atom.room_id}
    return VenueCard(
        venue=venue,
        terms=next((one for one in reversed(known["all_terms"]) if one.from_day <= today), None),
        layouts=tuple(known["all_layouts"]),
        equipment=tuple(known["all_equipment"]),
        rooms=tuple(rooms.values()),
    )
