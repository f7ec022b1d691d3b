"""What a worker sees: the bench of a window, and the line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from linli.community.people.models import Person
from linli.features.guides.models import ItemGroup

from .. import rules
from ..models import Hall, HallDay, Matter, Terms, Ticket, Window
from . import facts
from .shapes import Bench, InLine, LastStep, Silence
from .silences import silence_in
from .windows import standing_windows, state_of, today_of


def bench(*, window: Window, worker: Person, now: datetime) -> Bench:
    """A window's bench for a worker: the present visitor, the line as this window would call it, what may be undone."""
    hall = window.hall
    day = today_of(hall=hall, now=now)
    row = HallDay.objects.filter(hall=hall, day=day).first() or HallDay(hall=hall, day=day)
    terms = facts.terms(hall=hall, day=day)
    windows = [state_of(one) for one in standing_windows(hall=hall)]
    here = next(one for one in windows if one.window.pk == window.pk)
    tickets = _tickets_with_matters(hall, day, (Ticket.State.WAITING, Ticket.State.PARKED, Ticket.State.MISSED))
    on_duty = facts.on_duty(hall=hall, day=day)
    is_mine = here.worker is not None and here.worker.pk == worker.pk
    return Bench(
        now=here,
        day=day,
        is_mine=is_mine,
        is_day_closed=row.closed_at is not None,
        matters=tuple(matters_of(ticket=here.ticket)) if here.ticket else (),
        line=tuple(_in_calling_order(window, tickets, on_duty, row, terms, now)),
        aside=tuple(_in_line(ticket) for ticket in tickets if ticket.state != Ticket.State.WAITING),
        open_windows=tuple(one.window for one in windows if one.state != "closed" and one.window.pk != window.pk),
        last_step=_last_step(window, worker, day, terms, now) if is_mine else None,
        max_calls=terms.max_calls,
        seq=row.last_event,
        silence=_silence(tickets, on_duty, terms, now) if row.closed_at is None else None,
    )


def _silence(
    tickets: Sequence[Ticket], on_duty: dict[int, facts.OnDuty], terms: Terms, now: datetime
) -> Silence | None:
    waiting = [ticket for ticket in tickets if ticket.state == Ticket.State.WAITING]
    line = [_as_waiting(ticket, due_by=terms.due_by(now)) for ticket in waiting]
    return silence_in(line=line, on_duty=list(on_duty.values()), terms=terms, now=now)


def line(*, hall: Hall, now: datetime) -> list[InLine]:
    """Everybody waiting, by place, with what they come for (two statements)."""
    day = today_of(hall=hall, now=now)
    return [_in_line(ticket) for ticket in _tickets_with_matters(hall, day, (Ticket.State.WAITING,))]


def matters_of(*, ticket: Ticket) -> list[Matter]:
    """The matters of a visit, in their order."""
    return list(Matter.objects.filter(ticket=ticket).select_related("group", "item").order_by("position"))


def _tickets_with_matters(hall: Hall, day: date, states: Iterable[str]) -> list[Ticket]:
    tickets = list(
        Ticket.objects.filter(hall=hall, day=day, state__in=list(states))
        .defer("contact")
        .select_related("wants_window", "wants_worker")
        .order_by("place", "arrival")
    )
    matters: dict[int, list[Matter]] = {ticket.pk: [] for ticket in tickets}
    for matter in Matter.objects.filter(ticket__in=tickets).select_related("group").order_by("position"):
        matters[matter.ticket_id].append(matter)
    for ticket in tickets:
        ticket.all_matters = matters[ticket.pk]  # type: ignore[attr-defined]
    return tickets


def _in_calling_order(
    window: Window,
    tickets: Sequence[Ticket],
    open_windows: dict[int, facts.OnDuty],
    day: HallDay,
    terms: Terms,
    now: datetime,
) -> list[InLine]:
    waiting = {ticket.pk: ticket for ticket in tickets if ticket.state == Ticket.State.WAITING}
    here = open_windows.get(window.pk)
    if here is None:
        return [_in_line(ticket) for ticket in waiting.values()]
    order = rules.calling_order(
        line=[_as_waiting(ticket, due_by=terms.due_by(now)) for ticket in waiting.values()],
        station=here.stands(terms=terms, now=now),
        stations=[one.stands(terms=terms, now=now) for one in open_windows.values()],
        calls_since_overtaking=day.calls_since_overtaking,
        overtake_every=terms.overtake_every,
        calls_since_appointed=day.calls_since_appointed,
        appointed_every=terms.appointed_every,
    )
    mine = [
        _in_line(waiting.pop(choice.visitor.ticket), turn, choice.rule) for turn, choice in enumerate(list(order), 1)
    ]
    return [*mine, *(_in_line(ticket) for ticket in waiting.values())]


def _as_waiting(ticket: Ticket, *, due_by: datetime) -> rules.Waiting:
    matters: list[Matter] = ticket.all_matters  # type: ignore[attr-defined]
    return rules.Waiting(
        ticket=ticket.pk,
        place=ticket.place,
        arrival=ticket.arrival,
        is_priority=ticket.priority != Ticket.Priority.ORDINARY,
        groups=frozenset(matter.group_id for matter in matters if not matter.outcome),
        wants_window=ticket.wants_window_id,
        wants_worker=ticket.wants_worker_id,
        appointed_at=ticket.appointed_at,
        is_due=facts.is_due(ticket.appointed_at, due_by),
        since=ticket.rejoined_at or ticket.taken_at,
    )


def _in_line(ticket: Ticket, turn: int | None = None, rule: str = "") -> InLine:
    matters: list[Matter] = ticket.all_matters  # type: ignore[attr-defined]
    groups: dict[int, ItemGroup] = {matter.group_id: matter.group for matter in matters if not matter.outcome}
    return InLine(ticket=ticket, groups=tuple(groups.values()), turn=turn, rule=rule)


def _last_step(window: Window, worker: Person, day: date, terms: Terms, now: datetime) -> LastStep | None:
    event = facts.last_step(window=window, day=day)
    if event is None or event.ticket is None or event.worker_id != worker.pk:
        return None
    until = event.at + timedelta(seconds=terms.undo_seconds)
    if now > until or facts.has_moved_on(event=event):
        return None
    return LastStep(seq=event.seq, kind=event.kind, label=event.ticket.label, until=until)
