"""The signed-in person's language on a device that has not chosen one."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from .preferences import LANGUAGE_COOKIE, of_person


class PersonsLanguage:
    """Speaks the person's language where the device has no language cookie. Comes after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, in the person's language where one is known."""
        if LANGUAGE_COOKIE in request.COOKIES:
            return self.get_response(request)
        language = of_person(request, "language")
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)
