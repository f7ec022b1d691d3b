"""The person's language on a device that has not chosen one; a page where only forms are taken; no NUL anywhere."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import translation

from linli.base.kernel import NotSetUp

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


class NotSetUpYet:
    """Says that a place is still being arranged where a page stands on what nobody has entered yet (503)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer as it is."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page, for what is not set up; every other error goes on."""
        if not isinstance(error, NotSetUp):
            return None
        page = render(request, "not_set_up.html", status=503)
        page["Retry-After"], page["Cache-Control"] = "3600", "no-store"
        return page


class NoNul:
    """Takes no NUL in an address, a query or a form: nobody types one, and PostgreSQL keeps none.

    The floor under every field of our own (`base.ui.fields`) and under those of others, such as the administration's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, *more: object) -> None:
        """Look before any view does; one that gives every value a type itself (the API) answers itself.

        :raises BadRequest: if there is one.
        """
        if getattr(view, "reads_its_own", False):
            return
        sent = [request.path_info, *_texts(request.GET)]
        if request.method == "POST" and request.content_type != "application/json":
            sent += _texts(request.POST)
        if any("\0" in text for text in sent):
            raise BadRequest("a NUL was sent")


def _texts(sent: QueryDict) -> list[str]:
    return [text for name, values in sent.lists() for text in (name, *map(str, values))]
