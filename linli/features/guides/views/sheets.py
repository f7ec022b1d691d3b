"""The one-time notice (一次性告知): on a page to print, as PDF, and what a print is worth later."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from linli.base.kernel import clock
from linli.base.ui.addresses import public_address
from linli.base.ui.page import page
from linli.base.ui.paper import pdf_answer
from linli.base.ui.words import speaks_chinese

from .. import queries
from .reading import chosen_in
from .words import day, guide_words

SIZES = ("a4", "large")
STYLES = ("ui/tokens.css", "guides/sheet.css")


@require_safe
def sheet(request: HttpRequest, *, item: str) -> HttpResponse:
    """The sheet as a page; the browser prints it on A4, in ordinary or large type."""
    return page(request, "guides/sheet.html", _sheet_words(request, item))


@require_safe
def sheet_pdf(request: HttpRequest, *, item: str) -> HttpResponse:
    """The same sheet as PDF; 503 and the page to print where this machine cannot make PDF."""
    words = _sheet_words(request, item)
    about = [words["address"], words["size"], words["printed_on"], *sorted(words["chosen"]), *sorted(words["missing"])]
    return pdf_answer(
        request,
        "guides/sheet_pdf.html",
        words,
        styles=STYLES,
        about="\n".join(about),  # the day is told in the language
        filename=f"{item}-{words['version'].number}.pdf",
        instead=f"{reverse('guides:sheet', args=[item])}?{words['query']}",
    )


@require_safe
def print_state(request: HttpRequest, *, item: str, version: str) -> HttpResponse:
    """Whether a print still holds, and if not, what changed since."""
    shown = queries.item_at(slug=item)
    state = queries.print_at(item=shown, code=version, english=not speaks_chinese())
    context = {"tab": "guides", "item": shown, "print": state, "changes": state.changes}
    response = page(request, "guides/print.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _sheet_words(request: HttpRequest, slug: str) -> dict[str, Any]:
    item = queries.item_at(slug=slug)
    version = queries.published_of(item=item)
    if version is None:
        raise Http404
    size = request.GET.get("size", "a4")
    words = guide_words(version, chosen_in(request))
    missing = {one["key"] for one in words["brought"]} & set(request.GET.getlist("missing")[:40])
    path = reverse("guides:print", kwargs={"item": item.slug, "version": version.code})
    return {
        **words,
        "tab": "guides",
        "item": item,
        "missing": missing,
        "marks": "".join(f"&{urlencode({'missing': one})}" for one in sorted(missing)),
        "prints_now": request.GET.get("print") == "1",
        "size": size if size in SIZES else "a4",
        "address": public_address(request, path),
        "printed_on": day(timezone.localtime(clock.now()).date()),
        "query": request.GET.urlencode(),
        "language": get_language(),
    }
