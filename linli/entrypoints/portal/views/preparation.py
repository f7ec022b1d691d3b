"""Before coming: what to bring, what is missing, how long the hall makes one wait, and the way to a number."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from linli.base.kernel import clock
from linli.base.live.queries import stream_url
from linli.base.ui.page import page
from linli.base.ui.words import local, say
from linli.community.calendar import queries as calendar
from linli.community.people import queries as people
from linli.features.appointments import queries as appointments
from linli.features.guides import queries as guides
from linli.features.hall import queries as halls
from linli.features.hall.models import Hall

from .home import hall_doors

# As many as one visit has room for, with the first.
ITEMS_AT_MOST = 5


@require_safe
def preparation(request: HttpRequest, slug: str, item: str) -> HttpResponse:
    """One item at one hall, with others of the same visit; as a fragment the lists and what they come to."""
    try:
        hall = halls.hall_at(slug=slug)
    except Http404:
        return HttpResponseRedirect(reverse("guides:guide", args=[item]))
    now = clock.now()
    topic = f"hall.{slug}"
    live = {"topic": topic, "stream_url": stream_url(topic)}  # before anything is read that may change meanwhile
    shown = guides.item_at(slug=item)
    about = {"tab": "guides", "site": hall.site, "item": shown, **live, **_hall_now(request, hall, shown, now)}
    if request.GET.get("part") == "now":
        return page(request, "portal/_hall_now.html", about, fragment="portal/_hall_now.html")
    others = guides.items_at(slugs=[one for one in _others(request) if one != item])
    lists = _lists(request, [shown, *others])
    context = {
        **about,
        "lists": [{"it": one, "without": _without(request, one.item.slug)} for one in lists],
        "first": lists[0],
        "summary": local(lists[0].guide, "summary"),
        "conditions": _conditions(lists[0]),
        "missing": sum(len(one.missing) for one in lists),
        "has_rows": any(one.rows for one in lists),
        "is_ticked": all(one.is_ticked for one in lists if one.rows),
        "is_certain": all(one.is_known and not one.is_withdrawn for one in lists),
        "is_full": len(lists) >= ITEMS_AT_MOST,
        "shelves": guides.catalogue(),
        "is_part": request.headers.get("HX-Request") == "true",
    }
    return page(request, "portal/preparation.html", context, fragment="portal/_preparation.html")


@require_safe
def item_halls(request: HttpRequest, item: str) -> HttpResponse:
    """The halls to which one can bring an item; where there is only one, straight there."""
    shown = guides.item_at(slug=item)
    doors = hall_doors(clock.now())
    if len(doors) == 1:
        return HttpResponseRedirect(reverse("portal:preparation", args=[doors[0].site.slug, item]))
    return page(request, "portal/item_halls.html", {"tab": "guides", "item": shown, "doors": doors})


def _others(request: HttpRequest) -> list[str]:
    return list(dict.fromkeys(slug[:60] for slug in request.GET.getlist("with") if slug))[: ITEMS_AT_MOST - 1]


def _lists(request: HttpRequest, items: list[Any]) -> list[guides.Preparation]:
    """The list of each item with the ticks in the address."""
    return guides.preparations(wanted=[(one, guides.sent_ticks(one.slug, fields=request.GET.getlist)) for one in items])


def _conditions(first: guides.Preparation) -> list[str]:
    guide = first.guide
    return [local(one, "text") for one in guide.conditions] if guide.is_verified("conditions") else []


def _without(request: HttpRequest, item: str) -> str:
    """The address of the same page without one of the further items."""
    left = request.GET.copy()
    left.setlist("with", [one for one in left.getlist("with") if one and one != item])
    for name in ("version", "situation", "have"):
        left.pop(f"{name}-{item}", None)
    return left.urlencode()


def _hall_now(request: HttpRequest, hall: Hall, item: Any, now: datetime) -> dict[str, Any]:
    """Whether the hall is open, how long one waits (None: no numbers are given), when an appointment is free, and the
    number already held.
    """
    open_now = calendar.open_now(site=hall.site, now=now)
    wait = halls.wait_now(hall=hall, now=now, group=item.group)
    barred = halls.obstacles(hall=hall, is_at_door=True, now=now)
    closes_at = wait.closes_at if wait else now
    holder = people.person_of(request)
    return {
        "hall": hall,
        "open_now": open_now,
        "held": halls.held_ticket(hall=hall, holder=holder, device="", now=now),
        "wait": wait,
        "barred": [{"code": one.code, "text": say(one)} for one in barred],
        "ways": halls.alternatives(hall=hall, closes_at=closes_at, now=now) if barred else None,
        "free": appointments.next_free(hall=hall, now=now, group=item.group),
    }
