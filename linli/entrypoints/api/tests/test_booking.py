"""Rooms through the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from linli.community.notices.models import Message
from linli.community.notices.rules import code_in
from linli.entrypoints.demo.cast import Cast
from linli.features.booking.tests.rooms import Rooms, furnish

from .conftest import Program

WISH: dict[str, Any] = {
    "starts_at": "2026-11-26T10:00:00+08:00", "ends_at": "2026-11-26T11:00:00+08:00", "purpose": "study", "people": 5,
}  # fmt: skip
BOOK: dict[str, Any] = {"site": "tuoran", "venue": "front", "phone": "13800000009", "name": "示例居民", **WISH}


@pytest.fixture
def rooms(cast: Cast) -> Rooms:
    """Rooms in the cast's sites."""
    return furnish(cast)


def test_anybody_finds_a_free_time_and_books_it_with_a_phone(anybody: Program, rooms: Rooms, now: datetime) -> None:
    venues = {venue["slug"]: venue for venue in anybody.get("/sites/tuoran/venues").json()}
    assert (venues["hall"]["layouts"][0], venues["talk"]["is_confidential"]) == (
        {"kind": "theatre", "capacity": 80},
        True,
    )
    free = anybody.get("/sites/tuoran/free-times?first=2026-11-26&days=1&venue=front").json()
    assert free["days"][0]["starts"][0] == "2026-11-26T09:00:00+08:00"
    answer = anybody.post("/bookings", BOOK)
    booking = answer.json()
    assert (answer.status_code, booking["state"]) == (202, "unproved")
    code = {"code": code_in(Message.objects.get(is_secret=True).text)}
    assert anybody.post(f"/bookings/{booking['code']}/confirmation", {"code": "1"}).status_code == 409
    booking = anybody.post(f"/bookings/{booking['code']}/confirmation", code).json()
    assert (answer["Location"], "no-store" in answer["Cache-Control"]) == (booking["links"]["self"], True)
    assert (booking["state"], booking["may_cancel"], booking["starts_at"]) == ("booked", True, WISH["starts_at"])
    assert "13800000009" not in answer.content.decode()
    assert anybody.get(f"/bookings/{booking['code']}").json() == booking
    taken = anybody.post("/bookings", BOOK | {"phone": "13800000010"})
    (reason,) = taken.json()["objections"]
    assert (taken.status_code, reason["code"]) == (409, "taken")
    assert reason["text"].endswith("The nearest free time is 26 November at 11:00.")
    line = anybody.post("/waits", BOOK | {"phone": "13800000010"})
    assert (line.status_code, line.json()["turn"]) == (201, 1)
    moved = anybody.post(
        f"/bookings/{booking['code']}/change",
        WISH | {"version": booking["version"], "venue": "back", "layout": "theatre"},
    )
    assert (moved.json()["venue"], moved.json()["version"]) == ("back", 3)
    early = anybody.post(f"/bookings/{booking['code']}/presence")
    assert early.json()["objections"][0]["code"] == "too_early_to_check_in"
    assert anybody.post(f"/bookings/{booking['code']}/cancellation", {}).json()["state"] == "cancelled"


def test_a_wrong_shape_is_told_field_by_field(anybody: Program, rooms: Rooms, now: datetime) -> None:
    answer = anybody.post("/bookings", BOOK | {"venue": "cellar"})
    assert [one["field"] for one in answer.json()["errors"]] == ["body.venue"]
    answer = anybody.post("/bookings", BOOK | {"phone": "12345", "title": "a\nb"})
    assert [one["field"] for one in answer.json()["errors"]] == ["body.title", "body.phone"]
    naive = anybody.post("/bookings", BOOK | {"starts_at": "2026-11-26T10:00:00"})
    assert (naive.status_code, naive.json()["errors"][0]["field"]) == (422, "body.starts_at")


def test_staff_decide_about_a_request_without_seeing_who_asks(
    anybody: Program, worker: Program, head: Program, stranger: Program, rooms: Rooms, now: datetime
) -> None:
    ask = BOOK | {"venue": "talk", "accepts_conditions": True, "note": "不应出现", "people": 2}
    request = anybody.post("/bookings", ask).json()
    code = {"code": code_in(Message.objects.get(is_secret=True).text)}
    request = anybody.post(f"/bookings/{request['code']}/confirmation", code).json()
    assert request["state"] == "requested"
    at = f"/sites/tuoran/bookings/{request['number']}"
    assert anybody.post(f"{at}/approval").status_code == 401
    assert stranger.post(f"{at}/approval").status_code == 403
    granted = worker.post(f"{at}/approval")
    assert granted.json()["state"] == "booked"
    assert "示例居民" not in granted.content.decode()
    late = head.post(f"{at}/refusal", {"reason": "辅导员外出"})
    assert late.json()["objections"][0]["code"] == "not_waiting"
