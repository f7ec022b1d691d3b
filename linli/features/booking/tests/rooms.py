"""The rooms of 拓然家苑 for tests: a hall that divides, a talk room, a study with places, and the square."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Any

from linli.community.calendar.models import OpeningRule
from linli.community.places.models import Room, Site
from linli.features.booking.models import Atom, Layout, Terms, Venue, VenueAtom

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

START = date(2026, 1, 1)


@dataclass
class Rooms:
    """`hall` is `front` and `back` together; three can sit in the `study` at once; `talk` needs approval."""

    site: Site
    hall: Venue
    front: Venue
    back: Venue
    talk: Venue
    study: Venue
    square: Venue
    other: Venue


def furnish(cast: Cast) -> Rooms:
    """The rooms, made in the cast's sites."""
    site = cast.site
    hall = room(site, "multi")
    parts = {slug: atom(site, slug, hall) for slug in ("a", "b")}
    square = room(site, "square")
    OpeningRule.objects.bulk_create(
        OpeningRule(
            site=site, room=square, day_type=day, kind="activity", opens=time(6), closes=time(21), from_day=START
        )
        for day in ("workday", "saturday", "sunday", "holiday")
    )
    return Rooms(
        site=site,
        hall=venue(site, "hall", parts.values(), {"theatre": 80, "tables": 40}, setup_minutes=30, cleanup_minutes=30),
        front=venue(site, "front", [parts["a"]], {"theatre": 36, "tables": 18}),
        back=venue(site, "back", [parts["b"]], {"theatre": 36}, is_step_free=False),
        talk=venue(
            site, "talk", [atom(site, "talk", room(site, "talk"))], {"sofas": 4},
            needs_approval=True, is_confidential=True, hours=["staffed", "appointment"], conditions="请准时到达。",
        ),
        study=venue(
            site, "study", [atom(site, "study", room(site, "study"), lanes=3)], {}, purposes=["study"],
            monthly_count=2, monthly_minutes=300,
        ),
        square=venue(site, "square", [atom(site, "square", square)], {}, horizon_days=120, audience="account"),
        other=venue(cast.other_site, "hall", [atom(cast.other_site, "a", None)], {"class": 20}),
    )  # fmt: skip


def room(site: Site, slug: str) -> Room:
    return Room.objects.create(site=site, zone="activity_zone", slug=slug, name=f"{slug}室", name_en=slug, area_m2=60)


def atom(site: Site, slug: str, of_room: Room | None, lanes: int = 1) -> Atom:
    return Atom.objects.create(site=site, slug=slug, room=of_room, lanes=lanes)


def venue(
    site: Site, slug: str, atoms: Any, layouts: dict[str, int], *, is_step_free: bool = True, **terms: Any
) -> Venue:
    made = Venue.objects.create(
        site=site, slug=slug, name=f"{slug}厅", name_en=slug.title(), is_step_free=is_step_free,
        position=Venue.objects.count(),
    )  # fmt: skip
    VenueAtom.objects.bulk_create(VenueAtom(venue=made, atom=each) for each in atoms)
    Layout.objects.bulk_create(Layout(venue=made, kind=kind, capacity=capacity) for kind, capacity in layouts.items())
    Terms.objects.create(venue=made, from_day=START, source="示例：空间使用约定", **terms)
    return made
