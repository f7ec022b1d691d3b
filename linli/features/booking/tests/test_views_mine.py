"""My booking by its secret code: look, change, cancel, accept, check in, print; and my calendar."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.http import HttpResponse

from linli.features.booking import actions
from linli.features.booking.models import Booking, Feed, Series, Suspension
from linli.features.booking.rules import SeriesWish

from .browsing import ROOM, anybody, send, signed_in, text
from .house import House, fresh_key


def hidden(page: HttpResponse, name: str) -> str:
    found = re.search(rf'type="hidden" name="{name}" value="([^"]*)"', text(page))
    return found[1] if found else ""


def test_the_code_opens_one_booking_and_no_other(house: House) -> None:
    booking = house.book(house.rooms.front, "25 10:00")
    page = anybody().get(f"/bookings/{booking.code}/")
    assert (page.status_code, page["Cache-Control"]) == (200, "private, no-store")
    assert anybody().get("/bookings/0000000000/").status_code == 404


def test_changing_keeps_the_old_time_until_the_new_one_is_had(house: House) -> None:
    booking = house.book(house.rooms.front, "25 10:00")
    house.book(house.rooms.front, "25 14:00", who="other_resident")
    path = f"/bookings/{booking.code}/change/"
    assert 'value="10:00"' in text(anybody().get(path))
    refused = send(anybody(), path, **ROOM, version=1)
    assert refused.status_code == 409
    assert 'value="14:00"' in text(refused)
    assert send(anybody(), path, **(ROOM | {"starts": "16:00"}), version=1).status_code == 303
    booking.refresh_from_db()
    assert f"{booking.starts_at:%H:%M}" == "08:00"


def test_who_was_told_of_a_change_can_go_on_from_that_page(house: House) -> None:
    booking = house.book(house.rooms.front, "25 10:00")
    path, asks = f"/bookings/{booking.code}/change/", ROOM | {"starts": "16:00"}
    assert send(anybody(), path, **asks, version=1).status_code == 303
    stale = send(anybody(), path, **(asks | {"starts": "18:00"}), version=1)
    assert (stale.status_code, hidden(stale, "version")) == (409, "2")
    assert 'value="18:00"' in text(stale)
    assert send(anybody(), path, **(asks | {"starts": "18:00"}), version=2).status_code == 303


def test_a_page_from_before_it_was_moved_does_not_cancel_it(house: House) -> None:
    booking = house.book(house.rooms.front, "25 10:00")
    path = f"/bookings/{booking.code}/cancellation/"
    assert hidden(anybody().get(path), "version") == "1"
    send(anybody(), f"/bookings/{booking.code}/change/", **(ROOM | {"starts": "16:00"}), version=1)
    stale = send(anybody(), path, version=1)
    assert (stale.status_code, hidden(stale, "version")) == (409, "2")
    booking.refresh_from_db()
    assert booking.state == "booked"
    assert send(anybody(), path, version="x").status_code == 422
    assert send(anybody(), path, version=2).status_code == 303


def test_cancelling_asks_once(house: House) -> None:
    booking = house.book(house.rooms.front, "25 10:00")
    path = f"/bookings/{booking.code}/cancellation/"
    assert "No, keep it" in text(anybody().get(path))
    send(anybody(), path)
    booking.refresh_from_db()
    assert booking.state == "cancelled"
    assert send(anybody(), path).status_code == 409


@pytest.mark.parametrize(("answer", "state"), [("accept", "booked"), ("decline", "declined")])
def test_an_offer_is_taken_or_passed_on(house: House, answer: str, state: str) -> None:
    first = house.book(house.rooms.front, "25 10:00")
    house.queue(house.rooms.front, "25 10:00")
    house.do("cancel", first)
    offer = Booking.objects.get(state="offered")
    page = text(anybody().get(f"/bookings/{offer.code}/"))
    assert "Yes, I take it" in page
    assert send(anybody(), f"/bookings/{offer.code}/answer/", answer=answer).status_code == 303
    offer.refresh_from_db()
    assert offer.state == state


def test_somebody_checks_in_at_the_door_and_leaves_earlier(house: House, now: datetime) -> None:
    booking = house.wait(days=-1).book(house.rooms.front, "24 10:30")
    browser = signed_in(house.cast.resident)
    door = text(browser.get("/sites/tuoran/spaces/front/arrivals/"))
    assert f"/bookings/{booking.code}/arrival/" in door
    assert "sign in" in text(anybody().get("/sites/tuoran/spaces/front/arrivals/"))
    send(browser, f"/bookings/{booking.code}/arrival/")
    booking.refresh_from_db()
    assert booking.state == "used"
    assert send(browser, f"/bookings/{booking.code}/departure/").status_code == 303


def test_too_early_to_check_in_is_told_on_the_page(house: House) -> None:
    booking = house.book(house.rooms.front, "25 10:00")
    page = send(anybody(), f"/bookings/{booking.code}/arrival/")
    assert page.status_code == 409
    assert "You can check in from" in text(page)


def test_the_slip_carries_the_code(house: House) -> None:
    booking = house.book(house.rooms.front, "25 10:00")
    assert 'class="qr"' in text(anybody().get(f"/bookings/{booking.code}/slip/"))


def test_mine_shows_my_rooms_and_nobody_elses(house: House) -> None:
    mine = house.book(house.rooms.front, "25 10:00")
    other = house.book(house.rooms.back, "25 10:00", who="other_resident")
    page = text(signed_in(house.cast.resident).get("/mine/"))
    assert mine.code in page
    assert other.code not in page


def test_a_calendar_link_is_made_shown_once_and_ended(house: House) -> None:
    house.book(house.rooms.front, "25 10:00")
    browser = signed_in(house.cast.resident)
    send(browser, "/mine/room-calendar/", wish="make")
    page = text(browser.get("/mine/"))
    address = page[page.index("/calendars/") :].split(".ics")[0] + ".ics"
    assert anybody().get(address).status_code == 200
    assert "/calendars/" not in text(browser.get("/mine/"))
    send(browser, "/mine/room-calendar/", wish="end")
    assert anybody().get(address).status_code == 404
    assert Feed.objects.get().revoked_at


def test_a_suspended_person_reads_why_and_appeals_once(house: House) -> None:
    actions.suspend(
        site=house.cast.site, holder=house.holder(), reason="三次没有到场", until=house.now + timedelta(days=9),
        by=house.cast.workers[1], key=fresh_key(), now=house.now,
    )  # fmt: skip
    path = f"/mine/suspensions/{Suspension.objects.get().pk}/"
    browser = signed_in(house.cast.resident)
    assert path in text(browser.get("/mine/"))
    assert "三次没有到场" in text(browser.get(path))
    assert send(browser, path, text="").status_code == 409
    assert send(browser, path, text="那几天住院").status_code == 303
    assert "being looked at" in text(browser.get(path))
    assert signed_in(house.cast.other_resident).get(path).status_code == 403


def every_wednesday(house: House) -> Series:
    """Front every Wednesday at nine, four times; the second was taken before and is free again."""
    taken = house.book(house.rooms.front, "12-02 9:00", who="other_resident")
    wish = SeriesWish(
        rule="FREQ=WEEKLY;BYDAY=WE;COUNT=4", first_day=house.at("25 9:00").date(), starts=house.at("25 9:00").time(),
        minutes=60, purpose="study", people=3, books_what_is_free=True,
    )  # fmt: skip
    series = actions.book_series(
        venue=house.rooms.front, wish=wish, holder=house.holder(), channel="web", key=fresh_key(), actor="person:1",
        now=house.now,
    )  # fmt: skip
    house.do("cancel", taken, actor="person:2")
    return series


def test_of_a_series_one_day_the_rest_or_all_is_cancelled(house: House) -> None:
    series = every_wednesday(house)
    days = list(series.bookings.order_by("starts_at"))
    assert "How much do you mean?" in text(anybody().get(f"/bookings/{days[1].code}/series-end/"))
    send(anybody(), f"/bookings/{days[2].code}/series-end/", scope="this")
    assert series.bookings.filter(state="booked").count() == 2
    send(anybody(), f"/bookings/{days[1].code}/series-end/", scope="later")
    assert series.bookings.filter(state="booked").count() == 1
    assert send(anybody(), f"/bookings/{days[1].code}/series-end/", scope="some").status_code == 422


def test_a_day_that_was_left_out_is_booked_after_all(house: House) -> None:
    series = every_wednesday(house)
    assert "Try again" in text(anybody().get(f"/booking-series/{series.code}/"))
    assert send(anybody(), f"/booking-series/{series.code}/days/", day="2026-12-02").status_code == 303
    assert series.bookings.filter(state="booked").count() == 4
    assert send(anybody(), f"/booking-series/{series.code}/days/", day="2026-12-02").status_code == 409
    assert send(anybody(), f"/booking-series/{series.code}/days/", day="never").status_code == 422


def test_a_series_is_changed_from_a_day_on_and_shown_first(house: House) -> None:
    series = every_wednesday(house)
    days = list(series.bookings.order_by("starts_at"))
    path = f"/bookings/{days[1].code}/series-change/"
    page = text(anybody().get(path))
    assert 'value="2026-12-09"' in page
    asks = {
        "scope": "later", "days": ["WE"], "first_day": "2026-12-09", "until": "2026-12-16", "starts": "15:00",
        "minutes": 60, "holidays": "skip", "takes": "all", "people": 3, "purpose": "study",
    }  # fmt: skip
    assert "2 days can be booked" in text(send(anybody(), path, **asks))
    assert send(anybody(), path, **asks, step="book").status_code == 303
    hours = Booking.objects.filter(state="booked").order_by("starts_at").values_list("starts_at__hour", flat=True)
    assert list(hours) == [9, 15, 15]
    single = house.book(house.rooms.back, "25 10:00")
    assert anybody().get(f"/bookings/{single.code}/series-change/").status_code == 404
