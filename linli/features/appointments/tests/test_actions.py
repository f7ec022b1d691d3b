"""Booking a time, moving it, giving it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from linli.community.journal.models import Entry
from linli.features.appointments.models import Appointment, AppointmentTerms
from linli.features.hall.models import WindowException

from .book import Book, at

Refuses = Callable[..., Any]


def test_a_booked_time_has_a_seat_a_secret_and_six_digits(book: Book) -> None:
    first, second = book.book(), book.book("24T14:00", "housing")
    assert (first.starts_at, first.ends_at, first.state) == (at("24T14:00"), at("24T14:30"), "booked")
    assert [first.seat, second.seat] == [1, 2]
    assert len(first.code) >= 16
    assert first.short_code.isdigit()
    assert len(first.short_code) == 6
    assert first.short_code != second.short_code


def test_a_repeated_key_books_once(book: Book, refused: Refuses) -> None:
    first = book.book(key="tap")
    assert book.book(key="tap").pk == first.pk
    assert Appointment.objects.count() == 1
    with refused("key_reused"):
        book.book("24T15:00", key="tap")


def test_the_phone_is_sealed_and_the_journal_knows_neither_it_nor_the_code(book: Book) -> None:
    booked = book.book(phone="+8613800000009")
    entry = Entry.objects.get()
    assert (entry.scope, entry.verb, entry.subject) == (
        "tuoran", "appointments.book", f"appointment:{booked.pk}",
    )  # fmt: skip
    assert booked.code not in str(entry.details)
    assert "13800000009" not in str(entry.details)
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact, holder_key FROM appointments_appointment")
        assert "13800000009" not in str(cursor.fetchone())


def test_a_full_time_is_refused_with_the_nearest_free_ones(book: Book, refused: Refuses) -> None:
    book.fill("24T14:30")
    with refused("slot_full") as info:
        book.book("24T14:30")
    (objection,) = info.value.objections
    assert objection.values["instead"] == [at("24T13:30"), at("24T14:00"), at("24T15:00")]


def test_the_next_free_seat_is_given_where_somebody_cancelled(book: Book) -> None:
    second = book.fill()[1]
    book.cancel(second)
    assert book.book().seat == second.seat


@pytest.mark.parametrize(
    ("time", "code"),
    [
        ("24T11:00", "too_soon"),
        ("24T10:00", "too_soon"),
        ("24T14:10", "no_such_time"),
        ("24T20:00", "no_such_time"),
        ("29T10:00", "no_such_time"),
    ],
)
def test_a_time_that_cannot_be_had_says_why(book: Book, refused: Refuses, time: str, code: str) -> None:
    with refused(code):
        book.book(time)


def test_nothing_is_booked_beyond_the_horizon(book: Book, refused: Refuses) -> None:
    AppointmentTerms.objects.update(horizon_days=2)
    assert book.book("26T17:00").day.day == 26
    with refused("too_far"):
        book.book("27T09:00")


def test_an_evening_by_appointment_has_as_many_seats_as_people_are_promised(book: Book, refused: Refuses) -> None:
    book.fill("24T17:30", people=2)
    with refused("slot_full"):
        book.book("24T17:30")


def test_a_holder_has_one_appointment_a_day_and_no_more_than_the_limit_ahead(book: Book, refused: Refuses) -> None:
    for holder in ({"holder": book.cast.resident}, {"phone": "+8613800000009"}, {"device": "browser-1"}):
        first = book.book("24T14:00", **holder)
        with refused("already_booked") as info:
            book.book("24T15:00", **holder)
        assert info.value.objections[0].values == {"starts_at": at("24T14:00")}
        book.book("25T14:00", **holder)
        book.book("26T14:00", **holder)
        with refused("too_many_ahead"):
            book.book("27T14:00", **holder)
        book.cancel(first)
        book.book("27T14:00", **holder)


def test_a_matter_that_no_window_takes_is_refused_and_one_that_some_take_has_their_seats(
    book: Book, refused: Refuses
) -> None:
    rows = [
        WindowException(window=window, group=book.group("housing"), reason="迁移", since=book.now)
        for window in book.cast.windows.values()
    ]
    WindowException.objects.bulk_create(rows[:-1])
    book.book("24T14:00", "housing")
    with refused("slot_full"):
        book.book("24T14:00", "housing")
    book.book("24T14:00", "consult")
    rows[-1].save()
    with refused("group_not_taken", "slot_full"):
        book.book("24T15:00", "housing")


def test_every_objection_comes_at_once(book: Book, refused: Refuses) -> None:
    book.book("24T15:00", holder=book.cast.resident)
    book.fill("24T14:00")
    with refused("slot_full", "already_booked"):
        book.book("24T14:00", holder=book.cast.resident)


def test_a_hall_without_terms_gives_no_appointment(book: Book, refused: Refuses) -> None:
    AppointmentTerms.objects.all().delete()
    with refused("no_appointments"):
        book.book()


def test_on_behalf_of_a_person_at_the_desk_the_worker_is_noted_and_no_limit_counts(book: Book) -> None:
    worker = book.cast.workers[1]
    first, second = (book.book(channel="desk", booked_by=worker) for _ in range(2))
    assert (first.booked_by, first.holder, first.holder_key, second.seat) == (worker, None, "", 2)


def test_a_seat_is_taken_once_whatever_the_code_does(book: Book) -> None:
    booked = book.book(holder=book.cast.resident)
    row = Appointment.objects.filter(pk=booked.pk).values().get()
    row |= {"id": None, "code": "another", "short_code": "000000", "holder_id": None, "holder_key": ""}
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(**(row | {"seat": 2, "holder_key": booked.holder_key}))


def test_moving_takes_the_new_seat_and_frees_the_old(book: Book) -> None:
    first, second = book.book("24T14:00", holder=book.cast.resident), book.book("24T15:00")
    moved = book.move(first, "24T15:00", key="m")
    assert (moved.pk, moved.starts_at, moved.seat, moved.version) == (first.pk, at("24T15:00"), 2, 2)
    assert book.move(first, "24T15:00", key="m").version == 2
    assert (moved.code, moved.short_code) == (first.code, first.short_code)
    assert book.book("24T14:00").seat == 1
    assert second.seat == 1


def test_moving_to_another_day_follows_that_day(book: Book) -> None:
    moved = book.move(book.book(holder=book.cast.resident), "25T09:00")
    assert (str(moved.day), moved.seat) == ("2026-11-25", 1)


def test_moving_within_a_full_time_keeps_the_seat(book: Book) -> None:
    first = book.fill()[0]
    entries = Entry.objects.count()
    assert book.move(first, "24T14:00").seat == first.seat
    assert Entry.objects.count() == entries


def test_a_move_to_a_full_time_keeps_the_old_one(book: Book, refused: Refuses) -> None:
    mine = book.book("24T15:00")
    book.fill("24T14:00")
    with refused("slot_full"):
        book.move(mine, "24T14:00")


def test_a_change_needs_its_time(book: Book, refused: Refuses) -> None:
    mine = book.book("24T14:00")
    book.now = at("24T13:31")
    with refused("too_late_to_change"):
        book.move(mine, "24T15:00")
    book.now = at("24T14:00")
    book.cancel(mine)
    with refused("cancelled"):
        book.cancel(mine)
    with refused("cancelled"):
        book.move(mine, "24T15:00")


def test_cancelling_frees_the_time_and_forgets_the_number(book: Book) -> None:
    mine = book.book(phone="+8613800000009")
    gone = book.cancel(mine, key="c")
    assert (gone.state, gone.ended_at, gone.contact) == ("cancelled", book.now, "")
    assert book.cancel(mine, key="c").pk == mine.pk
