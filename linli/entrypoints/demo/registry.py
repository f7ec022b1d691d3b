"""The register of the demo: Changping's streets and towns, 拓然家苑 in full, the other sites at registry depth."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from linli.community.calendar.models import OpeningRule
from linli.community.places import actions as places
from linli.community.places.models import (
    Amenity,
    AreaStatement,
    Community,
    District,
    Estate,
    Room,
    Site,
    SiteZone,
    StreetTown,
)
from linli.features.amenities.models import AmenityNote

DATA = Path(__file__).resolve().parent / "data"
MOTTO = {"motto": "社区是我家，我爱我的家", "motto_en": "The community is my home, and I love my home"}
PLAN_YEAR = 2023
# What a statement on areas says beside its square metres.
STATED = ("from_day", "total_m2", "source", "source_en")


@transaction.atomic
def load_registry() -> None:
    """Everything the register holds in the demo, made where it is missing; what is there stays as it is."""
    district, _ = District.objects.get_or_create(
        code="110114", defaults={"name": "昌平区", "name_en": "Changping District"}
    )
    for row in _rows("street_towns.csv"):
        StreetTown.objects.get_or_create(code=row.pop("code"), defaults={**row, "district": district})
    weeks = _toml("hours.toml")
    told = _toml("tuoran.toml")
    _tell_in_full(told, weeks)
    for row in _rows("sites.csv"):
        _register(row, weeks, from_day=told["hours"]["from_day"])
    _idle_room(Site.objects.get(slug="chunhe"))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(line for line in lines if not line.startswith("#"))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"), parse_float=Decimal)


# Sites at registry depth ------------------------------------------------------------------------------------------


def _register(row: Mapping[str, str], weeks: Mapping[str, Any], *, from_day: Any) -> None:
    code = row["community_code"]
    community, _ = Community.objects.get_or_create(
        code=code,
        defaults={
            "street_town_id": code[:9],
            "name": row["community"],
            "name_en": row["community_en"],
            "is_example": True,
        },
    )
    is_planned = row["register_code"].startswith("P")
    site, _ = Site.objects.get_or_create(
        slug=row["slug"],
        defaults={
            **MOTTO,
            "community": community,
            "status": Site.Status.PLANNED if is_planned else Site.Status.OPERATING,
            "plan_year": PLAN_YEAR if is_planned else None,
            "register_code": row["register_code"],
            "name": f"{row['community']}服务空间",
            "name_en": f"{row['community_en']} Space",
            "phone": row["phone"],
            "is_example": True,
        },
    )
    if row["hours"]:
        _hours(site, weeks[row["hours"]], from_day)


def _hours(site: Site, week: Iterable[Mapping[str, Any]], from_day: Any) -> None:
    if site.opening_rules.exists():
        return
    OpeningRule.objects.bulk_create(
        OpeningRule(
            site=site,
            day_type=rule["days"],
            kind=rule["kind"],
            opens=rule["opens"],
            closes=rule["closes"],
            min_staff=rule["min_staff"],
            from_day=from_day,
        )
        for rule in week
    )


def _idle_room(site: Site) -> None:
    """A room nobody uses yet, registered so that it is not forgotten (domain A20)."""
    Room.objects.get_or_create(
        site=site,
        slug="old-store",
        defaults={
            "zone": "activity_zone",
            "name": "旧库房",
            "name_en": "Old storeroom",
            "area_m2": Decimal("24.0"),
            "is_idle": True,
        },
    )


# 拓然家苑 ---------------------------------------------------------------------------------------------------------


def _tell_in_full(told: Mapping[str, Any], weeks: Mapping[str, Any]) -> None:
    community = _community(told["community"])
    site, _ = Site.objects.get_or_create(
        slug=told["site"]["slug"], defaults={**told["site"], "community": community, "is_example": True}
    )
    for zone, names in told["zones"].items():
        SiteZone.objects.get_or_create(site=site, zone=zone, defaults=names)
    for room in told["rooms"]:
        _room(site, room)
    for kind, room_slug in told["amenities"].items():
        room = Room.objects.get(site=site, slug=room_slug)
        amenity, _ = Amenity.objects.get_or_create(site=site, kind=kind, defaults={"room": room})
        AmenityNote.objects.get_or_create(amenity=amenity, defaults=told["amenity_notes"][kind])
    for statement in told["areas"]:
        _areas(site, statement)
    hours = told["hours"]
    _hours(site, [*weeks[hours["week"]], *hours["also"]], hours["from_day"])


def _community(told: Mapping[str, Any]) -> Community:
    fields = {key: value for key, value in told.items() if key not in ("code", "estates")}
    community, _ = Community.objects.get_or_create(
        code=told["code"], defaults={**fields, "street_town_id": told["code"][:9], "is_example": True}
    )
    for estate in told["estates"]:
        Estate.objects.get_or_create(community=community, name=estate["name"], defaults=estate)
    return community


def _room(site: Site, told: Mapping[str, Any], within: Room | None = None) -> None:
    fields = {key: value for key, value in told.items() if key not in ("slug", "at", "parts")}
    if within is not None:
        fields["zone"] = within.zone
    x, y, width, depth = told["at"]
    fields |= {"x": x, "y": y, "width": width, "depth": depth, "within": within}
    room, _ = Room.objects.get_or_create(site=site, slug=told["slug"], defaults=fields)
    for part in told.get("parts", []):
        _room(site, part, within=room)


def _areas(site: Site, told: Mapping[str, Any]) -> None:
    if AreaStatement.objects.filter(site=site, from_day=told["from_day"]).exists():
        return
    places.state_areas(
        site=site,
        from_day=told["from_day"],
        total_m2=told["total_m2"],
        areas={use: area for use, area in told.items() if use not in STATED},
        source=told["source"],
        source_en=told["source_en"],
    )
