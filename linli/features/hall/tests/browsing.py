"""What tests of the pages need: a worker who signed in with a one-time code, and questions about an answer."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

HALL = "/sites/tuoran"
HTMX = {"HX-Request": "true"}


def send(client: Client, address: str, **fields: Any) -> HttpResponse:
    """A form sent once, with a key of its own unless one is given."""
    return client.post(address, {"key": uuid.uuid4().hex, **fields})  # type: ignore[return-value]


def text(response: HttpResponse) -> str:
    return response.content.decode()


def statements(client: Client, address: str, **extra: Any) -> list[str]:
    """The SQL statements of one page, without the savepoints of the test."""
    client.get(address, **extra)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address, **extra)
    assert response.status_code == 200, response.status_code
    return [query["sql"] for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]


def codes(response: HttpResponse) -> list[str]:
    """The codes of the objections a page shows."""
    return re.findall(r'data-code="(\w+)"', text(response))
