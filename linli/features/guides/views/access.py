"""Who may write guides."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from linli.base.ui import doors
from linli.community.people import queries as people


def staff(right: str) -> doors.Guard:
    """The view is for people who hold `right` anywhere: guides are the same in every hall."""

    def guard(view: doors.View) -> doors.View:
        @wraps(view)
        def guarded(request: HttpRequest, **named: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return doors.to_staff_sign_in(request)
            if not people.places_with(person=request.user, right=right):
                raise PermissionDenied
            return doors.private(view(request, **named))

        return guarded

    return guard
