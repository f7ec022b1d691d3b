from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from django.apps import apps

from linli.community.calendar import queries as calendar
from linli.community.places import queries as places
from linli.community.places.models import Amenity, Community, Estate, Site, StreetTown
from linli.entrypoints.demo.cast import gather
from linli.entrypoints.demo.registry import load_registry


@pytest.fixture
def tuoran(db: None) -> Site:
    load_registry()
    return places.site_by_slug(slug="tuoran")


def _counts() -> dict[str, int]:
    labels = ("places", "calendar")
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    return {model.__name__: model.objects.count() for model in models}  # type: ignore[attr-defined]


def test_loading_again_changes_nothing(tuoran: Site) -> None:
    before = _counts()
    load_registry()
    assert _counts() == before


def test_the_register_holds_nineteen_built_and_eight_planned_spaces(tuoran: Site) -> None:
    assert places.count_sites() == {"operating": 19, "planned": 8}
    kinds = list(StreetTown.objects.values_list("kind", flat=True))
    assert [kinds.count(kind) for kind in ("street", "area", "town")] == [8, 4, 10]


def test_every_invented_site_and_community_is_marked_as_an_example(tuoran: Site) -> None:
    assert not Site.objects.filter(is_example=False).exists()
    assert not Community.objects.filter(is_example=False).exists()
    for community in Community.objects.select_related("street_town"):
        assert community.code.startswith(community.street_town_id)


def test_the_three_estates_sum_to_the_communitys_households(tuoran: Site) -> None:
    estates = list(Estate.objects.filter(community=tuoran.community_id).values_list("name", "households"))
    assert [name for name, _ in estates] == ["拓然家苑北小区", "拓然家苑南小区", "花雨汀小区"]
    assert sum(count or 0 for _, count in estates) == tuoran.community.households == 2480


def test_the_rooms_tile_the_house_without_a_gap_or_an_overlap(tuoran: Site) -> None:
    plan = places.floor_plan(site=tuoran)
    boxes = [placed.box for placed in plan.rooms if placed.box]
    assert len(boxes) == len(plan.rooms) == 10
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    assert sum(box.width * box.depth for box in boxes) == plan.width * plan.depth == 780
    for placed in plan.rooms:
        assert placed.box is not None
        assert placed.room.area_m2 == round(placed.box.width * placed.box.depth, 1)


def test_what_is_marked_in_the_hall_lies_in_it_and_apart(tuoran: Site) -> None:
    hall = next(placed for placed in places.floor_plan(site=tuoran).rooms if placed.room.slug == "hall")
    parts = [part.box for part in hall.parts if part.box]
    assert hall.box is not None
    assert len(parts) == 6
    assert all(hall.box.holds(part) for part in parts)
    assert not any(one.overlaps(other) for one, other in combinations(parts, 2))


def test_rooms_and_the_area_ledger_agree_zone_by_zone(tuoran: Site) -> None:
    division = places.areas(site=tuoran, on=date(2026, 11, 24))
    assert division is not None
    by_zone: dict[str, int] = {}
    for placed in places.floor_plan(site=tuoran).rooms:
        by_zone[placed.room.zone] = by_zone.get(placed.room.zone, 0) + int(placed.room.area_m2 or 0)
    assert by_zone == {use: int(area) for use, area in division.areas.items()}
    assert places.zones_missing(site=tuoran) == []
    assert Amenity.objects.filter(site=tuoran).count() == len(Amenity.Kind)


def test_every_operating_site_opens_in_the_week_and_no_planned_one_does(tuoran: Site) -> None:
    day = date(2026, 11, 24)
    for site in places.sites():
        assert bool(calendar.open_periods(site=site, day=day)) == (site.status == "operating")


def test_the_cast_uses_the_sites_of_the_register(tuoran: Site) -> None:
    cast = gather()
    assert cast.site == tuoran
    assert cast.hall.room is not None
    assert cast.hall.room.slug == "hall"
