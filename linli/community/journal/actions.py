"""Write the journal: the one way an entry comes into being."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction

from . import rules
from .models import Chain, Entry


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
    entry = Entry(**content, details=rules.plain(details or {}), why=rules.plain(why), previous_hash=previous_hash)
    entry.hash = rules.sealing_hash(
        **content,  # type: ignore[arg-type]
        details=entry.details,
        why=entry.why,
        previous_hash=previous_hash,
    )
    entry.save(force_insert=True)
    Chain.objects.filter(scope=scope).update(last_hash=entry.hash)


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
