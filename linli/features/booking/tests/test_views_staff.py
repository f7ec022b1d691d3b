"""The workers' pages: today, the desk, requests, one booking, the week, closures, suspensions."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from linli.features.booking.models import Block, Booking, Series, Suspension

from .browsing import ROOM, at_work, send, signed_in, text
from .house import House, fresh_key

ROOMS = "/sites/tuoran/rooms/"


def one(booking: Booking, verb: str = "") -> str:
    return f"{ROOMS}bookings/{booking.pk}/{verb}"


def test_today_lists_who_comes_and_lets_them_in(house: House, now: datetime) -> None:
    booking = house.wait(days=-1).book(house.rooms.front, "24 10:30")
    browser = at_work(house.cast.workers[1])
    page = text(browser.get(ROOMS))
    assert "王秀兰" in page
    assert one(booking, "arrival/") in page
    send(browser, one(booking, "arrival/"), came=2)
    booking.refresh_from_db()
    assert (booking.state, booking.came, booking.checked_in_by) == ("used", 2, house.cast.workers[1])


def test_a_number_that_nobody_could_have_counted_is_refused_with_the_reason(house: House) -> None:
    booking = house.wait(days=-1).book(house.rooms.front, "24 10:30")
    for verb, typed in (("arrival/", {"came": 0}), ("decision/", {"verdict": "perhaps"})):
        refused = send(at_work(house.cast.workers[1]), one(booking, verb), **typed)
        assert (refused.status_code, 'role="alert"' in text(refused)) == (422, True)


def test_a_walk_in_is_recorded_without_a_name(house: House) -> None:
    browser = at_work(house.cast.workers[1])
    asks = {"venue": "front", "minutes": 60, "people": 3, "purpose": "study"}
    assert send(browser, ROOMS + "walk-ins/", **asks).status_code == 303
    booking = Booking.objects.get()
    assert (booking.channel, booking.name, booking.holder_key) == ("walk_in", "", "")
    again = send(browser, ROOMS + "walk-ins/", **asks)
    assert again.status_code == 409
    assert send(browser, ROOMS + "walk-ins/", **(asks | {"people": 0})).status_code == 422


def test_a_worker_books_for_an_elder_at_the_desk(house: House) -> None:
    browser = at_work(house.cast.workers[1])
    assert "Front" in text(browser.get(ROOMS + "desk/"))
    answer = send(browser, ROOMS + "desk/front/", **(ROOM | {"name": "示例·老人"}))
    booking = Booking.objects.get()
    assert answer["Location"] == one(booking)
    assert (booking.channel, booking.made_by, booking.name) == ("desk", house.cast.workers[1], "示例·老人")
    assert send(browser, ROOMS + "desk/front/", **ROOM).status_code == 409
    assert browser.get(ROOMS + "desk/no-such-room/").status_code == 404


def test_a_worker_books_every_week_for_somebody_and_sees_every_day_first(house: House) -> None:
    taken = house.book(house.rooms.square, "12-04 9:30")
    browser, path = at_work(house.cast.workers[1]), ROOMS + "desk/square/series/"
    asks: dict[str, object] = {
        "days": ["MO", "WE", "FR"], "first_day": "2026-11-25", "until": "2026-12-04", "starts": "09:00", "minutes": 60,
        "people": 20, "purpose": "recreation", "holidays": "skip", "takes": "all", "name": "示例·李老师",
        "phone": "138 0000 0019", "accepts": "on",
    }  # fmt: skip
    assert path in text(browser.get(ROOMS + "desk/square/"))
    shown = send(browser, path, **asks)
    assert (shown.status_code, Series.objects.count()) == (200, 0)
    assert [bool(day["objections"]) for day in shown.context["days"]] == [False] * 4 + [True]
    refused = send(browser, path, **asks, step="book")
    assert (refused.status_code, Series.objects.count()) == (409, 0)
    assert "示例·李老师" in text(refused)
    answer = send(browser, path, **(asks | {"takes": "free", "step": "book"}))
    series = Series.objects.get()
    days = list(series.bookings.order_by("starts_at"))
    assert answer["Location"] == one(days[0])
    assert (series.made_by, series.holder, len(days)) == (house.cast.workers[1], None, 4)
    assert {(day.channel, day.name, day.contact) for day in days} == {("desk", "示例·李老师", "+8613800000019")}
    assert one(days[3]) in text(browser.get(one(days[0])))
    assert one(taken) not in text(browser.get(one(days[0])))
    assert send(browser, path, **(asks | {"people": 0})).status_code == 422
    assert send(browser, path, **(asks | {"name": "", "phone": ""}), step="book").status_code == 409


@pytest.mark.parametrize(("verdict", "state"), [("approve", "booked"), ("refuse", "refused")])
def test_a_request_is_answered(house: House, verdict: str, state: str) -> None:
    booking = house.book(house.rooms.talk, "25 10:00", purpose="", people=1)
    browser = at_work(house.cast.head)
    assert one(booking, "decision/") in text(browser.get(ROOMS + "requests/"))
    assert send(browser, one(booking, "decision/"), verdict=verdict, reason="当天检修").status_code == 303
    booking.refresh_from_db()
    assert booking.state == state


def test_a_refusal_without_a_reason_is_not_taken(house: House) -> None:
    booking = house.book(house.rooms.talk, "25 10:00", purpose="", people=1)
    assert send(at_work(house.cast.head), one(booking, "decision/"), verdict="refuse").status_code == 409


def test_a_booking_is_moved_by_form_cancelled_with_a_reason_and_excused(house: House, now: datetime) -> None:
    browser = at_work(house.cast.workers[1])
    booking = house.book(house.rooms.front, "25 10:00")
    assert send(browser, one(booking, "change/"), **(ROOM | {"starts": "15:00"}), version=1).status_code == 303
    assert send(browser, one(booking, "change/"), **ROOM, version=1).status_code == 409
    assert send(browser, one(booking, "end/")).status_code == 409
    assert send(browser, one(booking, "end/"), reason="暖气检修", version=1).status_code == 409
    assert send(browser, one(booking, "end/"), reason="暖气检修", version=2).status_code == 303
    booking.refresh_from_db()
    assert (booking.state, booking.reason) == ("cancelled", "暖气检修")


def test_a_dragged_booking_answers_with_its_new_version_or_every_reason(house: House) -> None:
    booking = house.book(house.rooms.front, "25 10:00")
    house.book(house.rooms.front, "26 10:00", who="other_resident")
    browser = at_work(house.cast.workers[1])

    def drag(day: int, version: int) -> tuple[int, dict[str, object]]:
        moments = {"starts_at": f"2026-11-{day}T10:00:00+08:00", "ends_at": f"2026-11-{day}T11:00:00+08:00"}
        answer = browser.post(
            one(booking, "change/"),
            {**moments, "version": version, "key": fresh_key()},
            headers={"Accept": "application/json"},
        )
        return answer.status_code, json.loads(answer.content)

    assert drag(27, 1)[1]["version"] == 2
    status, told = drag(26, 2)
    assert (status, len(told["objections"])) == (409, 1)  # type: ignore[arg-type]
    assert drag(30, 1)[0] == 409
    booking.refresh_from_db()
    assert (booking.starts_at.day, booking.version) == (27, 2)


def test_the_week_is_data_for_the_calendar_and_a_list_without_it(house: House) -> None:
    booking = house.book(house.rooms.front, "25 10:00")
    page = at_work(house.cast.workers[1]).get(ROOMS + "week/")
    [event] = page.context["events"]
    assert (event["id"], event["editable"], event["extendedProps"]["version"]) == (str(booking.pk), True, 1)
    assert one(booking) in text(page)
    assert 'style="' not in text(page)
    look_only = at_work(house.cast.street_officer).get(ROOMS + "week/", {"day": "never", "venue": "front"})
    assert look_only.context["events"][0]["editable"] is False


def test_a_closure_shows_whom_it_displaces_before_it_does(house: House) -> None:
    booking = house.book(house.rooms.front, "25 10:00")
    browser = at_work(house.cast.head)
    asks = {"venue": "front", "day": "2026-11-25", "starts": "09:00", "ends": "12:00", "reason": "消防演练"}
    shown = send(browser, ROOMS + "blocks/", **asks)
    assert shown.status_code == 409
    assert f'name="displaced" value="{booking.pk}"' in text(shown)
    assert send(browser, ROOMS + "blocks/", **asks, displaced=[booking.pk]).status_code == 303
    booking.refresh_from_db()
    assert booking.state == "cancelled"
    assert "消防演练" in text(browser.get(ROOMS + "blocks/"))
    send(browser, f"{ROOMS}blocks/{Block.objects.get().pk}/end/")
    assert "消防演练" not in text(browser.get(ROOMS + "blocks/"))


def test_the_head_suspends_and_somebody_else_decides_the_appeal(house: House) -> None:
    head = at_work(house.cast.head)
    asks = {"phone": "13800000001", "reason": "多次不到", "until": "2026-12-10"}
    assert send(head, ROOMS + "suspensions/", **(asks | {"phone": "1"})).status_code == 422
    assert send(head, ROOMS + "suspensions/", **asks).status_code == 303
    suspension = Suspension.objects.get()
    assert suspension.person == house.cast.resident
    resident = signed_in(house.cast.resident)
    send(resident, f"/mine/suspensions/{suspension.pk}/", text="那天住院")
    path = f"{ROOMS}suspensions/{suspension.pk}/"
    assert "那天住院" in text(head.get(ROOMS + "suspensions/"))
    assert send(head, path + "verdict/", verdict="lift", reason="属实").status_code == 409
    assert send(head, path + "end/", reason="属实").status_code == 303
    suspension.refresh_from_db()
    assert suspension.ends_at <= house.now + timedelta(seconds=1)


def test_terms_and_lines_are_read_by_who_works_here(house: House) -> None:
    house.book(house.rooms.front, "25 10:00")
    house.queue(house.rooms.front, "25 10:00")
    assert "示例：空间使用约定" in text(at_work(house.cast.street_officer).get(ROOMS + "terms/"))
    assert "Waiting" in text(at_work(house.cast.workers[1]).get(ROOMS + "lines/"))


def test_nobody_elsewhere_comes_in(house: House) -> None:
    booking = house.book(house.rooms.front, "25 10:00")
    elsewhere = at_work(house.cast.other_head)
    for path in (ROOMS, ROOMS + "week/", one(booking), ROOMS + "blocks/"):
        assert elsewhere.get(path).status_code == 403
    theirs = f"/sites/chunhe/rooms/bookings/{booking.pk}/"
    assert elsewhere.get(theirs).status_code == 404


def test_a_suspension_names_nobody_who_did_not_book_here(house: House) -> None:
    head = at_work(house.cast.head)
    pages = []
    for phone in ("13800000001", "13977776666"):  # one has an account, one has none
        send(head, ROOMS + "suspensions/", phone=phone, reason="多次不到", until="2026-12-10")
        pages.append(text(head.get(ROOMS + "suspensions/")))
        Suspension.objects.all().delete()
    assert house.cast.resident.name not in pages[0]
    assert all("Somebody whose bookings here name nobody" in page for page in pages)
