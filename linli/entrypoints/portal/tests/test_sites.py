from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from linli.community.calendar.models import Closure
from linli.community.people.queries import Caller
from linli.community.places.models import Room, Site
from linli.entrypoints.demo.cast import Cast, gather
from linli.entrypoints.demo.registry import load_registry
from linli.features.hall import actions
from linli.features.hall.models import Ticket


@pytest.fixture
def town(db: None) -> Cast:
    """The cast in the full register."""
    load_registry()
    return gather()


def seen(client: Client, path: str, language: str = "en") -> str:
    client.cookies["linli_language"] = language
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_home_shows_the_open_hall_with_its_one_thing_to_do(client: Client, town: Cast, now: datetime) -> None:
    page = seen(client, "/")
    assert "Tuoran Jiayuan Community Space" in page
    assert "Open now" in page
    assert page.count("btn-accent") == 1
    assert 'href="/sites/tuoran/tickets/"' in page
    assert "19" in page


def test_home_counts_who_waits_and_which_windows_serve(client: Client, town: Cast, now: datetime) -> None:
    at = now - timedelta(minutes=20)
    actions.open_window(window=town.windows[1], workers=[town.workers[1]], by=town.head, key="", now=at)
    actions.take_ticket(
        hall=town.hall,
        groups=town.groups[:1],
        priority=Ticket.Priority.ORDINARY,
        channel=Ticket.Channel.KIOSK,
        caller=Caller(device="one"),
        key="",
        actor="kiosk:tuoran",
        now=at,
    )
    page = seen(client, "/")
    assert "<strong>1</strong> person waiting" in page
    assert "<strong>1</strong> window serving" in page


def test_home_offers_a_signed_in_resident_the_number_held(client: Client, town: Cast, now: datetime) -> None:
    ticket = actions.take_ticket(
        hall=town.hall,
        groups=town.groups[:1],
        priority=Ticket.Priority.ORDINARY,
        channel=Ticket.Channel.PHONE,
        caller=Caller(person=town.resident),
        key="",
        actor=f"person:{town.resident.pk}",
        now=now,
    )
    client.force_login(town.resident, backend="django.contrib.auth.backends.ModelBackend")
    page = seen(client, "/")
    assert f"/tickets/{ticket.code}/" in page
    assert 'href="/sites/tuoran/tickets/"' not in page


@pytest.mark.parametrize("now", [datetime.fromisoformat("2026-11-24T21:00:00+08:00")])
def test_home_in_the_evening_says_when_the_hall_opens(client: Client, town: Cast, now: datetime) -> None:
    page = seen(client, "/")
    assert "Closed now" in page
    assert "tomorrow at 9:00" in page
    assert 'href="/sites/tuoran/tickets/"' not in page


def test_home_stands_without_any_site(client: Client, db: None) -> None:
    assert "Find my community" in seen(client, "/")


def test_the_register_keeps_built_and_planned_sites_apart(client: Client, town: Cast, now: datetime) -> None:
    page = seen(client, "/sites/")
    built, planned = page.split('id="planned"')
    assert built.count('class="card site-card"') == 19
    assert planned.count("site-card is-planned") == 8


@pytest.mark.parametrize(
    ("asked", "built", "planned"),
    [("q=花雨汀", 1, 0), ("q=Huoying", 1, 1), ("street=110114010", 1, 1), ("q=xyz", 0, 0), ("street=999", 0, 0)],
)
def test_the_register_is_sieved_by_words_and_street(
    client: Client, town: Cast, now: datetime, asked: str, built: int, planned: int
) -> None:
    page = seen(client, f"/sites/?{asked}")
    assert page.count('class="card site-card"') == built
    assert page.count("site-card is-planned") == planned
    assert ("Show all spaces" in page) == (built + planned == 0)


def test_the_list_alone_answers_htmx(client: Client, town: Cast, now: datetime) -> None:
    part = client.get("/sites/?q=花雨汀", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert part.lstrip().startswith('<div id="found"')


def test_a_site_tells_its_hours_hall_rooms_areas_and_estates(client: Client, town: Cast, now: datetime) -> None:
    page = seen(client, "/sites/tuoran/")
    for told in ("9:00–12:00", "14:00–17:30", "17:30–20:00", "55.1 % before", "14.1", "66.7", "31.5", "Huayuting"):
        assert told in page, told
    assert "010-5550-0100" in page
    assert "Warm corner" in page
    assert page.count("plan-room") == 10


def test_a_site_says_which_holidays_are_not_yet_published(client: Client, town: Cast, now: datetime) -> None:
    assert "The holidays of 2027 are not yet published." in seen(client, "/sites/tuoran/")
    assert "2027 年放假安排未发布，按法定日推算" in seen(client, "/sites/tuoran/", "zh-hans")


@pytest.mark.parametrize("now", [datetime.fromisoformat("2026-10-01T10:00:00+08:00")])
def test_a_site_names_holidays_and_make_up_workdays(client: Client, town: Cast, now: datetime) -> None:
    page = seen(client, "/sites/tuoran/")
    assert "On duty now" in page
    assert "National Day: make-up workday" in page
    assert "not yet published" not in page


def test_a_closure_is_told_with_its_reason(client: Client, town: Cast, now: datetime) -> None:
    Closure.objects.create(
        site=town.site, starts_at=now, ends_at=now + timedelta(hours=1), reason="消防演练", reason_en="Fire drill"
    )
    page = seen(client, "/sites/tuoran/")
    assert "Fire drill" in page
    assert "Closed now" in page


def test_a_planned_site_has_no_hours_and_no_hall(client: Client, town: Cast, now: datetime) -> None:
    page = seen(client, "/sites/liucun/")
    assert "Not built yet. It is in the plan of 2023." in page
    assert "Opening hours" not in page
    assert "Take a number" not in page


def test_an_idle_room_is_shown_as_idle(client: Client, town: Cast, now: datetime) -> None:
    assert "idle, to be converted" in seen(client, "/sites/chunhe/")


def test_a_site_that_is_not_there_is_not_found(client: Client, town: Cast) -> None:
    assert client.get("/sites/nowhere/").status_code == 404


def test_names_with_markup_stay_text(client: Client, town: Cast, now: datetime) -> None:
    Site.objects.filter(slug="tuoran").update(name_en="<script>alert(1)</script>")
    Room.objects.filter(slug="office").update(name_en="<b>x</b>")
    for path in ("/", "/sites/", "/sites/tuoran/", "/sites/?q=<script>"):
        page = seen(client, path)
        assert "<script>alert" not in page
        assert "<b>x</b>" not in page


@pytest.mark.parametrize(
    ("path", "statements"),
    [("/", 7), ("/sites/", 5), ("/sites/?q=花雨汀&street=110114005", 5), ("/sites/tuoran/", 14), ("/sites/liucun/", 6)],
)
def test_how_many_statements_a_page_takes(
    client: Client,
    town: Cast,
    now: datetime,
    path: str,
    statements: int,
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    with django_assert_num_queries(statements):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("asked", [{"q": "\x1b拓然\u202e"}, {"street": "1101\x7f"}, {"q": "😀"}])
def test_the_register_survives_what_nobody_means(client: Client, town: Cast, asked: dict[str, str]) -> None:
    assert client.get("/sites/", asked).status_code == 200
    assert client.get("/sites/", {"q": "\0拓然"}).status_code == 400
