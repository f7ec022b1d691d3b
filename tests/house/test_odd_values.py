"""No value in any parameter of any address or operation is answered with 500."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.cache import cache
from django.core.signals import got_request_exception
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

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
    place = next(address for address in addresses() if address.name == name)
    for method, roles in door.ways.items():
        walk = Walk(stage.browser(next(role for role in KNOCKERS if role in roles)))
        _slots(walk, stage, place, method)
        plain = stage.carried(name) if method == "POST" else {}
        names = _names(walk, method, stage.at(name), plain, monkeypatch)
        for fields in _sendings(names, plain):
            _send(walk, method, stage.at(name), fields)
        walk.end()


def _slots(walk: Walk, stage: Stage, place: Address | Operation, method: str) -> None:
    """Each slot of the address with each odd value; what is no address of ours any more is not asked."""
    for slot in (slot for pair in SLOT.findall(place.route) for slot in pair if slot):
        for text in odd.TEXTS:
            address = place.at(**(stage.values | {slot: quote(text, safe="", errors="surrogateescape")}))
            try:
                resolve(place.at(**(stage.values | {slot: text})))
            except Resolver404:
                continue
            walk.ask(f"{method} {slot}={text!r}", method, address)


def _names(walk: Walk, method: str, address: str, plain: dict[str, Any], patch: pytest.MonkeyPatch) -> list[str]:
    """What the door reads of a query or a form: with nothing, and with a value for whatever it read before."""
    names = [*plain]
    for _round in range(2):
        with odd.watched(patch) as reading:
            _send(walk, method, address, plain | {name: "1" for name in names if name not in plain})
        names = [*dict.fromkeys([*names, *(name for name in reading.names if name not in NOBODYS)])]
    return names[:60]


def _sendings(names: list[str], plain: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All parameters odd at once, each request another value in each; then the ends of every type, one by one."""
    if not names:
        return
    count = len(odd.TEXTS)
    for turn in range(count):
        yield {name: odd.TEXTS[(turn + 7 * place) % count] for place, name in enumerate(names)}
    for name in (name for name in names if name not in ("key", "next")):
        for end in odd.ends_of(plain.get(name, "")):
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
    _slots(walk, stage, operation, operation.method)
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


def _described(operation: Operation) -> tuple[dict[str, Any], dict[str, Any]]:
    from linli.entrypoints.api.urls import api

    document = api.get_openapi_schema()
    route = document["paths"]["/api/v1" + re.sub(r"\{\w+:", "{", operation.route)]
    return route[operation.method.lower()], document


def _queries(operation: Operation) -> Iterator[str]:
    described, _ = _described(operation)
    names = [each["name"] for each in described["parameters"] if each["in"] == "query"]
    for fields in _sendings(names, {}):
        yield urlencode(fields, errors="surrogateescape")


def _bodies(operation: Operation) -> Iterator[str]:
    described, document = _described(operation)
    if "requestBody" not in described:
        return
    plain = BODIES.get(operation.id, {})
    schema = described["requestBody"]["content"]["application/json"]["schema"]
    names = [*_fields(schema, document)]
    values = [*odd.TEXTS, *odd.JSONS]
    for turn in range(len(values)):
        odds = {name: values[(turn + 7 * place) % len(values)] for place, name in enumerate(names)}
        yield json.dumps(odds)
        yield json.dumps({"items": [odds], **odds})
    for name in names:
        for value in (*odd.ends_of(plain.get(name, "")), *odd.JSONS):
            yield json.dumps(plain | {name: value})
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


def _fields(schema: dict[str, Any], document: dict[str, Any]) -> Iterator[str]:
    if "$ref" in schema:
        yield from _fields(document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document)
    for choice in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        yield from _fields(choice, document)
    yield from schema.get("properties", {})
