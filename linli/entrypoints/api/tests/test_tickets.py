"""The board, and a visitor's own ticket."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from linli.base.limits.models import Limit
from linli.entrypoints.demo.cast import Cast
from linli.features.hall import actions
from linli.features.hall.models import Ticket

from .conftest import Program, own_key

TAKE: dict[str, Any] = {"site": "tuoran", "groups": ["housing"]}


@pytest.fixture
def open_hall(cast: Cast, now: datetime) -> None:
    """Windows 1 and 2 are open."""
    for number in (1, 2):
        actions.open_window(window=cast.windows[number], workers=[cast.workers[number]], by=cast.head, key="", now=now)


def take(program: Program, **more: Any) -> dict[str, Any]:
    answer = program.post("/tickets", TAKE | more)
    assert answer.status_code == 201, answer.content.decode()
    ticket: dict[str, Any] = answer.json()
    return ticket


@pytest.mark.usefixtures("open_hall")
def test_anybody_takes_a_number_and_sees_it_by_its_code(anybody: Program, cast: Cast, now: datetime) -> None:
    answer = anybody.post("/tickets", TAKE | {"priority": "elder", "language": "en"})
    ticket = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == ticket["links"]["self"]
    assert "no-store" in answer["Cache-Control"]
    assert [ticket["label"], ticket["state"], ticket["ahead"]] == ["A001", "waiting", 0]
    assert ticket["taken_at"] == "2026-11-24T10:40:00+08:00"
    seen = anybody.get(f"/tickets/{ticket['code']}")
    assert seen.json() == ticket
    assert "no-store" in seen["Cache-Control"]


@pytest.mark.usefixtures("open_hall")
def test_a_ticket_says_nothing_of_another_one(anybody: Program, cast: Cast, now: datetime) -> None:
    first, second = take(anybody, phone="13800000009"), take(anybody)
    shown = anybody.get(f"/tickets/{second['code']}").content.decode()
    assert first["code"] not in shown
    assert "13800000009" not in shown
    assert anybody.get(f"/tickets/{second['code']}").json()["ahead"] == 1


@pytest.mark.usefixtures("open_hall")
def test_the_same_key_gets_the_same_ticket_and_status(anybody: Program, cast: Cast, now: datetime) -> None:
    key = "5f0c1f0e-6a0e-4a77-9c39-0d3f4a3a2b11"
    first = anybody.post("/tickets", TAKE, key=key)
    again = anybody.post("/tickets", TAKE, key=key)
    assert [first.status_code, again.status_code] == [201, 201]
    assert first.json() == again.json()
    assert Ticket.objects.count() == 1


@pytest.mark.usefixtures("open_hall")
def test_a_key_used_for_something_else_is_refused(anybody: Program, cast: Cast, now: datetime) -> None:
    anybody.post("/tickets", TAKE, key=own_key("one"))
    answer = anybody.post("/tickets", TAKE | {"groups": ["health"]}, key=own_key("one"))
    assert answer.status_code == 409
    assert [each["code"] for each in answer.json()["objections"]] == ["key_reused"]


@pytest.mark.usefixtures("open_hall")
def test_a_retry_from_another_network_is_the_same_request(anybody: Program, cast: Cast, now: datetime) -> None:
    body, key = TAKE | {"phone": "13800000009"}, own_key("one phone")
    first = anybody.post("/tickets", body, key=key)
    anybody.client.defaults["REMOTE_ADDR"] = "203.0.113.77"
    again = anybody.post("/tickets", body, key=key)
    assert (again.status_code, again.json()["code"]) == (201, first.json()["code"])
    assert Ticket.objects.count() == 1


@pytest.mark.usefixtures("open_hall")
@pytest.mark.parametrize("key", ["1", "k" * 80, "00000000-0000-4000-8000-000000000000", "one-tap", "a1" * 11])
def test_a_key_that_others_may_think_of_opens_nobodys_ticket(
    anybody: Program, cast: Cast, now: datetime, key: str
) -> None:
    for _ in range(2):
        answer = anybody.post("/tickets", TAKE, key=key)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "weak_key")
        assert answer.json()["errors"][0]["field"] == "header.Idempotency-Key"
    assert Ticket.objects.count() == 0


@pytest.mark.usefixtures("open_hall")
def test_a_token_keeps_its_keys_for_itself(
    worker: Program, head: Program, anybody: Program, cast: Cast, now: datetime
) -> None:
    codes = {program.post("/tickets", TAKE, key=own_key("same")).json()["code"] for program in (worker, head, anybody)}
    assert len(codes) == 3
    assert worker.post("/tickets", TAKE, key="1").status_code == 201


def test_a_key_that_is_too_long_is_named(anybody: Program, now: datetime) -> None:
    answer = anybody.post("/tickets", TAKE, key="k" * 81)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["header.Idempotency-Key"]


def test_everything_that_is_wrong_is_named_at_once(anybody: Program, now: datetime) -> None:
    answer = anybody.post("/tickets", {"groups": [], "priority": "king", "surprise": 1})
    problem = answer.json()
    assert answer.status_code == 422
    assert {each["field"]: each["code"] for each in problem["errors"]} == {
        "body.site": "missing",
        "body.priority": "literal_error",
        "body.surprise": "extra_forbidden",
    }
    chinese = anybody.post("/tickets", {"groups": []}, language="zh-Hans").json()
    assert chinese["title"] != problem["title"]
    assert all(each["text"].isascii() is False for each in chinese["errors"])


def test_an_unknown_site_and_group_are_both_named(anybody: Program, now: datetime) -> None:
    answer = anybody.post("/tickets", {"site": "nowhere", "groups": ["housing", "magic"]})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["body.groups.1", "body.site"]


@pytest.mark.parametrize("body", ["{", "[]", "null", '"x"', '{"site": "a\\u0000b", "groups": ["housing"]}'])
def test_what_is_no_request_is_a_problem(anybody: Program, now: datetime, body: str) -> None:
    answer = anybody.client.post("/api/v1/tickets", data=body, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.usefixtures("open_hall")
def test_one_phone_told_at_the_desk_holds_one_live_ticket(worker: Program, cast: Cast, now: datetime) -> None:
    take(worker, phone="138 0000 0009")
    answer = worker.post("/tickets", TAKE | {"phone": "+8613800000009"})
    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert len(answer.json()["objections"]) == 1


def test_a_closed_hall_says_why_in_the_readers_language(
    anybody: Program, cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening = now + timedelta(hours=11)
    monkeypatch.setattr("linli.base.kernel.clock.now", lambda: evening)
    english, chinese = anybody.post("/tickets", TAKE), anybody.post("/tickets", TAKE, language="zh-Hans")
    assert [english.status_code, chinese.status_code] == [409, 409]
    assert [each["code"] for each in english.json()["objections"]] == [
        each["code"] for each in chinese.json()["objections"]
    ]
    assert english.json()["detail"].isascii()
    assert not chinese.json()["detail"].isascii()


@pytest.mark.usefixtures("open_hall")
def test_a_visitor_leaves_once(anybody: Program, cast: Cast, now: datetime) -> None:
    code = take(anybody)["code"]
    left = anybody.post(f"/tickets/{code}/departure", key="k")
    assert [left.status_code, left.json()["state"]] == [200, "left"]
    assert anybody.post(f"/tickets/{code}/departure", key="k").status_code == 200
    assert anybody.post(f"/tickets/{code}/departure").status_code == 409


@pytest.mark.usefixtures("open_hall")
def test_a_visitor_who_missed_the_call_comes_back(anybody: Program, cast: Cast, now: datetime) -> None:
    code = take(anybody)["code"]
    assert anybody.post(f"/tickets/{code}/return").status_code == 409
    step = {"window": cast.windows[1], "worker": cast.workers[1], "key": "", "now": now}
    actions.call_next(**step)
    actions.mark_missed(**step)
    back = anybody.post(f"/tickets/{code}/return")
    assert [back.status_code, back.json()["state"]] == [200, "waiting"]


@pytest.mark.parametrize("path", ["/tickets/nobody", "/tickets/nobody/departure", "/tickets/nobody/return"])
def test_a_code_of_no_ticket_opens_nothing(anybody: Program, now: datetime, path: str) -> None:
    answer = anybody.get(path) if path.endswith("nobody") else anybody.post(path)
    assert answer.status_code == 404


@pytest.mark.usefixtures("open_hall")
def test_the_board_tells_numbers_and_windows_only(anybody: Program, cast: Cast, now: datetime) -> None:
    ticket = take(anybody)
    actions.call_next(window=cast.windows[2], worker=cast.workers[2], key="", now=now)
    answer = anybody.get("/sites/tuoran/hall")
    board, shown = answer.json(), answer.content.decode()
    assert board["calls"][0]["label"] == "A001"
    assert board["calls"][0]["window"]["number"] == 2
    assert {each["number"]: each["label"] for each in board["windows"]}[2] == "A001"
    assert board["closes_at"].endswith("+08:00")
    assert ticket["code"] not in shown
    assert cast.workers[2].name not in shown


@pytest.mark.usefixtures("open_hall")
def test_a_token_of_the_hall_takes_for_a_visitor(worker: Program, stranger: Program, cast: Cast, now: datetime) -> None:
    code = take(worker)["code"]
    assert Ticket.objects.get(code=code).taken_by == cast.workers[1]
    assert stranger.post("/tickets", TAKE).status_code == 403
    assert Program("not-a-token").post("/tickets", TAKE).status_code == 401


@pytest.mark.usefixtures("open_hall")
def test_a_flood_from_one_address_is_stopped_and_told_when_and_what_else(
    anybody: Program, worker: Program, cast: Cast, now: datetime
) -> None:
    Limit.objects.filter(kind="ticket", span="hour").update(at_most=2)
    for _ in range(2):
        take(anybody)
    answer = anybody.post("/tickets", TAKE)
    assert [answer.status_code, answer["Retry-After"]] == [429, "1200"]
    assert answer["Content-Type"] == "application/problem+json"
    (objection,) = answer.json()["objections"]
    assert objection["code"] == "too_often"
    assert "11:00" in objection["text"]
    assert "At the desk or by telephone" in objection["text"]
    take(worker)  # a program of the hall stands in the hall


@pytest.mark.usefixtures("open_hall")
def test_taking_asks_the_database_little(
    anybody: Program, cast: Cast, now: datetime, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(35):
        take(anybody)


@pytest.mark.usefixtures("open_hall")
def test_a_phone_is_one_phone_however_it_is_written(worker: Program, cast: Cast, now: datetime) -> None:
    take(worker, phone="8613800000077")
    for same in ("13800000077", "+86 138 0000 0077", "0086-138-0000-0077"):
        assert worker.post("/tickets", TAKE | {"phone": same}).status_code == 409
    for wrong in ("12345", "00000", "-----"):
        answer = worker.post("/tickets", TAKE | {"phone": wrong})
        assert answer.status_code == 422
        assert [(each["field"], each["code"]) for each in answer.json()["errors"]] == [("body.phone", "phone")]
    assert Ticket.objects.get().contact == "+8613800000077"


@pytest.mark.usefixtures("open_hall")
def test_who_only_types_a_number_learns_nothing_of_its_owner(
    anybody: Program, worker: Program, cast: Cast, now: datetime
) -> None:
    mine = Ticket.objects.get(code=take(worker, phone="13800000077")["code"])
    stranger = Ticket.objects.get(code=take(anybody, phone="13800000077")["code"])
    assert [mine.holder_key[:2], stranger.holder_key] == ["c:", ""]
    assert stranger.contact == "+8613800000077"
