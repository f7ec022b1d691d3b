"""Write the journal: the one way an entry comes into being."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from . import rules

# Written out: every write of a hall tells the journal under its lock, and composing takes longer than running.
_ENTRY = """
INSERT INTO journal_entry (scope, seq, at, actor, verb, subject, details, why, previous_hash, hash)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_HEAD = "UPDATE journal_chain SET last_hash = %s WHERE scope = %s"


def record(
    *,
    scope: str,
    actor: str,
    verb: str,
    subject: str,
    at: datetime,
    details: Mapping[str, object] | None = None,
    why: str = "",
) -> None:
    """Add one entry to the end of the chain `scope` (a site's slug, or `linli`), inside the caller's transaction.

    Whoever records in the same scope waits until that transaction ends, so entries never fork and leave no gap.
    The journal is kept for ever: no names, phone numbers or other personal text in `details`; say `ticket:17`,
    `person:4`. Three statements.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "journal.record() belongs inside the transaction of what it tells."
        )
    seq, previous_hash = _next_of(scope)
    content = {"scope": scope, "seq": seq, "at": at, "actor": actor, "verb": verb, "subject": subject}
    told, reason = rules.plain(details or {}), rules.plain(why)
    seal = rules.sealing_hash(
        **content,  # type: ignore[arg-type]
        details=told,
        why=reason,
        previous_hash=previous_hash,
    )
    stored: dict[str, Any] = content | {"at": connection.ops.adapt_datetimefield_value(at)}
    with connection.cursor() as cursor:
        cursor.execute(_ENTRY, [*stored.values(), json.dumps(told), reason, previous_hash, seal])
        cursor.execute(_HEAD, [seal, scope])


def _next_of(scope: str) -> tuple[int, str]:
    """The next number of the chain, now locked for this transaction, and the hash of its last entry."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_chain (scope, last_seq, last_hash) VALUES (%s, 1, '') "
            "ON CONFLICT (scope) DO UPDATE SET last_seq = journal_chain.last_seq + 1 RETURNING last_seq, last_hash",
            [scope],
        )
        seq, previous_hash = cursor.fetchone()
    return seq, previous_hash
