"""Count what is asked for at the door, and refuse what is too much."""

from __future__ import annotations

import math
from datetime import datetime

from django.db import connection, transaction

from linli.base.kernel import Objection, TooOften
from linli.base.kernel import gettext_noop as _

from . import queries
from .models import Count

_COUNT = """
INSERT INTO limits_count (kind, span, who, ends_at, count) VALUES {rows}
ON CONFLICT (kind, span, who, ends_at) DO UPDATE SET count = limits_count.count + 1
RETURNING span, count
"""
_ROW = "(%s, %s, %s, %s, 1)"

TEXTS = {
    queries.ADDRESS: _(
        "A great many have come from this network address. The next one is possible {again_at}. "
        "At the desk or by telephone it goes at once."
    ),
    queries.PERSON: _(
        "You have asked for a great many. The next one is possible {again_at}. "
        "At the desk or by telephone it goes at once."
    ),
    queries.NUMBER: _(
        "This number has had as many text messages as a number may get. The next one is possible {again_at}. "
        "At the desk or by telephone it goes at once."
    ),
}


def count(*, kind: str, who: str, now: datetime) -> None:
    """Count one more `kind` for `who` (as `queries.of_address` and its like name somebody; "" is not counted).

    Call it inside the transaction that makes what is counted, before it locks anything others wait for: what is
    refused for another reason, and a repeat of a request already answered, is not counted. However many processes
    ask at once, no more than the limit get through: who counts for the same `who` waits for the one before.
    Two statements.

    :raises TooOften: `too_often`, with the moment from which it is possible again.
    """
    if not who:
        return
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("limits.count() belongs inside the action's transaction.")
    limits = queries.in_force(kind=kind, now=now)
    if not limits:
        return
    ends = {span: queries.end_of(span=span, now=now) for span in limits}
    digest = queries.digest_of(who=who, now=now)
    rows = [(kind, span, digest, connection.ops.adapt_datetimefield_value(ends[span])) for span in sorted(limits)]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(rows=", ".join([_ROW] * len(rows))), [value for row in rows for value in row])
        counted = dict(cursor.fetchall())
    again = [ends[span] for span, number in counted.items() if number > limits[span]]
    if again:
        raise too_often(who=who, again_at=max(again), now=now)


def check(*, kind: str, who: str, now: datetime) -> None:
    """Refuse who has counted as many `kind` as are possible, and count nothing: for what is counted only if it fails.

    :raises TooOften: as `count`.
    """
    limits = queries.in_force(kind=kind, now=now) if who else {}
    used = queries.used(kind=kind, who=who, now=now) if limits else {}
    full = [queries.end_of(span=span, now=now) for span, most in limits.items() if used.get(span, 0) >= most]
    if full:
        raise too_often(who=who, again_at=max(full), now=now)


def too_often(*, who: str, again_at: datetime, now: datetime) -> TooOften:
    """The refusal of what is too much, to be raised."""
    values = {"again_at": queries.local(again_at)}
    objection = Objection("too_often", TEXTS[who.partition(":")[0]], values)
    return TooOften(objection, wait_seconds=math.ceil((again_at - now).total_seconds()))


def forget_old(*, now: datetime) -> int:
    """Delete the counters of hours and days that are over; how many there were."""
    return Count.objects.filter(ends_at__lte=now).delete()[0]
