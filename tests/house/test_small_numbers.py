"""Public numbers so small that they would point at somebody are told on no page, in no file and by no operation."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from linli.features.amenities.models import DropIn
from linli.features.booking.models import Booking, Venue
from linli.features.feedback.models import Stretch
from linli.features.hall import actions as hall
from linli.features.hall.models import Ticket

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

pytestmark = pytest.mark.django_db

ROOMS, VISITS = "/sites/tuoran/spaces/use/", "/sites/tuoran/amenities/visits/"
ZH, EN = {"Accept-Language": "zh-Hans"}, {"Accept-Language": "en"}


def shown(client: Client, address: str, headers: dict[str, str] = EN) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def talked(cast: Cast, now: datetime, times: int) -> Venue:
    """So many talks in the talk room in the past week."""
    from linli.entrypoints.demo.rooms import open_rooms

    room = next(
        one for one in open_rooms(cast.site)["tuoran"].values() if one.terms.filter(is_confidential=True).exists()
    )
    terms = room.terms.get()
    for n in range(times):
        starts_at = now.replace(hour=10, minute=0) - timedelta(days=1 + n)
        Booking.objects.create(
            venue=room, terms=terms, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), people=1, purpose="",
            state=Booking.State.USED, channel=Booking.Channel.WEB, made_at=starts_at, changed_at=starts_at,
            code=f"example{n}", holder_key=f"example:{n}",
        )  # fmt: skip
    return room


def in_table(client: Client, room: Venue) -> list[str]:
    """The room's line of the file."""
    text = client.get("/sites/tuoran/spaces/use.csv", headers=EN).content.decode().lstrip("\ufeff")
    return next(row for row in csv.reader(io.StringIO(text)) if row[0] == room.name_en)


def on_page(client: Client, room: Venue, headers: dict[str, str] = EN) -> str:
    """How often the page says it was booked."""
    name = room.name_en if headers is EN else room.name
    return shown(client, ROOMS, headers).split(f'<th scope="row">{name}</th><td class="number">')[1].split("<")[0]


@pytest.mark.parametrize(("times", "told"), [(0, "0"), (1, ""), (4, ""), (5, "5")])
def test_few_talks_are_told_neither_in_the_file_nor_on_the_page(
    times: int, told: str, client: Client, cast: Cast, now: datetime
) -> None:
    room = talked(cast, now, times)
    assert in_table(client, room)[1:] == [told, "", "", ""]
    assert [on_page(client, room, language) for language in (EN, ZH)] == [told or "–"] * 2


@pytest.mark.parametrize(("times", "told"), [(0, "0"), (4, "–"), (5, "5")])
def test_few_residents_are_not_counted_in_public(
    times: int, told: str, client: Client, cast: Cast, now: datetime
) -> None:
    talked(cast, now, times)
    assert client.get(ROOMS).context["residents"] == (None if told == "–" else times)
    assert "Different residents" in shown(client, ROOMS)


def test_the_rooms_page_says_that_few_are_left_out(client: Client, cast: Cast, now: datetime) -> None:
    talked(cast, now, 1)
    assert "Fewer than 5 bookings of a confidential room" in shown(client, ROOMS)
    assert "保密房间的预约不到 5 次" in shown(client, ROOMS, ZH)


def dropped_in(cast: Cast, *counts: tuple[str, int, int]) -> None:
    for day, hour, people in counts:
        DropIn.objects.create(site=cast.site, day=day, hour=hour, purpose="", n=people)


def test_months_days_and_hours_with_few_are_left_out(client: Client, cast: Cast, now: datetime) -> None:
    dropped_in(cast, ("2026-08-05", 9, 4), ("2026-09-01", 9, 3), ("2026-09-02", 10, 6), ("2026-09-03", 11, 8))
    dropped_in(cast, ("2026-10-09", 15, 6), ("2026-10-09", 16, 7), ("2026-10-09", 17, 2))
    assert [f"{day:%Y-%m} {n}" for day, n in client.get(VISITS).context["months"].items()] == [
        "2026-10 15",
        "2026-09 17",
    ]
    assert client.get(VISITS + "?month=2026-08").context["rows"] == []
    # 17 in September: 3 alone would point at somebody, and 17 - 14 would say 3, so a second day goes too.
    september = client.get(VISITS + "?month=2026-09").context
    assert [(str(row["day"]), row["n"]) for row in september["rows"]] == [("2026-09-03", 8)]
    # 15 on a day: 2 at 17:00 go, and the six at 15:00 with them.
    october = client.get(VISITS + "?month=2026-10").context
    assert (october["hours"], [row["cells"] for row in october["rows"]]) == ([16], [[7]])


def test_a_place_with_few_says_so_and_shows_no_number(client: Client, cast: Cast, now: datetime) -> None:
    dropped_in(cast, ("2026-11-20", 9, 4))
    assert "fewer than 5 people are left out" in shown(client, VISITS)
    assert "不到 5 人的月份、日子和钟点不列出" in shown(client, VISITS, ZH)
    assert "too few people" in shown(client, VISITS)
    assert "people dropped in" not in shown(client, "/sites/tuoran/amenities/")


def come(cast: Cast, now: datetime, priority: str, people: int) -> None:
    for n in range(people):
        hall.take_ticket(
            hall=cast.hall, groups=cast.groups[:1], priority=Ticket.Priority(priority), channel=Ticket.Channel.KIOSK,
            key=f"{priority}-{n}", actor="kiosk:tuoran", now=now,
        )  # fmt: skip


def test_a_class_in_which_few_wait_is_told_on_no_page_and_by_no_operation(
    client: Client, cast: Cast, now: datetime
) -> None:
    come(cast, now, "pregnant", 1)
    come(cast, now, "ordinary", 6)
    answer = client.get("/api/v1/sites/tuoran/hall").json()
    assert (answer["waiting"], answer["waiting_by_priority"]) == (7, {})  # 7 - 6 would say 1
    for page in ("/sites/tuoran/hall/", "/sites/tuoran/board/", "/sites/tuoran/hall/waits/"):
        for language, word in ((EN, "Pregnant"), (ZH, "孕")):
            response = client.get(page, headers=language)
            assert word not in response.content.decode().split("<form")[0], page
    come(cast, now, "elder", 5)
    assert client.get("/api/v1/sites/tuoran/hall").json()["waiting_by_priority"] == {"ordinary": 6}


def test_few_ratings_are_shown_nowhere_and_the_page_says_from_how_many_on(
    client: Client, cast: Cast, now: datetime
) -> None:
    assert "Fewer than 5 ratings so far" in shown(client, "/sites/tuoran/ratings/")
    assert "5" in shown(client, "/sites/tuoran/ratings/", ZH).split("<h1>")[1]
    answer = client.get("/api/v1/sites/tuoran/ratings").json()
    assert (answer["smallest_n"], answer["months"]) == (5, [])
    assert not Stretch.objects.exists()
