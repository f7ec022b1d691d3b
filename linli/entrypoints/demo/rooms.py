"""The rooms of the demo: what can be booked at 拓然家苑 and at 春和园, on what terms. Everything invented is 示例."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from linli.community.places.models import Site
from linli.features.booking.models import Atom, Equipment, Layout, Terms, Venue, VenueAtom

DATA = Path(__file__).resolve().parent / "data" / "rooms.toml"
FROM_DAY = date(2026, 1, 1)
# What stands beside a venue's own columns.
BESIDE = ("atoms", "layouts", "equipment", "terms")


def open_rooms(*sites: Site) -> dict[str, dict[str, Venue]]:
    """The venues of the sites by site and slug, made where they are missing."""
    told = tomllib.loads(DATA.read_text(encoding="utf-8"))["site"]
    return {site.slug: _of_site(site, told[site.slug]) for site in sites if site.slug in told}


def _of_site(site: Site, told: Mapping[str, Any]) -> dict[str, Venue]:
    rooms = {room.slug: room for room in site.rooms.all()}
    atoms = {}
    for atom in told["atoms"]:
        room = rooms.get(atom.get("room", ""))
        defaults = {"room": room, "lanes": atom.get("lanes", 1)}
        atoms[atom["slug"]], _ = Atom.objects.get_or_create(site=site, slug=atom["slug"], defaults=defaults)
    return {
        venue["slug"]: _venue(site, venue, atoms, position, told["source"])
        for position, venue in enumerate(told["venues"], 1)
    }


def _venue(site: Site, told: Mapping[str, Any], atoms: Mapping[str, Atom], position: int, source: str) -> Venue:
    fields = {name: value for name, value in told.items() if name not in BESIDE}
    venue, made = Venue.objects.get_or_create(
        site=site, slug=fields.pop("slug"), defaults=fields | {"position": position}
    )
    if made:
        VenueAtom.objects.bulk_create(VenueAtom(venue=venue, atom=atoms[slug]) for slug in told["atoms"])
        Layout.objects.bulk_create(
            Layout(venue=venue, kind=kind, capacity=capacity) for kind, capacity in told["layouts"].items()
        )
        Equipment.objects.bulk_create(
            Equipment(venue=venue, name=name, name_en=name_en, count=count)
            for name, name_en, count in told.get("equipment", ())
        )
        Terms.objects.create(venue=venue, from_day=FROM_DAY, source=source, **_terms(told["terms"]))
    return venue


def _terms(told: Mapping[str, Any]) -> dict[str, Any]:
    """The terms as columns; 0 in the file is "never"."""
    return {name: value if value or name != "strikes" else None for name, value in told.items()}
