"""iCalendar: one name a thing, read by two parsers, right in whatever order a client gets it."""

from __future__ import annotations

import uuid
from datetime import date, time
from typing import Any

import pytest

from linli.base.ui.tests.calendar_client import CalendarClient, read
from linli.features.booking import actions
from linli.features.booking.models import Booking, Venue
from linli.features.booking.rules import SeriesWish

from .browsing import anybody, text
from .house import House, fresh_key

FEED = "/sites/tuoran/spaces/front/calendar.ics"


def file_of(booking: Booking) -> str:
    return text(anybody().get(f"/bookings/{booking.code}/calendar.ics"))


def feed_of(house: House) -> str:
    secret = actions.make_feed(person=house.cast.resident, now=house.now)
    return text(anybody().get(f"/calendars/{secret}/rooms.ics"))


def spoken(source: str) -> list[tuple[str, str]]:
    return [(one["summary"], one["dtstart"].isoformat()) for one in read(source)]


def test_a_rooms_feed_is_read_by_two_parsers_and_names_nobody(house: House) -> None:
    house.book(house.rooms.front, "25 10:00")
    house.book(house.rooms.front, "26 15:00", title="合唱, 周四; 新歌", is_public=True, who="other_resident")
    answer = anybody().get(FEED)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert spoken(text(answer)) == [
        ("busy", "2026-11-25T10:00:00+08:00"),
        ("合唱, 周四; 新歌", "2026-11-26T15:00:00+08:00"),
    ]
    assert "王秀兰" not in text(answer)
    assert "TZID:Asia/Shanghai" in text(answer)


def test_a_room_with_places_says_that_one_of_them_is_taken(house: House) -> None:
    house.book(house.rooms.study, "25 10:00")
    house.book(house.rooms.study, "25 10:00", who="other_resident")
    events = read(text(anybody().get("/sites/tuoran/spaces/study/calendar.ics")))
    assert [one["summary"] for one in events] == ["one of 3 places taken"] * 2
    assert len({one["uid"] for one in events}) == 2


def test_a_room_is_taken_by_the_whole_it_is_part_of_and_by_what_closes_it(house: House) -> None:
    house.book(house.rooms.hall, "26 10:00")
    block = actions.block(
        venue=house.rooms.hall, starts_at=house.at("27 9:00"), ends_at=house.at("27 12:00"), reason="换灯管",
        by=house.cast.head, key=fresh_key(), now=house.now,
    )  # fmt: skip
    before = text(anybody().get(FEED))
    assert spoken(before) == [("busy", "2026-11-26T09:30:00+08:00"), ("busy", "2026-11-27T09:00:00+08:00")]
    actions.lift_block(block=block, by=house.cast.head, key=fresh_key(), now=house.wait(minutes=1).now)
    after = text(anybody().get(FEED))
    for order in ((before, after), (after, before)):
        assert [at.isoformat() for _uid, at, *_rest in CalendarClient().receive(*order).shown] == [
            "2026-11-26T09:30:00+08:00"
        ]


def test_one_booking_is_one_thing_on_its_page_and_in_the_feed(house: House) -> None:
    booking = house.book(house.rooms.front, "25 10:00", title="合唱")
    (own,), (of_feed,) = read(file_of(booking)), read(feed_of(house))
    assert own == of_feed
    assert uuid.UUID(own["uid"])
    assert str(booking.pk) not in own["uid"].split("-")
    # That the room is taken is another thing: whoever has both calendars in one loses neither.
    (taken,) = read(text(anybody().get(FEED)))
    assert taken["uid"] != own["uid"]


CHANGES: dict[str, Any] = {
    "move": lambda house, booking: house.move(booking, "26 10:00"),
    "another number of people": lambda house, booking: house.move(booking, "25 10:00", people=3),
    "cancel": lambda house, booking: house.do("cancel", booking),
    "check_in": lambda house, booking: house.wait(hours=23, minutes=10).do("check_in", booking),
    "nobody came": lambda house, booking: actions.release_no_shows(now=house.wait(days=1, hours=3).now),
}


@pytest.mark.parametrize("how", CHANGES)
def test_each_change_counts_and_is_stamped(house: House, how: str) -> None:
    booking = house.book(house.rooms.front, "25 10:00")
    (before,) = read(file_of(booking))
    house.wait(minutes=1)
    CHANGES[how](house, booking)
    (after,) = read(file_of(booking))
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["dtstamp"] == after["last-modified"] == house.now > before["dtstamp"]


