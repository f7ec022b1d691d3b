"""`manage.py demo` keeps off what is not its own."""

from __future__ import annotations

import socket
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from linli.community.people.models import Person
from linli.entrypoints.demo import stage

TUESDAY = datetime.fromisoformat("2026-11-24T08:00:00+08:00")


@pytest.mark.django_db
def test_a_database_of_real_people_is_left_alone() -> None:
    Person.objects.create_user(staff_number="R001", name="真人")
    with pytest.raises(stage.NotADemo):
        stage.prepare(wall=TUESDAY)
    assert Person.objects.count() == 1


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
