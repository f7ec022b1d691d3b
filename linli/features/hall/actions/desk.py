"""A window as a worker's step finds it under the lock, and how a ticket moves there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.base.kernel import Objection, Refused
from linli.community.people import queries as people
from linli.community.people.models import Person

from .. import rules
from ..models import HallEvent, Matter, Ticket, Window
from ..queries import facts
from .deed import Deed

# What undo puts back on a ticket.
KEPT = (
    "state", "place", "at_window_id", "wants_window_id", "wants_worker_id", "first_worker_id", "calls",
    "called_at", "served_at", "ended_at", "rejoined_at",
)  # fmt: skip
# What a step says that means an empty window; a ticket has no such key.
NOBODY_MEANT = 0
_FIELDS = [name.removesuffix("_id") for name in KEPT]


@dataclass
class AtDesk:
    """The deed of a worker at a window: the facts for the rules, the hall's open windows and the visitor here."""

    deed: Deed
    window: Window
    worker: Person
    open_windows: Mapping[int, facts.OnDuty]
    visitor: Ticket | None
    desk: rules.Desk

    @property
    def station(self) -> rules.Station:
        """This window as the rules see it (it is open: the rules have been asked before)."""
        return self.open_windows[self.window.pk].station

    @property
    def present(self) -> Ticket:
        """The visitor here (there is one: the rules have been asked before)."""
        if self.visitor is None:
            raise LookupError("nobody is at this window")
        return self.visitor

    def log(self, kind: str, ticket: Ticket, **rest: Any) -> None:
        """Note what happened to `ticket` here."""
        self.deed.log(kind, ticket=ticket, window=self.window.pk, worker=self.worker.pk, **rest)

    def end(self, ticket: Ticket, **details: Any) -> Ticket:
        """Tell what was done to `ticket`; why a visitor was put aside or handed on stays out of the journal."""
        self.deed.end(
            f"ticket:{ticket.pk}",
            subject=f"ticket:{ticket.pk}",
            label=ticket.label,
            window=self.window.number,
            **details,
        )
        return ticket


def begin(verb: str, *, window: Window, worker: Person, key: str, now: datetime) -> Deed:
    """A worker's deed at a window, not yet asked."""
    return Deed(hall=window.hall, verb=verb, actor=people.actor_of(worker), key=key, now=now)


def approach(deed: Deed, *, window: Window, worker: Person, meant: int | None, events: int = 1) -> AtDesk:
    """Lock the hall's day and see who serves and who stands at the window (three statements).

    `meant` is the ticket the worker looked at when they chose the step (`NOBODY_MEANT`: nobody; None: not said).
    """
    deed.lock(events=events)
    open_windows = facts.on_duty(hall=window.hall, day=deed.today)
    visitor = facts.visitor_at(window=window.pk)
    here = open_windows.get(window.pk)
    is_meant = meant is None or meant == (visitor.pk if visitor else NOBODY_MEANT)
    desk = rules.Desk(
        worker=worker.pk,
        duty=here.station.worker if here else None,
        is_paused=here.is_paused if here else False,
        is_day_closed=deed.day.closed_at is not None,
        visitor=visitor.state if visitor else "",
        label=visitor.label if visitor else "",
        is_meant=is_meant,
        meant="" if is_meant else facts.label_of(hall=window.hall, ticket=meant),
    )
    return AtDesk(deed, window, worker, open_windows, visitor, desk)


def refuse_if(found: list[Objection]) -> None:
    """Refuse with every objection found, if any."""
    if found:
        raise Refused(*found)


def before(ticket: Ticket, **more: object) -> dict[str, object]:
    """What undo needs to put `ticket` back as it stands."""
    kept = {name: getattr(ticket, name) for name in KEPT}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in kept.items()} | more


def move(ticket: Ticket, **values: object) -> None:
    """Write where the visit stands now."""
    for name, value in values.items():
        setattr(ticket, name, value)
    ticket.save(update_fields=_FIELDS)


def as_waiting(ticket: Ticket) -> rules.Waiting:
    """The ticket with its open matters, as the rules ask whether a window takes it."""
    groups = facts.open_groups(tickets=[ticket.pk]).get(ticket.pk, frozenset())
    return rules.Waiting(ticket=ticket.pk, place=ticket.place, arrival=ticket.arrival, groups=groups)


def finish_visit(at: AtDesk, ticket: Ticket) -> None:
    """End the visit at this window; matters nobody spoke of are done."""
    undecided = list(Matter.objects.filter(ticket=ticket, outcome="").values_list("pk", flat=True))
    kept = before(ticket, matters=undecided)
    if undecided:
        Matter.objects.filter(pk__in=undecided).update(
            outcome=Matter.Outcome.DONE, finished_at=at.deed.now, finished_by=at.worker
        )
    move(ticket, state=Ticket.State.DONE, at_window_id=None, ended_at=at.deed.now)
    at.log(HallEvent.Kind.FINISHED, ticket, before=kept)
