"""A window's sign on paper, A4 or A3: on a page to print, as PDF, and what a print is worth later."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from linli.base.kernel import clock
from linli.base.ui.addresses import public_address
from linli.base.ui.page import page
from linli.base.ui.paper import pdf_answer

from .. import queries as halls
from ..models import Window
from .screens import spoken_in

SIZES = ("a4", "a3")
STYLES = {"a4": ("ui/tokens.css", "hall/sign_sheet.css"), "a3": ("ui/tokens.css", "hall/sign_sheet.css", "hall/a3.css")}


@require_safe
def sign_sheet(request: HttpRequest, *, site: str, number: int) -> HttpResponse:
    """The sign as a page, which the browser prints on A4 or A3."""
    window = halls.window_at(hall=halls.hall_at(slug=site), number=number)
    return page(request, "hall/sign_sheet.html", _words(request, window))


@require_safe
def sign_pdf(request: HttpRequest, *, site: str, number: int) -> HttpResponse:
    """The same sign as PDF; 503 and the page to print where this machine cannot make PDF."""
    window = halls.window_at(hall=halls.hall_at(slug=site), number=number)
    words = _words(request, window)
    return pdf_answer(
        request,
        "hall/sign_pdf.html",
        words,
        styles=STYLES[words["size"]],
        about=f"{words['size']}\n{words['article']}",
        filename=f"window-{number}-{words['sign'].code}-{words['size']}.pdf",
        instead=f"{reverse('hall:sign_sheet', args=[site, number])}?{words['query']}",
    )


@require_safe
def sign_print(request: HttpRequest, *, site: str, number: int, edition: str) -> HttpResponse:
    """Whether a printed sign still holds, what changed since, and the guides that hold now."""
    hall = halls.hall_at(slug=site)
    window = halls.window_at(hall=hall, number=number)
    found = halls.sign_print(window=window, code=edition, now=clock.now())
    context = {"tab": "hall", "site": hall.site, "window": window, "print": found, "sign": found.sign, "code": edition}
    response = page(request, "hall/sign_print.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _words(request: HttpRequest, window: Window) -> dict[str, Any]:
    site = window.hall.site
    size = request.GET.get("size", "")
    language = spoken_in(request, site)
    sign = halls.sign(window=window, now=clock.now())
    context = {
        "tab": "hall",
        "site": site,
        "window": window,
        "sign": sign,
        "size": size if size in SIZES else SIZES[0],
        "language": language,
        "address": public_address(request, reverse("hall:sign_print", args=[site.slug, window.number, sign.code])),
        "query": request.GET.urlencode(),
    }
    return context | {"article": _article(context, language)}


def _article(context: dict[str, Any], language: str) -> SafeString:
    """The sign itself in the language it speaks, whoever prints it in which; the page and the PDF show this one."""
    with translation.override(language):
        return render_to_string("hall/_sign_sheet.html", context)
