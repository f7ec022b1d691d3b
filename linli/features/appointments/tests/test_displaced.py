"""A closure entered over appointments: who booked is told, the page says so, and another time is one press away."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from linli.community.calendar.models import Closure
from linli.community.notices.models import Message
from linli.features.appointments import actions, queries
from linli.features.appointments.models import Appointment
from linli.features.hall.tests.browsing import send, text
from tests.signing_in import signed_in

from .book import Book, at

Refuses = Callable[..., Any]
HALL = "/sites/tuoran"


def close(book: Book, *, begins: str = "24T13:00", ends: str = "24T16:00") -> Closure:
    return Closure.objects.create(
        site=book.cast.site, starts_at=at(begins), ends_at=at(ends), reason="停电检修", reason_en="Power cut"
    )


def told(kind: str) -> list[Message]:
    return list(Message.objects.filter(kind=kind).order_by("pk"))


@pytest.fixture
def clocked(book: Book, monkeypatch: pytest.MonkeyPatch) -> Book:
    """The book, with its moment on the wall."""
    moment: datetime = book.now
    monkeypatch.setattr("linli.base.kernel.clock.now", lambda: moment)
    return book


def test_everybody_whose_time_was_taken_is_told_once_with_a_way_to_another(book: Book) -> None:
    by_phone = book.book(phone="+8613800000009")
    of_resident = book.book(holder=book.cast.resident)
    silent = book.book()
    other = book.book("25T14:00")
    close(book)
    assert actions.tell_displaced(now=book.now) == 3
    assert actions.tell_displaced(now=book.now) == 0
    messages = told("appointment_displaced")
    assert [one.channel for one in messages].count("in_app") == 1
    assert any(one.address == "+8613800000009" and f"/appointments/{by_phone.code}/" in one.text for one in messages)
    assert all("停电检修" in one.text for one in messages)
    for one, is_told in ((by_phone, True), (of_resident, True), (silent, True), (other, False)):
        one.refresh_from_db()
        assert (one.displaced_at is not None) is is_told
    [to_head] = [one for one in told("appointments_displaced") if one.channel == "in_app"]
    assert to_head.person == book.cast.head
    assert "3" in to_head.text


def test_a_closure_lifted_again_gives_the_time_back(book: Book) -> None:
    mine = book.book(phone="+8613800000009")
    closure = close(book)
    actions.tell_displaced(now=book.now)
    closure.delete()
    assert actions.tell_displaced(now=book.now) == 1
    mine.refresh_from_db()
    assert (mine.displaced_at, mine.state) == (None, "booked")
    assert len(told("appointment_reinstated")) == 1


def test_the_page_says_so_at_once_and_offers_other_times_in_one_press(clocked: Book, client: Client) -> None:
    mine = clocked.book()
    close(clocked)
    page = text(client.get(f"/appointments/{mine.code}/"))
    assert page.count("btn-accent") == 1
    assert "calendar.ics" not in page
    assert "停电检修" in page
    assert "签到" not in page
    offered = re.findall(r'name="starts_at" value="([^"]+)"', page)
    assert len(offered) == 3
    answer = send(client, f"/appointments/{mine.code}/time/", starts_at=offered[0])
    assert answer.status_code == 303
    mine.refresh_from_db()
    assert mine.starts_at == datetime.fromisoformat(offered[0])
    assert "停电检修" not in text(client.get(f"/appointments/{mine.code}/"))


def test_it_may_be_moved_until_its_time_whatever_the_minutes(book: Book, refused: Refuses) -> None:
    mine, other = book.book("24T13:30"), book.book("25T14:00")
    close(book)
    actions.tell_displaced(now=book.now)
    book.now = at("24T13:29")
    assert book.move(mine, "24T16:30").displaced_at is None
    book.now = at("25T13:59")
    with refused("too_late_to_change"):
        book.move(other, "25T16:30")


def test_whom_the_hall_closed_on_has_missed_nothing(book: Book) -> None:
    mine = book.book()
    close(book)
    actions.tell_displaced(now=book.now)
    assert not queries.is_awaited(hall=book.cast.hall, day=mine.day, now=book.now)
    actions.mark_missed_due(now=at("24T15:30"))
    mine.refresh_from_db()
    assert mine.state == Appointment.State.CANCELLED


def test_the_desk_lists_them(clocked: Book) -> None:
    mine = clocked.book()
    worker = signed_in(clocked.cast.workers[1])
    assert 'id="displaced"' not in text(worker.get(f"{HALL}/appointments/desk/"))
    close(clocked)
    page = text(worker.get(f"{HALL}/appointments/desk/"))
    assert 'id="displaced"' in page
    assert mine.short_code in page
    assert f"/appointments/{mine.code}/time/" in page


def test_a_closure_beside_the_time_takes_nothing(book: Book) -> None:
    mine = book.book()
    close(book, begins="24T15:00")
    close(book, begins="24T09:00", ends="24T14:00")
    assert queries.displaced(hall=book.cast.hall, now=book.now) == []
    assert queries.displacement(appointment=mine, now=book.now) is None
