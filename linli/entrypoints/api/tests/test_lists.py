"""Items with what is there, taken and given by the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from linli.features.guides import actions as guides
from linli.features.guides.models import GuideVersion

from .conftest import Program

CARD = "disability-certificate"
ONE = "/sites/tuoran/windows/1"


@pytest.fixture(autouse=True)
def known(cast: Any, now: datetime) -> dict[str, str]:
    guides.import_guides(now=now)
    return dict(GuideVersion.objects.values_list("item__slug", "code"))


def take(program: Program, *items: dict[str, Any]) -> Any:
    return program.post("/tickets", {"site": "tuoran", "items": list(items)})


def there(list_: dict[str, Any]) -> list[str]:
    return [row["key"] for row in list_["rows"] if row["is_there"]]


def test_a_ticket_gives_the_list_back_as_it_was_told(anybody: Program, known: dict[str, str]) -> None:
    told = {"item": CARD, "have": ["户口簿", "月亮"], "situations": ["minor"]}
    answer = take(anybody, told, {"item": "public-rental"})
    assert answer.status_code == 201
    seen = anybody.get(answer["Location"].removeprefix("/api/v1")).json()
    card, rental = seen["items"]
    assert (card["item"]["slug"], card["version"], card["situations"]) == (CARD, known[CARD], ["minor"])
    assert (there(card), len(card["rows"]), card["is_asked"], card["is_checked"]) == (["户口簿"], 5, True, False)
    assert "missing=" in card["sheet"]
    assert (rental["is_asked"], rental["rows"]) == (False, [])
    assert [group["slug"] for group in seen["groups"]] == ["disability", "housing"]


def test_unknown_items_and_versions_are_named(anybody: Program) -> None:
    answer = take(anybody, {"item": "moon"}, {"item": CARD, "version": "moon", "have": []})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["body.items.0.item", "body.items.1.version"]


def test_neither_a_group_nor_an_item_is_refused(anybody: Program) -> None:
    assert [one["code"] for one in take(anybody).json()["objections"]] == ["no_groups"]


def test_a_caller_pad_goes_through_the_list(anybody: Program, worker: Program) -> None:
    take(anybody, {"item": CARD, "have": ["户口簿"]})
    for step in ("/shift", "/calls", "/arrivals"):
        assert worker.post(ONE + step, {} if step != "/arrivals" else None).status_code in (200, 201)
    seen = worker.get(ONE).json()["window"]["visitor"]["matters"][0]
    assert there(seen["checklist"]) == ["户口簿"]
    answer = worker.post(f"{ONE}/matters/1/materials", {"have": ["居民身份证"]})
    assert answer.status_code == 200
    list_ = answer.json()["window"]["visitor"]["matters"][0]["checklist"]
    assert (there(list_), list_["is_checked"]) == (["居民身份证"], True)
