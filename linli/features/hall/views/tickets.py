"""A resident's own ticket: take it, watch it, leave the line, come back, print it."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.base.kernel import Refused, clock
from linli.base.ui.addresses import public_address
from linli.base.ui.doors import private
from linli.base.ui.page import SeeOther, page
from linli.community.people import queries as people
from linli.features.guides import queries as guides

from .. import actions
from .. import queries as halls
from ..forms import Keyed, TakeTicket
from ..models import Hall, Matter, Ticket
from .devices import actor_of, device_of, new_device, remember
from .screens import live_of
from .waits import way_in, ways_out
from .wishes import preparations_of, wishes_of
from .words import priorities, reasons


@require_http_methods(["GET", "HEAD", "POST"])
def tickets(request: HttpRequest, *, site: str) -> HttpResponse:
    """Take a number: what for, how, and one button."""
    hall = halls.hall_at(slug=site)
    if request.method != "POST":
        return private(_form_page(request, hall, wished=TakeTicket(request.GET)))
    form = TakeTicket(request.POST)
    if not form.is_valid():
        return private(_form_page(request, hall, form=form, status=422))
    return private(_take(request, hall, form))


def _take(request: HttpRequest, hall: Hall, form: TakeTicket) -> HttpResponse:
    device = device_of(request) or new_device(key=form.cleaned_data["key"])
    person = people.person_of(request)
    try:
        ticket = actions.take_ticket(
            hall=hall,
            groups=form.cleaned_data["groups"],
            items=wishes_of(form),
            priority=form.cleaned_data["priority"],
            channel=Ticket.Channel.PHONE,
            caller=people.caller_of(request, phone=form.cleaned_data["phone"], device=device),
            key=form.cleaned_data["key"],
            actor=actor_of(request, device=device),
            now=clock.now(),
        )
    except Refused as refused:
        return _form_page(request, hall, form=form, refused=refused, status=409)
    response = SeeOther(reverse("hall:ticket", args=[ticket.code]))
    if not person:
        remember(response, device)
    return response


def _form_page(
    request: HttpRequest,
    hall: Hall,
    *,
    form: TakeTicket | None = None,
    wished: TakeTicket | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    now = clock.now()
    held = halls.held_ticket(hall=hall, holder=people.person_of(request), device=device_of(request), now=now)
    board = halls.board(hall=hall, now=now)
    context = {
        "tab": "hall",
        "hall": hall,
        "site": hall.site,
        "board": board,
        **way_in(hall=hall, board=board, is_at_door=True, now=now),
        "held": held,
        "form": form or TakeTicket(),
        "refused": refused,
        **choices(form),
        "wishes": preparations_of(form or wished),
    }
    return page(request, "hall/tickets.html", context, status=status)


def choices(form: TakeTicket | None) -> dict[str, Any]:
    """The matters and classes to choose from, and those a form that came back had chosen."""
    sent = cast(QueryDict, form.data) if form is not None else QueryDict()
    return {
        "groups": guides.groups(),
        "priorities": priorities(),
        "chosen_groups": sent.getlist("groups"),
        "chosen_priority": sent.get("priority") or Ticket.Priority.ORDINARY,
        "phone": sent.get("phone", ""),
    }


@require_safe
def ticket(request: HttpRequest, *, code: str) -> HttpResponse:
    """My number, whose turn it is, and where to go."""
    return _ticket_page(request, halls.ticket_by_code(code=code))


def _ticket_page(
    request: HttpRequest, ticket: Ticket, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    address = reverse("hall:ticket", args=[ticket.code])
    live = live_of(ticket.hall)
    now = clock.now()
    standing = halls.standing(ticket=ticket, now=now)
    context = {
        **live,
        "tab": "mine",
        "ticket": ticket,
        "standing": standing,
        "why": reasons(standing.why),
        "prepared_list": _still_to_do(ticket),
        "ways": ways_out(hall=ticket.hall, wait=standing.wait, now=now),
        "refused": refused,
        "address": public_address(request, address),
    }
    return private(page(request, "hall/ticket.html", context, fragment="hall/_ticket.html", status=status))


def _still_to_do(ticket: Ticket) -> list[halls.Prepared]:
    """The lists of the matters that are not done: what could not be done today needs them again."""
    matters = halls.matters_of_visit(ticket=ticket)
    return halls.prepared(matters=[matter for matter in matters if matter.outcome != Matter.Outcome.DONE])


@require_http_methods(["GET", "HEAD", "POST"])
def departure(request: HttpRequest, *, code: str) -> HttpResponse:
    """Ask once more, then leave the line."""
    ticket = halls.ticket_by_code(code=code)
    if request.method != "POST":
        standing = halls.standing(ticket=ticket, now=clock.now())
        context = {"tab": "mine", "site": ticket.hall.site, "ticket": ticket, "standing": standing}
        return private(page(request, "hall/departure.html", context))
    return _change(request, ticket, actions.leave_line)


@require_POST
def return_to_line(request: HttpRequest, *, code: str) -> HttpResponse:
    """Back into the line after a missed call."""
    return _change(request, halls.ticket_by_code(code=code), actions.return_to_line)


def _change(request: HttpRequest, ticket: Ticket, change: Any) -> HttpResponse:
    form = Keyed(request.POST)
    form.is_valid()
    actor = actor_of(request, device=device_of(request) or ticket.code)
    try:
        change(ticket=ticket, key=form.cleaned_data.get("key", ""), actor=actor, now=clock.now())
    except Refused as refused:
        return _ticket_page(request, ticket, refused=refused, status=409)
    return private(SeeOther(reverse("hall:ticket", args=[ticket.code])))


@require_safe
def slip(request: HttpRequest, *, code: str) -> HttpResponse:
    """The slip to hold in the hand, for paper 58 or 80 mm wide."""
    ticket = halls.ticket_by_code(code=code)
    return private(page(request, "hall/slip.html", slip_of(request, ticket)))


def slip_of(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    """What is printed on a slip."""
    return {
        "site": ticket.hall.site,
        "ticket": ticket,
        "standing": halls.standing(ticket=ticket, now=clock.now()),
        "address": public_address(request, reverse("hall:ticket", args=[ticket.code])),
        "width": paper_width(request),
        "sheets": _sheets(request, ticket),
        "prints_now": request.GET.get("print") == "1",
    }


def _sheets(request: HttpRequest, ticket: Ticket) -> list[dict[str, Any]]:
    """The items of a visit, each with the address of its one-time notice."""
    found = halls.prepared(matters=halls.matters_of_visit(ticket=ticket))
    return [
        {
            "item": one.preparation.item,
            "missing": len(one.preparation.missing) if one.preparation.is_ticked else 0,
            "address": public_address(request, reverse("guides:sheet", args=[one.preparation.item.slug])),
        }
        for one in found
    ]


def paper_width(request: HttpRequest) -> int:
    """58 or 80 (millimetres), as the address says; 80 when it says nothing."""
    return 58 if request.GET.get("width") == "58" else 80
