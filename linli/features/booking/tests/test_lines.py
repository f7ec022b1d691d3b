"""One line for a hall and its halves, nobody in line for what is theirs, and two rooms of one person."""

from __future__ import annotations

from typing import Any

import pytest

from linli.community.notices.models import Message
from linli.community.people.queries import Caller
from linli.features.booking import queries
from linli.features.booking.models import Booking, Venue, Wait

from .browsing import ROOM, anybody, at_work, send, signed_in, text
from .house import House

BOOK, DESK = "/sites/tuoran/spaces/back/booking/", "/sites/tuoran/rooms/desk/back/"


def phone(number: int) -> Caller:
    return Caller(name="示例", phone=f"+86138000001{number:02d}", is_proved=True)


def taken(house: House) -> Booking:
    """The whole hall, booked from 10 to 12."""
    return house.book(house.rooms.hall, "25 10:00", 2, who=phone(1))


def turn(wait: Wait) -> int | None:
    return queries.wait_by_code(code=wait.code).turn


def queue(house: House, venue: Venue, start: str = "25 10:00", hours: float = 2, *, who: Any) -> Wait:
    return house.queue(venue, start, hours, who=who)  # type: ignore[no-any-return]


def test_whole_and_half_are_one_line(house: House) -> None:
    taken(house)
    rooms = house.rooms
    whole = queue(house, rooms.hall, who=phone(2))
    front, back = queue(house, rooms.front, who=phone(3)), queue(house, rooms.back, who=phone(4))
    again = queue(house, rooms.hall, who=phone(5))
    assert [turn(wait) for wait in (whole, front, back, again)] == [1, 2, 2, 4]


def test_a_turn_counts_who_needs_the_time_for_setting_up(house: House) -> None:
    """The whole hall is set up half an hour before: who waits for the front until ten is ahead of it."""
    house.book(house.rooms.front, "25 9:00", who=phone(1))
    taken_later = house.book(house.rooms.front, "25 10:00", 2, who=phone(6))
    first = queue(house, house.rooms.front, "25 9:00", 1, who=phone(2))
    whole = queue(house, house.rooms.hall, "25 10:00", 2, who=phone(3))
    later = queue(house, house.rooms.front, "25 11:00", 1, who=phone(4))
    assert [turn(wait) for wait in (first, whole, later)] == [1, 2, 2]
    assert taken_later.state == "booked"


def test_nobody_is_ahead_of_themselves(house: House) -> None:
    taken(house)
    queue(house, house.rooms.hall, who="other_resident")
    own = queue(house, house.rooms.front, who="other_resident")
    assert turn(own) == 1
    assert [one.turn for one in queries.my_waits(person=house.cast.other_resident, now=house.now)] == [1, 1]


def test_offers_go_in_the_order_that_was_told(house: House) -> None:
    booking = taken(house)
    front = queue(house, house.rooms.front, who=phone(2))
    whole = queue(house, house.rooms.hall, who=phone(3))
    back = queue(house, house.rooms.back, who=phone(4))
    assert [turn(wait) for wait in (front, whole, back)] == [1, 2, 2]
    house.do("cancel", booking)
    states = dict(Wait.objects.values_list("pk", "state"))
    assert [states[wait.pk] for wait in (front, whole, back)] == ["offered", "waiting", "offered"]
    assert turn(whole) == 1


def test_the_staffs_line_of_a_half_shows_the_whole(house: House) -> None:
    taken(house)
    queue(house, house.rooms.hall, who=phone(2))
    queue(house, house.rooms.front, who=phone(3))
    assert [wait.venue.slug for wait in queries.line(venue=house.rooms.front, now=house.now)] == ["hall", "front"]
    page = text(at_work(house.cast.head).get("/sites/tuoran/rooms/lines/"))
    assert page.count("Hall · ") == 1
    assert page.count("Front · ") == 1


@pytest.mark.parametrize("venue", ["hall", "front"])
def test_nobody_waits_for_their_own_time(house: House, venue: str, refused: Any) -> None:
    house.book(house.rooms.front, "25 10:00", 2)
    with refused("yours_already"):
        queue(house, getattr(house.rooms, venue), who="resident")


def test_who_shares_no_part_of_it_may_wait(house: House) -> None:
    house.book(house.rooms.front, "25 10:00", 2)
    house.book(house.rooms.back, "25 10:00", 2, who=phone(1))
    assert turn(queue(house, house.rooms.back, who="resident")) == 1


