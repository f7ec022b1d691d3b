"""A client that a library generates from the document books an appointment and a room: the document tells the truth."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils.translation import override

from linli.entrypoints.api.urls import api
from linli.entrypoints.demo.cast import Cast
from linli.features.booking.tests.rooms import furnish

pytestmark = pytest.mark.django_db
NAME = "linli_client_of_the_test"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The generated package, importable; what the generator had to say."""
    folder = tmp_path_factory.mktemp("client")
    with override("en"):
        document = folder / "openapi.json"
        document.write_text(json.dumps(api.get_openapi_schema()), encoding="utf-8")
    (folder / "config.yml").write_text("post_hooks: []\n", encoding="utf-8")
    command = [str(Path(sys.executable).parent / "openapi-python-client"), "generate", "--path", str(document)]
    command += ["--output-path", str(folder / NAME), "--meta", "none", "--config", str(folder / "config.yml")]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    sys.path.insert(0, str(folder))
    yield run.stdout + run.stderr
    sys.path.remove(str(folder))


@pytest.fixture
def client(made: str) -> Iterator[Any]:
    """A client that talks to Django itself, without a network, and within the test's transaction.

    At both ends of a request Django would close a connection that is in a transaction, as this one is.
    """
    transport = httpx.WSGITransport(app=get_wsgi_application())
    anybody = importlib.import_module(f"{NAME}.client").Client(base_url="http://localhost")
    ends = (request_started, request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield anybody.set_httpx_client(httpx.Client(transport=transport, base_url="http://localhost"))
    for end in ends:
        end.connect(close_old_connections)


def part(name: str) -> Any:
    return importlib.import_module(f"{NAME}.{name}")


def test_every_operation_can_be_generated(made: str) -> None:
    assert "WARNING" not in made.upper(), made
    operations = {
        operation["operationId"] for path in api.get_openapi_schema()["paths"].values() for operation in path.values()
    }
    files = {path.stem.replace("_", "") for path in Path(part("api").__file__).parent.glob("*/*.py")}
    assert {name.lower() for name in operations} <= files


def test_it_books_an_appointment_and_a_room(client: Any, cast: Cast, now: datetime) -> None:
    models = part("models")
    at = datetime.fromisoformat("2026-11-25T14:00:00+08:00")
    wish = models.AppointmentIn(site="tuoran", group="housing", starts_at=at)
    booked = part("api.appointments.book_appointment").sync(client=client, body=wish, idempotency_key=str(uuid4()))
    assert isinstance(booked, models.AppointmentOut), booked
    assert (booked.starts_at, booked.state) == (at, models.AppointmentOutState.UNPROVED)
    seen = part("api.appointments.see_appointment").sync(client=client, appointment=booked.code)
    assert seen.short_code == booked.short_code

    furnish(cast)
    room = models.BookingIn(
        site="tuoran",
        venue="front",
        phone="138 0000 0009",
        name="示例居民",
        purpose=models.BookingInPurpose.STUDY,
        people=5,
        starts_at=datetime.fromisoformat("2026-11-26T10:00:00+08:00"),
        ends_at=datetime.fromisoformat("2026-11-26T11:00:00+08:00"),
    )
    held = part("api.rooms.book_venue").sync(client=client, body=room, idempotency_key=str(uuid4()))
    assert isinstance(held, models.BookingOut), held
    assert held.venue == "front"


def test_it_reads_what_is_wrong_by_its_own_names(client: Any, cast: Cast, now: datetime) -> None:
    models = part("models")
    wish = models.AppointmentIn(
        site="tuoran", group="housing", starts_at=datetime(2300, 1, 1, tzinfo=now.tzinfo), phone="010-55500100"
    )
    told = part("api.appointments.book_appointment").sync(client=client, body=wish)
    assert isinstance(told, models.Problem)
    assert [(error.field, error.code) for error in told.errors] == [
        ("body.starts_at", "moment"),
        ("body.phone", "landline"),
    ]
