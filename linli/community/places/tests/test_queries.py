from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.http import Http404

from linli.community.places import queries
from linli.community.places.models import Estate, Room, Site, SiteZone

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast


def slugs(**asked: str) -> list[str]:
    return [site.slug for site in queries.found_sites(among=queries.sites(), **asked)]


def test_a_site_is_found_by_its_slug_and_another_is_not_there(cast: Cast) -> None:
    assert queries.site_by_slug(slug="tuoran") == cast.site
    with pytest.raises(Http404):
        queries.site_by_slug(slug="nowhere")


def test_sites_come_in_the_order_of_the_register_by_kind_and_status(cast: Cast) -> None:
    Site.objects.filter(pk=cast.other_site.pk).update(status="planned")
    assert [site.slug for site in queries.sites()] == ["tuoran", "chunhe"]
    assert [site.slug for site in queries.sites(status="planned")] == ["chunhe"]
    assert not queries.sites(kind="community_home").exists()
    assert queries.count_sites() == {"operating": 1, "planned": 1}
    assert queries.count_sites(kind="community_home") == {"operating": 0, "planned": 0}


def test_words_find_a_site_by_its_own_its_communitys_its_streets_and_its_estates_names(cast: Cast) -> None:
    Estate.objects.create(community=cast.site.community, name="花雨汀小区", name_en="Huayuting")
    assert slugs(words="花雨汀") == ["tuoran"]
    assert slugs(words="huayuting") == ["tuoran"]
    assert slugs(words="城北") == ["chunhe"]
    assert slugs(words="S02") == ["chunhe"]
    assert slugs(words="城南 花雨汀") == ["tuoran"]
    assert slugs(words="城北 花雨汀") == []
    assert slugs(street_town="110114001") == ["chunhe"]
    assert slugs(words="  ") == ["tuoran", "chunhe"]


def test_streets_count_their_sites(cast: Cast) -> None:
    assert {one.name: one.sites for one in queries.street_towns()} == {"城北街道": 1, "城南街道": 1}  # type: ignore[attr-defined]


def test_zones_that_are_missing_are_named(cast: Cast) -> None:
    assert len(queries.zones_missing(site=cast.site)) == 6
    SiteZone.objects.create(site=cast.site, zone="office_zone")
    assert "office_zone" not in queries.zones_missing(site=cast.site)


def test_the_plan_numbers_rooms_and_keeps_what_lies_within_them_with_them(
    cast: Cast, django_assert_num_queries: Callable[[int], Any]
) -> None:
    hall = Room.objects.get(site=cast.site, slug="hall")
    Room.objects.filter(pk=hall.pk).update(x=0, y=0, width=10, depth=15)
    desk = {"x": 2, "y": 2, "width": 4, "depth": 1, "within": hall, "zone": "consult_zone"}
    Room.objects.create(site=cast.site, slug="desk", name="接待台", name_en="Desk", **desk)
    Room.objects.create(
        site=cast.site, slug="office", name="工作区", name_en="Office", zone="office_zone", area_m2=Decimal(20)
    )
    with django_assert_num_queries(1):
        plan = queries.floor_plan(site=cast.site)
    assert [(placed.number, placed.room.slug, placed.box is not None) for placed in plan.rooms] == [
        (1, "hall", True),
        (2, "office", False),
    ]
    assert [part.room.slug for part in plan.rooms[0].parts] == ["desk"]
    assert (plan.width, plan.depth, plan.area_m2, plan.is_drawn) == (10, 15, 170, True)
    assert not queries.floor_plan(site=cast.other_site).rooms[1:]


def test_idle_rooms_are_listed_with_their_site(cast: Cast) -> None:
    Room.objects.create(site=cast.site, slug="store", name="库房", name_en="Store", zone="activity_zone", is_idle=True)
    assert [(room.slug, room.site.slug) for room in queries.idle_rooms()] == [("store", "tuoran")]
