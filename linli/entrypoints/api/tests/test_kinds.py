"""Every value has one type; names are unique and the caller's own; every method gets an answer that programs read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from ninja import Schema

from linli.base.kernel import values
from linli.entrypoints.api.urls import api

from .conftest import Program

pytestmark = pytest.mark.django_db
TAKE = {"site": "tuoran", "groups": ["housing"]}


def _below(shape: type[Any]) -> Iterator[type[Any]]:
    for each in shape.__subclasses__():
        yield each
        yield from _below(each)


def test_no_two_schemas_have_one_name() -> None:
    ours = {each for each in _below(Schema) if each.__module__.startswith("linli.")}
    twice = [name for name, count in Counter(each.__name__ for each in ours).items() if count > 1]
    assert not twice
    schemas = api.get_openapi_schema()["components"]["schemas"]
    assert {"AppointmentIn", "BookingIn", "WaitOut", "RoomWaitOut"} <= set(schemas)
    assert "group" in schemas["AppointmentIn"]["properties"]
    assert "venue" in schemas["BookingIn"]["properties"]
    assert "low_minutes" in schemas["WaitOut"]["properties"]
    assert "turn" in schemas["RoomWaitOut"]["properties"]


@pytest.mark.parametrize(
    "address", ["sites", "sites/tuoran", "sites/tuoran/hall", "sites/tuoran/slots", "openapi.json", "docs"]
)
def test_head_answers_like_get_without_a_body(address: str, anybody: Program, now: datetime) -> None:
    client = Client()
    whole, head = client.get(f"/api/v1/{address}"), client.head(f"/api/v1/{address}")
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Type"] == whole["Content-Type"]
    assert head["Content-Length"] == str(len(whole.content))
    assert head.get("ETag") == whole.get("ETag")


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("address", ["/api/v1/nothing", "/api/v1/", "/api/v1/tickets/x/y/z", "/api/v2/sites", "/api/"])
def test_an_unknown_address_is_a_problem_to_every_method(method: str, address: str) -> None:
    answer = Client(enforce_csrf_checks=True).generic(method, address, b"{}", content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("address", ["sites", "tickets", "openapi.json", "docs", "sites/tuoran/windows/1/calls"])
def test_a_method_an_address_does_not_take_is_a_problem(address: str) -> None:
    for method in ("DELETE", "PUT", "PATCH"):
        answer = Client(enforce_csrf_checks=True).generic(method, f"/api/v1/{address}")
        assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
        assert answer["Allow"]


def errors_of(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.content
    return [(each["field"], each["code"]) for each in answer.json()["errors"]]


def test_what_is_wrong_is_called_by_the_callers_own_names(anybody: Program, now: datetime) -> None:
    for query, field in (
        ("sites/tuoran/hours?from=0001-01-01", "query.from"),
        ("sites/tuoran/hours?days=0", "query.days"),
        ("sites/tuoran/slots?first=9999-12-31", "query.first"),
        ("sites/tuoran/slots?group=nothing", "query.group"),
        ("sites/tuoran/free-times?purpose=dance", "query.purpose"),
        ("sites/tuoran/free-times?venue=%00", "query.venue"),
    ):
        assert [each for each, _ in errors_of(anybody.get(f"/{query}"))] == [field]
    wrong = {
        "site": "tuoran",
        "items": [{"item": "nothing"}, {"item": "home-visit", "have": ["a\nb"]}],
        "phone": "010-5550 0100",
        "colour": 1,
    }
    assert sorted(errors_of(anybody.post("/tickets", wrong))) == [
        ("body.colour", "extra_forbidden"),
        ("body.items.1.have.0", "text_lines"),
        ("body.phone", "landline"),
    ]
    assert errors_of(anybody.post("/tickets", TAKE, key="é")) == [("header.Idempotency-Key", "string_pattern_mismatch")]
    assert errors_of(
        anybody.post("/appointments", {"site": "tuoran", "group": "nothing", "starts_at": "2026-11-25T14:00:00+08:00"})
    ) == [("body.group", "unknown")]


@pytest.mark.parametrize(
    "phone", ["tel:+86-138-0000-0001", "+86(0)13800000001", "１３８０００００００１", "\u202d138 0000 0001\u202c"]
)
def test_a_pasted_phone_is_taken_as_on_the_web(phone: str, anybody: Program, now: datetime) -> None:
    assert anybody.post("/tickets", TAKE | {"phone": phone}).status_code == 201


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 100_000, b"{", b"\xff", b'{"a": NaN}', b"", b"1" * 5000])
def test_a_body_that_cannot_be_read_is_a_problem(body: bytes, now: datetime) -> None:
    answer = Client().post("/api/v1/tickets", body, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"


def test_a_number_is_a_whole_number(anybody: Program, now: datetime) -> None:
    for odd in (True, 1.0, "1.0", 2**31, 10**30, [], "x"):
        assert errors_of(anybody.post("/tickets/x/rating", {"level": odd}))[0] == ("body.level", "whole")
    assert values.whole_of("4") == 4
