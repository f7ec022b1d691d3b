"""Read the journal and prove that it is whole."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from .models import Chain, Entry
from .rules import Fault, Head, Sealed, faults_in

FIELDS = ["scope", "seq", "at", "actor", "verb", "subject", "details", "why", "previous_hash", "hash"]


def entries(*, scope: str, subject: str = "") -> QuerySet[Entry]:
    """What was done in `scope` (to `subject`, if one is given), newest first."""
    found = Entry.objects.filter(scope=scope)
    if subject:
        found = found.filter(subject=subject)
    return found.order_by("-seq")


def verify(*, scope: str | None = None) -> list[Fault]:
    """Every fault in the chain of `scope`, or in all chains; an empty list when the journal is whole.

    Reads every entry once, in constant memory and without a lock, while others go on recording.
    """
    scopes = _scopes() if scope is None else [scope]
    return [fault for one in scopes for fault in _faults_of(one)]


def heads() -> dict[str, Head]:
    """The last number and hash of every chain: what to keep elsewhere, so that a chain rewritten whole is found out."""
    chains = Chain.objects.order_by("scope").values_list("scope", "last_seq", "last_hash")
    return {scope: Head(seq, last_hash) for scope, seq, last_hash in chains}


def hash_at(*, scope: str, seq: int) -> str:
    """The hash of one entry; empty if there is no such entry."""
    return Entry.objects.filter(scope=scope, seq=seq).values_list("hash", flat=True).first() or ""


def _scopes() -> list[str]:
    of_entries = Entry.objects.values_list("scope", flat=True).distinct()
    return sorted({*Chain.objects.values_list("scope", flat=True), *of_entries})


def _faults_of(scope: str) -> Iterator[Fault]:
    before = _head(scope)
    rows = Entry.objects.filter(scope=scope).order_by("seq").values_list(*FIELDS).iterator(chunk_size=1000)
    entries = (Sealed(*row) for row in rows)
    return faults_in(scope=scope, entries=entries, before=before, head_now=lambda: _head(scope))


def _head(scope: str) -> Head | None:
    found = Chain.objects.filter(scope=scope).values_list("last_seq", "last_hash").first()
    return Head(*found) if found else None
