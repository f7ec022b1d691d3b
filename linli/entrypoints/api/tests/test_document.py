"""The OpenAPI document and its page."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.utils import translation

from linli.entrypoints.api.urls import api

from .conftest import Program

STABLE = {
    "listSlots", "bookAppointment", "seeAppointment", "moveAppointment", "cancelAppointment", "checkIn",
    "confirmAppointment", "confirmBooking",
    "listSites", "seeSite", "seeHours", "seeHall", "takeTicket", "seeTicket", "leaveLine", "returnToLine",
    "listWindows", "seeWindow", "openWindow", "closeWindow", "pauseWindow", "resumeWindow", "callNext", "recall",
    "welcome", "markMissed", "park", "transfer", "addMatter", "finishMatter", "checkMaterials", "finish", "undo",
    "seeLoad", "rateVisit", "seeRatings",
    "listVenues", "seeFreeTimes", "bookVenue", "seeBooking", "changeBooking", "cancelBooking", "checkInBooking",
    "waitForSlot", "approveBooking", "refuseBooking",
}  # fmt: skip


def document(program: Program, language: str = "en") -> dict[str, Any]:
    answer = program.get("/openapi.json", **{"Accept-Language": language})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def operations(found: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, each) for path, methods in found["paths"].items() for method, each in methods.items()]


def strings(node: Any) -> list[str]:
    if isinstance(node, list):
        return [text for each in node for text in strings(each)]
    if not isinstance(node, dict):
        return []
    own = [value for key, value in node.items() if key in ("summary", "description") and isinstance(value, str)]
    return own + [text for each in node.values() for text in strings(each)]


@pytest.mark.django_db
def test_the_operations_keep_their_names() -> None:
    found = document(Program())
    assert {each["operationId"] for *_, each in operations(found)} == STABLE
    assert found["openapi"].startswith("3.1")


@pytest.mark.django_db
def test_every_reference_leads_somewhere_and_every_path_names_its_parameters() -> None:
    found = document(Program())
    references = set(re.findall(r'"\$ref": "#/components/schemas/([^"]+)"', json.dumps(found)))
    assert references <= set(found["components"]["schemas"])
    for path, _method, operation in operations(found):
        named = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path))
        assert all(each["required"] for each in operation["parameters"] if each["in"] == "path")


@pytest.mark.django_db
def test_every_post_takes_a_key_and_says_how_it_may_be_refused() -> None:
    for _path, method, operation in operations(document(Program())):
        if method != "post":
            continue
        assert "Idempotency-Key" in {each["name"] for each in operation["parameters"]}
        assert "application/problem+json" in operation["responses"]["409"]["content"]


@pytest.mark.django_db
def test_only_the_windows_the_load_and_decisions_need_a_token() -> None:
    for path, _method, operation in operations(document(Program())):
        needs = operation["security"]
        if "/windows" in path or path.endswith(("/load", "/approval", "/refusal")):
            assert needs == [{"Bearer": []}]
        elif path.endswith(("/tickets", "/appointments", "/rating", "/bookings", "/waits")):
            assert needs == [{"Bearer": []}, {}]
        else:
            assert needs == []


@pytest.mark.django_db
def test_the_document_is_chinese_for_chinese_readers() -> None:
    english, chinese = document(Program()), document(Program(), "zh-Hans")
    pairs = list(zip(strings(english), strings(chinese), strict=True))
    same = {one for one, other in pairs if one == other and one not in STANDARD}
    assert len(pairs) > 100
    assert same == set()


# HTTP's own words
STANDARD = {"OK", "Created", "Accepted"}


@pytest.mark.django_db
def test_the_docs_page_asks_nobody_else() -> None:
    answer = Program().get("/docs")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert re.findall(r'(?:src|href)="(https?:)?//', page) == []
    assert "<style" not in page
    assert " style=" not in page
    assert '"validatorUrl": null' in page


def test_the_document_is_built_once_a_language() -> None:
    with translation.override("en"):
        assert api.get_openapi_schema() is api.get_openapi_schema()
