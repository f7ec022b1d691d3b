"""Who comes in: the ways to the sign-in pages and back, guards for views, and answers nobody keeps a copy of."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import ResolverMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from .page import SeeOther

View = Callable[..., HttpResponse]
Guard = Callable[[View], View]
Who = TypeVar("Who", bound=AbstractBaseUser)


class RequestOf(HttpRequest, Generic[Who]):
    """A request that passed a guard: somebody signed in stands behind it."""

    user: Who  # type: ignore[assignment]
    resolver_match: ResolverMatch


def staff_at_site(
    right: str,
    *,
    require: Callable[..., None],
    find: Callable[..., Any],
    gives: str,
    place: Callable[[Any], str],
    back: Callable[..., str],
) -> Guard:
    """A guard for addresses with a `site`: the view is for staff who hold `right` there.

    The view gets what `find(slug=)` finds, named `gives`, instead of the site's name. `require(person=, right=,
    place=)` refuses whoever lacks the right at the `place` of what was found. Whoever has not signed in is led to do
    so and comes back to the page, or, where a form was sent, to `back`, which is given what the address names.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *, site: str, **named: Any) -> HttpResponse:
            found = find(slug=site)
            if not request.user.is_authenticated:
                return to_staff_sign_in(request, back=_here(request) or back(site=site, **named))
            require(person=request.user, right=right, place=place(found))
            return private(view(request, **{gives: found}, **named))

        return guarded

    return guard


def signed_in(view: View) -> View:
    """The view is for people who have signed in, and gets the person; others are led to do so, and back."""

    @wraps(view)
    def guarded(request: HttpRequest, **named: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            back = _here(request) or reverse("portal:mine")
            return SeeOther(f"{reverse('portal:sign_in')}?{urlencode({'next': back})}")
        return private(view(request, person=request.user, **named))

    return guarded


def to_staff_sign_in(request: HttpRequest, *, back: str = "") -> HttpResponse:
    """The way in for staff, and then to `back`, or to this page; htmx is told to go there as a whole page."""
    back = back or _here(request)
    address = reverse("portal:staff_sign_in") + (f"?{urlencode({'next': back})}" if back else "")
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)


def safe_next(request: HttpRequest, default: str) -> str:
    """Where the reader wanted to go, if that is on this site; otherwise `default`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else default


def private(response: HttpResponse) -> HttpResponse:
    """Nobody keeps a copy: no shared cache, no disk, no search engine, and the address is told to no other site.

    The referrer stays `same-origin`: with `no-referrer` browsers send our own forms with `Origin: null`, and those
    are refused.
    """
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _here(request: HttpRequest) -> str:
    """The page that was asked for; nothing where a form was sent, as nobody can come back to that."""
    return request.get_full_path() if request.method in ("GET", "HEAD") else ""
