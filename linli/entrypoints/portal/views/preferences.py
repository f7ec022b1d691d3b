"""Language and text size, and the notice on personal information."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_POST, require_safe

from linli.base.ui import typed
from linli.base.ui.doors import private, safe_next
from linli.base.ui.page import SeeOther, page
from linli.base.ui.preferences import LANGUAGE_COOKIE, TEXT_COOKIE
from linli.community.people import actions as people_actions
from linli.community.people import queries as people

from ..forms import Preferences

A_YEAR = 365 * 24 * 60 * 60


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Remember the choice on this device, and for the person who has signed in."""
    form = Preferences(request.POST)
    if not form.is_valid():
        raise BadRequest("no such language or text size")
    chosen = {"language": form.cleaned_data["language"], "text_size": form.cleaned_data["text_size"]}
    if request.user.is_authenticated:
        people_actions.set_preferences(person=request.user, **chosen)
    response = _where_they_were(request, **chosen)
    for cookie, value in ((LANGUAGE_COOKIE, chosen["language"]), (TEXT_COOKIE, chosen["text_size"])):
        if value:
            response.set_cookie(
                cookie, value, max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
            )
    return response


def _where_they_were(request: HttpRequest, *, language: str, text_size: str) -> HttpResponse:
    """The page with the switch; where it showed a form's answer, what was typed there, to go on with."""
    brought = typed.brought(request)
    if brought is None:
        return SeeOther(safe_next(request, reverse("portal:home")))
    if language:
        translation.activate(language)
    if text_size:
        request.COOKIES[TEXT_COOKIE] = text_size
    at, fields = brought
    return private(typed.once_more(request, at=at, fields=fields, why="choice"))


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Who uses which personal information for what, how long, and which rights people have (PIPL 17)."""
    return page(request, "portal/privacy.html", {"purposes": people.purposes(), "contact": settings.LINLI_CONTACT})