def test_who_types_anothers_number_learns_nothing(house: House) -> None:
    booking = house.book(house.rooms.front, "25 10:00", 2)
    stranger = Caller(name="示例", phone=booking.contact)
    assert queue(house, house.rooms.front, who=stranger).state == "waiting"
    second = house.book(house.rooms.back, "25 10:00", 2, who=stranger, accepts_overlap=False)
    assert second.state == "booked"


def test_who_has_what_they_waited_for_leaves_the_line(house: House) -> None:
    booking = taken(house)
    whole, front = (queue(house, venue, who="resident") for venue in (house.rooms.hall, house.rooms.front))
    longer = queue(house, house.rooms.back, "25 10:00", 3, who="resident")
    house.do("cancel", booking)
    house.do("accept_offer", Booking.objects.get(state="offered"))
    states = dict(Wait.objects.values_list("pk", "state"))
    assert [states[wait.pk] for wait in (whole, front, longer)] == ["taken", "taken", "waiting"]


def test_a_second_room_at_one_time_is_asked_about_and_then_given(house: House) -> None:
    first = house.book(house.rooms.front, "25 14:00", 2)
    browser = signed_in(house.cast.resident)
    answer = send(browser, BOOK, **ROOM)
    assert answer.status_code == 409
    assert 'data-code="second_room"' in text(answer)
    assert f'href="/bookings/{first.code}/"' in text(answer)
    assert 'name="both"' in text(answer)
    assert Booking.objects.count() == 1
    answer = send(browser, BOOK, **ROOM, both="on")
    assert answer.status_code == 303
    page = text(browser.get(answer["Location"]))
    assert "You have another room at this time" in page
    assert f'href="/bookings/{first.code}/"' in page
    # Whoever else was given the link of one booking does not get that of the other.
    assert first.code not in text(anybody().get(answer["Location"]))


def test_a_worker_is_asked_for_whom_they_book(house: House) -> None:
    house.book(house.rooms.front, "25 14:00", who=Caller(name="示例", phone="+8613800000018", is_proved=True))
    worker = at_work(house.cast.head)
    assert 'data-code="second_room"' in text(send(worker, DESK, **ROOM))
    assert send(worker, DESK, **ROOM, both="on").status_code == 303


def test_one_room_is_not_asked_about(house: House) -> None:
    page = text(anybody().get(BOOK))
    assert 'name="both"' not in page
    assert send(signed_in(house.cast.resident), BOOK, **ROOM).status_code == 303


@pytest.mark.parametrize("is_known", [False, True])
def test_an_offer_is_texted_with_the_way_to_accept_it(house: House, settings: Any, is_known: bool) -> None:
    settings.LINLI_ADDRESS = "https://linli.example.org/"
    booking = taken(house)
    queue(house, house.rooms.hall, who="other_resident" if is_known else phone(2))
    house.do("cancel", booking)
    offer = Booking.objects.get(state="offered")
    path = f"/bookings/{offer.code}/"
    (message,) = Message.objects.filter(kind="booking_offered", channel=Message.Channel.SMS)
    assert message.text.endswith(f" https://linli.example.org{path}")
    page = anybody().get(path)
    assert page.status_code == 200
    assert send(anybody(), path + "answer/", answer="accept", accepts="on").status_code == 303
    offer.refresh_from_db()
    assert offer.state == "booked"


def test_without_an_address_of_its_own_a_text_names_none(house: House, settings: Any) -> None:
    settings.LINLI_ADDRESS = ""
    booking = taken(house)
    queue(house, house.rooms.hall, who=phone(2))
    house.do("cancel", booking)
    (message,) = Message.objects.filter(kind="booking_offered", channel=Message.Channel.SMS)
    assert "http" not in message.text


def test_who_has_no_account_gets_the_way_to_the_booking_and_nobody_to_one_that_is_over(
    house: House, settings: Any
) -> None:
    settings.LINLI_ADDRESS = "https://linli.example.org"
    booking = taken(house)
    (message,) = Message.objects.filter(kind="booking_booked", channel=Message.Channel.SMS)
    assert f"/bookings/{booking.code}/" in message.text
    house.do("cancel", booking, reason="停电", cancelled_by=house.cast.head)
    (message,) = Message.objects.filter(kind="booking_cancelled", channel=Message.Channel.SMS)
    assert "/bookings/" not in message.text
