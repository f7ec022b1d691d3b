"""The kiosk: three taps to a ticket, and nothing of the last visitor left behind."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import QueryDict
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_safe

from linli.base.kernel import Refused, clock
from linli.base.ui.addresses import client_address, public_address
from linli.base.ui.doors import private
from linli.base.ui.page import SeeOther, page
from linli.community.people.queries import Caller
from linli.features.guides import queries as guides

from .. import actions
from .. import queries as halls
from ..forms import TakeTicket
from ..models import Hall, Ticket
from .devices import is_registered
from .screens import live_of, spoken_in
from .tickets import paper_width, slip_of
from .waits import way_in
from .wishes import wishes_of
from .words import priorities

# A visitor's run: a name for the attempt (the idempotency key) and the second it began.
RUN = re.compile(r"^[0-9a-f]{32}\.(\d{9,11})$")
RUN_LASTS = timedelta(minutes=5)
STEP_SECONDS, RESULT_SECONDS = 60, 30
RESULT_SHOWN = timedelta(minutes=2)


@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: HttpRequest, *, site: str) -> HttpResponse:
    """Touch the matter, touch how, take the number."""
    hall = halls.hall_at(slug=site)
    now = clock.now()
    with translation.override(spoken_in(request, hall.site)):
        if request.method == "POST":
            return private(_take(request, hall, now))
        if _is_stale(request, now):
            return private(HttpResponseRedirect(_start(request, hall)))
        return private(_step_page(request, hall, now))


def _take(request: HttpRequest, hall: Hall, now: datetime) -> HttpResponse:
    form = TakeTicket(request.POST)
    if not form.is_valid():
        return _step_page(request, hall, now, form=form, status=422)
    try:
        ticket = actions.take_ticket(
            hall=hall,
            groups=form.cleaned_data["groups"],
            items=wishes_of(form),
            priority=form.cleaned_data["priority"],
            channel=Ticket.Channel.KIOSK,
            caller=_who_stands_at(request, hall),
            key=form.cleaned_data["key"],
            actor=f"kiosk:{hall.site.slug}",
            now=now,
        )
    except Refused as refused:
        return _step_page(request, hall, now, form=form, refused=refused, status=409)
    return SeeOther(_with_setting(request, reverse("hall:kiosk_ticket", args=[hall.site.slug, ticket.code])))


def _who_stands_at(request: HttpRequest, hall: Hall) -> Caller:
    """Whoever stands at the kiosk; a browser that nobody registered as one may stand anywhere, and is counted."""
    if is_registered(request, hall):
        return Caller(language=translation.get_language() or "")
    return Caller(language=translation.get_language() or "", address=client_address(request))


def _step_page(
    request: HttpRequest,
    hall: Hall,
    now: datetime,
    *,
    form: TakeTicket | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    sent = request.POST if form is not None else request.GET
    known = guides.groups()
    chosen = [group for group in known if group.slug in sent.getlist("groups")]
    priority = sent.get("priority", "")
    if priority not in Ticket.Priority.values:
        priority = ""
    live = live_of(hall)
    board = halls.board(hall=hall, now=now)
    context: dict[str, Any] = {
        **live,
        "groups": known,
        "chosen": chosen,
        "chosen_slugs": [group.slug for group in chosen],
        "priority": priority,
        "priority_word": dict(Ticket.Priority.choices).get(priority, ""),
        "step": _step(sent, chosen, priority),
        "form": form,
        "refused": refused,
        "start": _start(request, hall),
        "seconds": STEP_SECONDS,
        "board": board,
        **way_in(hall=hall, board=board, is_at_door=False, now=now),
        "lists": _lists(request, hall, chosen) if sent.get("what") else [],
        **_links(request, hall, known, chosen, priority, _run(sent, now, is_fresh=refused is not None)),
    }
    return page(request, "hall/kiosk.html", context, fragment="hall/_kiosk_state.html", status=status)


def _step(sent: QueryDict, chosen: list[Any], priority: str) -> int:
    if not chosen or sent.get("more"):
        return 1
    return 3 if priority else 2


def _lists(request: HttpRequest, hall: Hall, chosen: list[Any]) -> list[dict[str, Any]]:
    """What the chosen groups' items ask for, each with the address of its guide for the visitor's own phone."""
    known = guides.items_of(groups=chosen)
    return [
        {
            "prepared": one,
            "address": public_address(request, reverse("portal:preparation", args=[hall.site.slug, one.item.slug])),
        }
        for one in guides.preparations(wanted=[(item, guides.Ticks()) for item in known])
    ]


def _links(request: HttpRequest, hall: Hall, known: Any, chosen: list[Any], priority: str, run: str) -> dict[str, Any]:
    """The address of every next touch: each page of the kiosk is a plain link, so it works without JavaScript."""
    at = reverse("hall:kiosk", args=[hall.site.slug])
    setting = _setting(request)
    slugs = [group.slug for group in chosen]

    def to(*, groups: list[str], priority: str = "", more: str = "", what: str = "", lang: str | None = None) -> str:
        asked: dict[str, Any] = {
            **setting,
            "groups": groups,
            "priority": priority,
            "more": more,
            "what": what,
            "run": run,
        }
        if lang is not None:
            asked["lang"] = lang
        return at + "?" + urlencode({name: value for name, value in asked.items() if value}, doseq=True)

    return {
        "run": run,
        "group_links": [
            {
                "group": group,
                "is_chosen": group.slug in slugs,
                "url": to(groups=[slug for slug in slugs if slug != group.slug] + [group.slug]),
            }
            for group in known
        ],
        "priority_links": [{**choice, "url": to(groups=slugs, priority=choice["value"])} for choice in priorities()],
        "more_url": to(groups=slugs, more="1"),
        "what_url": to(groups=slugs, what="1"),
        "chosen_url": to(groups=slugs),
        "back_url": to(groups=slugs) if priority else _start(request, hall),
        "zh_url": to(groups=slugs, priority=priority, lang="zh-hans"),
        "en_url": to(groups=slugs, priority=priority, lang="en"),
        "take_url": _with_setting(request, at),
        "appointment_url": _with_setting(request, reverse("appointments:kiosk", args=[hall.site.slug])),
    }


def _run(sent: QueryDict, now: datetime, *, is_fresh: bool) -> str:
    run = sent.get("run") or sent.get("key") or ""
    if is_fresh or not RUN.match(run):
        return f"{uuid.uuid4().hex}.{int(now.timestamp())}"
    return run


def _is_stale(request: HttpRequest, now: datetime) -> bool:
    """Somebody walked away in the middle: the next one starts at the start."""
    begun = RUN.match(request.GET.get("run", ""))
    if not begun:
        return False
    return now - RUN_LASTS > datetime.fromtimestamp(int(begun.group(1)), tz=now.tzinfo)


def _setting(request: HttpRequest) -> dict[str, str]:
    """What belongs to the machine or to this run: paper, printing, language."""
    return {name: request.GET[name] for name in ("width", "print", "lang") if request.GET.get(name)}


def _with_setting(request: HttpRequest, address: str) -> str:
    setting = _setting(request)
    return f"{address}?{urlencode(setting)}" if setting else address


def _start(request: HttpRequest, hall: Hall) -> str:
    """The first page, in the site's language again."""
    machine = {name: value for name, value in _setting(request).items() if name != "lang"}
    address = reverse("hall:kiosk", args=[hall.site.slug])
    return f"{address}?{urlencode(machine)}" if machine else address


@require_safe
def kiosk_ticket(request: HttpRequest, *, site: str, code: str) -> HttpResponse:
    """The number just taken, for half a minute; who comes back later finds the start."""
    hall = halls.hall_at(slug=site)
    ticket = halls.ticket_by_code(code=code)
    is_of_here = ticket.hall_id == hall.pk and ticket.channel == Ticket.Channel.KIOSK
    if not is_of_here or clock.now() - ticket.taken_at > RESULT_SHOWN:
        return private(HttpResponseRedirect(_start(request, hall)))
    with translation.override(spoken_in(request, hall.site)):
        context = {
            **slip_of(request, ticket),
            "width": paper_width(request),
            "start": _start(request, hall),
            "seconds": RESULT_SECONDS,
        }
        return private(page(request, "hall/kiosk_ticket.html", context))
