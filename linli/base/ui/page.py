"""One view, two answers: the whole page, or only the fragment that htmx asked for; and 304 where it has that."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers

from linli.base.kernel import TooOften

# What is another in every answer although it says the same: the masked token of a form, and its key.
_FRESH_EACH_TIME = re.compile(rb'(name="(?:csrfmiddlewaretoken|key)" value=")[^"]*')


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

    A boosted link and a restored history entry need the whole page. Both answers vary on what htmx says. A fragment
    bears a mark of what it says (ETag); who asks with that mark is told that nothing has changed (304).
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
    is_read = request.method in ("GET", "HEAD") and response.status_code == HTTPStatus.OK
    return _unless_the_same(request, response) if is_part and is_read else response


def _unless_the_same(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    said = _FRESH_EACH_TIME.sub(rb"\1", response.content)
    # With another secret the forms on the page would no longer be taken, so then it is another answer.
    secret = str(request.META.get("CSRF_COOKIE", "")).encode()
    response["ETag"] = f'W/"{hashlib.sha256(secret + said).hexdigest()[:32]}"'
    return cast(HttpResponse, get_conditional_response(request, etag=response["ETag"], response=response))


def _asks_for_part(request: HttpRequest) -> bool:
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )
