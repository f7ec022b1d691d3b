"""What a visitor does: take a number, leave the line, come back to it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import connection, transaction

from linli.base.kernel import Period, Refused
from linli.base.kernel.period import merged
from linli.base.limits import actions as limits
from linli.community.calendar import queries as calendar
from linli.community.people.models import Person
from linli.community.people.queries import NOBODY, Caller
from linli.features.guides.models import ItemGroup

from .. import rules
from ..models import Hall, HallEvent, Matter, Terms, Ticket, Window
from ..queries import facts
from ..queries.obstacles import next_numbers_at
from .deed import Deed
from .refs import ticket_of
from .waits import hours_and_wait, keep_told
from .wishes import Wish, groups_of, matters_of

# The terms in force with what else decides about a number; written out, as composing it takes longer than running it.
_TERMS_AND_LINE = """
SELECT terms.prefix, terms.daily_cap, terms.line_cap, terms.kept_percent, terms.last_ticket_minutes,
    (SELECT COUNT(*) FROM hall_ticket WHERE hall_id = %(hall)s AND day = %(day)s AND state = 'waiting'),
    COALESCE((SELECT last FROM hall_numberseries AS series
              WHERE series.hall_id = %(hall)s AND series.day = %(day)s AND series.prefix = terms.prefix), 0),
    held.prefix, held.number,
    EXISTS (SELECT 1 FROM hall_windowexception AS refusal JOIN hall_window AS picky ON picky.id = refusal.window_id
            WHERE picky.hall_id = %(hall)s AND picky.is_in_use AND refusal.until IS NULL)
    OR NOT EXISTS (SELECT 1 FROM hall_window WHERE hall_id = %(hall)s AND is_in_use)
FROM hall_terms AS terms
LEFT JOIN hall_ticket AS held ON held.hall_id = %(hall)s AND held.day = %(day)s AND held.holder_key = %(holder_key)s
    AND held.holder_key <> '' AND held.state IN ('waiting', 'called', 'serving', 'parked', 'missed')
