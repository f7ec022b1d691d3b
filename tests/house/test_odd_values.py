"""No value in any parameter of any address or operation is answered with 500."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator
from functools import cache as made_once
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.cache import cache
from django.core.signals import got_request_exception
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve
from pydantic import TypeAdapter, ValidationError

from . import odd
from .access import BODIES, OPERATIONS, PAGES
from .conftest import Stage, undone
from .doors import SLOT, Address, Operation, addresses, operations
from .roles import ANONYMOUS, ROLES

pytestmark = pytest.mark.django_db

# Who is let in at most doors, first.
KNOCKERS = ("head", "centre", "resident", "registered kiosk", *ROLES)
# Names that every middleware reads, and what a test must not touch.
NOBODYS = {"csrfmiddlewaretoken"}


class Walk:
    """Requests at one door; what went wrong is said at the end, all at once."""

    def __init__(self, client: Client) -> None:
        client.raise_request_exception = False
        self.client = client
        self.wrong: dict[str, str] = {}
        self.error = ""
        got_request_exception.connect(self._note, weak=False)

    def _note(self, **sent: Any) -> None:
        import sys

        self.error = repr(sys.exc_info()[1])[:200]

    def ask(self, what: str, method: str, address: str, **sent: Any) -> None:
        """One request; what it changed is taken back."""
        self.error = ""
        with undone():
            response: HttpResponse = self.client.generic(method, address, **sent)
            if getattr(response, "streaming", False):
                response.close()
        if response.status_code >= 500 or self.error.startswith(("UnicodeEncode", "DataError")):
            self.wrong.setdefault(f"{self.error or response.content[:200]!r}"[:90], what[:160])

    def end(self) -> None:
        """Nothing was wrong."""
        got_request_exception.disconnect(self._note)
        assert not self.wrong, "\n".join(f"{what}: {error}" for error, what in self.wrong.items())


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """A refusal is no news here."""
    logging.disable(logging.CRITICAL)
    cache.clear()
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page(name: str, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    door = PAGES[name]
    odd.draw_once_a_shape(monkeypatch)
    place = next(address for address in addresses() if address.name == name)
    walks = [_walk(stage, method, roles) for method, roles in door.ways.items()]
    _slots(walks, stage, place, [*door.ways])
    for walk, method in zip(walks, door.ways, strict=True):
        plain = stage.carried(name) if method == "POST" else {}
        reads, screen = _reads(walk, method, stage.at(name), plain, monkeypatch)
        walk.wrong |= screen.wrong
        for fields in _sendings(reads, plain, screen.takes):
            _send(walk, method, stage.at(name), fields)
        walk.end()


def _walk(stage: Stage, _method: str, roles: frozenset[str]) -> Walk:
    return Walk(stage.browser(next(role for role in KNOCKERS if role in roles)))


def _slots(walks: list[Walk], stage: Stage, place: Address | Operation, methods: list[str]) -> None:
    """Each slot of the address with each odd value, by each method in turn; what is no address of ours is not asked."""
    turn = 0
    for slot in (slot for pair in SLOT.findall(place.route) for slot in pair if slot):
        for text in odd.TEXTS:
            address = place.at(**(stage.values | {slot: quote(text, safe="", errors="surrogateescape")}))
            try:
                resolve(place.at(**(stage.values | {slot: text})))
            except Resolver404:
                continue
            turn += 1
            method = methods[turn % len(methods)]
            walks[turn % len(methods)].ask(f"{method} {slot}={text!r}", method, address)


# Where names were read when they had been sent with every value; who reads them by the same lines is sent a few.
WALKED: dict[str, set[tuple[str, ...]]] = {}
FEW = 13  # every so many


def _reads(
    walk: Walk, method: str, address: str, plain: dict[str, Any], patch: pytest.MonkeyPatch
) -> tuple[dict[str, set[tuple[str, ...]]], odd.Screen]:
    """What the door reads of a query or a form: with nothing, and with a value for whatever it read before."""
    reads: dict[str, set[tuple[str, ...]]] = {name: set() for name in plain}
    for _round in range(2):
        with odd.watched(patch) as reading, odd.screened(patch) as screen:
            _send(walk, method, address, plain | {name: "1" for name in reads if name not in plain})
        for name, lines in reading.names.items():
            if name not in NOBODYS:
                reads.setdefault(name, set()).update(lines)
    return {name: reads.get(name, set()) for name in dict.fromkeys([*[*reads][:60], *screen.takes])}, screen


def _sendings(
    reads: dict[str, set[tuple[str, ...]]], plain: dict[str, Any], takes: dict[str, list[str]]
) -> Iterator[dict[str, Any]]:
    """All parameters odd at once, each request another value in each.

    What no form reads is sent with every value; of what a form reads, the values that its field takes go on to the
    rows, and some that it refuses are shown again. Then the ends of every type, one by one.
    """
    count, names = len(odd.TEXTS), [*reads]
    fresh = [name for name, lines in reads.items() if name not in takes and not lines <= WALKED.get(name, set())]
    if "key" in takes and "key" in WALKED:
        takes = takes | {"key": takes["key"][::FEW]}
    for name in (*fresh, "key"):
        WALKED.setdefault(name, set()).update(reads.get(name, ()))
    most = count if fresh else max(map(len, takes.values()), default=0)
    for turn in range(most):
        odds = {name: odd.TEXTS[(turn + 7 * place) % count] for place, name in enumerate(names) if name not in takes}
        yield plain | odds | {name: values[turn % len(values)] for name, values in takes.items() if values}
    for turn in (2, *range(0, count, FEW)) if names and (takes or not fresh) else ():
        yield {name: odd.TEXTS[(turn + 7 * place) % count] for place, name in enumerate(names)}
    for name in names:
        for end in odd.ends_of(plain.get(name, "")) if name in fresh or (name in takes and name != "key") else ():
            if name in fresh or end in takes[name]:
                yield plain | {name: end}


def _send(walk: Walk, method: str, address: str, fields: dict[str, Any]) -> None:
    text = urlencode(fields, doseq=True, errors="surrogateescape")
    if method == "GET":
        walk.ask(f"GET {_said(fields)}", method, f"{address}?{text}")
    else:
        form = "application/x-www-form-urlencoded"
        walk.ask(f"POST {_said(fields)}", method, address, data=text, content_type=form)


def _said(fields: dict[str, Any]) -> str:
    return " ".join(f"{name}={str(value)[:30]!r}" for name, value in fields.items())


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.id)
def test_operation(operation: Operation, stage: Stage) -> None:
    role = next(role for role in (ANONYMOUS, "head", "worker") if role in OPERATIONS[operation.id])
    walk, address = Walk(stage.program(role)), operation.at(**stage.values)
    _slots([walk], stage, operation, [operation.method])
    for query in _queries(operation):
        walk.ask(f"{operation.id}?{query[:80]}", operation.method, f"{address}?{query}")
    for body in _bodies(operation):
        walk.ask(
            f"{operation.id} {body[:120]}",
            operation.method,
            address,
            data=body,
            content_type="application/json",
        )
    for text in ("", "x" * 5000, "é", "\x7f", "a b"):
        walk.ask(f"{operation.id} key {text!r}", operation.method, address, headers={"Idempotency-Key": text})
    walk.end()


@made_once
def _document() -> dict[str, Any]:
    from linli.entrypoints.api.urls import api

    return api.get_openapi_schema()


def _described(operation: Operation) -> tuple[dict[str, Any], dict[str, Any]]:
    document = _document()
    route = document["paths"]["/api/v1" + re.sub(r"\{\w+:", "{", operation.route)]
    return route[operation.method.lower()], document


def _queries(operation: Operation) -> Iterator[str]:
    described, _ = _described(operation)
    names = [each["name"] for each in described["parameters"] if each["in"] == "query"]
    for fields in _sendings({name: {(operation.id,)} for name in names}, {}, {}):
        yield urlencode(fields, errors="surrogateescape")


def _bodies(operation: Operation) -> Iterator[str]:
    described, document = _described(operation)
    if "requestBody" not in described:
        return
    plain = BODIES.get(operation.id) or {}
    schema = described["requestBody"]["content"]["application/json"]["schema"]
    names = [*dict.fromkeys(_fields(schema, document))]
    values = [*odd.TEXTS, *odd.JSONS]
    takes = {name: [*_taken(operation, plain, name, values)] for name in names}
    for turn in range(max(map(len, takes.values()))):
        yield json.dumps(plain | {name: each[turn % len(each)] for name, each in takes.items() if each})
    for turn in range(0, len(values), FEW):
        odds = {name: values[(turn + 7 * place) % len(values)] for place, name in enumerate(names)}
        yield json.dumps(odds)
        yield json.dumps({"items": [odds], **odds})
    for name in names:
        for end in _taken(operation, plain, name, odd.ends_of(plain.get(name, ""))):
            yield json.dumps(plain | {name: end})
    yield from (
        "",
        "{",
        "[" * 100_000,
        '{"a":' * 100_000,
        "\0",
        '"x"',
        "null",
        "[]",
        '{"' + next(iter(names)) + '": 1e999}',
    )


def _taken(operation: Operation, plain: dict[str, Any], name: str, values: Iterable[Any]) -> Iterator[Any]:
    """The values that the operation's own shape of a body lets through; anything but a refusal is an error here."""
    shape: Any = _shapes()[operation.id]
    for value in values:
        try:
            shape.validate_python(json.loads(json.dumps(plain | {name: value})))
        except ValidationError:
            continue
        yield value


@made_once
def _shapes() -> dict[str, TypeAdapter[Any]]:
    from linli.entrypoints.api.urls import api

    return {
        operation.operation_id or "": TypeAdapter(model.model_fields["body"].annotation)
        for _, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
        for model in operation.models
        if "body" in model.model_fields
    }


def _fields(schema: dict[str, Any], document: dict[str, Any]) -> Iterator[str]:
    if "$ref" in schema:
        yield from _fields(document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document)
    for choice in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        yield from _fields(choice, document)
    yield from schema.get("properties", {})
