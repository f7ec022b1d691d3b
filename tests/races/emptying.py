"""An empty database before each race."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection

TRIGGER = "journal_entry_is_not_deleted"


def empty() -> None:
    """Delete every row: on SQLite the journal refuses that, so its trigger is taken away and put back."""
    with connection.cursor() as cursor:
        refusal = None
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [TRIGGER])
            (refusal,) = cursor.fetchone()
            cursor.execute(f"DROP TRIGGER {TRIGGER}")
        call_command("flush", verbosity=0, interactive=False)
        if refusal:
            cursor.execute(refusal)