WHERE terms.hall_id = %(hall)s AND terms.from_day <= %(day)s
ORDER BY terms.from_day DESC LIMIT 1
"""

_NEXT_NUMBER = """
INSERT INTO hall_numberseries (hall_id, day, prefix, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (hall_id, day, prefix) DO UPDATE SET last = hall_numberseries.last + 1
RETURNING last
"""


def take_ticket(
    *,
    hall: Hall,
    groups: Sequence[ItemGroup],
    items: Sequence[Wish] = (),
    priority: str,
    channel: str,
    caller: Caller = NOBODY,
    taken_by: Person | None = None,
    appointed_at: datetime | None = None,
    key: str,
    actor: str,
    now: datetime,
) -> Ticket:
    """The next number of the hall's business day, for a visitor who comes for `groups` and `items` (in their order).

    Who `caller` counts as keeps a visitor from holding two numbers; only a digest of phone and device is kept to
    compare, the phone itself sealed until the day is over. Who comes through a public door is counted, and a share
    of the line is kept from them for kiosk and desk (`Terms.kept_percent`).
    `appointed_at` is the time the visitor booked, today: hours by appointment are open to them, and no cap counts.
    A repeated `key` gives the ticket of the first request. Numbers have no gap: a refusal uses none up.

    :raises Refused: with every reason at once: `day_closed`, `hall_closed`, `closing_soon`, `line_full`, `daily_cap`,
        `already_holding`, `no_groups`, `group_not_taken`, `item_not_offered`; those bound to time carry the
        next possible time. TooOften: `too_often`.
    """
    groups = groups_of(groups=groups, items=items)
    holder_key = caller.key(of="hall")
    # Hours and the wait are no part of what the lock guards; found before it, they keep nobody else waiting.
    kinds = calendar.TAKES_VISITORS if appointed_at is None else calendar.TAKES_BOOKED
    served, wait = hours_and_wait(hall=hall, groups=groups, priority=priority, appointed_at=appointed_at, now=now)
    periods = [one.period for one in served if one.kind in kinds]
    with transaction.atomic():
        deed = Deed(hall=hall, verb="take_ticket", actor=actor, key=key, now=now)
        asked = {"groups": [group.pk for group in groups], "priority": priority, "channel": channel}
        named = {"items": [wish.asked for wish in items]} if items else {}
        if (ref := deed.ask(**asked, **named, holder=holder_key)) is not None:
            return ticket_of(ref)
        limits.count(kind="ticket", who=caller.counted, now=now)
        deed.lock(arrivals=1)
        prefix, known = _gather(deed, periods=periods, groups=groups, items=items, holder_key=holder_key)
        _judge(deed, replace(known, appointed_at=appointed_at, is_at_door=caller.is_at_door))
        ticket = Ticket.objects.create(
            hall=hall,
            day=deed.today,
            prefix=prefix,
            number=_next_number(hall, deed.today, prefix),
            code=secrets.token_urlsafe(12),
            channel=channel,
            priority=priority,
            arrival=deed.day.last_arrival,
            place=deed.day.last_arrival * rules.PLACE_STEP,
            holder=caller.person,
            holder_key=holder_key,
            contact=caller.contact if caller.phone else "",
            language=caller.language,
            appointed_at=appointed_at,
            taken_at=now,
            taken_by=taken_by,
        )
        Matter.objects.bulk_create(matters_of(ticket=ticket, groups=groups, items=items))
        keep_told(ticket=ticket, wait=wait, now=now)
        deed.log(HallEvent.Kind.TAKEN, ticket=ticket, worker=taken_by.pk if taken_by else None)
        deed.end(
            f"ticket:{ticket.pk}",
            subject=f"ticket:{ticket.pk}",
            label=ticket.label,
            channel=channel,
            priority=priority,
            groups=[group.slug for group in groups],
        )
        return ticket


def leave_line(*, ticket: Ticket, key: str, actor: str, now: datetime) -> Ticket:
    """The ticket after its visitor gave it back; the number is not given again.

    :raises Refused: `visit_over`, `being_served`.
    """
    with transaction.atomic():
        deed = Deed(hall=ticket.hall, verb="leave_line", actor=actor, key=key, now=now)
        if (ref := deed.ask(ticket=ticket.pk)) is not None:
            return ticket_of(ref)
        deed.lock(day=ticket.day, also=[deed.today])
        ticket = facts.ticket(pk=ticket.pk)
        found = rules.objections_to_leaving(label=ticket.label, state=ticket.state, is_live=ticket.state in Ticket.LIVE)
        if found:
            raise Refused(*found)
        window = ticket.at_window_id
        ticket.state, ticket.at_window, ticket.ended_at = Ticket.State.LEFT, None, now
        ticket.save(update_fields=["state", "at_window", "ended_at"])
        deed.log(HallEvent.Kind.LEFT, ticket=ticket, window=window)
        deed.end(f"ticket:{ticket.pk}", subject=f"ticket:{ticket.pk}", label=ticket.label)
        return ticket


def return_to_line(*, ticket: Ticket, key: str, actor: str, now: datetime) -> Ticket:
    """The ticket back in the line: a visitor who missed the call or was put aside waits again.

    They rejoin behind as many people as the hall's terms say (never before their old place); whoever was put aside
    by a worker goes first at that worker's next call.

    :raises Refused: `day_closed`, `visit_over`, `still_in_line`.
    """
    with transaction.atomic():
        deed = Deed(hall=ticket.hall, verb="return_to_line", actor=actor, key=key, now=now)
        if (ref := deed.ask(ticket=ticket.pk)) is not None:
            return ticket_of(ref)
        deed.lock(day=ticket.day, also=[deed.today])
        ticket = facts.ticket(pk=ticket.pk)
        found = rules.objections_to_returning(
            label=ticket.label,
            state=ticket.state,
            is_live=ticket.state in Ticket.LIVE,
            is_day_closed=ticket.day != deed.today or deed.day.closed_at is not None,
        )
        if found:
            raise Refused(*found)
        behind = facts.terms(hall=ticket.hall, day=ticket.day).missed_returns_behind
        waiting = facts.line(hall=ticket.hall, day=ticket.day)
        ticket.place = rules.place_behind(line=waiting, behind=behind, own=ticket.place)
        ticket.state, ticket.calls, ticket.rejoined_at = Ticket.State.WAITING, 0, now
        ticket.save(update_fields=["place", "state", "calls", "rejoined_at"])
        deed.log(HallEvent.Kind.RETURNED, ticket=ticket)
        deed.end(f"ticket:{ticket.pk}", subject=f"ticket:{ticket.pk}", label=ticket.label)
        return ticket


def _judge(deed: Deed, known: rules.Taking) -> None:
    if rules.objections_to_taking(known, now=deed.now):
        opens_at = next_numbers_at(hall=deed.hall, known=known, now=deed.now)
        raise Refused(*rules.objections_to_taking(replace(known, opens_at=opens_at), now=deed.now))


def _gather(
    deed: Deed, *, periods: Sequence[Period], groups: Sequence[ItemGroup], items: Sequence[Wish], holder_key: str
) -> tuple[str, rules.Taking]:
    """The letter of the day's numbers, and what decides whether one is given, in one statement."""
    hall, day = deed.hall.pk, connection.ops.adapt_datefield_value(deed.today)
    with connection.cursor() as cursor:
        cursor.execute(_TERMS_AND_LINE, {"hall": hall, "day": day, "holder_key": holder_key})
        row = cursor.fetchone()
    if row is None:
        raise Terms.DoesNotExist(f"no terms for hall {hall} on {day}")
    (
        prefix,
        daily_cap,
        line_cap,
        kept_percent,
        last_ticket_minutes,
        waiting,
        given,
        held_prefix,
        held_number,
        is_picky,
    ) = row
    return prefix, rules.Taking(
        periods=merged(periods),
        is_day_closed=deed.day.closed_at is not None,
        last_ticket_minutes=last_ticket_minutes,
        waiting=waiting,
        line_cap=line_cap,
        kept_percent=kept_percent,
        given=given,
        daily_cap=daily_cap,
        holds=Ticket(prefix=held_prefix, number=held_number).label if held_number else "",
        groups=len(groups),
        items_not_offered=[wish.item for wish in items if not wish.item.is_offered],
        refused_groups=_groups_nobody_takes(deed.hall, groups) if is_picky else [],
    )


def _groups_nobody_takes(hall: Hall, groups: Sequence[ItemGroup]) -> list[ItemGroup]:
    refusals: dict[int, set[int]] = {}
    for window, group in (
        Window.objects.filter(hall=hall, is_in_use=True)
        .annotate(refused=facts.current_exceptions())
        .values_list("pk", "refused__group")
    ):
        refusals.setdefault(window, set()).add(group)
    return [group for group in groups if all(group.pk in refused for refused in refusals.values())]


def _next_number(hall: Hall, day: date, prefix: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_NUMBER, [hall.pk, connection.ops.adapt_datefield_value(day), prefix])
        return int(cursor.fetchone()[0])
