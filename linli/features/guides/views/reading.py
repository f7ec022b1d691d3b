"""What residents see: the search, a guide, and the way to leave a question."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.base.kernel import Refused, clock
from linli.base.ui.page import SeeOther, page
from linli.base.ui.words import local
from linli.community.people import queries as people
from linli.community.places import queries as places

from .. import actions, queries
from ..forms import Ask, Search
from .words import guide_words


@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """The search and every item by group; as a fragment only what was found."""
    return _guides_page(request)


def _guides_page(request: HttpRequest, *, refused: Refused | None = None, status: int = 200) -> HttpResponse:
    form = Search(request.POST if request.method == "POST" else request.GET)
    asked = form.cleaned_data if form.is_valid() else {"q": "", "site": ""}
    found = queries.search(question=asked["q"])
    context = {
        "tab": "guides",
        "q": asked["q"],
        "site_slug": asked["site"],
        "found": [{"item": one.item, "summary": local(one, "summary")} for one in found],
        "refused": refused,
    }
    if "HX-Request" not in request.headers:
        context["shelves"] = queries.catalogue()
    return page(request, "guides/guides.html", context, fragment="guides/_found.html", status=status)


@require_safe
def guide(request: HttpRequest, *, item: str) -> HttpResponse:
    """What to bring first; then steps, limits, costs, the law and whom to ask. As a fragment: what to bring."""
    shown = queries.item_at(slug=item)
    version = queries.published_of(item=shown)
    context: dict[str, Any] = {"tab": "guides", "item": shown, "version": None, "site_slug": _site_in(request)}
    if version is None:
        return page(request, "guides/no_guide.html", context)
    context |= guide_words(version, chosen_in(request))
    return page(request, "guides/guide.html", context, fragment="guides/_materials.html")


def _site_in(request: HttpRequest) -> str:
    """The hall that the reader came from, as the address says."""
    form = Search(request.GET)
    return str(form.cleaned_data["site"]) if form.is_valid() else ""


def chosen_in(request: HttpRequest) -> frozenset[str]:
    """The situations ticked in the address."""
    return frozenset(request.GET.getlist("situation")[:20])


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Leave a question that nothing was found for; nobody is asked who they are."""
    form = Ask(request.POST)
    if not form.is_valid():
        return _guides_page(request, status=422)
    sent = form.cleaned_data
    place = places.site_by_slug(slug=sent["site"]).community_id if sent["site"] else ""
    try:
        who = people.caller_of(request).counted
        kept = actions.ask_desk(text=sent["q"], place=place, who=who, key=sent["key"], now=clock.now())
    except Refused as refused:
        return _guides_page(request, refused=refused, status=409)
    if kept:
        messages.success(request, gettext("“{question}” is now on the station head's list.").format(question=kept))
    else:
        messages.warning(request, gettext("The list is full today. Please ask at the desk or call 12345."))
    rest = {"site": sent["site"]} if sent["site"] else {}
    return SeeOther(reverse("guides:guides") + (f"?{urlencode(rest)}" if rest else ""))
