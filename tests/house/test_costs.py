"""What every page and step costs the database, and that looking changes nothing."""

from __future__ import annotations

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from .access import PAGES
from .conftest import Stage, undone
from .costs import STATEMENTS
from .roles import ANONYMOUS, browsers

WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE|WITH\b.*\b(INSERT|UPDATE|DELETE))\b", re.IGNORECASE | re.DOTALL)
_FRAME = re.compile(r"^\s*(SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT)\b", re.IGNORECASE)

DOORS = sorted(f"{method} {name}" for name, door in PAGES.items() for method in door.ways)


def _visitor(name: str, method: str) -> str:
    """Who is counted: whoever serves if they may, else nobody in particular, else the resident."""
    roles = PAGES[name].ways[method]
    if ANONYMOUS in roles:
        return ANONYMOUS
    return next(role for role in ("resident", "worker", "head", "bureau") if role in roles)


def _statements(browser: Client, stage: Stage, method: str, name: str) -> list[str]:
    data = {**stage.carried(name), "key": str(uuid.uuid4())} if method == "POST" else {}
    with (
        undone(),
        CaptureQueriesContext(
            connection,
        ) as seen,
    ):
        getattr(browser, method.lower())(stage.at(name), data)
    return [query["sql"] for query in seen.captured_queries if not _FRAME.match(query["sql"])]


def test_every_door_has_its_cost() -> None:
    assert sorted(set(DOORS) - set(STATEMENTS)) == []
    assert sorted(set(STATEMENTS) - set(DOORS)) == []


@pytest.mark.parametrize("door", DOORS)
def test_cost(door: str, stage: Stage) -> None:
    method, name = door.split()
    browser = browsers(stage.cast)[_visitor(name, method)]
    _statements(browser, stage, method, name)
    few = _statements(browser, stage, method, name)
    stage.come(10)
    many = _statements(browser, stage, method, name)
    assert len(few) == len(many) == STATEMENTS.get(door), "\n".join(many)


@pytest.mark.parametrize("name", sorted(name for name, door in PAGES.items() if "GET" in door.ways))
def test_looking_changes_nothing(name: str, stage: Stage) -> None:
    browser = browsers(stage.cast)[_visitor(name, "GET")]
    writes = [sql for sql in _statements(browser, stage, "GET", name) if WRITES.match(sql)]
    assert not writes, "\n".join(writes)
