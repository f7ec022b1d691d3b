"""Taking the last step at a window back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.dateparse import parse_datetime

from linli.base.kernel import Refused
from linli.community.people.models import Person

from .. import rules
from ..models import HallEvent, Matter, Ticket, Window
from ..queries import facts
from .deed import Deed
from .desk import KEPT, approach, begin, move
from .refs import ticket_of


def undo(*, window: Window, worker: Person, key: str, now: datetime, step: int | None = None) -> Ticket:
    """The visitor as before the worker's last step at `window`, step by step (calling on was two: finish and call).

    Numbers, the log and the journal keep both the step and its undoing; the shares of appointments and of priority
    visitors count only the calls that still stand. `step` is the event the worker meant, by its number (`seq`).

    :raises Refused: `day_closed`, `window_not_open`, `not_on_duty`, `nothing_to_undo`, `step_changed`, `not_your_step`,
        `too_late` (the hall's `undo_seconds` have passed), `moved_on` (something else happened to the visitor since).
    """
    with transaction.atomic():
        deed = begin("undo", window=window, worker=worker, key=key, now=now)
        if (ref := deed.ask(window=window.pk, step=step)) is not None:
            return ticket_of(ref)
        at = approach(deed, window=window, worker=worker, meant=None)
        event = facts.last_step(window=window, day=deed.today)
        found = rules.objections_to_undo(
            desk=at.desk,
            step=_step(event, step),
            undo_seconds=facts.terms(hall=window.hall, day=deed.today).undo_seconds,
            now=now,
        )
        ticket = event.ticket if event else None
        if found or event is None or ticket is None:
            raise Refused(*found)
        _put_back(event, ticket)
        if event.kind == HallEvent.Kind.CALLED:
            _count_calls_still_standing(deed, event)
        event.undone_at = now
        event.save(update_fields=["undone_at"])
        at.log(HallEvent.Kind.UNDONE, ticket, reason=event.kind)
        return at.end(ticket, undone=event.kind)


def _step(event: HallEvent | None, meant: int | None) -> rules.Step | None:
    if event is None or event.ticket is None or event.worker_id is None:
        return None
    return rules.Step(
        worker=event.worker_id,
        at=event.at,
        label=event.ticket.label,
        later=facts.has_moved_on(event=event) or _holds_another(event.ticket),
        is_meant=meant in (None, event.seq),
    )


def _holds_another(ticket: Ticket) -> bool:
    """Whether the visitor of a finished visit has taken a new number already."""
    if not ticket.holder_key or ticket.state in Ticket.LIVE:
        return False
    same = Ticket.objects.filter(hall=ticket.hall, day=ticket.day, holder_key=ticket.holder_key)
    return same.filter(state__in=Ticket.LIVE).exists()


def _put_back(event: HallEvent, ticket: Ticket) -> None:
    kept = {name: event.before.get(name) for name in KEPT}  # a step of before an update says less
    for name in ("called_at", "served_at", "ended_at", "rejoined_at"):
        kept[name] = parse_datetime(kept[name]) if kept[name] else None
    move(ticket, **kept)
    if event.before.get("matters"):
        Matter.objects.filter(pk__in=event.before["matters"]).update(outcome="", finished_at=None, finished_by=None)


def _count_calls_still_standing(deed: Deed, undone: HallEvent) -> None:
    calls = HallEvent.objects.filter(hall=deed.hall, day=deed.today, kind=HallEvent.Kind.CALLED, undone_at=None)
    by_rule = list(calls.exclude(pk=undone.pk).order_by("-seq").values_list("rule", flat=True))
    deed.day.calls_since_overtaking = rules.calls_since(by_rule)
    deed.day.calls_since_appointed = rules.calls_since(by_rule, share=rules.APPOINTED_SHARE)
