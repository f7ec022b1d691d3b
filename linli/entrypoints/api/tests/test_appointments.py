"""Appointments over the API: free times, booking, moving, cancelling, checking in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from linli.community.notices.models import Message
from linli.community.notices.rules import code_in
from linli.features.appointments.models import Appointment

from .conftest import Program, own_key

pytestmark = pytest.mark.django_db
BODY = {"site": "tuoran", "group": "housing", "starts_at": "2026-11-24T14:00:00+08:00"}


def book(program: Program, key: str = "k", **body: Any) -> dict[str, Any]:
    """Held without a token, booked with one."""
    answer = program.post("/appointments", BODY | body, key=own_key(key))
    assert answer.status_code in (201, 202), answer.content
    return answer.json()


def confirmed(program: Program, key: str = "k") -> dict[str, Any]:
    """Booked by somebody unknown, and confirmed with the code that was sent."""
    held = book(program, key, phone="13900000007")
    code = {"code": code_in(Message.objects.latest("pk").text)}
    answer = program.post(held["links"]["confirmation"].removeprefix("/api/v1"), code, key=own_key("code"))
    assert answer.status_code == 200, answer.content
    return answer.json()


def codes(answer: Any) -> list[str]:
    assert answer.status_code == 409, answer.content
    return [one["code"] for one in answer.json()["objections"]]


def test_the_free_times_of_a_week(anybody: Program, now: Any) -> None:
    book(anybody)
    days = anybody.get("/sites/tuoran/slots?group=housing").json()
    assert [day["day"] for day in days][:2] == ["2026-11-24", "2026-11-25"]
    at_two = next(slot for slot in days[0]["slots"] if slot["starts_at"] == BODY["starts_at"])
    assert (at_two["capacity"], at_two["free"]) == (5, 4)
    assert anybody.get("/sites/tuoran/slots?days=99").status_code == 422
    assert anybody.get("/sites/tuoran/slots?group=nothing").status_code == 422
    assert anybody.get("/sites/nowhere/slots").status_code == 404


def test_booking_gives_a_code_and_a_repeated_key_the_same(anybody: Program, now: Any) -> None:
    answer = anybody.post("/appointments", BODY, key=own_key("k"))
    booked = answer.json()
    assert answer["Location"] == booked["links"]["self"]
    assert (answer.status_code, booked["state"], booked["starts_at"]) == (202, "unproved", BODY["starts_at"])
    assert book(anybody)["code"] == booked["code"]
    assert anybody.get(f"/appointments/{booked['code']}").json()["short_code"] == booked["short_code"]
    assert Appointment.objects.count() == 1


def test_what_was_sent_to_the_phone_confirms_it(anybody: Program, now: Any) -> None:
    held = book(anybody, phone="13900000007")
    assert (held["hold_until"], held["may_move"], held["may_check_in"]) == ("2026-11-24T10:55:00+08:00", False, False)
    path = held["links"]["confirmation"].removeprefix("/api/v1")
    code = code_in(Message.objects.latest("pk").text)
    wrong = {"code": f"{(int(code) + 1) % 1_000_000:06d}"}
    assert codes(anybody.post(path, wrong, key=own_key("wrong"))) == ["wrong_code"]
    assert anybody.post(path, {"code": "x"}, key=own_key("shape")).status_code == 422
    for turn in range(2):
        booked = anybody.post(path, {"code": code}, key=own_key(f"right-{turn}")).json()
        assert (booked["state"], booked["hold_until"], booked["may_move"]) == ("booked", None, True)


def test_what_is_not_confirmed_in_time_says_so(anybody: Program, now: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    held = book(anybody, phone="13900000007")
    monkeypatch.setattr("linli.base.kernel.clock.now", lambda: now + timedelta(minutes=15))
    seen = anybody.get(f"/appointments/{held['code']}").json()
    assert (seen["state"], seen["hold_until"]) == ("lapsed", None)


def test_a_full_time_is_refused_with_other_times(anybody: Program, now: Any) -> None:
    for turn in range(5):
        book(anybody, key=f"k{turn}")
    answer = anybody.post("/appointments", BODY, key=own_key("late"))
    assert codes(answer) == ["slot_full"]
    assert "13:30" in answer.json()["objections"][0]["text"]


def test_bad_shape_is_told_field_by_field(anybody: Program, now: Any) -> None:
    for wrong in ({"starts_at": "2026-11-24T14:00:00"}, {"starts_at": "0001-01-01T00:00:00+08:00"}, {"phone": "12345"},
                  {"group": "nothing"}):  # fmt: skip
        assert anybody.post("/appointments", BODY | wrong).status_code == 422


def test_a_worker_books_for_a_visitor_and_a_stranger_does_not(worker: Program, stranger: Program, now: Any) -> None:
    assert book(worker)["state"] == "booked"
    assert Appointment.objects.get().booked_by is not None
    assert stranger.post("/appointments", BODY).status_code == 403


def test_moving_and_cancelling(anybody: Program, now: Any) -> None:
    links = confirmed(anybody)["links"]
    path = links["time"].removeprefix("/api/v1")
    moved = anybody.post(path, {"starts_at": "2026-11-24T15:00:00+08:00"}, key="m").json()
    assert moved["starts_at"] == "2026-11-24T15:00:00+08:00"
    gone = anybody.post(links["cancellation"].removeprefix("/api/v1"), key="c").json()
    assert (gone["state"], gone["may_cancel"]) == ("cancelled", False)
    assert codes(anybody.post(path, {"starts_at": BODY["starts_at"]}, key="again")) == ["cancelled"]


def test_checking_in_gives_a_number(anybody: Program, now: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    links = confirmed(anybody)["links"]
    path = links["arrival"].removeprefix("/api/v1")
    assert codes(anybody.post(path, key="early")) == ["too_early"]
    monkeypatch.setattr("linli.base.kernel.clock.now", lambda: now.replace(hour=13, minute=55))
    came = anybody.post(path, key="in").json()
    assert (came["state"], came["label"]) == ("checked_in", "A001")
    assert anybody.get(came["links"]["ticket"].removeprefix("/api/v1")).json()["label"] == "A001"
