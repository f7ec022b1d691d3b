"""Serving the visitor at a window: several matters, putting aside, handing on, finishing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from linli.base.kernel import Objection, Refused
from linli.community.people.models import Person
from linli.features.guides.models import ItemGroup

from .. import rules
from ..models import HallEvent, Matter, Ticket, Window
from .desk import AtDesk, approach, as_waiting, before, begin, finish_visit, move, refuse_if
from .refs import matter_of, ticket_of

SERVING = (Ticket.State.SERVING,)


def park(*, window: Window, worker: Person, reason: str, key: str, now: datetime, meant: int | None = None) -> Ticket:
    """The visitor put aside, perhaps to fill in a form; on coming back they go first at this worker.

    :raises Refused: `day_closed`, `window_not_open`, `not_on_duty`, `visitor_changed`, `nobody_here`,
        `visitor_not_answered`, `reason_missing`.
    """
    with transaction.atomic():
        deed = begin("park", window=window, worker=worker, key=key, now=now)
        if (ref := deed.ask(window=window.pk, meant=meant, reason=reason)) is not None:
            return ticket_of(ref)
        at = approach(deed, window=window, worker=worker, meant=meant)
        refuse_if([*rules.objections_to_step(desk=at.desk, needs=SERVING), *rules.reason_missing(reason)])
        ticket = at.present
        kept = before(ticket)
        move(ticket, state=Ticket.State.PARKED, at_window_id=None, wants_window_id=None, wants_worker_id=worker.pk)
        at.log(HallEvent.Kind.PARKED, ticket, reason=reason.strip(), before=kept)
        return at.end(ticket)


def transfer(
    *,
    window: Window,
    worker: Person,
    to_window: Window | None,
    reason: str,
    key: str,
    now: datetime,
    meant: int | None = None,
) -> Ticket:
    """The visitor handed on to an open window, or to everybody (None); place and first worker stay theirs.

    :raises Refused: as `park`, and `same_window`, `target_not_open`, `target_refuses`.
    """
    with transaction.atomic():
        deed = begin("transfer", window=window, worker=worker, key=key, now=now)
        target = to_window.pk if to_window else None
        if (ref := deed.ask(window=window.pk, meant=meant, to_window=target, reason=reason)) is not None:
            return ticket_of(ref)
        at = approach(deed, window=window, worker=worker, meant=meant)
        found = [*rules.objections_to_step(desk=at.desk, needs=SERVING), *rules.reason_missing(reason)]
        refuse_if([*found, *(_objections_to_target(at, to_window) if to_window and at.desk.is_meant else [])])
        ticket = at.present
        kept = before(ticket)
        move(
            ticket,
            state=Ticket.State.WAITING,
            at_window_id=None,
            wants_window_id=target,
            wants_worker_id=None,
            calls=0,
            rejoined_at=now,
        )
        at.log(HallEvent.Kind.TRANSFERRED, ticket, reason=reason.strip(), before=kept)
        return at.end(ticket, to_window=to_window.number if to_window else None)


def add_matter(
    *, window: Window, worker: Person, group: ItemGroup, key: str, now: datetime, meant: int | None = None
) -> Matter:
    """One more thing the visitor at the window comes for.

    :raises Refused: `day_closed`, `window_not_open`, `not_on_duty`, `visitor_changed`, `nobody_here`,
        `visitor_not_answered`, `matter_named` (it is open already), `not_taken_at_window`.
    """
    with transaction.atomic():
        deed = begin("add_matter", window=window, worker=worker, key=key, now=now)
        if (ref := deed.ask(window=window.pk, meant=meant, group=group.pk)) is not None:
            return matter_of(ref)
        at = approach(deed, window=window, worker=worker, meant=meant, events=0)
        refuse_if(
            rules.objections_to_step(desk=at.desk, needs=SERVING)
            or rules.objections_to_adding(
                is_named=at.present.matters.filter(group=group, outcome="").exists(),
                is_taken_here=group.pk not in at.station.refuses,
                group=group,
            )
        )
        ticket = at.present
        last = ticket.matters.aggregate(last=Max("position"))["last"] or 0
        matter = Matter.objects.create(ticket=ticket, position=last + 1, group=group)
        _told(at, matter, group=group.slug)
        return matter


def finish_matter(
    *,
    window: Window,
    worker: Person,
    position: int,
    outcome: str,
    note: str,
    key: str,
    now: datetime,
    meant: int | None = None,
) -> Matter:
    """One matter of the visit with its outcome; what could not be done needs a note that says why.

    :raises Refused: `day_closed`, `window_not_open`, `not_on_duty`, `visitor_changed`, `nobody_here`,
        `visitor_not_answered`, `no_such_matter`, `matter_finished`, `reason_missing`.
    """
    with transaction.atomic():
        deed = begin("finish_matter", window=window, worker=worker, key=key, now=now)
        asked = {"window": window.pk, "meant": meant, "position": position, "outcome": outcome, "note": note}
        if (ref := deed.ask(**asked)) is not None:
            return matter_of(ref)
        at = approach(deed, window=window, worker=worker, meant=meant, events=0)
        matter = Matter.objects.filter(ticket=at.visitor, position=position).select_related("group", "ticket").first()
        found = rules.objections_to_step(desk=at.desk, needs=SERVING) or rules.objections_to_outcome(
            exists=matter is not None,
            is_finished=matter is not None and matter.outcome != "",
            is_not_done=outcome == Matter.Outcome.NOT_DONE,
            note=note,
        )
        if found or matter is None:
            raise Refused(*found)
        matter.outcome, matter.note = outcome, note.strip()
        matter.finished_at, matter.finished_by = now, worker
        matter.save(update_fields=["outcome", "note", "finished_at", "finished_by"])
        _told(at, matter, outcome=outcome)
        return matter


def finish(*, window: Window, worker: Person, key: str, now: datetime, meant: int | None = None) -> Ticket:
    """The visit that is over; matters nobody spoke of are done.

    :raises Refused: `day_closed`, `window_not_open`, `not_on_duty`, `visitor_changed`, `nobody_here`,
        `visitor_not_answered`.
    """
    with transaction.atomic():
        deed = begin("finish", window=window, worker=worker, key=key, now=now)
        if (ref := deed.ask(window=window.pk, meant=meant)) is not None:
            return ticket_of(ref)
        at = approach(deed, window=window, worker=worker, meant=meant)
        refuse_if(rules.objections_to_step(desk=at.desk, needs=SERVING))
        ticket = at.present
        finish_visit(at, ticket)
        return at.end(ticket)


def _objections_to_target(at: AtDesk, to_window: Window) -> list[Objection]:
    target = at.open_windows.get(to_window.pk)
    takes = target is not None and (at.visitor is None or target.station.takes(as_waiting(at.visitor)))
    return rules.objections_to_handing_on(
        is_same=to_window.pk == at.window.pk, is_open=target is not None, takes=takes, number=to_window.number
    )


def _told(at: AtDesk, matter: Matter, **details: Any) -> None:
    at.deed.end(
        f"matter:{matter.pk}",
        subject=f"ticket:{matter.ticket_id}",
        window=at.window.number,
        position=matter.position,
        **details,
    )
