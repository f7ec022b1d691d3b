"""A few pages to look at the frame with, and every way in which a page can fail."""

from __future__ import annotations

from typing import NoReturn

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from linli.base.ui.page import page


def plain(request: HttpRequest) -> HttpResponse:
    """The base page with nothing on it, or one piece of it."""
    return page(request, "ui/base.html", {"tab": "home"}, fragment="ui/_tabs.html")


def staff(request: HttpRequest) -> HttpResponse:
    """The staff page with nothing on it."""
    return page(request, "ui/staff.html", {})


def screen(request: HttpRequest) -> HttpResponse:
    """A public screen with nothing on it."""
    return page(request, "ui/screen.html", {})


def refuse(request: HttpRequest) -> NoReturn:
    """400."""
    raise SuspiciousOperation


def forbid(request: HttpRequest) -> NoReturn:
    """403."""
    raise PermissionDenied


def lose(request: HttpRequest) -> NoReturn:
    """404."""
    raise Http404


def break_down(request: HttpRequest) -> NoReturn:
    """500."""
    raise RuntimeError("broken on purpose")


@csrf_protect
def guarded(request: HttpRequest) -> HttpResponse:
    """Takes a form only with its token."""
    return HttpResponse("taken")


@require_POST
def button(request: HttpRequest) -> HttpResponse:
    """Only a form leads here."""
    return HttpResponse("done")


urlpatterns = [
    path("", plain),
    path("staff/", staff),
    path("screen/", screen),
    path("400/", refuse),
    path("403/", forbid),
    path("404/", lose),
    path("500/", break_down),
    path("guarded/", guarded),
    path("button/", button),
]
