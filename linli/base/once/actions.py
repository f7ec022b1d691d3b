"""Answer a repeated request with what the first one made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction

from linli.base.kernel import Objection, Refused
from linli.base.kernel import gettext_noop as _
from linli.base.seal.seal import digest

from .models import Answer


def answer(*, actor: str, key: str, asked: Mapping[str, object], now: datetime) -> str | None:
    """The ref remembered for `key` by an earlier request of `actor`, or None when this request is the first.

    Call it first thing inside the action's transaction: the key is claimed until that transaction ends, so a second
    request with it waits, then gets the first one's ref ("" if that one remembered nothing), or is the first itself
    if the other was rolled back. An empty `key` always gets None. One statement for a first request, two for a repeat.

    :raises Refused: `key_reused` if the key was used to ask for something else.
    """
    if not key:
        return None
    _insist_on_transaction()
    fingerprint = _fingerprint(asked)
    while True:
        if _claim(actor, _stored(key), fingerprint, now):
            return None
        earlier = Answer.objects.filter(actor=actor, key=_stored(key)).values_list("asked", "ref").first()
        if earlier:  # None: an old answer was forgotten between the two statements, so claim again
            break
    if earlier[0] != fingerprint:
        text = _("This request carries the key of an earlier, different request. Please start again.")
        raise Refused(Objection("key_reused", text))
    return earlier[1]


def remember(*, actor: str, key: str, ref: str) -> None:
    """Keep `ref` as the answer to `key`, in the transaction that called `answer()`. Nothing for an empty key."""
    if key:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE once_answer SET ref = %s WHERE actor = %s AND key = %s", [ref, actor, _stored(key)])


def answered(*, actor: str, key: str, after: datetime) -> str | None:
    """The ref remembered for `key` since a moment; "" while the first request is underway, None if there was none."""
    given = Answer.objects.filter(actor=actor, key=_stored(key), at__gt=after)
    return given.values_list("ref", flat=True).first()


def release(*, actor: str, key: str) -> None:
    """Leave `key` unused: its first request broke after its claim was committed."""
    Answer.objects.filter(actor=actor, key=_stored(key)).delete()


def forget_old(*, before: datetime) -> int:
    """Delete the answers given before a moment; how many there were."""
    return Answer.objects.filter(at__lt=before).delete()[0]


def _insist_on_transaction() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("once.answer() belongs inside the action's transaction.")


def _claim(actor: str, key: str, fingerprint: str, now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO once_answer (actor, key, asked, ref, at) VALUES (%s, %s, %s, '', %s) "
            "ON CONFLICT (actor, key) DO NOTHING",
            [actor, key, fingerprint, connection.ops.adapt_datetimefield_value(now)],
        )
        return bool(cursor.rowcount == 1)


def _stored(key: str) -> str:
    """What is kept of a key: a keyed digest, since who knows a key may be given its answer again."""
    return digest(key, purpose="once")


def _fingerprint(asked: Mapping[str, object]) -> str:
    text = json.dumps(asked, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
