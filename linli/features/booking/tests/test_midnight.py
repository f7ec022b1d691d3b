"""Rooms that are open until midnight, the week as it is, and days that are over."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from linli.base.ui.tests.calendar_client import read
from linli.community.calendar.models import OpeningRule
from linli.features.booking import actions, queries
from linli.features.booking.models import Block, Booking, Terms, Venue

from .browsing import ROOM, anybody, at_work, send, text
from .house import House

ROOMS = "/sites/tuoran/rooms/"
LAST = {"day": "2026-11-25", "starts": "23:00", "minutes": 60}


@pytest.fixture
def late(house: House) -> Venue:
    """The square, open from 7:00 to 24:00 and given in quarter-hours."""
    OpeningRule.objects.filter(room__slug="square").update(opens=time(7), closes=time(0))
    Terms.objects.filter(venue=house.rooms.square).update(audience="anyone", step_minutes=15, min_minutes=15)
    return house.rooms.square


def test_the_last_quarter_of_the_day_is_booked_and_nothing_after_it(house: House, late: Venue, refused: Any) -> None:
    row = queries.free_times(venues=[late], first=date(2026, 11, 25), now=house.now, minutes=15).rows[late.pk][0]
    assert (row.starts[-1].hour, row.starts[-1].minute) == (23, 45)
    booking = house.book(late, "25 23:45", 0.25)
    assert booking.ends_at == house.at("26 0:00")
    with refused("outside_hours") as info:
        house.book(late, "26 23:45", 0.5)
    assert info.value.objections[0].values["hours"] == ["7:00–24:00"]


def test_every_page_says_24_00(house: House, late: Venue) -> None:
    answer = send(anybody(), "/sites/tuoran/spaces/square/booking/", **(ROOM | LAST))
    booking = Booking.objects.get()
    assert answer.status_code == 303
    assert "–24:00" in text(anybody().get(answer["Location"]))
    staff = at_work(house.cast.head)
    held = f"{ROOMS}bookings/{booking.pk}/"
    assert "–24:00" in text(staff.get(held))
    page = staff.get(ROOMS + "week/", {"venue": "square"})
    assert "23:00–24:00" in text(page)
    everywhere = staff.get(ROOMS + "week/")
    assert [[event["title"] for event in each.context["events"]] for each in (page, everywhere)] == [
        ["示例"], ["Square · 示例"]
    ]  # fmt: skip
    assert [len(day["rows"]) for day in page.context["days"]] == [0, 0, 1, 0, 0, 0, 0]
    assert "24:00" in text(anybody().get("/sites/tuoran/spaces/square/?day=2026-11-25"))
    (event,) = read(text(anybody().get(f"/bookings/{booking.code}/calendar.ics")))
    assert event["dtend"] == house.at("26 0:00")


@pytest.mark.parametrize("ends", ["24:00", "00:00"])
def test_a_room_is_closed_until_midnight(house: House, late: Venue, ends: str) -> None:
    asks = {"venue": "square", "day": "2026-11-25", "starts": "22:00", "ends": ends, "reason": "检修"}
    assert send(at_work(house.cast.head), ROOMS + "blocks/", **asks).status_code == 303
    assert Block.objects.get().ends_at == house.at("26 0:00")
    assert "22:00–24:00" in text(at_work(house.cast.head).get(ROOMS + "week/"))


def test_a_drag_to_the_last_hour_of_the_day_is_taken(house: House, late: Venue) -> None:
    booking = house.book(late, "25 10:00")
    answer = at_work(house.cast.head).post(
        f"{ROOMS}bookings/{booking.pk}/change/",
        {"starts_at": "2026-11-25T23:00:00+08:00", "ends_at": "2026-11-26T00:00:00+08:00", "version": 1, "key": "a"},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 200, answer.content
    assert json.loads(answer.content)["end"] == "2026-11-26T00:00:00+08:00"


@pytest.mark.parametrize(
    ("venue", "shown"),
    [("square", ("07:00:00", "24:00:00", "00:15:00")), ("front", ("09:00:00", "20:00:00", "00:30:00"))],
)
def test_the_week_shows_the_hours_and_steps_of_the_room(
    house: House, late: Venue, venue: str, shown: tuple[str, str, str]
) -> None:
    page = at_work(house.cast.head).get(ROOMS + "week/", {"venue": venue})
    assert tuple(page.context[name] for name in ("opens", "closes", "step")) == shown
    assert f'data-closes="{shown[1]}"' in text(page)


def test_the_week_of_all_rooms_shows_the_earliest_and_the_latest(house: House, late: Venue) -> None:
    Terms.objects.filter(venue=house.rooms.front).update(step_minutes=60)
    page = at_work(house.cast.head).get(ROOMS + "week/")
    assert [page.context[name] for name in ("opens", "closes", "step")] == ["07:00:00", "24:00:00", "00:15:00"]


def test_what_is_booked_outside_of_the_hours_is_never_hidden(house: House, late: Venue) -> None:
    house.book(late, "25 7:00")
    OpeningRule.objects.filter(room__slug="square").update(opens=time(9), closes=time(18))
    page = at_work(house.cast.head).get(ROOMS + "week/", {"venue": "square"})
    assert (page.context["opens"], page.context["closes"]) == ("07:00:00", "18:00:00")


def test_a_week_in_which_nothing_is_open_can_be_looked_at(house: House) -> None:
    OpeningRule.objects.all().delete()
    page = at_work(house.cast.head).get(ROOMS + "week/")
    assert (page.context["opens"], page.context["closes"]) == ("09:00:00", "19:00:00")


@pytest.mark.parametrize("day", ["2026-11-20", "2025-12-31"])
def test_a_day_that_is_over_says_so_whatever_the_terms_were(house: House, refused: Any, day: str) -> None:
    """The room's first terms are of 1 January 2026: the day before it was not "not yet" given, it is over."""
    front, first = house.rooms.front, date.fromisoformat(day)
    before, *_rest = queries.free_times(venues=[front], first=first, days=2, now=house.now).rows[front.pk]
    assert before.why is not None
    assert before.why.code == "in_the_past"
    starts_at = datetime.fromisoformat(f"{day}T10:00:00+08:00")
    asked = replace(house.wish("25 10:00"), starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    assert "in_the_past" in {one.code for one in queries.judgement(venue=front, wish=asked, now=house.now).objections}
    with refused("in_the_past"):
        actions.book(
            venue=front, wish=asked, holder=house.holder(), channel="web", key="a", actor="person:1", now=house.now
        )
