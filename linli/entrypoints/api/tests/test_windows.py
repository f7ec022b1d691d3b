"""The windows, for programs with a token."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from linli.community.people.models import Person, Token
from linli.entrypoints.demo.cast import Cast
from linli.features.hall import actions

from .conftest import Program

ONE = "/sites/tuoran/windows/1"
STEPS: list[tuple[str, Any]] = [
    ("/shift", {}),
    ("/shift/end", None),
    ("/pause", {"reason": "x"}),
    ("/pause/end", None),
    ("/calls", {}),
    ("/recalls", None),
    ("/arrivals", None),
    ("/no-shows", None),
    ("/parkings", {"reason": "x"}),
    ("/transfers", {"reason": "x"}),
    ("/matters", {"group": "health"}),
    ("/matters/1/outcome", {"outcome": "done"}),
    ("/finishes", None),
    ("/undo", None),
]


@pytest.fixture
def line(cast: Cast, now: datetime) -> list[str]:
    """Three people wait."""
    return [
        actions.take_ticket(
            hall=cast.hall, groups=cast.groups[:1], priority="ordinary", channel="kiosk", key="", actor="kiosk:tuoran",
            now=now,
        ).label
        for _ in range(3)
    ]  # fmt: skip


@pytest.fixture
def opened(worker: Program) -> None:
    assert worker.post(f"{ONE}/shift", {}).status_code == 201


def ok(answer: Any) -> dict[str, Any]:
    assert answer.status_code in (200, 201), answer.content.decode()
    found: dict[str, Any] = answer.json()
    return found


def test_a_worker_opens_the_own_window(worker: Program, cast: Cast, now: datetime) -> None:
    answer = worker.post(f"{ONE}/shift", {}, key="k")
    assert answer.status_code == 201
    assert answer.json()["window"]["worker"] == {"staff_number": "T101", "name": cast.workers[1].name}
    assert answer.json()["window"]["opened_at"] == "2026-11-24T10:40:00+08:00"
    assert worker.post(f"{ONE}/shift", {}, key="k").status_code == 201
    assert worker.post(f"{ONE}/shift", {}).status_code == 409


def test_two_workers_at_a_window_are_refused(head: Program, cast: Cast, now: datetime) -> None:
    answer = head.post(f"{ONE}/shift", {"workers": ["T101", "T102"]})
    assert answer.status_code == 409
    assert answer.json()["objections"]


def test_the_head_says_who_serves_and_a_worker_does_not(head: Program, worker: Program, now: datetime) -> None:
    assert worker.post(f"{ONE}/shift", {"workers": ["T102"]}).status_code == 403
    assert ok(head.post(f"{ONE}/shift", {"workers": ["T201"]}))["window"]["worker"]["staff_number"] == "T201"
    answer = head.post("/sites/tuoran/windows/2/shift", {"workers": ["C101"]})
    assert answer.json()["errors"][0]["field"] == "body.workers.0"


@pytest.mark.usefixtures("opened")
def test_a_visit_from_call_to_finish(worker: Program, line: list[str], now: datetime) -> None:
    called = ok(worker.post(f"{ONE}/calls"))
    assert called["label"] == called["window"]["visitor"]["label"] == line[0]
    assert called["window"]["state"] == "called"
    assert ok(worker.post(f"{ONE}/recalls"))["window"]["visitor"]["calls"] == 2
    assert ok(worker.post(f"{ONE}/arrivals"))["window"]["state"] == "serving"
    matters = ok(worker.post(f"{ONE}/matters", {"group": "health"}))["window"]["visitor"]["matters"]
    assert [each["group"]["slug"] for each in matters] == ["consult", "health"]
    done = ok(worker.post(f"{ONE}/matters/1/outcome", {"outcome": "done"}))
    assert done["window"]["visitor"]["matters"][0]["outcome"] == "done"
    assert ok(worker.post(f"{ONE}/finishes"))["window"]["visitor"] is None


@pytest.mark.usefixtures("opened")
def test_the_same_key_calls_nobody_else(worker: Program, line: list[str], now: datetime) -> None:
    first = ok(worker.post(f"{ONE}/calls", key="k"))
    assert ok(worker.post(f"{ONE}/calls", {}, key="k"))["label"] == first["label"] == line[0]


@pytest.mark.usefixtures("opened")
def test_nobody_waiting_is_no_refusal(worker: Program, now: datetime) -> None:
    assert ok(worker.post(f"{ONE}/calls"))["label"] == ""


@pytest.mark.usefixtures("opened")
def test_somebody_who_missed_the_call_is_called_by_number(worker: Program, line: list[str], now: datetime) -> None:
    ok(worker.post(f"{ONE}/calls"))
    assert ok(worker.post(f"{ONE}/no-shows"))["label"] == line[0]
    seen = ok(worker.get(ONE))
    assert [each["label"] for each in seen["aside"]] == [line[0]]
    assert [each["label"] for each in seen["line"]] == line[1:]
    assert ok(worker.post(f"{ONE}/calls", {"label": line[0]}))["label"] == line[0]
    unknown = worker.post(f"{ONE}/calls", {"label": "Z999"})
    assert unknown.json()["errors"][0]["field"] == "body.label"


@pytest.mark.usefixtures("opened")
def test_set_aside_handed_on_paused_and_taken_back(
    worker: Program, head: Program, line: list[str], now: datetime
) -> None:
    ok(head.post("/sites/tuoran/windows/2/shift", {"workers": ["T102"]}))
    ok(worker.post(f"{ONE}/calls"))
    ok(worker.post(f"{ONE}/arrivals"))
    assert ok(worker.post(f"{ONE}/parkings", {"reason": "复印"}))["window"]["state"] == "free"
    assert ok(worker.post(f"{ONE}/undo"))["window"]["visitor"]["label"] == line[0]
    nowhere = worker.post(f"{ONE}/transfers", {"reason": "社保", "to_window": 77})
    assert nowhere.json()["errors"][0]["field"] == "body.to_window"
    assert ok(worker.post(f"{ONE}/transfers", {"reason": "社保", "to_window": 2}))["label"] == line[0]
    assert ok(worker.post(f"{ONE}/pause", {"reason": "喝水"}))["window"]["pause_reason"] == "喝水"
    assert worker.post(f"{ONE}/calls").status_code == 409
    assert ok(worker.post(f"{ONE}/pause/end"))["window"]["state"] == "free"
    assert ok(worker.post(f"{ONE}/shift/end"))["window"]["state"] == "closed"


@pytest.mark.usefixtures("opened")
def test_another_worker_does_not_step_in(
    program: Callable[[Person], Program], cast: Cast, line: list[str], now: datetime
) -> None:
    answer = program(cast.workers[2]).post(f"{ONE}/calls")
    assert answer.status_code == 409


@pytest.mark.parametrize(("path", "body"), STEPS)
def test_every_step_needs_a_token_of_this_community(
    stranger: Program, anybody: Program, cast: Cast, now: datetime, path: str, body: Any
) -> None:
    refused, unknown = stranger.post(f"{ONE}{path}", body), anybody.post(f"{ONE}{path}", body)
    assert [refused.status_code, unknown.status_code] == [403, 401]
    assert unknown["WWW-Authenticate"] == "Bearer"
    assert refused["Content-Type"] == unknown["Content-Type"] == "application/problem+json"
    assert Program("wrong").post(f"{ONE}{path}", body).status_code == 401


@pytest.mark.parametrize(("path", "body"), STEPS)
def test_a_session_does_not_count(cast: Cast, now: datetime, path: str, body: Any) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(cast.head, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(f"/api/v1{ONE}{path}", body or {}, content_type="application/json")
    assert answer.status_code == 401


@pytest.mark.parametrize(("path", "body"), STEPS)
def test_a_window_that_is_not_there(worker: Program, now: datetime, path: str, body: Any) -> None:
    assert worker.post(f"/sites/tuoran/windows/77{path}", body).status_code == 404
    assert worker.post(f"/sites/nowhere/windows/1{path}", body).status_code == 404


@pytest.mark.parametrize(("path", "body"), [step for step in STEPS if step[0] not in ("/shift",)])
def test_every_step_at_a_closed_window_says_why_not(worker: Program, now: datetime, path: str, body: Any) -> None:
    answer = worker.post(f"{ONE}{path}", body)
    assert answer.status_code == 409
    assert all(each["code"] and each["text"] for each in answer.json()["objections"])


def test_who_may_look(
    program: Callable[[Person], Program], cast: Cast, stranger: Program, anybody: Program, now: datetime
) -> None:
    for person in (cast.street_officer, cast.district_officer, cast.workers[3], cast.head):
        assert program(person).get("/sites/tuoran/windows").status_code == 200
        assert program(person).get(ONE).status_code == 200
    for path in ("/sites/tuoran/windows", ONE):
        assert program(cast.other_street_officer).get(path).status_code == 403
        assert stranger.get(path).status_code == 403
        assert anybody.get(path).status_code == 401
    assert program(cast.street_officer).post(f"{ONE}/shift", {}).status_code == 403


def test_a_token_that_ended_opens_nothing(worker: Program, now: datetime) -> None:
    Token.objects.update(revoked_at=now - timedelta(seconds=1))
    assert worker.get(ONE).status_code == 401
    Token.objects.update(revoked_at=None, expires_at=now - timedelta(seconds=1))
    assert worker.get(ONE).status_code == 401


def test_a_grant_that_ended_ends_its_token(worker: Program, cast: Cast, now: datetime) -> None:
    cast.workers[1].grants.update(until=now - timedelta(seconds=1))
    assert worker.get(ONE).status_code in (401, 403)


@pytest.mark.usefixtures("opened")
def test_calling_asks_the_database_little(
    worker: Program, line: list[str], now: datetime, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(24):
        ok(worker.post(f"{ONE}/calls"))


def test_what_goes_wrong_on_our_side_is_a_problem(
    worker: Program, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.features.hall.queries.windows_of", lambda **_: 1 / 0)
    answer = worker.get("/sites/tuoran/windows")
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert "ZeroDivision" not in answer.content.decode()


def test_calling_one_back_again_with_the_same_key_is_answered_again(
    worker: Program, line: list[str], opened: None
) -> None:
    worker.post(f"{ONE}/calls", {})
    worker.post(f"{ONE}/no-shows")
    first = worker.post(f"{ONE}/calls", {"label": line[0]}, key="pad-1")
    again = worker.post(f"{ONE}/calls", {"label": line[0]}, key="pad-1")
    assert ok(again) == ok(first)
    refused = worker.post(f"{ONE}/calls", {"label": line[0]}, key="pad-2")
    assert refused.status_code == 409
    assert "not_aside" in [each["code"] for each in refused.json()["objections"]]
    assert worker.post(f"{ONE}/calls", {"label": "A999"}, key="pad-3").status_code == 422


@pytest.mark.usefixtures("opened")
def test_a_program_may_say_whom_it_means(worker: Program, line: list[str], now: datetime) -> None:
    ok(worker.post(f"{ONE}/calls", {"visitor": ""}))
    ok(worker.post(f"{ONE}/arrivals", {"visitor": line[0]}))
    ok(worker.post(f"{ONE}/calls", {"visitor": line[0]}))
    for path, body in (("/calls", {}), ("/arrivals", {}), ("/finishes", {}), ("/parkings", {"reason": "x"})):
        answer = worker.post(f"{ONE}{path}", body | {"visitor": line[0]})
        assert (answer.status_code, answer.json()["objections"][0]["code"]) == (409, "visitor_changed")
    assert worker.post(f"{ONE}/finishes", {"visitor": "A999"}).json()["errors"][0]["field"] == "body.visitor"
    assert ok(worker.get(ONE))["window"]["visitor"]["label"] == line[1]


@pytest.mark.usefixtures("opened")
def test_a_program_may_say_which_step_it_takes_back(worker: Program, line: list[str], now: datetime) -> None:
    ok(worker.post(f"{ONE}/calls"))
    called = ok(worker.get(ONE))["last_step"]
    assert (called["kind"], called["label"]) == ("called", line[0])
    ok(worker.post(f"{ONE}/arrivals"))
    answer = worker.post(f"{ONE}/undo", {"step": called["seq"]})
    assert (answer.status_code, answer.json()["objections"][0]["code"]) == (409, "step_changed")
    ok(worker.post(f"{ONE}/undo", {"step": ok(worker.get(ONE))["last_step"]["seq"]}))
