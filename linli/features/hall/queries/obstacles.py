"""What stands in the way of anybody who would take a number now: said before they begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from linli.base.kernel import Objection
from linli.base.kernel.period import merged
from linli.community.calendar import queries as calendar

from .. import rules
from ..models import Hall, HallDay, NumberSeries, Ticket
from . import facts
from .shapes import Board
from .windows import today_of


def obstacles(*, hall: Hall, is_at_door: bool, now: datetime, board: Board | None = None) -> list[Objection]:
    """Why nobody gets a number at this moment, with the next possible time; empty while numbers are given.

    `is_at_door`: somebody who comes through a public door, not at the kiosk or the desk, for which places are kept.
    What depends on who asks and for what (another number held, a matter no window takes) is no part of it.
    Three statements where the `board` is known, five without.
    """
    day = board.day if board else today_of(hall=hall, now=now)
    known = replace(_known(hall, day, board), is_at_door=is_at_door)
    if not rules.objections_to_taking(known, now=now):
        return []
    opens_at = next_numbers_at(hall=hall, known=known, now=now)
    return rules.objections_to_taking(replace(known, opens_at=opens_at), now=now)


def next_numbers_at(*, hall: Hall, known: rules.Taking, now: datetime) -> datetime | None:
    """When numbers are given again: later today while the day goes on, else when the hall opens next."""
    zone = ZoneInfo(hall.site.timezone)
    is_exhausted = known.is_day_closed or (known.daily_cap is not None and known.given >= known.daily_cap)
    later = [period.start for period in known.periods if period.start > now]
    if later and not is_exhausted:
        return later[0].astimezone(zone)
    after = max([now, *(period.end for period in known.periods)])
    opens_at = calendar.next_opening(site=hall.site, now=after)
    return opens_at.astimezone(zone) if opens_at else None


def _known(hall: Hall, day: date, board: Board | None) -> rules.Taking:
    terms = facts.terms(hall=hall, day=day)
    served: Sequence[calendar.Served] = calendar.served_on(site=hall.site, day=day)
    series = NumberSeries.objects.filter(hall=hall, day=day, prefix=terms.prefix).values_list("last", flat=True)
    return rules.Taking(
        periods=merged([one.period for one in served if one.kind in calendar.TAKES_VISITORS]),
        is_day_closed=board.is_day_closed if board else _is_closed(hall, day),
        last_ticket_minutes=terms.last_ticket_minutes,
        waiting=board.waiting if board else _waiting(hall, day),
        line_cap=terms.line_cap,
        kept_percent=terms.kept_percent,
        given=series.first() or 0,
        daily_cap=terms.daily_cap,
        holds="",
        groups=1,
        refused_groups=(),
    )


def _is_closed(hall: Hall, day: date) -> bool:
    return HallDay.objects.filter(hall=hall, day=day).exclude(closed_at=None).exists()


def _waiting(hall: Hall, day: date) -> int:
    return Ticket.objects.filter(hall=hall, day=day, state=Ticket.State.WAITING).count()
