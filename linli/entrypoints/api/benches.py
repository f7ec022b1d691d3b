"""What the programs of the windows are shown."""

from __future__ import annotations

from typing import Any

from linli.features.hall import queries as halls
from linli.features.hall.models import Matter, Ticket

from . import lists
from .hall import named, window_seen
from .shapes import local


def bench(now: halls.WindowNow, matters: tuple[Matter, ...] | None = None) -> dict[str, Any]:
    """A window with its worker and visitor as `BenchOut`."""
    if matters is None and now.ticket:
        matters = tuple(halls.matters_of(ticket=now.ticket))
    return window_seen(now) | {
        "worker": {"staff_number": now.worker.staff_number, "name": now.worker.name} if now.worker else None,
        "is_backup": now.is_backup,
        "opened_at": local(now.opened_at, now.window.hall.site.timezone),
        "pause_reason": now.pause_reason,
        "visitor": visitor(now.ticket, matters or ()) if now.ticket else None,
    }


def visitor(ticket: Ticket, matters: tuple[Matter, ...]) -> dict[str, Any]:
    """The visitor at a window as `VisitorOut`."""
    return {
        "label": ticket.label,
        "state": ticket.state,
        "priority": ticket.priority,
        "language": ticket.language,
        "calls": ticket.calls,
        "matters": lists.matters(matters),
    }


def last_step(step: halls.LastStep | None, *, zone: str) -> dict[str, Any] | None:
    """What undo takes back as `LastStepOut`."""
    if step is None:
        return None
    until = local(step.until, zone)
    return {"seq": step.seq, "kind": step.kind, "label": step.label, "until": until}


def in_line(each: halls.InLine) -> dict[str, Any]:
    """Somebody in the line as `InLineOut`."""
    return {
        "label": each.ticket.label,
        "state": each.ticket.state,
        "priority": each.ticket.priority,
        "groups": named(each.groups),
        "turn": each.turn,
    }
