"""Calling a visitor to a window: the next one, one by choice, once more, and what came of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.community.people.models import Person

from .. import rules
from ..models import HallEvent, Ticket, Window
from ..queries import facts
from .desk import AtDesk, approach, as_waiting, before, begin, finish_visit, move, refuse_if
from .refs import NOBODY, ticket_of


def call_next(*, window: Window, worker: Person, key: str, now: datetime, meant: int | None = None) -> Ticket | None:
    """The visitor who is called to `window` now, or None when nobody waits for it; the present visit is finished.

    Who is next: first those handed on to this window or coming back to this worker, then the line by place, with the
    bounded shares of due appointments and of priority visitors (`rules.next_ticket`); the event says by which rule.
    `meant` is the ticket the caller saw at the window (0: nobody); with somebody else there nothing is done.
    Somebody who was called must be answered for first (they came, did not come, or are called again): calling on
    would guess.

    :raises Refused: `day_closed`, `window_not_open`, `not_on_duty`, `window_paused`, `visitor_changed`,
        `visitor_not_answered`.
    """
    with transaction.atomic():
        deed = begin("call_next", window=window, worker=worker, key=key, now=now)
        if (ref := deed.ask(window=window.pk, meant=meant)) is not None:
            return None if ref == NOBODY else ticket_of(ref)
        at = approach(deed, window=window, worker=worker, meant=meant)
        refuse_if(rules.objections_to_calling(at.desk))
        present = at.visitor
        if present:
            finish_visit(at, present)
        choice = _choice(at)
        if choice:
            ticket = facts.ticket_in(hall=deed.hall, pk=choice.visitor.ticket)
            deed.day.calls_since_overtaking = choice.calls_since_overtaking
            deed.day.calls_since_appointed = choice.calls_since_appointed
            _call(at, ticket, rule=choice.rule)
            return at.end(ticket, rule=choice.rule, finished=present.pk if present else None)
        if present:
            deed.end(NOBODY, subject=f"ticket:{present.pk}", window=window.number, finished=present.pk)
        else:
            deed.end_unchanged(NOBODY)
        return None


def call_ticket(
    *, window: Window, ticket: Ticket, worker: Person, key: str, now: datetime, meant: int | None = None
) -> Ticket:
    """`ticket`, parked or missed today, called to `window` out of turn; the present visit is finished.

    :raises Refused: as `call_next`, and `not_today`, `not_aside`, `not_taken_here`.
    """
    with transaction.atomic():
        deed = begin("call_ticket", window=window, worker=worker, key=key, now=now)
        if (ref := deed.ask(window=window.pk, meant=meant, ticket=ticket.pk)) is not None:
            return ticket_of(ref)
        at = approach(deed, window=window, worker=worker, meant=meant)
        ticket = facts.ticket(pk=ticket.pk)
        refuse_if(
            rules.objections_to_choosing(
                desk=at.desk,
                label=ticket.label,
                state=ticket.state,
                is_today=ticket.hall_id == window.hall_id and ticket.day == deed.today,
                is_taken_here=at.desk.duty is None or at.station.takes(as_waiting(ticket)),
            )
        )
        if at.visitor:
            finish_visit(at, at.visitor)
        _call(at, ticket, rule=rules.BY_CHOICE)
        return at.end(ticket, rule=rules.BY_CHOICE, finished=at.visitor.pk if at.visitor else None)


def recall(*, window: Window, worker: Person, key: str, now: datetime, meant: int | None = None) -> Ticket:
    """The visitor called to this window, called once more.

    :raises Refused: `day_closed`, `window_not_open`, `not_on_duty`, `visitor_changed`, `nobody_here`,
        `already_welcomed`, `called_often_enough`.
    """
    with transaction.atomic():
        deed = begin("recall", window=window, worker=worker, key=key, now=now)
        if (ref := deed.ask(window=window.pk, meant=meant)) is not None:
            return ticket_of(ref)
        at = approach(deed, window=window, worker=worker, meant=meant)
        max_calls = facts.terms(hall=window.hall, day=deed.today).max_calls
        calls = at.visitor.calls if at.visitor else 0
        refuse_if(rules.objections_to_recalling(desk=at.desk, calls=calls, max_calls=max_calls))
        ticket = at.present
        kept = before(ticket)
        move(ticket, calls=calls + 1, called_at=now)
        at.log(HallEvent.Kind.RECALLED, ticket, before=kept)
        return at.end(ticket, calls=ticket.calls)


def welcome(*, window: Window, worker: Person, key: str, now: datetime, meant: int | None = None) -> Ticket:
    """The visitor who came to the window and is served from now on; their first worker owns the visit (首问负责).

    :raises Refused: `day_closed`, `window_not_open`, `not_on_duty`, `visitor_changed`, `nobody_here`,
        `already_welcomed`.
    """
    with transaction.atomic():
        deed = begin("welcome", window=window, worker=worker, key=key, now=now)
        if (ref := deed.ask(window=window.pk, meant=meant)) is not None:
            return ticket_of(ref)
        at = approach(deed, window=window, worker=worker, meant=meant)
        refuse_if(rules.objections_to_step(desk=at.desk, needs=(Ticket.State.CALLED,)))
        ticket = at.present
        kept = before(ticket)
        move(
            ticket,
            state=Ticket.State.SERVING,
            served_at=ticket.served_at or now,
            first_worker_id=ticket.first_worker_id or worker.pk,
            wants_window_id=None,
            wants_worker_id=None,
        )
        at.log(HallEvent.Kind.WELCOMED, ticket, before=kept)
        return at.end(ticket)


def mark_missed(*, window: Window, worker: Person, key: str, now: datetime, meant: int | None = None) -> Ticket:
    """The visitor who was called and did not come; they may rejoin the line until the day closes.

    :raises Refused: `day_closed`, `window_not_open`, `not_on_duty`, `visitor_changed`, `nobody_here`,
        `already_welcomed`.
    """
    with transaction.atomic():
        deed = begin("mark_missed", window=window, worker=worker, key=key, now=now)
        if (ref := deed.ask(window=window.pk, meant=meant)) is not None:
            return ticket_of(ref)
        at = approach(deed, window=window, worker=worker, meant=meant)
        refuse_if(rules.objections_to_step(desk=at.desk, needs=(Ticket.State.CALLED,)))
        ticket = at.present
        kept = before(ticket)
        move(ticket, state=Ticket.State.MISSED, at_window_id=None)
        at.log(HallEvent.Kind.MISSED, ticket, before=kept)
        return at.end(ticket, calls=ticket.calls)


def _choice(at: AtDesk) -> rules.Choice | None:
    terms = facts.terms(hall=at.deed.hall, day=at.deed.today)
    stations = {window: one.stands(terms=terms, now=at.deed.now) for window, one in at.open_windows.items()}
    is_picky = any(station.refuses for station in stations.values())
    return rules.next_ticket(
        line=facts.line(hall=at.deed.hall, day=at.deed.today, with_groups=is_picky, due_by=terms.due_by(at.deed.now)),
        station=stations[at.window.pk],
        stations=list(stations.values()),
        calls_since_overtaking=at.deed.day.calls_since_overtaking,
        overtake_every=terms.overtake_every,
        calls_since_appointed=at.deed.day.calls_since_appointed,
        appointed_every=terms.appointed_every,
    )


def _call(at: AtDesk, ticket: Ticket, *, rule: str) -> None:
    kept = before(ticket)
    move(
        ticket,
        state=Ticket.State.CALLED,
        at_window_id=at.window.pk,
        calls=ticket.calls + 1,
        called_at=at.deed.now,
    )
    at.log(HallEvent.Kind.CALLED, ticket, rule=rule, before=kept)
