"""The worker's bench: one visitor at a time, one key a step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from linli.base.kernel import Refused, clock
from linli.base.ui.fields import NO_SUCH, chosen
from linli.base.ui.page import SeeOther, page
from linli.base.ui.words import local
from linli.features.guides import queries as guides

from .. import actions
from .. import queries as halls
from ..forms import CallTicket, Keyed, Materials, Meant, NameItem, OneGroup, Outcome, Reason, Transfer
from ..models import HallEvent, Window
from .access import StaffRequest, at_window
from .screens import live_of
from .words import plate, priority_icon, queue

Step = Callable[..., Any]

STALE = frozenset({"visitor_changed", "step_changed", "shift_changed"})


@require_safe
@at_window("hall.serve")
def bench(request: StaffRequest, *, window: Window) -> HttpResponse:
    """The present visitor, the line, those put aside, and what can be done now."""
    return bench_page(request, window)


def bench_page(
    request: StaffRequest,
    window: Window,
    *,
    form: Keyed | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """The bench as it stands, with what was refused or badly filled in, if anything."""
    now = clock.now()
    live = live_of(window.hall)
    shown = halls.bench(window=window, worker=request.user, now=now)
    context = {
        **live,
        "tab": "windows",
        "window": window,
        "bench": shown,
        "plate": plate(shown.now),
        "line": queue(shown.line),
        "aside": queue(shown.aside),
        "groups": guides.groups(),
        "form": form,
        "refused": refused,
        "window_name": local(window, "name"),
        "priority_icon": priority_icon(shown.now.ticket) if shown.now.ticket else "",
        "last_step_word": HallEvent.Kind(shown.last_step.kind).label if shown.last_step else "",
        "open_dialog": _dialog_to_reopen(request, form, refused),
        "open_position": request.resolver_match.kwargs.get("position"),
        "silence": shown.silence,
        "sent": form.data if form is not None else {},
        "address": _address(window),
        "prepared_list": halls.prepared(matters=shown.matters),
        "unnamed": _unnamed(shown),
    }
    return page(request, "hall/bench.html", context, fragment="hall/_bench.html", status=status)


def _dialog_to_reopen(request: StaffRequest, form: Keyed | None, refused: Refused | None) -> str:
    """Which dialog to open with what was typed: none where it was typed about somebody who is not here any more."""
    is_about_another = refused is not None and not STALE.isdisjoint(refused.codes)
    return str(request.resolver_match.url_name) if (refused or form) and not is_about_another else ""


def _unnamed(shown: halls.Bench) -> list[dict[str, Any]]:
    """The open matters of which only the group is known, each with the items it may be about; one statement."""
    matters = [matter for matter in shown.matters if matter.item_id is None and not matter.outcome]
    if not matters or not shown.is_mine or shown.now.state != "serving":
        return []
    known = guides.items_of(groups=[matter.group for matter in matters])
    return [
        {"matter": matter, "items": [one for one in known if one.group_id == matter.group_id]} for matter in matters
    ]


def _step(request: StaffRequest, window: Window, step: Step, form: Meant, **values: Any) -> HttpResponse:
    """One step of the worker with the visitor whom the page showed."""
    return _do(request, window, step, form, worker=request.user, meant=form.cleaned_data["visitor"], **values)


def _do(request: StaffRequest, window: Window, act: Step, form: Meant, **values: Any) -> HttpResponse:
    """One step at the window: done and back to the bench, or the bench as it stands with every objection."""
    try:
        act(window=window, key=form.cleaned_data["key"], now=clock.now(), **values)
    except Refused as refused:
        return bench_page(request, window, form=form, refused=refused, status=409)
    return SeeOther(_address(window))


def _address(window: Window) -> str:
    return reverse("hall:bench", args=[window.hall.site.slug, window.number])


def _plain(request: StaffRequest, window: Window, step: Step) -> HttpResponse:
    form = Meant(request.POST)
    if not form.is_valid():
        return bench_page(request, window, form=form, status=422)
    return _step(request, window, step, form)


@require_POST
@at_window("hall.serve")
def calls(request: StaffRequest, *, window: Window) -> HttpResponse:
    """Call whoever is next, or one of those put aside."""
    form = CallTicket(request.POST)
    if not form.is_valid():
        return bench_page(request, window, form=form, status=422)
    wanted = form.cleaned_data["ticket"]
    if wanted is None:
        return _step(request, window, actions.call_next, form)
    ticket = halls.ticket_of_today(hall=window.hall, pk=wanted, now=clock.now())
    if ticket is None:
        form.add_error("ticket", NO_SUCH)
        return bench_page(request, window, form=form, status=422)
    return _step(request, window, actions.call_ticket, form, ticket=ticket)


@require_POST
@at_window("hall.serve")
def recalls(request: StaffRequest, *, window: Window) -> HttpResponse:
    """Call the same visitor again."""
    return _plain(request, window, actions.recall)


@require_POST
@at_window("hall.serve")
def arrivals(request: StaffRequest, *, window: Window) -> HttpResponse:
    """The visitor came to the window."""
    return _plain(request, window, actions.welcome)


@require_POST
@at_window("hall.serve")
def no_shows(request: StaffRequest, *, window: Window) -> HttpResponse:
    """The visitor did not come."""
    return _plain(request, window, actions.mark_missed)


@require_POST
@at_window("hall.serve")
def finishes(request: StaffRequest, *, window: Window) -> HttpResponse:
    """The visit is finished."""
    return _plain(request, window, actions.finish)


@require_POST
@at_window("hall.serve")
def undo(request: StaffRequest, *, window: Window) -> HttpResponse:
    """Take the last step back, if it still is the one the page showed."""
    form = Meant(request.POST)
    if not form.is_valid():
        return bench_page(request, window, form=form, status=422)
    return _do(request, window, actions.undo, form, worker=request.user, step=form.cleaned_data["step"])


@require_POST
@at_window("hall.serve")
def parkings(request: StaffRequest, *, window: Window) -> HttpResponse:
    """Put the visitor aside for a while."""
    form = Reason(request.POST)
    if not form.is_valid():
        return bench_page(request, window, form=form, status=422)
    return _step(request, window, actions.park, form, reason=form.cleaned_data["reason"])


@require_POST
@at_window("hall.serve")
def transfers(request: StaffRequest, *, window: Window) -> HttpResponse:
    """Hand the visitor on to another window, or to whichever is free first."""
    form = Transfer(request.POST)
    if not form.is_valid():
        return bench_page(request, window, form=form, status=422)
    number = form.cleaned_data["to_window"]
    to_window = chosen(form, "to_window", lambda: halls.window_at(hall=window.hall, number=number)) if number else None
    if form.errors:
        return bench_page(request, window, form=form, status=422)
    reason = form.cleaned_data["reason"]
    return _step(request, window, actions.transfer, form, to_window=to_window, reason=reason)


@require_POST
@at_window("hall.serve")
def matters(request: StaffRequest, *, window: Window) -> HttpResponse:
    """One more thing the visitor came for."""
    form = OneGroup(request.POST)
    if not form.is_valid():
        return bench_page(request, window, form=form, status=422)
    return _step(request, window, actions.add_matter, form, group=form.cleaned_data["group"])


@require_POST
@at_window("hall.serve")
def outcome(request: StaffRequest, *, window: Window, position: int) -> HttpResponse:
    """A matter was done, or could not be."""
    form = Outcome(request.POST)
    if not form.is_valid():
        return bench_page(request, window, form=form, status=422)
    said = {name: form.cleaned_data[name] for name in ("outcome", "note")}
    return _step(request, window, actions.finish_matter, form, position=position, **said)


@require_POST
@at_window("hall.serve")
def item(request: StaffRequest, *, window: Window, position: int) -> HttpResponse:
    """Which item a matter is about."""
    form = NameItem(request.POST)
    if not form.is_valid():
        return bench_page(request, window, form=form, status=422)
    said = {"position": position, "item": form.cleaned_data["item"]}
    return _step(request, window, actions.name_item, form, **said)


@require_POST
@at_window("hall.serve")
def materials(request: StaffRequest, *, window: Window, position: int) -> HttpResponse:
    """What of a matter's list is there."""
    form = Materials(request.POST)
    if not form.is_valid():
        return bench_page(request, window, form=form, status=422)
    found = guides.sent_ticks(form.cleaned_data["item"], fields=request.POST.getlist)
    said = {"have": found.have, "situations": found.situations}
    return _step(request, window, actions.check_materials, form, position=position, **said)


@require_POST
@at_window("hall.serve")
def pause(request: StaffRequest, *, window: Window) -> HttpResponse:
    """The window calls nobody for a while."""
    form = Reason(request.POST)
    if not form.is_valid():
        return bench_page(request, window, form=form, status=422)
    said = {"meant": form.cleaned_data["shift"], "reason": form.cleaned_data["reason"]}
    return _do(request, window, actions.pause_window, form, by=request.user, **said)


@require_POST
@at_window("hall.serve")
def pause_end(request: StaffRequest, *, window: Window) -> HttpResponse:
    """The window calls again."""
    form = Meant(request.POST)
    if not form.is_valid():
        return bench_page(request, window, form=form, status=422)
    return _do(request, window, actions.resume_window, form, by=request.user, meant=form.cleaned_data["shift"])
