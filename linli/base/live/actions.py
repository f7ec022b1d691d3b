"""Say that a topic has moved."""

from __future__ import annotations

from django.db import connection, transaction

from . import rules

CHANNEL = "linli_live"
HEALTH = "health"
_UPSERT = (
    "INSERT INTO live_topic (name, version) VALUES {rows} "
    "ON CONFLICT (name) DO UPDATE SET version = live_topic.version + 1"
)
# Told to the stream's readers when, and only if, the transaction commits.
_NOTIFY = "WITH moved AS ({upsert} RETURNING name, version) SELECT pg_notify(%s, name || ':' || version) FROM moved"


def prove_writing() -> None:
    """Write a row as every change does, and take it back: nothing is left and nobody is told.

    :raises DatabaseError: if this process cannot write: a read-only file or server, a table of somebody else's.
    """
    with transaction.atomic():
        touch(HEALTH)
        transaction.set_rollback(True)


def touch(*topics: str) -> None:
    """Move each topic on by one version, so that every screen watching it learns of the change.

    Call it inside the transaction that makes the change, as the last thing before the commit: the news commits with
    the change or not at all, and the row lock taken here makes all who touch the same topic wait. One statement,
    locks taken in the order of names, so that two callers never deadlock.
    """
    if not topics:
        return
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("live.touch() belongs inside the transaction of the change.")
    names = sorted(set(topics))
    if bad := [name for name in names if not rules.is_topic(name)]:
        raise ValueError(f"not a topic: {bad[0]!r}")
    upsert = _UPSERT.format(rows=", ".join(["(%s, 1)"] * len(names)))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_NOTIFY.format(upsert=upsert), [*names, CHANNEL])
        else:
            cursor.execute(upsert, names)
