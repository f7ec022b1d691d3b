"""The numbers kept for machines, and whether every number of a day is accounted for."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from linli.base.kernel import Period
from linli.base.kernel.period import merged
from linli.community.calendar import queries as calendar

from ..models import Hall, NumberBlock, NumberSeries, Ticket
from . import facts
from .windows import today_of


@dataclass(frozen=True)
class Gaps:
    """How a day's numbers stand: `given` have a ticket, `kept` are in a machine's block and have none (yet).

    `unexplained` are neither; there must never be one.
    """

    given: int
    kept: int
    unexplained: tuple[str, ...]


def gaps(*, hall: Hall, day: date) -> Gaps:
    """Whether every number up to the last one of the day has a ticket or belongs to a block."""
    tickets = set(Ticket.objects.filter(hall=hall, day=day).values_list("prefix", "number"))
    blocks = NumberBlock.objects.filter(hall=hall, day=day)
    kept = {(block.prefix, number) for block in blocks for number in block.numbers} - tickets
    series = NumberSeries.objects.filter(hall=hall, day=day).values_list("prefix", "last")
    drawn = {(prefix, number) for prefix, last in series for number in range(1, last + 1)}
    missing = sorted(drawn - tickets - kept)
    labels = tuple(Ticket(prefix=prefix, number=number).label for prefix, number in missing)
    return Gaps(given=len(tickets), kept=len(kept), unexplained=labels)


def block_of(*, hall: Hall, device: str, now: datetime) -> NumberBlock | None:
    """The open block that a machine holds today, if any."""
    return open_blocks(hall=hall, now=now).get(device)


def open_blocks(*, hall: Hall, now: datetime) -> dict[str, NumberBlock]:
    """The blocks that machines hold today, keyed by machine."""
    day = today_of(hall=hall, now=now)
    found = NumberBlock.objects.filter(hall=hall, day=day, closed_at=None)
    return {block.device: _with(hall, block) for block in found}


def blocks_of(*, hall: Hall, devices: Collection[str], keys: Collection[int]) -> list[NumberBlock]:
    """Those of the machines' blocks that have these keys, whatever their day; the oldest first."""
    found = NumberBlock.objects.filter(hall=hall, device__in=devices, pk__in=keys).order_by("pk")
    return [_with(hall, block) for block in found]


def code_in(*, block: NumberBlock, number: int) -> str:
    """The secret code of the ticket with this number: known to the machine beforehand, guessed by nobody."""
    drawn = hmac.new(block.secret.encode(), str(number).encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(drawn[:15]).decode()


def giving_times(*, hall: Hall, now: datetime) -> Sequence[Period]:
    """When numbers are given on this business day: the joined opening hours, the last one cut as the terms say."""
    day = today_of(hall=hall, now=now)
    periods = merged(calendar.open_periods(site=hall.site, day=day))
    if not periods:
        return []
    last = periods[-1]
    end = last.end - timedelta(minutes=facts.terms(hall=hall, day=day).last_ticket_minutes)
    return [*periods[:-1], *([Period(last.start, end)] if end > last.start else [])]


def _with(hall: Hall, block: NumberBlock) -> NumberBlock:
    block.hall = hall
    return block
