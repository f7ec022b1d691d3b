"""Who runs another place comes with its own address and things of ours: in the path, behind it, and in the body.

`test_matrix.py` asks who may come in at our address. Here the address is one's own, and what it names is not.
"""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

import pytest

from linli.community.journal.models import Entry

from .access import BODIES, OPERATIONS, PAGES
from .conftest import Stage, undone
from .doors import Address, Operation, addresses, operations

pytestmark = pytest.mark.django_db

# Slots that name one thing of one place; the others (a number of a window, a day, a venue's name) exist there too.
THINGS = frozenset({"kiosk", "printer", "job", "block", "suspension", "booking", "issue", "periodical", "held"})
# What our things are called in forms, bodies and behind a question mark.
SAID = ("ticket", "worker", "periodical", "printer", "kiosk", "issue", "taken", "booked", "holder", "venue", "booking")


def elsewhere(stage: Stage) -> dict[str, Any]:
    """The values of addresses at the other place, where the things are still ours."""
    other = stage.cast.other_site.slug
    return stage.values | {"site": other, "slug": other}


def slots(route: str) -> set[str]:
    return {first or second for first, second in re.findall(r"<(?:\w+:)?(\w+)>|\{(?:\w+:)?(\w+)\}", route)}


def ours(stage: Stage) -> list[tuple[str, str]]:
    """What the journal tells of this place."""
    return list(Entry.objects.filter(scope=stage.cast.site.slug).order_by("seq").values_list("verb", "subject"))


def told(stage: Stage) -> dict[str, Any]:
    """Our things by every name they might be asked by."""
    values = stage.values | {
        "ticket": stage.values["code"],
        "taken": stage.values["code"],
        "booked": stage.values["appointment"],
        "holder": stage.cast.resident.pk,
        "booking": stage.values["booking_pk"],
    }
    return {name: values[name] for name in SAID if name in values}


PLACED = [one for one in addresses() if one.name in PAGES and "site" in slots(one.route)]
NAMING = [one for one in PLACED if slots(one.route) & THINGS]
PLACED_OPERATIONS = [one for one in operations() if "slug" in slots(one.route)]


def test_there_is_something_to_probe() -> None:
    assert len(NAMING) >= 8
    assert len(PLACED) >= 40
    assert len(PLACED_OPERATIONS) >= 10


@pytest.mark.parametrize("role", ["head elsewhere", "street elsewhere", "worker elsewhere", "resident"])
@pytest.mark.parametrize("address", NAMING, ids=lambda one: one.name)
def test_a_thing_of_ours_is_not_there_at_ones_own_address(address: Address, role: str, stage: Stage) -> None:
    before = ours(stage)
    for method in PAGES[address.name].ways:
        with undone():
            data = stage.carried(address.name) if method == "POST" else {}
            response = getattr(stage.browser(role), method.lower())(address.at(**elsewhere(stage)), data)
            assert response.status_code in (302, 303, 403, 404), f"{method} {address.name}: {response.status_code}"
            assert response.status_code in (403, 404) or "sign-in" in response["Location"]
            assert ours(stage) == before


@pytest.mark.parametrize("address", PLACED, ids=lambda one: one.name)
def test_nothing_of_ours_moves_by_what_a_form_or_a_question_elsewhere_names(address: Address, stage: Stage) -> None:
    before = ours(stage)
    for role in ("head elsewhere", "resident"):
        for method in PAGES[address.name].ways:
            with undone():
                data = told(stage) | (stage.carried(address.name) if method == "POST" else {})
                response = getattr(stage.browser(role), method.lower())(
                    address.at(**elsewhere(stage)), data | {"key": str(uuid.uuid4())}
                )
                assert response.status_code < 500, f"{method} {address.name}: {response.status_code}"
                assert ours(stage) == before, f"{role} moved something by {method} {address.name}"
                page = b"" if response.streaming else response.content
                assert stage.cast.resident.phone.encode() not in page


@pytest.mark.parametrize("operation", PLACED_OPERATIONS, ids=lambda one: one.id)
def test_nothing_of_ours_moves_by_what_a_program_elsewhere_names(operation: Operation, stage: Stage) -> None:
    before = ours(stage)
    body = told(stage) | (BODIES.get(operation.id) or {})
    for role in ("head elsewhere", "worker elsewhere"):
        for sent in (body, BODIES.get(operation.id)):
            with undone():
                response = stage.program(role).generic(
                    operation.method,
                    operation.at(**elsewhere(stage)),
                    data="" if sent is None or operation.method == "GET" else json.dumps(sent),
                    content_type="application/json",
                    headers={"Idempotency-Key": str(uuid.uuid4())},
                )
                assert response.status_code < 500, f"{operation.id}: {response.status_code}"
                assert ours(stage) == before, f"{role} moved something by {operation.id}"


@pytest.mark.parametrize("operation", PLACED_OPERATIONS, ids=lambda one: one.id)
def test_a_program_elsewhere_finds_no_thing_of_ours_at_its_own_address(operation: Operation, stage: Stage) -> None:
    if not slots(operation.route) & THINGS or operation.id not in OPERATIONS:
        return
    with undone():
        response = stage.program("head elsewhere").generic(
            operation.method,
            operation.at(**elsewhere(stage)),
            data=json.dumps(BODIES.get(operation.id) or {}),
            content_type="application/json",
            headers={"Idempotency-Key": str(uuid.uuid4())},
        )
    assert response.status_code in (403, 404), f"{operation.id}: {response.status_code}"
