"""One tick at a time, wherever it was started."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import Error, connection

# Any number that nobody else locks in this database.
TICK = 0x1147_71C4


@contextmanager
def alone() -> Iterator[bool]:
    """Whether this is the only tick at work on the database; if not, leave the work to the other.

    PostgreSQL: an advisory lock, freed by the server when the process dies. SQLite: a locked file beside the
    database, freed by the kernel. Jobs are safe to run twice at once all the same; this only saves the work.
    """
    if connection.vendor == "postgresql":
        with _advisory() as is_alone:
            yield is_alone
    else:
        with _file() as is_alone:
            yield is_alone


@contextmanager
def _advisory() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [TICK])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with suppress(Error), connection.cursor() as cursor:  # a lost connection has freed the lock already
                cursor.execute("SELECT pg_advisory_unlock(%s)", [TICK])


@contextmanager
def _file() -> Iterator[bool]:
    database = Path(str(connection.settings_dict["NAME"]))
    if not database.is_file():  # a test's database in memory: nobody else can see it
        yield True
        return
    with database.with_name(database.name + ".tick").open("w") as locked:
        try:
            fcntl.flock(locked, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
