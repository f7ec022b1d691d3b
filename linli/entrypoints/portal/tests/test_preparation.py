"""What to bring, what is missing, and the way to the hall, on one page."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from linli.community.people.queries import Caller
from linli.entrypoints.demo.cast import Cast
from linli.features.appointments import actions as appointments
from linli.features.guides import actions as guides
from linli.features.guides import queries as guide_queries
from linli.features.guides.models import GuideVersion
from linli.features.hall import queries as halls
from linli.features.hall.models import Hall, Terms

PAGE = "/sites/tuoran/guides/disability-certificate/"
ENGLISH = {"accept-language": "en"}


@pytest.fixture(autouse=True)
def known(cast: Cast, now: datetime) -> dict[str, str]:
    guides.import_guides(now=now)
    return dict(GuideVersion.objects.values_list("item__slug", "code"))


def seen(client: Client, query: dict[str, Any] | None = None, path: str = PAGE, **headers: str) -> str:
    answer = client.get(path, query or {}, headers={**ENGLISH, **headers})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_is_there_to_be_ticked_and_nothing_is_missing_before(client: Client) -> None:
    page = seen(client)
    assert page.count('name="have-disability-certificate"') == 4
    assert "Tick your list" in page
    assert "is-missing" not in page
    assert page.count("btn-accent") == 1


def test_what_is_missing_is_told_at_once_and_the_ticks_go_along_with_the_number(
    client: Client, known: dict[str, str]
) -> None:
    ticks = {
        "version-disability-certificate": known["disability-certificate"],
        "have-disability-certificate": ["户口簿", "居民身份证"],
        "situation-disability-certificate": ["minor"],
    }
    page = seen(client, ticks)
    assert "3 things are still missing" in page
    assert "Ask for it at the window" in page
    assert "You may come all the same" in page
    form = page.split('method="post" action="/sites/tuoran/tickets/"')[1].split("</form>")[0]
    for name, value in (("items", "disability-certificate"), ("have-disability-certificate", "户口簿")):
        assert f'name="{name}" value="{value}"' in form


def test_the_fragment_says_the_sum_for_those_who_do_not_see(client: Client, known: dict[str, str]) -> None:
    part = seen(client, {"version-disability-certificate": known["disability-certificate"]}, **{"hx-request": "true"})
    assert "<html" not in part
    assert 'hx-swap-oob="true">4 things are still missing' in part


def test_several_matters_are_told_together_and_can_be_left_out(client: Client) -> None:
    page = seen(client, {"with": ["residence-permit", "moon", "residence-permit", "disability-certificate"]})
    assert page.count('class="preparation-item"') == 2
    assert 'name="items" value="residence-permit"' in page
    assert "Leave out" in page


def test_a_guide_that_is_not_known_yet_says_so_and_still_leads_to_a_number(client: Client) -> None:
    page = seen(client, path="/sites/tuoran/guides/public-rental/")
    assert "still being verified" in page
    assert "The worker tells you what is needed" in page
    assert "You have everything" not in page
    assert "Nothing beyond this list" not in page
    assert 'name="items" value="public-rental"' in page


def test_nothing_to_bring_is_said_plainly(client: Client) -> None:
    page = seen(client, path="/sites/tuoran/guides/enquiry/")
    assert "Nothing has to be brought" in page
    assert "The worker tells you" not in page


def test_a_closed_hall_says_when_it_opens_and_offers_no_number(
    client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.base.kernel.clock.now", lambda: now.replace(hour=20))
    page = seen(client)
    assert 'action="/sites/tuoran/tickets/"' not in page
    assert "Closed" in page


def test_a_resident_who_holds_a_number_is_led_to_it(resident: Client, cast: Cast, now: datetime) -> None:
    from linli.features.hall import actions

    ticket = actions.take_ticket(
        hall=cast.hall, groups=cast.groups[:1], priority="ordinary", channel="phone", key="", actor="t",
        caller=Caller(person=cast.resident), now=now,
    )  # fmt: skip
    assert f"/tickets/{ticket.code}/" in seen(resident)


def test_a_site_without_a_hall_leads_to_the_plain_guide_and_an_unknown_item_nowhere(client: Client) -> None:
    assert client.get("/sites/moon/guides/enquiry/")["Location"] == "/guides/enquiry/"
    assert client.get("/sites/tuoran/guides/moon/").status_code == 404


def test_the_guide_and_the_search_lead_to_the_hall_one_came_from(client: Client) -> None:
    assert PAGE in seen(client, {"q": "残疾证要带什么", "site": "tuoran"}, path="/guides/")
    assert PAGE in seen(client, {"site": "tuoran"}, path="/guides/disability-certificate/")
    assert "/guides/disability-certificate/halls/" in seen(client, path="/guides/disability-certificate/")


def test_who_comes_from_nowhere_chooses_a_hall_where_there_are_several(client: Client) -> None:
    choice = "/guides/disability-certificate/halls/"
    assert PAGE in seen(client, path=choice)
    Hall.objects.exclude(site__slug="tuoran").delete()
    assert client.get(choice)["Location"] == PAGE


def test_a_closed_hall_offers_to_book_a_time_first_and_an_open_one_second(
    client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = 'href="/sites/tuoran/appointments/?item=disability-certificate"'
    assert f'class="btn btn-quiet" {booking}' in seen(client)
    monkeypatch.setattr("linli.base.kernel.clock.now", lambda: now.replace(hour=20))
    page = seen(client)
    assert f'class="btn btn-accent btn-lg" {booking}' in page
    assert "Next free appointment" in page


def test_the_live_part_alone_tells_of_the_hall_and_no_list(client: Client) -> None:
    part = seen(client, {"part": "now"})
    assert 'data-say="open"' in part
    assert "have-disability-certificate" not in part


def test_the_page_listens_to_the_hall_and_fetches_the_live_part_again(client: Client) -> None:
    page = seen(client)
    assert re.search(r'data-stream="/live/\?t=hall\.tuoran:\d+" hx-get="[^"]+\?part=now"', page)


def test_who_booked_for_an_item_brings_its_list_to_the_bench(cast: Cast, now: datetime) -> None:
    item = guide_queries.items_at(slugs=["disability-certificate"])[0]
    said = {"actor": "device:t", "key": ""}
    booked = appointments.book(
        hall=cast.hall, starts_at=now.replace(minute=30), group=item.group, item=item, priority="ordinary",
        channel="phone", now=now - timedelta(hours=2), **said,
    )  # fmt: skip
    came = appointments.check_in(appointment=booked, channel="kiosk", now=now.replace(minute=28), **said)
    assert came.ticket is not None
    found = halls.prepared(matters=halls.matters_of(ticket=came.ticket))
    assert [one.preparation.item for one in found] == [item]


def test_a_full_line_is_said_before_anybody_comes(client: Client, cast: Cast, now: datetime) -> None:
    Terms.objects.update(line_cap=0)
    page = seen(client)
    assert 'data-code="line_full"' in page
    assert "/sites/tuoran/tickets/" not in page
    assert "/sites/tuoran/appointments/" in page
