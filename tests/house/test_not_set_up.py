"""A site of which nothing was set up: every public page and every public operation has an answer, and none is 500."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from linli.community.places.models import Site
from linli.features.booking.models import Venue
from linli.features.hall.models import Hall, Window

from .access import OPERATIONS, PAGES
from .doors import addresses, operations
from .roles import ANONYMOUS

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

pytestmark = pytest.mark.django_db
SLUG = "empty"


@pytest.fixture(params=["nothing", "a hall without terms", "a hall with a window and a room, both without terms"])
def empty(request: pytest.FixtureRequest, cast: Cast) -> str:
    site = Site.objects.get(pk=cast.site.pk)
    site.pk, site.slug, site.register_code = None, SLUG, "X-EMPTY"
    site._state.adding = True
    site.save()
    if request.param != "nothing":
        hall = Hall.objects.create(site=site)
        if "window" in request.param:
            Window.objects.create(hall=hall, number=1, name="一号")
            Venue.objects.create(site=site, slug="room", name="没有约定的房间", position=1, icon="no such drawing")
    return SLUG


def is_of_a_site(route: str, slot: str) -> bool:
    return f":{slot}>" in route.replace("{", "<").replace("}", ">") and route.count("<") + route.count("{") == 1


PUBLIC_PAGES = [
    one
    for one in addresses()
    if one.name in PAGES and is_of_a_site(one.route, "site") and ANONYMOUS in PAGES[one.name].ways.get("GET", ())
]
PUBLIC_OPERATIONS = [
    one
    for one in operations()
    if one.method == "GET" and is_of_a_site(one.route, "slug") and ANONYMOUS in OPERATIONS.get(one.id, ())
]


def test_there_are_pages_to_walk() -> None:
    assert len(PUBLIC_PAGES) >= 12
    assert len(PUBLIC_OPERATIONS) >= 4


def test_every_public_page_of_an_empty_site_answers(empty: str, client: Client) -> None:
    client.raise_request_exception = False
    answers = {one.name: client.get(one.at(site=empty)).status_code for one in PUBLIC_PAGES}
    assert not {name: status for name, status in answers.items() if status not in (200, 302, 303, 404, 503)}
    assert client.get(f"/sites/{empty}/").status_code == 200


def test_every_public_operation_of_an_empty_site_answers(empty: str, client: Client) -> None:
    client.raise_request_exception = False
    answers = {one.id: client.get(one.at(slug=empty)).status_code for one in PUBLIC_OPERATIONS}
    assert not {name: status for name, status in answers.items() if status not in (200, 404, 503)}


def test_a_hall_without_terms_says_that_it_is_not_set_up(cast: Cast, client: Client) -> None:
    cast.hall.terms.all().delete()
    page = client.get(f"/sites/{cast.site.slug}/kiosk/")
    if page.status_code == 200:
        page = client.get(f"/sites/{cast.site.slug}/ticket/")
    assert page.status_code in (404, 503)
