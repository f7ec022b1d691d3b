"""People of elsewhere come with things of ours: in the path, behind it, and in the body.

`test_matrix.py` asks who may come in at our address. Here everybody who has no business with us knocks: nobody, a
resident, and every role of another place. A thing of ours in a path is not there for them; and where the path is
their own, naming ours behind it or in the body moves nothing of ours and shows nothing of it.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from pytest_django import DjangoDbBlocker

from .abroad import FOREIGN, MARK, PLACES_STAFF, Abroad, go_abroad
from .access import BODIES, OPERATIONS, PAGES, PUBLIC
from .conftest import Stage, undone
from .doors import Address, Operation, addresses, operations
from .roles import ANONYMOUS, EVERYBODY

pytestmark = pytest.mark.django_db

# Slots that name one thing of one place by its number, which opens nothing; a code opens its thing to whoever holds it.
THINGS = frozenset({"kiosk", "printer", "job", "block", "suspension", "booking", "issue", "booking_pk"})
CODES = frozenset({"code", "appointment", "held", "series", "wait", "secret", "pairing", "token"})
HERE = frozenset({"site", "slug"})


# Who asks at a door that is open to everybody: it does not look at the role, so two stand for all.
ANYBODY = (ANONYMOUS, "head elsewhere")


def slots(route: str) -> set[str]:
    return {first or second for first, second in re.findall(r"<(?:\w+:)?(\w+)>|\{(?:\w+:)?(\w+)\}", route)}


DOORS = [
    one
    for one in addresses()
    if one.name in PAGES and not one.name.startswith("api:") and not one.route.endswith(".pdf")
]


def askers(method: str, *, is_public: bool) -> tuple[str, ...]:
    """Who asks: everybody of elsewhere who may change something; to look, who sees most of their own, and nobody."""
    return ANYBODY if is_public else FOREIGN if method == "POST" else (*ANYBODY, "district elsewhere")


NAMING = [one for one in DOORS if slots(one.route) & THINGS]
API = [one for one in operations() if one.id in OPERATIONS]
OF_THINGS = [
    one for one in API if slots(one.route) & THINGS or (not slots(one.route) and "site" in BODIES.get(one.id, {}))
]


@pytest.fixture(scope="module")
def travelled(staged: Stage, django_db_blocker: DjangoDbBlocker) -> Iterator[Abroad]:
    """Set once a module, taken back with the stage."""
    with django_db_blocker.unblock(), undone():
        yield go_abroad(staged)


@pytest.fixture
def abroad(travelled: Abroad, stage: Stage) -> Abroad:
    return travelled


def knock(client: Any, method: str, address: str, data: dict[str, Any]) -> HttpResponse:
    """One request; no limit of an earlier one counts."""
    cache.clear()
    response: HttpResponse = getattr(client, method.lower())(address, data)
    return response


def asked(client: Any, method: str, address: str, body: dict[str, Any] | None) -> HttpResponse:
    """One request of a program, with what it names behind the path too."""
    cache.clear()
    query = {name: str(value) for name, value in (body or {}).items() if not isinstance(value, (dict, list))}
    answer: HttpResponse = client.generic(
        method, address, data="" if body is None or method == "GET" else json.dumps(body),
        content_type="application/json", headers={"Idempotency-Key": str(uuid.uuid4())},
        **({"query_params": query} if method == "GET" else {}),
    )  # fmt: skip
    return answer


def shows(response: HttpResponse) -> bool:
    words = (MARK.encode(), json.dumps(MARK)[1:-1].encode())
    return not response.streaming and any(word in response.content for word in words)


def judged(abroad: Abroad, before: Any, response: HttpResponse, *, who: str) -> str:
    """What went wrong, or nothing."""
    if response.status_code >= 500:
        return f"{who}: {response.status_code}"
    if abroad.traces() != before:
        return f"{who} moved something of ours"
    return f"{who} was shown something of ours" if shows(response) else ""


def test_there_is_something_to_probe(abroad: Abroad) -> None:
    assert len(NAMING) >= 8
    assert len(DOORS) >= 120
    assert len(API) >= 40
    named = {name for one in (*DOORS, *API) for name in slots(one.route)} & (THINGS | CODES)
    named -= {"booking"}
    assert {name for name in named if abroad.theirs[name] != abroad.stage.values[name]} == named


def test_the_mark_is_there_for_those_whom_it_is_for(abroad: Abroad) -> None:
    for name in ("devices:devices", "booking:suspensions", "booking:held", "amenities:amenities"):
        with undone():
            assert shows(abroad.stage.browser("head").get(abroad.stage.at(name))), name
    with undone():
        assert shows(abroad.stage.browser("bureau").get(abroad.stage.at("guides:questions")))


@pytest.mark.parametrize("address", NAMING, ids=lambda one: one.name)
def test_a_thing_of_ours_is_not_there_at_ones_own_address(address: Address, abroad: Abroad) -> None:
    before, wrong = abroad.traces(), []
    here = {name: abroad.theirs[name] for name in HERE} | {"booking": abroad.stage.values["booking_pk"]}
    for role in FOREIGN:
        for method in PAGES[address.name].ways:
            with undone():
                data = abroad.stage.carried(address.name) if method == "POST" else {}
                response = knock(abroad.browser(role), method, address.at(**(abroad.stage.values | here)), data)
                who = f"{role} at {method} {address.name}"
                wrong.append(judged(abroad, before, response, who=who))
                is_out = response.status_code in (403, 404) or "sign-in" in response.get("Location", "")
                wrong.append("" if is_out else f"{who}: {response.status_code}")
    assert not any(wrong), "\n".join(filter(None, wrong))


@pytest.mark.parametrize("address", DOORS, ids=lambda one: one.name)
def test_what_is_named_behind_a_path_or_in_a_form_moves_and_shows_nothing_of_ours(
    address: Address, abroad: Abroad
) -> None:
    before, wrong, ours = abroad.traces(), [], abroad.naming_ours()
    at = address.at(**(abroad.theirs | {"booking": abroad.theirs["booking_pk"]}))
    for method, let_in in PAGES[address.name].ways.items():
        for role in askers(method, is_public=let_in >= EVERYBODY):
            with undone():
                data = ours | (abroad.stage.carried(address.name) if method == "POST" else {})
                response = knock(abroad.browser(role), method, at, data | {"key": str(uuid.uuid4())})
                wrong.append(judged(abroad, before, response, who=f"{role} at {method} {address.name}"))
    assert not any(wrong), "\n".join(filter(None, wrong))


@pytest.mark.parametrize("operation", API, ids=lambda one: one.id)
def test_what_a_program_of_elsewhere_names_moves_and_shows_nothing_of_ours(
    operation: Operation, abroad: Abroad
) -> None:
    before, wrong, carries = abroad.traces(), [], BODIES.get(operation.id)
    there = {"site": abroad.theirs["site"], "venue": abroad.theirs["venue"]}
    own = None if carries is None else carries | {name: value for name, value in there.items() if name in carries}
    sent = abroad.naming_ours() | (own or {})
    for role in ANYBODY if OPERATIONS[operation.id] >= PUBLIC else (ANONYMOUS, *PLACES_STAFF):
        with undone():
            response = asked(abroad.program(role), operation.method, operation.at(**abroad.theirs), sent)
            wrong.append(judged(abroad, before, response, who=f"{role} at {operation.id}"))
    assert not any(wrong), "\n".join(filter(None, wrong))


@pytest.mark.parametrize("operation", OF_THINGS, ids=lambda one: one.id)
def test_a_program_of_elsewhere_finds_no_thing_of_ours(operation: Operation, abroad: Abroad) -> None:
    """By a number in its own path, and by our place in a body where only our own programs may act for others."""
    before, wrong, carries = abroad.traces(), [], BODIES.get(operation.id)
    at = operation.at(**(abroad.stage.values | {name: abroad.theirs[name] for name in HERE}))
    for role in PLACES_STAFF:
        with undone():
            response = asked(abroad.program(role), operation.method, at, carries)
            wrong.append(judged(abroad, before, response, who=f"{role} at {operation.id}"))
            is_out = response.status_code in (403, 404)
            wrong.append("" if is_out else f"{role} at {operation.id}: {response.status_code}")
    assert not any(wrong), "\n".join(filter(None, wrong))
