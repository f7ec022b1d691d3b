"""Who a page is for, where it leads back to, and that nobody keeps a copy of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from linli.base.ui.page import SeeOther
from linli.community.people.models import Person

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """The view is for people who have signed in, and gets the person; others are led to do so, and back."""

    @wraps(view)
    def guarded(request: HttpRequest, **named: Any) -> HttpResponse:
        person = request.user
        if not isinstance(person, Person):
            return SeeOther(f"{reverse('portal:sign_in')}?{urlencode({'next': _back_to(request)})}")
        return private(view(request, person=person, **named))

    return guarded


def safe_next(request: HttpRequest, default: str) -> str:
    """Where the reader wanted to go, if that is on this site; otherwise `default`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else default


def private(response: HttpResponse) -> HttpResponse:
    """No cache, disk or search engine keeps a copy."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _back_to(request: HttpRequest) -> str:
    return request.get_full_path() if request.method in ("GET", "HEAD") else reverse("portal:mine")


def to_staff_sign_in(request: HttpRequest) -> HttpResponse:
    """The way in for staff, and back to this page."""
    return SeeOther(f"{reverse('portal:staff_sign_in')}?{urlencode({'next': request.get_full_path()})}")
