"""Whose database is it? The demo plays only in one that it made itself, and removes only such a one."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from linli.base.kernel import clock
from linli.community.journal.models import Entry

from .models import Mark

# Tables of libraries that Linli had, or has beside its own applications.
_OTHERS_OF_OURS = ("django_", "otp_")


class NotADemo(Exception):  # noqa: N818 - the sentence it is raised in
    """The database was not made by the demo."""


def is_empty() -> bool:
    """Whether there is no table at all."""
    return not connection.introspection.table_names()


def is_marked() -> bool:
    """Whether the demo made this database (demos from before there was a mark said so in the journal)."""
    tables = connection.introspection.table_names()
    if "demo_mark" in tables and Mark.objects.exists():
        return True
    return "journal_entry" in tables and Entry.objects.filter(scope="linli", actor="demo", verb="told").exists()


def has_others() -> bool:
    """Whether somebody has put tables beside ours."""
    ours = tuple(f"{app.label}_" for app in apps.get_app_configs()) + _OTHERS_OF_OURS
    return any(not name.startswith(ours) for name in connection.introspection.table_names())


def make() -> None:
    """Mark the database as the demo's; once is enough."""
    if not Mark.objects.exists():
        Mark.objects.create(made_at=clock.now())


def insist() -> None:
    """Let the demo's settings serve no database of anybody else: passwords and codes would be everybody's.

    :raises ImproperlyConfigured: with `LINLI_DEMO=1` on a database with people that the demo did not make.
    """
    if not settings.LINLI_DEMO or "people_person" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM people_person LIMIT 1")
        has_people = cursor.fetchone() is not None
    if has_people and not is_marked():
        raise ImproperlyConfigured(
            "LINLI_DEMO=1, but this database was not made by the demo. Unset LINLI_DEMO, or name another database."
        )
