"""The hall for everybody: its board, and a visitor's own ticket by its code."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router, Status
from ninja.errors import ValidationError

from linli.base.kernel import clock
from linli.base.kernel import gettext_noop as _
from linli.base.ui.words import say
from linli.community.people.models import Person
from linli.features.guides import queries as guides
from linli.features.guides.models import ItemGroup
from linli.features.hall import actions
from linli.features.hall import queries as halls
from linli.features.hall.models import Hall, Ticket, WaitTold, Window

from . import lists, problems, shapes
from .auth import BearerOrNobody, Client, client_of, holder, require
from .kinds import Key
from .shapes import local

router = Router(tags=["hall"], auth=None)


@router.get(
    "/sites/{slug:slug}/hall",
    response={200: shapes.HallOut, **problems.of(404)},
    operation_id="seeHall",
    summary=_("The hall board: who is called where, and how many wait"),
    description=_("What the board on the wall shows: numbers and windows, never a name."),
)
def see_hall(request: HttpRequest, slug: str) -> dict[str, Any]:
    """The hall board: who is called where, and how many wait."""
    hall = halls.hall_at(slug=slug)
    zone = hall.site.timezone
    now = clock.now()
    board = halls.board(hall=hall, now=now)
    barred = halls.obstacles(hall=hall, is_at_door=True, now=now, board=board)
    return {
        "site": slug,
        "day": board.day,
        "is_open": board.is_open,
        "is_day_closed": board.is_day_closed,
        "closes_at": local(board.closes_at, zone),
        "opens_at": local(board.opens_at, zone),
        "waiting": board.waiting,
        "waiting_by_priority": dict(board.waiting_by_priority),
        "wait": _wait(board.wait),
        "obstacles": [{"code": one.code, "text": say(one), "field": one.field} for one in barred],
        "instead": _instead(hall, board, now) if barred else None,
        "windows_open": board.windows_open,
        "windows": [window_seen(each) for each in board.windows],
        "calls": [_call(each, zone) for each in board.calls],
        "seq": board.seq,
    }


@router.post(
    "/tickets",
    response={201: shapes.TicketOut, **problems.of(401, 403, 409, 422, 429)},
    auth=BearerOrNobody(),
    operation_id="takeTicket",
    summary=_("Take a number"),
    description=_(
        "Without a token, for oneself; with a token of the hall, for a visitor (a kiosk, a desk). Whoever keeps the "
        "code keeps the ticket. Without a token the key is yours alone: use a random UUID."
    ),
    openapi_extra={"security": [{}]},
)
def take_ticket(request: HttpRequest, response: HttpResponse, body: shapes.Take, key: Key) -> Status[Any]:
    """Take a number."""
    now = clock.now()
    hall, groups, wishes = _chosen(body)
    client = client_of(request)
    ticket = actions.take_ticket(
        hall=hall,
        groups=groups,
        items=wishes,
        priority=body.priority,
        channel=Ticket.Channel.API,
        caller=client.caller(phone=body.phone, language=body.language),
        taken_by=_taker(request, client, hall),
        key=key,
        actor=client.actor(key=key),
        now=now,
    )
    response["Location"] = reverse("api:see_ticket", args=[ticket.code])
    return Status(201, _seen(response, ticket, now))


@router.get(
    "/tickets/{slug:code}",
    response={200: shapes.TicketOut, **problems.of(404)},
    operation_id="seeTicket",
    summary=_("One's own ticket, by its code"),
    description=_("Where the visit stands."),
)
def see_ticket(request: HttpRequest, response: HttpResponse, code: str) -> dict[str, Any]:
    """One's own ticket, by its code."""
    return _seen(response, halls.ticket_by_code(code=code), clock.now())


@router.post(
    "/tickets/{slug:code}/departure",
    response={200: shapes.TicketOut, **problems.of(404, 409, 422)},
    operation_id="leaveLine",
    summary=_("Leave the line"),
    description=_("Gives the place up; the number is not given to anybody else."),
)
def leave_line(request: HttpRequest, response: HttpResponse, code: str, key: Key) -> dict[str, Any]:
    """Leave the line."""
    now = clock.now()
    ticket = halls.ticket_by_code(code=code)
    return _seen(response, actions.leave_line(ticket=ticket, key=key, actor=_holder(code), now=now), now)


@router.post(
    "/tickets/{slug:code}/return",
    response={200: shapes.TicketOut, **problems.of(404, 409, 422)},
    operation_id="returnToLine",
    summary=_("Come back to the line after a missed call"),
    description=_("The visitor rejoins a little behind the head of the line, as the hall's terms say."),
)
def return_to_line(request: HttpRequest, response: HttpResponse, code: str, key: Key) -> dict[str, Any]:
    """Come back to the line after a missed call."""
    now = clock.now()
    ticket = halls.ticket_by_code(code=code)
    return _seen(response, actions.return_to_line(ticket=ticket, key=key, actor=_holder(code), now=now), now)


