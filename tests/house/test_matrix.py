"""Each role at each door, of their own community and of another: let in or refused, as `access.py` says."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from .access import BODIES, OPERATIONS, PAGES, PUBLIC
from .conftest import Stage, undone
from .doors import Operation, addresses, operations
from .odd import draw_once_a_shape
from .roles import ANONYMOUS, EVERYBODY, NOBODY, ROLES, STAFF

pytestmark = pytest.mark.django_db  # the stage is set in the database that this mark makes

# Doors that are not ours to list one by one: the administration opens to nobody of the cast, and an address of the
# API that is none answers 404 to everybody.
OTHERS = {"admin": NOBODY, "api:unknown": EVERYBODY, "no_api": EVERYBODY}


def _is_refused(response: HttpResponse, role: str) -> bool:
    """403; a person who has not signed in (or not fully) is sent to a sign-in page instead."""
    if response.status_code in (301, 302, 303):
        return "sign-in" in response["Location"] or "login" in response["Location"]
    return response.status_code in (401, 403)


def _is_let_in(response: HttpResponse) -> bool:
    """Served, or told why not now (409), or asked to fill the form better (422)."""
    if response.status_code in (302, 303):
        return "sign-in" not in response["Location"]
    return response.status_code in (200, 201, 202, 204, 409, 422)


# Sign-in pages lead to themselves.
SIGN_INS = {"portal:sign_in", "portal:sign_in_code", "portal:staff_sign_in"}


def _judge(response: HttpResponse, *, role: str, name: str, may: bool) -> str:
    if name in SIGN_INS:
        fine = response.status_code in (200, 302, 303, 409, 422, 429)
    elif may:
        fine = _is_let_in(response)
    else:
        fine = _is_refused(response, role)
    word = "let in" if may else "refused"
    return "" if fine else f"{role} should be {word} at {name}: {response.status_code}"


def test_every_address_has_an_answer() -> None:
    known = {*PAGES, *OTHERS}
    ours = {address.name for address in addresses() if not address.name.startswith("admin:")}
    api = {f"api:{name}" for name in _api_names()}
    assert sorted(ours - known - api) == []
    assert sorted(set(PAGES) - ours) == []


def _api_names() -> set[str]:
    from linli.entrypoints.api.urls import api

    return {
        operation.view_func.__name__
        for _, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
    }


def test_every_operation_has_an_answer() -> None:
    ours = {operation.id for operation in operations()}
    assert sorted(ours - set(OPERATIONS)) == []
    assert sorted(set(OPERATIONS) - ours) == []


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page(name: str, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    draw_once_a_shape(monkeypatch)  # what is on a page is asked elsewhere
    door, wrong = PAGES[name], []
    address, carries = stage.at(name), stage.carried(name)
    for role in ROLES:
        for method, let_in in door.ways.items():
            with undone():
                data = carries if method == "POST" else {}
                response = getattr(stage.browser(role), method.lower())(address, data)
            wrong.append(_judge(response, role=role, name=name, may=role in let_in))
    assert not any(wrong), "\n".join(filter(None, wrong))


# The API's document answers to any method; it is a library's page.
ONE_WAY = sorted(name for name, door in PAGES.items() if len(door.ways) == 1 and not name.startswith("api:"))


@pytest.mark.parametrize("name", ONE_WAY)
def test_page_answers_to_no_other_method(name: str, stage: Stage) -> None:
    other = "POST" if "GET" in PAGES[name].ways else "GET"
    with undone():
        response = getattr(stage.browser("head"), other.lower())(stage.at(name))
    assert response.status_code == 405


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.id)
def test_operation(operation: Operation, stage: Stage) -> None:
    let_in, wrong = OPERATIONS[operation.id], []
    address = operation.at(**stage.values)
    for role in (ANONYMOUS, *STAFF):
        with undone():
            response = stage.program(role).generic(
                operation.method, address, data=_json(BODIES.get(operation.id)), content_type="application/json",
                headers={"Idempotency-Key": str(uuid.uuid4())},
            )  # fmt: skip
        may = role in let_in
        fine = _is_let_in(response) if may else response.status_code == (401 if role == ANONYMOUS else 403)
        if not fine:
            wrong.append(f"{role} at {operation.id}: {response.status_code} {response.content[:200]!r}")
    assert not wrong, "\n".join(wrong)


def _json(body: dict[str, Any] | None) -> str:
    return "" if body is None else json.dumps(body)


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.id)
def test_a_session_cookie_opens_no_operation(operation: Operation, stage: Stage) -> None:
    if OPERATIONS[operation.id] >= PUBLIC or ANONYMOUS in OPERATIONS[operation.id]:
        return
    response = stage.browser("head").generic(
        operation.method, operation.at(**stage.values), content_type="application/json"
    )
    assert response.status_code == 401


def test_the_administration_opens_to_nobody_of_the_cast(stage: Stage) -> None:
    doors = [address for address in addresses() if address.name.startswith("admin:")]
    assert doors
    wrong = []
    for role in ROLES:
        response = stage.browser(role).get(reverse("admin:index"))
        if not _is_refused(response, role):
            wrong.append(f"{role}: {response.status_code}")
    assert not wrong, "\n".join(wrong)
