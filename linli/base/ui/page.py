"""One view, two answers: the whole page, or only the fragment that htmx asked for."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from linli.base.kernel import TooOften


class SeeOther(HttpResponseRedirect):
    """After a form was done: look there (303), so that reloading never sends it again."""

    status_code = 303


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    fragment: str = "",
    status: int = 200,
) -> HttpResponse:
    """`template` as a whole page, or `fragment` where htmx asked for a part of it.

    A boosted link and a restored history entry need the whole page. Both answers vary on what htmx says.
    A page that says what was `refused` as asked for too often is a 429, and says when to ask again.
    """
    is_part = bool(fragment) and _asks_for_part(request)
    context = dict(context or {})
    too_often = refused if isinstance(refused := context.get("refused"), TooOften) else None
    response = render(
        request,
        fragment if is_part else template,
        context,
        status=HTTPStatus.TOO_MANY_REQUESTS if too_often else status,
    )
    if too_often:
        response["Retry-After"] = str(too_often.wait_seconds)
    patch_vary_headers(response, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
    return response


def _asks_for_part(request: HttpRequest) -> bool:
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )
