"""iCalendar feeds, read by two parsers that do not know each other."""

from __future__ import annotations

import vobject
from icalendar import Calendar

from .browsing import anybody, text
from .house import House

FEED = "/sites/tuoran/spaces/front/calendar.ics"


def both(source: str) -> list[tuple[str, str]]:
    """Summary and start of every entry, as both parsers read them."""
    first = [
        (str(one["summary"]), one.decoded("dtstart").isoformat()) for one in Calendar.from_ical(source).walk("VEVENT")
    ]
    second = [
        (one.summary.value, one.dtstart.value.isoformat()) for one in vobject.readOne(source).contents.get("vevent", [])
    ]
    assert first == second
    return first


def test_a_rooms_feed_is_read_by_two_parsers_and_names_nobody(house: House) -> None:
    house.book(house.rooms.front, "25 10:00")
    house.book(house.rooms.front, "26 15:00", title="合唱, 周四; 新歌", is_public=True, who="other_resident")
    answer = anybody().get(FEED)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert both(text(answer)) == [
        ("busy", "2026-11-25T10:00:00+08:00"),
        ("合唱, 周四; 新歌", "2026-11-26T15:00:00+08:00"),
    ]
    assert "王秀兰" not in text(answer)
    assert "TZID:Asia/Shanghai" in text(answer)


def test_a_cancelled_booking_says_so_to_the_calendar_that_knows_it(house: House) -> None:
    booking = house.book(house.rooms.front, "25 10:00")
    path = f"/bookings/{booking.code}/calendar.ics"
    before = Calendar.from_ical(text(anybody().get(path))).walk("VEVENT")[0]
    house.do("cancel", booking)
    after = Calendar.from_ical(text(anybody().get(path))).walk("VEVENT")[0]
    assert (before["status"], after["status"]) == ("CONFIRMED", "CANCELLED")
    assert before["uid"] == after["uid"]


def test_an_empty_feed_is_a_calendar_too(house: House) -> None:
    assert both(text(anybody().get(FEED))) == []
