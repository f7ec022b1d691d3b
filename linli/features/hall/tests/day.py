"""A hall's day told in short sentences, for tests."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from linli.community.people.tests.callers import with_caller
from linli.features.hall import actions
from linli.features.hall.models import HallDay, HallEvent, Matter, Ticket, WindowShift

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

_keys = itertools.count(1)


def fresh_key() -> str:
    return f"key-{next(_keys)}"


class Day:
    """Tells actions of the cast's hall; `now` moves with `wait`."""

    def __init__(self, cast: Cast, now: datetime) -> None:
        self.cast, self.now = cast, now

    def wait(self, **length: float) -> Day:
        self.now += timedelta(**length)
        return self

    def take(self, *groups: str, priority: str = "ordinary", **rest: Any) -> Ticket:
        chosen = [group for group in self.cast.groups if group.slug in (groups or ("consult",))]
        asked = {"hall": self.cast.hall, "groups": chosen, "channel": "kiosk", "key": fresh_key(), "actor": "kiosk:k"}
        return actions.take_ticket(**with_caller({**asked, "priority": priority, "now": self.now, **rest}))

    def open(self, *numbers: int) -> Day:
        for number in numbers:
            self.shift(number)
        return self

    def shift(self, number: int, *workers: Any, **rest: Any) -> WindowShift:
        asked = {"window": self.cast.windows[number], "workers": workers, "by": self.cast.head, "key": fresh_key()}
        return actions.open_window(**{**asked, "now": self.now, **rest})

    def at(self, number: int, verb: str, **rest: Any) -> Any:
        """A step of the worker at window `number`, such as at(1, "call_next")."""
        asked = {"window": self.cast.windows[number], "worker": self.cast.workers[number], "key": fresh_key()}
        return getattr(actions, verb)(**{**asked, "now": self.now, **rest})

    def by_head(self, number: int, verb: str, **rest: Any) -> Any:
        asked = {"window": self.cast.windows[number], "by": self.cast.head, "key": fresh_key(), "now": self.now}
        return getattr(actions, verb)(**{**asked, **rest})

    def visitor(self, verb: str, ticket: Ticket, **rest: Any) -> Ticket:
        asked = {"ticket": ticket, "key": fresh_key(), "actor": "kiosk:k", "now": self.now}
        return getattr(actions, verb)(**{**asked, **rest})

    def serve(self, number: int) -> Ticket | None:
        ticket = self.at(number, "call_next")
        return self.at(number, "welcome") if ticket else None


def everything() -> list[Any]:
    """Every row of a hall's day: what a refusal must not have changed."""
    tables = (HallDay, HallEvent, Matter, Ticket, WindowShift)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def events(kind: str = "") -> list[HallEvent]:
    found = HallEvent.objects.order_by("seq")
    return list(found.filter(kind=kind) if kind else found)
