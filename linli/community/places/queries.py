"""The register: districts, streets and towns, communities, estates, and the sites with what they have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from .models import Amenity, AreaEntry, AreaStatement, Estate, Room, Site, SiteZone, StreetTown
from .rules import Box, Division, missing_zones

NAMES = [
    "name",
    "name_en",
    "slug",
    "register_code",
    "community__name",
    "community__name_en",
    "community__street_town__name",
    "community__street_town__name_en",
]


def sites(*, kind: str | None = None, status: str | None = None) -> QuerySet[Site]:
    """The sites of the register (of a kind, of a status), in its order, with community and street or town."""
    found = Site.objects.select_related("community__street_town")
    if kind is not None:
        found = found.filter(kind=kind)
    if status is not None:
        found = found.filter(status=status)
    return found.order_by("register_code")


def found_sites(*, among: QuerySet[Site], words: str = "", street_town: str = "") -> QuerySet[Site]:
    """Those of the sites that lie in a street or town (its code) and in whose names, or estates, each word occurs."""
    if street_town:
        among = among.filter(community__street_town=street_town)
    for word in words.split():
        estates = Estate.objects.filter(Q(name__icontains=word) | Q(name_en__icontains=word))
        named = reduce(or_, (Q(**{f"{name}__icontains": word}) for name in NAMES))
        among = among.filter(named | Exists(estates.filter(community=OuterRef("community"))))
    return among


def site_by_slug(*, slug: str) -> Site:
    """The site with its community and street or town.

    :raises Http404: if there is no such site.
    """
    try:
        return sites().get(slug=slug)
    except Site.DoesNotExist as missing:
        raise Http404("There is no such site.") from missing


def count_sites(*, kind: str = Site.Kind.OPEN_SPACE) -> dict[str, int]:
    """How many sites of a kind operate and how many are planned, keyed by status; the two programmes never summed."""
    rows = Site.objects.filter(kind=kind).values_list("status").annotate(count=Count("pk")).order_by("status")
    return dict.fromkeys(Site.Status.values, 0) | dict(rows)


def street_towns() -> QuerySet[StreetTown]:
    """The streets and towns in the order of their codes, each with `sites` (how many are registered there)."""
    return StreetTown.objects.annotate(sites=Count("communities__sites")).order_by("code")


def estates(*, site: Site) -> QuerySet[Estate]:
    """The estates of the site's community."""
    return Estate.objects.filter(community=site.community_id).order_by("pk")


def zones(*, site: Site) -> QuerySet[SiteZone]:
    """The zones a site has, with their local names."""
    return SiteZone.objects.filter(site=site).order_by("pk")


def zones_missing(*, site: Site) -> list[str]:
    """Which of the six zones the site still lacks."""
    return missing_zones(set(zones(site=site).values_list("zone", flat=True)))


def rooms(*, site: Site) -> QuerySet[Room]:
    """The site's rooms and the places marked within them, in the order they were registered."""
    return Room.objects.filter(site=site).order_by("pk")


def idle_rooms() -> QuerySet[Room]:
    """Every room registered as idle, with its site."""
    return Room.objects.filter(is_idle=True).select_related("site").order_by("site__register_code", "pk")


def amenities(*, site: Site) -> QuerySet[Amenity]:
    """What visitors find at the site without asking, with the room it is in."""
    return Amenity.objects.filter(site=site).select_related("room").order_by("pk")


# The area ledger ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stated:
    """A statement of the area ledger and the division it tells of."""

    statement: AreaStatement
    division: Division


def area_ledger(*, site: Site) -> list[Stated]:
    """Every statement on the site's areas, the oldest first, in two statements."""
    return [_stated(row) for row in _statements(site)]


def areas(*, site: Site, on: date) -> Division | None:
    """How the site's area is divided on a day; None before the first statement."""
    row = _statements(site).filter(from_day__lte=on).last()
    return _stated(row).division if row else None


def _statements(site: Site) -> QuerySet[AreaStatement]:
    return AreaStatement.objects.filter(site=site).order_by("from_day").prefetch_related("entries")


def _stated(row: AreaStatement) -> Stated:
    entries: list[AreaEntry] = sorted(row.entries.all(), key=lambda entry: entry.pk)
    return Stated(row, Division({entry.use: entry.area_m2 for entry in entries}))


# The floor plan -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Placed:
    """A room with its place on the plan; `number` is written on the plan and in the list beside it."""

    room: Room
    number: int
    box: Box | None
    parts: tuple[Placed, ...] = ()


@dataclass(frozen=True)
class FloorPlan:
    """A site's rooms in order, and how wide and deep the drawn ones lie together, in metres."""

    rooms: tuple[Placed, ...]

    @property
    def width(self) -> Decimal:
        """From west to east."""
        return max((placed.box.right for placed in self.rooms if placed.box), default=Decimal(0))

    @property
    def depth(self) -> Decimal:
        """From north to south."""
        return max((placed.box.foot for placed in self.rooms if placed.box), default=Decimal(0))

    @property
    def is_drawn(self) -> bool:
        """Whether there is anything to draw."""
        return self.width > 0 and self.depth > 0

    @property
    def area_m2(self) -> Decimal:
        """The area of all rooms that have one; what lies within a room is not counted again."""
        return sum((placed.room.area_m2 or Decimal(0) for placed in self.rooms), Decimal(0))


def floor_plan(*, site: Site) -> FloorPlan:
    """The site's rooms as they are drawn and listed, in one statement."""
    known = list(rooms(site=site))
    parts: dict[int, list[Room]] = {}
    for room in known:
        if room.within_id is not None:
            parts.setdefault(room.within_id, []).append(room)
    whole = [room for room in known if room.within_id is None]
    return FloorPlan(
        tuple(
            Placed(
                room=room,
                number=number,
                box=_box(room),
                parts=tuple(Placed(part, count, _box(part)) for count, part in enumerate(parts.get(room.pk, []), 1)),
            )
            for number, room in enumerate(whole, 1)
        )
    )


def _box(room: Room) -> Box | None:
    if room.x is None or room.y is None or not room.width or not room.depth:
        return None
    return Box(room.x, room.y, room.width, room.depth)