@pytest.mark.parametrize("verdict", ["approve", "refuse"])
def test_a_decision_counts_and_is_stamped(house: House, verdict: str) -> None:
    booking = house.book(house.rooms.talk, "25 10:00")
    (before,) = read(file_of(booking))
    house.wait(minutes=1).decide(verdict, booking, **({"reason": "停电"} if verdict == "refuse" else {}))
    (after,) = read(file_of(booking))
    assert (before["status"], after["status"]) == ("TENTATIVE", {"approve": "CONFIRMED"}.get(verdict, "CANCELLED"))
    assert (after["sequence"] > before["sequence"], after["dtstamp"]) == (True, house.now)


def test_an_offer_taken_up_is_the_same_thing_and_one_let_go_is_told(house: House) -> None:
    booking = house.book(house.rooms.front, "25 10:00", who="other_resident")
    house.queue(house.rooms.front, "25 10:00", who="resident")
    house.do("cancel", booking)
    offered = feed_of(house)
    offer = Booking.objects.get(state="offered")
    house.wait(minutes=1).do("accept_offer", offer)
    taken = feed_of(house)
    for order in ((offered, taken), (taken, offered)):
        (one,) = CalendarClient().receive(*order).held.values()
        assert (one["status"], one["dtstamp"]) == ("CONFIRMED", house.now)


@pytest.mark.parametrize("is_late", [False, True])
def test_a_client_that_gets_feeds_in_any_order_ends_with_what_holds(house: House, is_late: bool) -> None:
    """The feed before and after: something moved, something cancelled, something new."""
    moved, gone = house.book(house.rooms.front, "25 10:00"), house.book(house.rooms.front, "26 10:00")
    before, room_before = feed_of(house), text(anybody().get(FEED))
    house.wait(minutes=5)
    house.move(moved, "25 15:00")
    house.do("cancel", gone)
    house.book(house.rooms.front, "27 10:00")
    after, room_after = feed_of(house), text(anybody().get(FEED))
    for earlier, later, own in ((before, after, True), (room_before, room_after, False)):
        client = CalendarClient().receive(*((later, earlier) if is_late else (earlier, later)))
        starts = sorted(f"{start:%d %H:%M}" for _uid, start, *_rest in client.shown)
        assert starts == ["25 15:00", "27 10:00"], own
        client.receive(earlier, later, earlier)
        assert len(client.shown) == 2


def test_the_file_of_one_and_the_feed_of_all_agree_in_any_order(house: House) -> None:
    booking = house.book(house.rooms.front, "25 10:00")
    feed = feed_of(house)
    house.wait(minutes=5)
    house.do("cancel", booking)
    file = file_of(booking)
    assert "METHOD:CANCEL" in file
    for order in ((feed, file), (file, feed)):
        assert not CalendarClient().receive(*order).shown


def test_a_series_changed_keeps_its_days_names(house: House) -> None:
    series = weekly(house, house.rooms.front, "10:00")
    before = feed_of(house)
    house.wait(minutes=5)
    weekly_change(house, series, "14:00")
    after = feed_of(house)
    assert {one["uid"] for one in read(before)} == {one["uid"] for one in read(after)}
    for order in ((before, after), (after, before)):
        shown = CalendarClient().receive(*order).shown
        assert {f"{start:%H:%M}" for _uid, start, *_rest in shown} == {"14:00"}


def test_an_empty_feed_is_a_calendar_too(house: House) -> None:
    assert spoken(text(anybody().get(FEED))) == []


def weekly(house: House, venue: Venue, at: str) -> Any:
    return actions.book_series(
        venue=venue, wish=_weekly_wish(at), holder=house.holder(), channel="web", key=fresh_key(), actor="person:1",
        now=house.now,
    )  # fmt: skip


def weekly_change(house: House, series: Any, at: str) -> Any:
    first = series.bookings.order_by("starts_at").first()
    return actions.change_series(
        booking=first, wish=_weekly_wish(at), scope="all", key=fresh_key(), actor="person:1", now=house.now
    )


def _weekly_wish(at: str) -> SeriesWish:
    return SeriesWish(
        rule="FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20261204", first_day=date(2026, 11, 25), starts=time.fromisoformat(at),
        minutes=60, purpose="study", people=2, accepts_conditions=True,
    )  # fmt: skip
