"""What everybody sees: the rooms, one room, the door; and booking one of them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest

from linli.community.notices.models import Message
from linli.community.notices.rules import code_in
from linli.features.booking.models import Booking, Wait

from .browsing import ROOM, anybody, send, signed_in, text
from .house import House

SPACES = "/sites/tuoran/spaces/"


@pytest.mark.parametrize("look", ["week", "day", "month", "nonsense"])
def test_a_visitor_sees_the_free_rooms_by_week_day_and_month(house: House, look: str) -> None:
    page = anybody().get(SPACES, {"look": look})
    assert page.status_code == 200
    assert "Front" in text(page)
    assert "/spaces/front/booking/?day=2026-11-24" in text(page)


def test_rooms_that_do_not_fit_are_left_out_and_nothing_at_all_says_what_to_do(house: House) -> None:
    page = anybody().get(SPACES, {"people": 50, "step_free": "on"})
    assert [offer.card.venue.slug for offer in page.context["offers"]] == ["hall", "study", "square"]
    assert "No room here fits that" in text(anybody().get(SPACES, {"people": 900, "layout": "theatre"}))


def test_a_day_that_cannot_be_read_is_today(house: House) -> None:
    page = anybody().get(SPACES, {"day": "yesterday", "people": "many", "minutes": "9"})
    assert page.context["first"].isoformat() == "2026-11-24"


def test_a_rooms_page_says_its_terms_and_when_it_is_taken(house: House) -> None:
    house.book(house.rooms.front, "25 10:00", 2, title="合唱团", is_public=True)
    page = text(anybody().get(SPACES + "front/"))
    assert "合唱团" in page
    assert "10:00–12:00" in page
    assert "示例：空间使用约定" in page
    assert "30 minutes to 4 hours at a time" in page


def test_a_closed_day_says_why(house: House, now: datetime) -> None:
    page = text(anybody().get(SPACES + "talk/", {"day": "2026-11-28"}))
    assert "Closed on" in page


def test_a_visitor_books_with_a_phone_number_and_gets_the_secret_page(house: House) -> None:
    answer = send(anybody(), SPACES + "front/booking/", **ROOM)
    booking = Booking.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/bookings/{booking.code}/")
    assert (booking.name, booking.contact, booking.channel) == ("示例", "+8613800000018", "web")
    assert "Not booked yet" in text(anybody().get(answer["Location"]))


def test_a_refusal_keeps_everything_and_offers_free_times_and_to_wait(house: House) -> None:
    house.book(house.rooms.front, "25 14:00")
    page = send(anybody(), SPACES + "front/booking/", **(ROOM | {"people": 77, "note": "带轮椅"}))
    assert page.status_code == 409
    said = text(page)
    for kept in ('value="2026-11-25"', 'value="14:00"', 'value="77"', "带轮椅", "Somebody else has the room", "holds"):
        assert kept in said
    assert "Take this time" in said
    assert "Wait for this time" in said
    assert Booking.objects.count() == 1


def test_a_shape_that_cannot_be_read_is_told_on_the_form(house: House) -> None:
    page = send(anybody(), SPACES + "front/booking/", **(ROOM | {"phone": "123", "day": "soon"}))
    assert page.status_code == 422
    assert "11 digits" in text(page)


def test_somebody_waits_for_a_taken_time_and_leaves_the_line(house: House) -> None:
    house.book(house.rooms.front, "25 14:00")
    answer = send(anybody(), SPACES + "front/waits/", **ROOM)
    wait = Wait.objects.get()
    assert answer["Location"] == f"/room-waits/{wait.code}/"
    assert "You are next" in text(anybody().get(answer["Location"]))
    send(anybody(), f"/room-waits/{wait.code}/end/")
    wait.refresh_from_db()
    assert wait.state == "left"


def test_a_free_time_needs_no_waiting(house: House) -> None:
    assert send(anybody(), SPACES + "front/waits/", **ROOM).status_code == 409
    assert not Wait.objects.exists()


def test_the_talk_room_asks_neither_why_nor_what_for(house: House) -> None:
    page = text(anybody().get(SPACES + "talk/booking/"))
    for asked in ('name="purpose"', 'name="title"', 'name="note"'):
        assert asked not in page
    asks = {"day": "2026-11-25", "starts": "10:00", "minutes": 60, "people": 1, "accepts": "on"}
    answer = send(signed_in(house.cast.resident), SPACES + "talk/booking/", **asks)
    assert answer.status_code == 303
    assert Booking.objects.get().state == "requested"


@pytest.mark.parametrize(("at", "word"), [("24 10:00", "busy"), ("24 15:00", "free")])
def test_the_door_says_now_and_next(house: House, now: datetime, at: str, word: str) -> None:
    house.wait(days=-1).book(house.rooms.front, at, 1, title="摄影课", is_public=True)
    page = text(anybody().get(SPACES + "front/door/", {"lang": "en"}))
    assert f'door-state">{word}' in page
    assert "摄影课" in page


def test_the_door_on_paper_lists_what_is_still_to_come_today(house: House, now: datetime) -> None:
    house.wait(days=-1).book(house.rooms.front, "24 14:00", 1, title="摄影课", is_public=True)
    house.book(house.rooms.front, "24 16:00", 1, title="家事", who="other_resident")
    house.book(house.rooms.front, "24 9:00", 0.5, who="other_resident")
    page = text(anybody().get(SPACES + "front/door/", {"lang": "en"}))
    today = page.partition('class="door-today"')[2].partition("</section>")[0]
    rows = [" ".join(re.sub("<[^>]+>", "", row).split()) for row in re.findall("<li>(.*?)</li>", today)]
    assert "14:00–15:00 摄影课" in rows
    assert "16:00–17:00 busy" in rows
    assert not [row for row in rows if row.startswith(("8:", "9:")) or "家事" in row]


def test_the_door_is_told_again_as_a_fragment(house: House) -> None:
    page = anybody().get(SPACES + "front/door/", headers={"HX-Request": "true"})
    assert "<html" not in text(page)


def test_a_series_is_shown_day_by_day_before_it_is_booked(house: House) -> None:
    house.book(house.rooms.front, "12-02 14:00")
    weekly: dict[str, Any] = {
        **{name: value for name, value in ROOM.items() if name != "day"}, "days": ["WE"], "first_day": "2026-11-25",
        "until": "2026-12-09", "holidays": "skip", "takes": "all",
    }  # fmt: skip
    path = SPACES + "front/series/"
    shown = text(send(anybody(), path, **weekly))
    assert "2 days can be booked; 1 day cannot" in shown
    assert Booking.objects.count() == 1
    assert send(anybody(), path, **weekly, step="book").status_code == 409
    answer = send(anybody(), path, **(weekly | {"takes": "free", "step": "book"}))
    assert answer.status_code == 303
    assert Booking.objects.count() == 3
    assert "Not booked yet" in text(anybody().get(answer["Location"]))
    send(anybody(), f"{answer['Location']}confirmation/", code=code_in(Message.objects.get(is_secret=True).text))
    days = Booking.objects.exclude(series=None)
    assert set(days.values_list("state", flat=True)) == {"booked"}
    series = days[0].series
    assert series is not None
    page = text(anybody().get(f"/booking-series/{series.code}/"))
    assert "2 days to come" in page
    assert "Days it could not have" in page
