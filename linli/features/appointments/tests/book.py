"""A hall's book of appointments told in short sentences, for tests."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from linli.community.journal.models import Entry
from linli.community.people.tests.callers import with_caller
from linli.features.appointments import actions
from linli.features.appointments.models import Appointment
from linli.features.hall.models import HallDay, HallEvent, Ticket

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

_keys = itertools.count(1)


def at(text: str) -> datetime:
    """A moment of November 2026 in Beijing: at("24T14:00")."""
    return datetime.fromisoformat(f"2026-11-{text}+08:00")


def fresh_key() -> str:
    return f"appointment-{next(_keys)}"


class Book:
    """Tells actions of the cast's hall; `now` moves with `wait`."""

    def __init__(self, cast: Cast, now: datetime) -> None:
        self.cast, self.now = cast, now

    def wait(self, **length: float) -> Book:
        self.now += timedelta(**length)
        return self

    def group(self, slug: str) -> Any:
        return next(group for group in self.cast.groups if group.slug == slug)

    def book(self, time: str = "24T14:00", group: str = "consult", **rest: Any) -> Appointment:
        asked = {
            "hall": self.cast.hall, "starts_at": at(time), "group": self.group(group), "priority": "ordinary",
            "channel": "phone", "key": fresh_key(), "actor": "device:test", "now": self.now,
        }  # fmt: skip
        return actions.book(**with_caller(asked | rest))

    def fill(self, time: str = "24T14:00", people: int = 5) -> list[Appointment]:
        return [self.book(time) for _ in range(people)]

    def move(self, appointment: Appointment, time: str, **rest: Any) -> Appointment:
        return self._change(actions.move, appointment, starts_at=at(time), **rest)

    def cancel(self, appointment: Appointment, **rest: Any) -> Appointment:
        return self._change(actions.cancel, appointment, **rest)

    def check_in(self, appointment: Appointment, **rest: Any) -> Appointment:
        return self._change(actions.check_in, appointment, **({"channel": "phone"} | rest))

    def _change(self, change: Any, appointment: Appointment, **rest: Any) -> Appointment:
        asked = {"appointment": appointment, "key": fresh_key(), "actor": "device:test", "now": self.now}
        return change(**(asked | rest))


def everything() -> list[Any]:
    """Every row that a refusal must not have changed."""
    tables = (Appointment, Ticket, HallDay, HallEvent, Entry)
    return [list(table.objects.order_by("pk").values()) for table in tables]
