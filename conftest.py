"""One cast of people and one community for every test; the settings tests run under."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation

from tests import template
from tests.kept import Kept

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

_cast: Kept | None = None

pytest.register_assert_rewrite("tests.refusing")  # so that a failure tells both sides


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The tests' database begins as a copy of a migrated one."""
    from django.db import connection
    from django.db.backends.signals import connection_created

    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = template.postgres_name(connection.settings_dict)
    else:
        connection_created.connect(_fill_if_empty, weak=False)


def _fill_if_empty(connection: Any, **_more: Any) -> None:
    is_in_memory = "mode=memory" in str(connection.settings_dict["NAME"])
    if is_in_memory and not connection.connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        template.fill(connection.connection)


@pytest.fixture
def now() -> datetime:
    """A Tuesday morning in November: 10:40 in Beijing, the hall is open."""
    return datetime.fromisoformat("2026-11-24T10:40:00+08:00")


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast of 拓然家苑 and of a second community, fresh in the test's database."""
    from linli.community.people.models import Person
    from linli.entrypoints.demo.cast import gather

    global _cast
    if Person.objects.exists():
        return gather()
    _cast = _cast or Kept(gather)
    return _cast.again()


@pytest.fixture(autouse=True)
def clock_at(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a test asks for `now`, the clock that views read stands at that moment."""
    if "now" not in request.fixturenames:
        return
    moment = request.getfixturevalue("now")
    monkeypatch.setattr("linli.base.kernel.clock.now", lambda: moment)


@pytest.fixture(autouse=True)
def own_language() -> None:
    """No test hears the language in which a page of an earlier one was asked for."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def plain_static(settings: object) -> None:
    """Tests name static files without a manifest."""
    settings.STORAGES = {  # type: ignore[attr-defined]
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
