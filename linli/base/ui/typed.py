"""What was typed stays: over a sign-in in another tab, and over a change of language or text size (ADR 0026)."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.csrf import csrf_failure

from .doors import private
from .page import SeeOther

SECRET = {"password", "again", "code"}  # never written into a page
OF_THE_TRY = {"csrfmiddlewaretoken", "sent_again"}

Fields = list[tuple[str, str]]


def refuse_forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form without a valid CSRF token: nothing is done.

    A form of our own, whose token grew old because somebody signed in or out meanwhile, comes back with what was
    typed and a fresh token, to be sent once more; one with a password or code in it is opened anew, which leads on
    whoever is signed in by now.
    """
    if not _is_ours(request) or _has_no_cookies(request):
        return csrf_failure(request, reason)
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(status=403)
        response["HX-Refresh"] = "true"
        return response
    if SECRET & set(request.POST):
        to = request.POST.get("next", "")
        return SeeOther(request.path + (f"?{urlencode({'next': to})}" if to else ""))
    return private(once_more(request, at=request.get_full_path(), fields=_fields(request), why="token", status=403))


def once_more(request: HttpRequest, *, at: str, fields: Fields, why: str, status: int = 200) -> HttpResponse:
    """A page with one button, which sends `fields` to `at`; `why` is "token" (it was not sent) or "choice"."""
    carries = {"typed": urlencode(fields), "typed_at": at}
    context = {"at": at, "fields": fields, "why": why, "has_files": bool(request.FILES), **carries}
    return render(request, "ui/once_more.html", context, status=status)


def carried(request: HttpRequest) -> str:
    """What a form had brought to the page that is shown, for the switches to take along; empty on other pages."""
    return urlencode(_fields(request)) if request.method == "POST" else ""


def brought(request: HttpRequest) -> tuple[str, Fields] | None:
    """The address and fields that a switch took along from a form's page, if it did."""
    at, typed = request.POST.get("typed_at", ""), request.POST.get("typed", "")
    if not typed or not url_has_allowed_host_and_scheme(at, allowed_hosts=None):
        return None
    return at, _kept(parse_qsl(typed, keep_blank_values=True))


def _fields(request: HttpRequest) -> Fields:
    return _kept((name, str(value)) for name, values in request.POST.lists() for value in values)


def _kept(fields: Iterable[tuple[str, str]]) -> Fields:
    return [(name, value) for name, value in fields if name not in SECRET | OF_THE_TRY]


def _is_ours(request: HttpRequest) -> bool:
    """Whether a page of this very site sent the form, by what the browser says of itself."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    sender = urlsplit(request.headers.get("Origin") or request.headers.get("Referer", ""))
    return (sender.scheme, sender.netloc) == (request.scheme, request.get_host())


def _has_no_cookies(request: HttpRequest) -> bool:
    """Whether the browser keeps no cookies at all: a fresh token would not help."""
    return "sent_again" in request.POST and settings.CSRF_COOKIE_NAME not in request.COOKIES
