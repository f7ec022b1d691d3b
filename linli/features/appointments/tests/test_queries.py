"""The free times of a hall, an appointment and where it stands."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from linli.community.calendar.models import Closure
from linli.features.appointments import queries
from linli.features.appointments.models import AppointmentTerms

from .book import Book, at


def times(day: queries.DaySlots) -> list[tuple[str, int, int]]:
    return [(f"{slot.starts_at:%H:%M}", slot.capacity, slot.free) for slot in day.slots]


def free(book: Book, first: str = "2026-11-24", days: int = 1, **rest: object) -> list[queries.DaySlots]:
    return queries.free_slots(hall=book.cast.hall, first=date.fromisoformat(first), days=days, now=book.now, **rest)  # type: ignore[arg-type]


def test_today_begins_with_what_is_not_too_near_and_ends_with_the_evening(book: Book) -> None:
    book.book("24T11:30")
    found = times(free(book)[0])
    assert found[:3] == [("11:30", 5, 4), ("12:00", 2, 2), ("12:30", 2, 2)]
    assert found[-1] == ("19:30", 2, 2)


def test_a_week_takes_six_statements_however_many_days(
    book: Book, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    book.fill("25T10:00")
    for days in (1, 14):
        with django_assert_num_queries(6):
            free(book, days=days)


def test_days_off_are_named_and_days_too_far_ahead_are_marked(book: Book) -> None:
    AppointmentTerms.objects.update(horizon_days=60)
    book.now = at("24T10:40").replace(month=12)
    found = {day.day: day for day in free(book, "2026-12-31", days=3)}
    new_year = found[date(2027, 1, 1)]
    assert new_year.kind.name == "元旦"
    assert new_year.kind.is_provisional
    assert new_year.slots[0].capacity == 2
    AppointmentTerms.objects.update(horizon_days=1)
    assert free(book, "2026-12-31")[0].is_beyond


def test_a_sunday_and_a_day_that_is_over_have_no_times(book: Book) -> None:
    assert free(book, "2026-11-29")[0].slots == ()
    assert free(book, "2026-11-23")[0].slots == ()


def test_a_closure_takes_its_times_away_and_says_why(book: Book) -> None:
    Closure.objects.create(site=book.cast.site, starts_at=at("25T09:00"), ends_at=at("25T20:00"), reason="停电检修")
    (day,) = free(book, "2026-11-25")
    assert day.slots == ()
    assert [closure.reason for closure in day.closures] == ["停电检修"]


def test_terms_of_a_later_day_hold_from_that_day_on(book: Book) -> None:
    AppointmentTerms.objects.create(
        hall=book.cast.hall, from_day="2026-11-26", source="x", slot_minutes=60, share_percent=100
    )
    wednesday, thursday = free(book, "2026-11-25", days=2)
    assert times(wednesday)[0] == ("09:00", 5, 5)
    assert times(thursday)[0] == ("09:00", 20, 20)


def test_the_next_free_time_skips_full_ones(book: Book) -> None:
    book.fill("24T11:30")
    found = queries.next_free(hall=book.cast.hall, now=book.now)
    assert found is not None
    assert found.starts_at == at("24T12:00")
    AppointmentTerms.objects.all().delete()
    assert queries.next_free(hall=book.cast.hall, now=book.now) is None
    assert not queries.offers_appointments(hall=book.cast.hall, now=book.now)


def test_an_appointment_opens_to_its_code_alone(book: Book) -> None:
    mine = book.book()
    assert queries.appointment_by_code(code=mine.code) == mine
    for wrong in ("nothing", mine.short_code, "\x00", "x" * 80):
        with pytest.raises(Http404):
            queries.appointment_by_code(code=wrong)


def test_six_digits_are_good_on_their_day_in_their_hall(book: Book) -> None:
    mine = book.book("25T10:00")

    def found(hall: object, now: str, digits: str = mine.short_code) -> object:
        return queries.appointment_by_short_code(hall=hall, short_code=digits, now=at(now))  # type: ignore[arg-type]

    assert found(book.cast.hall, "25T08:00") == mine
    assert found(book.cast.hall, "24T12:00") is None
    assert found(book.cast.other_hall, "25T08:00") is None
    assert found(book.cast.hall, "25T08:00", "１２３４５６") is None


def test_standing_tells_what_may_be_done_now(book: Book) -> None:
    mine = book.book("24T14:00")

    def told(now: str) -> tuple[bool, bool, bool, bool]:
        standing = queries.standing(appointment=mine, now=at(now))
        return standing.may_move, standing.may_cancel, standing.may_check_in, standing.is_late

    assert told("24T13:30") == (True, True, False, False)
    assert told("24T13:50") == (False, True, True, False)
    assert told("24T14:10") == (False, False, True, False)
    assert told("24T14:11") == (False, False, True, True)
    assert told("25T14:00") == (False, False, False, True)


def test_mine_are_those_ahead_by_time_and_then_the_others(book: Book) -> None:
    person = book.cast.resident
    later, sooner = (book.book(time, holder=person) for time in ("26T10:00", "25T10:00"))
    gone = book.book("27T10:00", holder=person)
    book.cancel(gone)
    book.book("25T10:00")
    assert queries.my_appointments(person=person, now=book.now) == [sooner, later, gone]


def test_the_next_one_of_a_device_or_person_is_found(book: Book) -> None:
    person, hall = book.cast.resident, book.cast.hall
    mine, phone = book.book("25T10:00", holder=person), book.book("26T10:00", device="d")
    assert queries.held_appointment(hall=hall, holder=person, device="", now=book.now) == mine
    assert queries.held_appointment(hall=hall, holder=None, device="d", now=book.now) == phone
    assert queries.held_appointment(hall=hall, holder=None, device="", now=book.now) is None


def test_the_list_of_a_day_is_by_time_without_what_was_cancelled(book: Book) -> None:
    late, early, gone = (book.book(time) for time in ("24T15:00", "24T14:00", "24T14:00"))
    book.cancel(gone)
    assert queries.appointments_on(hall=book.cast.hall, day=early.day) == [early, late]
