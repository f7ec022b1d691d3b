"""Numbers given while the network was away: a machine keeps some beforehand, and tells of those it gave."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import QuerySet

from linli.base.kernel import Refused
from linli.community.calendar import queries as calendar
from linli.features.guides.models import ItemGroup

from .. import rules
from ..models import Hall, HallEvent, Matter, NumberBlock, NumberSeries, Ticket
from ..queries import blocks, facts
from .deed import Deed

_NEXT_NUMBERS = """
INSERT INTO hall_numberseries (hall_id, day, prefix, last) VALUES (%s, %s, %s, %s)
ON CONFLICT (hall_id, day, prefix) DO UPDATE SET last = hall_numberseries.last + excluded.last
RETURNING last
"""


@dataclass(frozen=True)
class Issued:
    """A number of a block that a machine gave by itself, to whom who came for `groups`, and when."""

    number: int
    groups: Sequence[ItemGroup]
    priority: str
    language: str
    taken_at: datetime


def reserve_numbers(*, hall: Hall, device: str, count: int, key: str, actor: str, now: datetime) -> NumberBlock:
    """The next `count` numbers of today's series, kept for `device` alone; its earlier block is closed.

    They come out of the counter all others come out of, so online and offline numbers never meet. A repeated `key`
    gives the same block: a machine whose answer was lost asks again without wasting any.

    :raises Refused: `day_closed`, `daily_cap`.
    """
    with transaction.atomic():
        deed = Deed(hall=hall, verb="reserve_numbers", actor=actor, key=key, now=now)
        if (ref := deed.ask(device=device, count=count)) is not None:
            return NumberBlock.objects.get(pk=int(ref.partition(":")[2]))
        is_open_today = bool(calendar.open_periods(site=hall.site, day=deed.today))
        deed.lock(events=0)
        terms = facts.terms(hall=hall, day=deed.today)
        found = rules.objections_to_reserving(
            is_day_closed=deed.day.closed_at is not None,
            is_open_today=is_open_today,
            given=_drawn(hall, deed.today, terms.prefix),
            count=count,
            daily_cap=terms.daily_cap,
        )
        if found:
            raise Refused(*found)
        returned = [label for block in _open_blocks(hall, device) for label in _close(block, now)]
        last = _next_numbers(hall, deed.today, terms.prefix, count)
        block = NumberBlock.objects.create(
            hall=hall,
            day=deed.today,
            prefix=terms.prefix,
            first=last - count + 1,
            last=last,
            device=device,
            secret=secrets.token_urlsafe(32),
            reserved_at=now,
        )
        deed.end(
            f"block:{block.pk}",
            subject=f"block:{block.pk}",
            device=device,
            first=block.first,
            last=block.last,
            numbers_returned=returned,
        )
        return block


def admit_offline(*, block: NumberBlock, issued: Sequence[Issued], actor: str, now: datetime) -> list[Ticket]:
    """The tickets of `issued` numbers, in the order of their numbers; those told of before are given as they are.

    Each keeps its number and the time it was taken, and stands in the line between those who came before and after.
    Nothing is judged again: the visitor has the number in hand. Of a day that is closed meanwhile it is written down
    as not reached. A number outside the block is left out: it was never this machine's to give.
    """
    with transaction.atomic():
        deed = Deed(hall=block.hall, verb="admit_offline", actor=actor, key="", now=now)
        deed.lock(day=block.day, also=[deed.today], events=0)
        known = {ticket.number: ticket for ticket in _given_of(block).defer("contact")}
        mine = {one.number: one for one in issued if one.number in block.numbers}
        fresh = sorted((one for one in mine.values() if one.number not in known), key=_when)
        for one in fresh:
            known[one.number] = _admit(deed, block, one)
        if fresh:
            told = [known[one.number] for one in fresh]
            deed.end(
                f"block:{block.pk}",
                subject=f"block:{block.pk}",
                device=block.device,
                tickets=[ticket.pk for ticket in told],
                labels=[ticket.label for ticket in told],
                taken_at=[ticket.taken_at.isoformat() for ticket in told],
                lapsed=sum(ticket.state == Ticket.State.LAPSED for ticket in told),
            )
        return [known[number] for number in sorted(mine)]


def close_blocks(*, hall: Hall, day: date, now: datetime) -> list[str]:
    """The labels that no machine gave on a day, now that its blocks are closed. Within the closing of the day."""
    open_blocks = NumberBlock.objects.filter(hall=hall, day=day, closed_at=None).order_by("first")
    return [label for block in open_blocks for label in _close(block, now)]


def _admit(deed: Deed, block: NumberBlock, one: Issued) -> Ticket:
    hall, taken_at = block.hall, min(max(one.taken_at, block.reserved_at), deed.now)
    before = _came_before(block, taken_at)
    is_over = deed.day.closed_at is not None or block.day != deed.today
    ticket = Ticket.objects.create(
        hall=hall,
        day=block.day,
        prefix=block.prefix,
        number=one.number,
        code=blocks.code_in(block=block, number=one.number),
        channel=Ticket.Channel.KIOSK,
        priority=one.priority,
        state=Ticket.State.LAPSED if is_over else Ticket.State.WAITING,
        arrival=before,
        place=_place(block, before, taken_at),
        language=one.language,
        taken_at=taken_at,
        ended_at=deed.now if is_over else None,
    )
    Matter.objects.bulk_create(
        Matter(ticket=ticket, position=position, group=group) for position, group in enumerate(one.groups, 1)
    )
    deed.log(HallEvent.Kind.TAKEN, ticket=ticket, reason="offline")
    if is_over:
        deed.log(HallEvent.Kind.LAPSED, ticket=ticket)
    return ticket


def _came_before(block: NumberBlock, taken_at: datetime) -> int:
    """The arrival number of whoever took a number last before that moment; 0: nobody."""
    earlier = Ticket.objects.filter(hall=block.hall, day=block.day, taken_at__lte=taken_at)
    return earlier.order_by("-taken_at", "-arrival").values_list("arrival", flat=True).first() or 0


def _place(block: NumberBlock, arrival: int, taken_at: datetime) -> int:
    site = block.hall.site
    start = datetime.combine(block.day, site.day_starts_at, tzinfo=ZoneInfo(site.timezone))
    slot = arrival * rules.PLACE_STEP
    near = Ticket.objects.filter(hall=block.hall, day=block.day, place__range=(slot, slot + rules.PLACE_STEP - 1))
    return rules.place_among(
        arrival=arrival,
        second_of_day=(taken_at - start) / timedelta(seconds=1),
        taken=set(near.values_list("place", flat=True)),
    )


def _open_blocks(hall: Hall, device: str) -> list[NumberBlock]:
    return list(NumberBlock.objects.filter(hall=hall, device=device, closed_at=None))


def _close(block: NumberBlock, now: datetime) -> list[str]:
    """Close a block; the labels nobody was given from it."""
    NumberBlock.objects.filter(pk=block.pk).update(closed_at=now)
    given = set(_given_of(block).values_list("number", flat=True))
    return [Ticket(prefix=block.prefix, number=number).label for number in block.numbers if number not in given]


def _given_of(block: NumberBlock) -> QuerySet[Ticket]:
    span = (block.first, block.last)
    return Ticket.objects.filter(hall=block.hall_id, day=block.day, prefix=block.prefix, number__range=span)


def _drawn(hall: Hall, day: date, prefix: str) -> int:
    return NumberSeries.objects.filter(hall=hall, day=day, prefix=prefix).values_list("last", flat=True).first() or 0


def _next_numbers(hall: Hall, day: date, prefix: str, count: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_NUMBERS, [hall.pk, connection.ops.adapt_datefield_value(day), prefix, count])
        return int(cursor.fetchone()[0])


def _when(one: Issued) -> tuple[datetime, int]:
    return one.taken_at, one.number
