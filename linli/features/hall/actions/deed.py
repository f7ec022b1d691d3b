"""What every write of a hall has in common: asked once, under the lock of its business day, told at the end."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from linli.base.live import actions as live
from linli.base.once import actions as once
from linli.community.calendar import queries as calendar
from linli.community.journal import actions as journal

from ..models import Hall, HallDay, HallEvent, Ticket

# One statement makes the day's row where it is missing, locks it, and numbers the events and arrivals to come.
# (SQLite has the whole database to itself here: its transactions are IMMEDIATE.)
_LOCK = """
INSERT INTO hall_hallday (hall_id, day, last_event, last_arrival) VALUES (%s, %s, %s, %s)
ON CONFLICT (hall_id, day) DO UPDATE
SET last_event = hall_hallday.last_event + excluded.last_event,
    last_arrival = hall_hallday.last_arrival + excluded.last_arrival
RETURNING id, last_event, last_arrival, calls_since_overtaking, calls_since_appointed, closed_at
"""

# Written out like the lock: they run while the others wait, and composing them takes longer than running them.
_SETTLE = """
UPDATE hall_hallday SET last_event = %s, calls_since_overtaking = %s, calls_since_appointed = %s WHERE id = %s
"""
_LOG = """
INSERT INTO hall_hallevent (hall_id, day, seq, kind, at, ticket_id, window_id, worker_id, rule, reason, before)
VALUES """
_EVENT = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


@dataclass
class Deed:
    """One write of a hall.

    Within a transaction: `ask()` first, and where it finds an earlier answer to the same request return that;
    then `lock()`, judge, write, `log()` what happened, and `end()` last.
    """

    hall: Hall
    verb: str
    actor: str
    key: str
    now: datetime
    today: date = field(init=False)
    day: HallDay = field(init=False)
    _events: list[HallEvent] = field(init=False, default_factory=list)
    _numbered: int = field(init=False, default=0)
    _counters: tuple[int | None, int | None] = field(init=False, default=(None, None))

    def __post_init__(self) -> None:
        self.today = calendar.business_day(site=self.hall.site, now=self.now)

    def ask(self, **asked: object) -> str | None:
        """What this very request was answered before, or None when it is the first."""
        return once.answer(
            actor=self.actor, key=self.key, asked={"verb": self.verb, "hall": self.hall.pk, **asked}, now=self.now
        )

    def lock(self, *, day: date | None = None, also: Iterable[date] = (), events: int = 1, arrivals: int = 0) -> None:
        """Wait for the hall's other writes and keep them waiting; rows of several days are locked in their order.

        `events` happen on `day` (today) in all likelihood; another number is put right at the end.
        """
        day = day or self.today
        for one in sorted({day, *also}):
            row = self._locked(one, *((events, arrivals) if one == day else (0, 0)))
            if one == day:
                self.day = row
        self._numbered, self._counters = events, self._counters_now()

    def log(
        self,
        kind: str,
        *,
        ticket: Ticket | None = None,
        window: int | None = None,
        worker: int | None = None,
        rule: str = "",
        reason: str = "",
        before: dict[str, Any] | None = None,
    ) -> None:
        """Note the next event of the day's ordered log (`window` and `worker` by their keys)."""
        first = self.day.last_event - self._numbered + 1
        self._events.append(
            HallEvent(
                hall=self.hall,
                day=self.day.day,
                seq=first + len(self._events),
                kind=kind,
                at=self.now,
                ticket=ticket,
                window_id=window,
                worker_id=worker,
                rule=rule,
                reason=reason,
                before=before or {},
            )
        )

    def end(self, ref: str, *, subject: str, why: str = "", **details: object) -> None:
        """Write the log, the journal and the answer to this request, and tell every screen of the hall."""
        self._write_log()
        self._settle_day()
        journal.record(
            scope=self.hall.site.slug,
            actor=self.actor,
            verb=f"hall.{self.verb}",
            subject=subject,
            at=self.now,
            details={"day": self.day.day.isoformat(), **details},
            why=why,
        )
        once.remember(actor=self.actor, key=self.key, ref=ref)
        live.touch(f"hall.{self.hall.site.slug}")

    def end_unchanged(self, ref: str) -> None:
        """Remember the answer to a request that changed nothing: no news for any screen."""
        self._settle_day()
        once.remember(actor=self.actor, key=self.key, ref=ref)

    def _settle_day(self) -> None:
        """Put right what the lock took for granted about the events, and keep the counters of the calls."""
        surplus, counters = len(self._events) - self._numbered, self._counters_now()
        if surplus or counters != self._counters:
            self.day.last_event += surplus
            with connection.cursor() as cursor:
                cursor.execute(_SETTLE, [self.day.last_event, *counters, self.day.pk])

    def _counters_now(self) -> tuple[int | None, int | None]:
        return self.day.calls_since_overtaking, self.day.calls_since_appointed

    def _write_log(self) -> None:
        if self._events:
            rows = ", ".join([_EVENT] * len(self._events))
            with connection.cursor() as cursor:
                cursor.execute(_LOG + rows, [value for event in self._events for value in _row(event)])

    def _locked(self, day: date, events: int, arrivals: int) -> HallDay:
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [self.hall.pk, connection.ops.adapt_datefield_value(day), events, arrivals])
            pk, last_event, last_arrival, overtaking, appointed, closed_at = cursor.fetchone()
        return HallDay(
            pk=pk,
            hall=self.hall,
            day=day,
            last_event=last_event,
            last_arrival=last_arrival,
            calls_since_overtaking=overtaking,
            calls_since_appointed=appointed,
            closed_at=closed_at,
        )


def _row(event: HallEvent) -> list[Any]:
    """The event in the order of the columns of `_LOG`."""
    return [
        event.hall_id,
        connection.ops.adapt_datefield_value(event.day),
        event.seq,
        str(event.kind),
        connection.ops.adapt_datetimefield_value(event.at),
        event.ticket_id,
        event.window_id,
        event.worker_id,
        event.rule,
        event.reason,
        json.dumps(event.before),
    ]
