"""Who may write guides, and how a form is answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from linli.community.people import queries as people

View = Callable[..., HttpResponse]


def staff(right: str) -> Callable[[View], View]:
    """The view is for people who hold `right` anywhere: guides are the same in every hall."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **named: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if not people.places_with(person=request.user, right=right):
                raise PermissionDenied
            response = view(request, **named)
            response["Cache-Control"] = "private, no-store"
            return response

        return guarded

    return guard


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    address = reverse("portal:staff_sign_in")
    if request.method in ("GET", "HEAD"):
        address += "?" + urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(address)
