"""The signed-in person's language on a device that has not chosen one; a page where only forms are taken."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
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


class PageForWrongMethod:
    """Says where to go, instead of nothing, to who opens an address that only a button may ask for (405).

    After a refused form the browser stands at such an address, and comes back to it when the tab is opened again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer; a 405 without a word gets a page."""
        response = self.get_response(request)
        if response.status_code != 405 or response.content:
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page
