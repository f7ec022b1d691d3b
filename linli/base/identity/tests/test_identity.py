"""One name a thing, on every installation another."""

from __future__ import annotations

import uuid

import pytest

from linli.base.identity import queries as identity
from linli.base.identity.models import Installation

pytestmark = pytest.mark.django_db


def test_a_thing_keeps_its_name_and_no_two_things_share_one() -> None:
    first = identity.uid(kind="booking", key=1)
    assert identity.uid(kind="booking", key=1) == first
    others = {identity.uid(kind="booking", key=2), identity.uid(kind="appointment", key=1)}
    assert len({first, *others}) == 3
    assert uuid.UUID(first)


def test_another_installation_calls_the_same_row_something_else() -> None:
    here = identity.uid(kind="booking", key=1)
    Installation.objects.update(mark=uuid.uuid4())
    assert identity.uid(kind="booking", key=1) != here


def test_the_mark_is_drawn_when_the_database_is_made() -> None:
    assert Installation.objects.count() == 1
