"""Coming in with an appointment, coming late, not coming; what is forgotten afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from linli.community.people.queries import Caller
from linli.features.appointments import actions, queries
from linli.features.appointments.models import Appointment
from linli.features.hall import actions as hall
from linli.features.hall.models import Terms, Ticket

from .book import Book, at

Refuses = Callable[..., Any]


def test_checking_in_gives_a_number_that_knows_its_time(book: Book) -> None:
    mine = book.book("24T14:00", "housing", holder=book.cast.resident, priority="elder")
    book.now = at("24T13:50")
    came = book.check_in(mine, key="in", language="en")
    ticket = came.ticket
    assert ticket is not None
    assert (came.state, ticket.label, ticket.appointed_at) == ("checked_in", "A001", at("24T14:00"))
    assert (ticket.holder, ticket.priority, ticket.language) == (book.cast.resident, "elder", "en")
    assert [matter.group.slug for matter in ticket.matters.all()] == ["housing"]
    assert book.check_in(mine, key="in").ticket == ticket


def test_checking_in_too_early_says_from_when_on(book: Book, refused: Refuses) -> None:
    mine = book.book("24T14:00")
    book.now = at("24T13:44")
    with refused("too_early") as info:
        book.check_in(mine)
    assert info.value.objections[0].values == {"starts_at": at("24T14:00"), "opens_at": at("24T13:45")}


def test_nobody_checks_in_twice_or_with_what_was_cancelled_or_on_another_day(book: Book, refused: Refuses) -> None:
    mine, other, third = book.book(), book.book(), book.book()
    book.cancel(other)
    book.now = at("24T14:05")
    book.check_in(mine)
    with refused("checked_in"):
        book.check_in(mine)
    with refused("cancelled"):
        book.check_in(other)
    book.now = at("25T10:00")
    with refused("another_day"):
        book.check_in(third)


def test_who_comes_too_late_joins_the_line_as_everybody_else(book: Book) -> None:
    mine = book.book("24T14:00")
    book.now = at("24T14:11")
    late = book.check_in(mine)
    assert (late.state, late.ticket and late.ticket.appointed_at) == ("missed", None)


def test_who_was_marked_as_missed_may_still_come(book: Book, refused: Refuses) -> None:
    mine = book.book("24T14:00")
    book.now = at("24T14:11")
    assert actions.mark_missed_due(now=book.now) == 1
    late = book.check_in(mine)
    assert (late.state, late.ticket and late.ticket.label) == ("missed", "A001")
    with refused("checked_in"):
        book.check_in(mine)


def test_too_late_for_an_evening_by_appointment_says_both_reasons(book: Book, refused: Refuses) -> None:
    mine = book.book("24T19:00")
    book.now = at("24T19:11")
    with refused("too_late", "hall_closed"):
        book.check_in(mine)


def test_an_evening_by_appointment_admits_who_booked(book: Book) -> None:
    mine = book.book("24T19:00")
    book.now = at("24T18:50")
    ticket = book.check_in(mine).ticket
    assert ticket is not None
    hall.open_window(
        window=book.cast.windows[1], workers=[book.cast.workers[1]], by=book.cast.head, key="o", now=book.now
    )
    called = hall.call_next(window=book.cast.windows[1], worker=book.cast.workers[1], key="c", now=book.now)
    assert called == ticket


def test_who_holds_a_number_already_is_told_so_and_stays_booked(book: Book, refused: Refuses) -> None:
    mine = book.book("24T14:00", holder=book.cast.resident)
    book.now = at("24T13:50")
    hall.take_ticket(
        hall=book.cast.hall, groups=book.cast.groups[:1], priority="ordinary", channel="phone",
        caller=Caller(person=book.cast.resident), key="t", actor="person:1", now=book.now,
    )  # fmt: skip
    with refused("already_holding"):
        book.check_in(mine)


def test_missed_are_those_whose_minutes_of_grace_are_over(book: Book) -> None:
    early, late = book.book("24T14:00"), book.book("24T14:30")
    assert actions.mark_missed_due(now=at("24T14:10")) == 0
    assert actions.mark_missed_due(now=at("24T14:31")) == 1
    early.refresh_from_db()
    late.refresh_from_db()
    assert [early.state, late.state] == ["missed", "booked"]
    assert actions.mark_missed_due(now=at("24T14:31")) == 0


def test_a_day_is_awaited_until_the_last_who_booked_is_served_or_did_not_come(book: Book) -> None:
    day = at("24T14:00").date()
    assert not queries.is_awaited(hall=book.cast.hall, day=day, now=book.now)
    mine = book.book("24T14:00")
    assert queries.is_awaited(hall=book.cast.hall, day=day, now=book.now)
    book.now = at("24T14:00")
    came = book.check_in(mine)
    assert queries.is_awaited(hall=book.cast.hall, day=day, now=book.now)
    assert came.ticket is not None
    hall.leave_line(ticket=came.ticket, key="l", actor="device:test", now=book.now)
    assert not queries.is_awaited(hall=book.cast.hall, day=day, now=book.now)


def test_nobody_is_awaited_on_a_day_that_has_passed(book: Book) -> None:
    mine = book.book("24T14:00")
    assert not queries.is_awaited(hall=book.cast.hall, day=mine.day, now=at("25T09:00"))


def test_phones_and_digests_are_forgotten_when_the_day_is_over(book: Book) -> None:
    phone, device, person = (
        book.book(phone="+8613800000009"), book.book(device="d"), book.book(holder=book.cast.resident),
    )  # fmt: skip
    assert actions.purge_contacts(now=at("24T23:00")) == 0
    assert actions.purge_contacts(now=at("25T00:01")) == 3
    kept = {row.pk: (row.contact, row.holder_key) for row in Appointment.objects.all()}
    assert kept == {phone.pk: ("", ""), device.pk: ("", ""), person.pk: ("", "")}
    assert actions.purge_contacts(now=at("25T00:01")) == 0


def test_numbers_are_kept_as_long_as_the_hall_s_terms_say(book: Book) -> None:
    Terms.objects.update(contact_days=1)
    book.book(phone="+8613800000009")
    assert actions.purge_contacts(now=at("25T12:00")) == 0
    assert actions.purge_contacts(now=at("26T00:01")) == 1


def test_a_person_who_is_forgotten_gives_all_times_back(book: Book) -> None:
    person = book.cast.resident
    mine, desk = book.book(holder=person, phone=person.phone), book.book("25T09:00", phone=person.phone)
    others = book.book(phone="+8613800000009")
    before = book.book("26T09:00", phone=person.phone, device="a browser where nobody had signed in")
    assert actions.forget_person(person=person, actor="person:1", now=book.now) == 3
    rows = {row.pk: (row.state, bool(row.contact)) for row in Appointment.objects.all()}
    gone = ("cancelled", False)
    assert rows == {mine.pk: gone, desk.pk: gone, before.pk: gone, others.pk: ("booked", True)}
    assert not Ticket.objects.exists()
