"""`manage.py demo` keeps off what is not its own."""

from __future__ import annotations

import socket
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from linli.community.people.models import Person
from linli.entrypoints.demo import mark, stage
from linli.entrypoints.demo.mark import NotADemo
from tests import serving

TUESDAY = datetime.fromisoformat("2026-11-24T08:00:00+08:00")


@pytest.mark.django_db
def test_a_database_of_real_people_is_left_alone() -> None:
    Person.objects.create_user(staff_number="R001", name="真人")
    with pytest.raises(NotADemo):
        stage.prepare(wall=TUESDAY)
    assert Person.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("others", [True, False])
def test_a_database_that_the_demo_did_not_make_is_never_emptied(others: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    emptied: list[str] = []
    monkeypatch.setattr(stage, "_throw_away", lambda: emptied.append("all"))
    tables = ["shop_order", "auth_user"] if others else connection.introspection.table_names()
    monkeypatch.setattr(connection.introspection, "table_names", lambda *_: tables)
    with pytest.raises(NotADemo):  # no people in it, not even tables of ours
        stage.prepare(wall=TUESDAY)
    assert emptied == []


@pytest.mark.django_db
def test_the_demos_own_database_stays_when_somebody_put_a_table_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    mark.make()
    tables = connection.introspection.table_names()
    monkeypatch.setattr(connection.introspection, "table_names", lambda *_: [*tables, "shop_order"])
    with pytest.raises(NotADemo):
        stage._throw_away()


@pytest.mark.django_db
def test_the_demos_settings_serve_no_database_of_people_without_the_demos_mark(settings: Any) -> None:
    mark.insist()  # nobody in it
    Person.objects.create_user(staff_number="R001", name="真人")
    with pytest.raises(ImproperlyConfigured, match="not made by the demo"):
        mark.insist()
    settings.LINLI_DEMO = False
    mark.insist()
    settings.LINLI_DEMO = True
    mark.make()
    mark.insist()


@pytest.mark.django_db
def test_the_command_is_for_the_demo_only(settings: Any) -> None:
    settings.LINLI_DEMO = False
    with pytest.raises(Exception, match="LINLI_DEMO=1"):
        call_command("demo", stdout=StringIO())


def test_a_taken_port_is_named(settings: Any) -> None:
    settings.LINLI_DEMO = True
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Exception, match=f"LINLI_PORT={port + 1}"):
            call_command("demo", port=port, stdout=StringIO())


@pytest.mark.django_db(transaction=True)
def test_the_demos_server_loads_its_application_inside_its_event_loop(tmp_path: Path) -> None:
    load = "import asyncio, uvicorn; c = uvicorn.Config('linli.config.asgi:application')\n"
    load += "async def main(): c.load()\n"
    load += "asyncio.run(main()); print(c.loaded)"
    with serving.fresh_database(tmp_path, is_migrated=True) as database:
        assert serving.run("-c", load, database=database) == "True\n"
