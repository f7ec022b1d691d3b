"""How an entry is sealed to the one before it, and what may be wrong with a chain. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any


@dataclass(frozen=True)
class Sealed:
    """An entry as it stands in the journal."""

    scope: str
    seq: int
    at: datetime
    actor: str
    verb: str
    subject: str
    details: Mapping[str, Any]
    why: str
    previous_hash: str
    hash: str


@dataclass(frozen=True)
class Head:
    """The end of a chain: the number and the hash of its last entry (0 and empty before the first)."""

    seq: int
    hash: str


@dataclass(frozen=True)
class Fault:
    """What is wrong at entry `seq` of `scope`; `kind` is changed, removed, inserted, broken or truncated."""

    scope: str
    seq: int
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.scope} {self.seq}: {self.kind}: {self.text}"


def sealing_hash(
    *,
    scope: str,
    seq: int,
    at: datetime,
    actor: str,
    verb: str,
    subject: str,
    details: Mapping[str, Any],
    why: str,
    previous_hash: str,
) -> str:
    """SHA-256 (64 hex digits) over the canonical JSON of every field and the hash of the entry before."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    fields = [1, scope, seq, moment, actor, verb, subject, details, why, previous_hash]
    text = json.dumps(fields, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def plain(value: object) -> Any:
    """`value` in such JSON as both databases give back unchanged: texts, whole numbers, yes/no, nothing, lists, maps.

    Moments, days and times become ISO text; every other value (a float too) becomes its text.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return {_text(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        inner_values = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [plain(inner) for inner in inner_values]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return _text(value)


def _text(value: object) -> str:
    """Text that PostgreSQL can hold: no NUL, no half of a surrogate pair."""
    return str(value).replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def faults_in(
    *, scope: str, entries: Iterable[Sealed], before: Head | None, head_now: Callable[[], Head | None]
) -> Iterator[Fault]:
    """Every fault of one chain, whose `entries` come in order of `seq`; in constant memory.

    `before` is the chain's head as it was before the first entry was read, and `head_now` is asked after the last,
    because the chain may grow meanwhile. None: the chain has no head.
    """
    last = Head(0, "")
    for entry in entries:
        yield from _faults_of(entry, last)
        if before is not None and entry.seq == before.seq and entry.hash != before.hash:
            yield Fault(scope, entry.seq, "changed", "it is not the entry that the chain's head names")
        last = Head(entry.seq, entry.hash)
    yield from _faults_at_the_end(scope, last, before, head_now())


def _faults_of(entry: Sealed, last: Head) -> Iterator[Fault]:
    if entry.seq < 1:
        yield Fault(entry.scope, entry.seq, "inserted", "a number before the first")
    elif entry.seq == last.seq + 2:
        yield Fault(entry.scope, last.seq + 1, "removed", f"entry {last.seq + 1} is missing")
    elif entry.seq > last.seq + 1:
        yield Fault(entry.scope, last.seq + 1, "removed", f"entries {last.seq + 1} to {entry.seq - 1} are missing")
    if not _fits_itself(entry):
        yield Fault(entry.scope, entry.seq, "changed", "its content is not what was sealed")
    elif entry.seq == last.seq + 1 and entry.previous_hash != last.hash:
        text = "it does not follow the entry before: one of the two was inserted or sealed anew"
        yield Fault(entry.scope, entry.seq, "broken", text)


def _fits_itself(entry: Sealed) -> bool:
    return entry.hash == sealing_hash(
        scope=entry.scope,
        seq=entry.seq,
        at=entry.at,
        actor=entry.actor,
        verb=entry.verb,
        subject=entry.subject,
        details=entry.details,
        why=entry.why,
        previous_hash=entry.previous_hash,
    )


def _faults_at_the_end(scope: str, last: Head, before: Head | None, after: Head | None) -> Iterator[Fault]:
    if after is None:
        if last.seq:
            yield Fault(scope, last.seq, "removed", "the chain's head is missing")
        return
    if last.seq > after.seq:
        yield Fault(scope, after.seq + 1, "inserted", f"the chain ends at {after.seq}, but entries go on to {last.seq}")
    if before is not None and last.seq < before.seq:
        text = f"the last {before.seq - last.seq} of {before.seq} entries are missing"
        yield Fault(scope, last.seq + 1, "truncated", text)