def named(groups: Iterable[ItemGroup]) -> list[dict[str, str]]:
    """Item groups as `Named`."""
    return [{"slug": group.slug, "name": group.name, "name_en": group.name_en} for group in groups]


def window_name(window: Window) -> dict[str, Any]:
    """A window as `WindowName`."""
    return {"number": window.number, "name": window.name, "name_en": window.name_en}


def window_seen(now: halls.WindowNow) -> dict[str, Any]:
    """A window as `WindowOut`."""
    return window_name(now.window) | {
        "is_accessible": now.window.is_accessible,
        "state": now.state,
        "label": now.label,
        "groups": named(now.groups),
        "exceptions": named(now.exceptions),
    }


def group_named(slug: str, *, where: tuple[str | int, ...]) -> ItemGroup:
    """The item group, or a 422 that says where in the request an unknown one stands."""
    found = next((group for group in guides.groups() if group.slug == slug), None)
    if found is None:
        raise ValidationError([{"loc": where, "type": "unknown"}])
    return found


def _instead(hall: Hall, board: halls.Board, now: datetime) -> dict[str, Any]:
    """What can be done instead, as `InsteadOut`."""
    closes_at = board.wait.closes_at if board.wait else now
    ways = halls.alternatives(hall=hall, closes_at=closes_at, now=now)
    return {
        "opens_at": local(ways.opens_at, hall.site.timezone),
        "nearby": [site.slug for site in ways.nearby],
        "slots": reverse("api:list_slots", args=[hall.site.slug]),
    }


def _chosen(body: shapes.Take) -> tuple[Hall, list[ItemGroup], list[actions.Wish]]:
    """The hall, the groups and the items a visitor chose, or a 422 with everything unknown in the body."""
    wishes, wrong = lists.wishes(items=body.items)
    known = {group.slug: group for group in guides.groups()}
    for position, slug in enumerate(body.groups):
        if slug not in known:
            wrong.append({"loc": ("body", "groups", position), "type": "unknown"})
    try:
        hall = halls.hall_at(slug=body.site)
    except Http404:
        wrong.append({"loc": ("body", "site"), "type": "unknown"})
    if wrong:
        raise ValidationError(wrong)
    return hall, [known[slug] for slug in dict.fromkeys(body.groups)], wishes


def _taker(request: HttpRequest, client: Client, hall: Hall) -> Person | None:
    return require(request, right="hall.serve", site=hall.site) if client.token else None


def _holder(code: str) -> str:
    """Whoever holds the code, as the journal calls them."""
    return holder(code)


def _seen(response: HttpResponse, ticket: Ticket, now: Any) -> dict[str, Any]:
    """A ticket as `TicketOut`; never stored by a cache."""
    response["Cache-Control"] = "no-store"
    standing = halls.standing(ticket=ticket, now=now)
    site = ticket.hall.site
    return {
        "code": ticket.code,
        "label": ticket.label,
        "site": site.slug,
        "day": ticket.day,
        "state": standing.state,
        "priority": ticket.priority,
        "groups": named(standing.groups),
        "items": [lists.told(one.preparation) for one in halls.prepared(matters=halls.matters_of_visit(ticket=ticket))],
        "taken_at": local(ticket.taken_at, site.timezone),
        "ahead": standing.ahead,
        "wait": _wait(standing.wait),
        "wait_told": _told(standing.told, site.timezone),
        "window": window_name(standing.window) if standing.window else None,
        "windows_open": standing.windows_open,
        "last_label": standing.last_label,
        "may_leave": standing.may_leave,
        "may_return": standing.may_return,
        "links": _links(ticket.code, site.slug),
    }


def _wait(wait: halls.Wait | None) -> dict[str, Any] | None:
    """A wait as `WaitOut`."""
    if wait is None:
        return None
    return {name: getattr(wait, name) for name in ("low_minutes", "high_minutes", "is_doubtful")}


def _told(told: WaitTold | None, zone: str) -> dict[str, Any] | None:
    """What was told with the number as `ToldOut`."""
    if told is None:
        return None
    kept = {name: getattr(told, name) for name in ("low_minutes", "high_minutes", "is_doubtful")}
    return kept | {"at": local(told.at, zone)}


def _links(code: str, slug: str) -> dict[str, str]:
    return {
        "self": reverse("api:see_ticket", args=[code]),
        "departure": reverse("api:leave_line", args=[code]),
        "come_back": reverse("api:return_to_line", args=[code]),
        "page": reverse("hall:ticket", args=[code]),
        "hall": reverse("api:see_hall", args=[slug]),
    }


def _call(call: halls.Call, zone: str) -> dict[str, Any]:
    return {
        "seq": call.seq,
        "at": local(call.at, zone),
        "label": call.label,
        "window": window_name(call.window),
        "is_again": call.is_again,
    }
