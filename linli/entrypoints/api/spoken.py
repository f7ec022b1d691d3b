"""The API: its document in the reader's language, its docs page, and problems where Django would answer a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, reverse
from django.utils.cache import get_conditional_response, patch_cache_control, set_response_etag
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.openapi.docs import Swagger
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from . import problems

SPOKEN = ("summary", "description")


class PlainJSON(JSONRenderer):
    """Chinese is written as Chinese."""

    json_dumps_params = {"ensure_ascii": False}


class Docs(Swagger):
    """Swagger UI from our own files; nobody else is asked anything, not even whether the document is valid."""

    template = "api/docs.html"

    def __init__(self) -> None:
        super().__init__({"validatorUrl": None, "tryItOutEnabled": True, "defaultModelsExpandDepth": 0})

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """The page, with its settings as data."""
        settings = self.settings | {"url": self.get_openapi_url(api, kwargs)}
        return render(request, self.template, {"swagger_settings": settings, "api": api})


class SpokenAPI(NinjaAPI):
    """An API whose document speaks the reader's language."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """The OpenAPI document in the active language."""
        return _document(self, get_language() or "")


@cache
def _document(api: SpokenAPI, language: str) -> OpenAPISchema:
    root = reverse("api:openapi-json").removesuffix("openapi.json")
    document = NinjaAPI.get_openapi_schema(api, path_prefix=root)
    for operations in document["paths"].values():
        for operation in operations.values():
            _finish(operation)
    for schema in document["components"]["schemas"].values():
        schema.pop("description", None)  # a docstring, for programmers of Linli
    document["components"]["securitySchemes"].pop("BearerOrNobody", None)
    _translate(document)
    return document


def _finish(operation: dict[str, Any]) -> None:
    """What ninja leaves undone in an operation's description."""
    _name_problems(operation["responses"])
    for parameter in operation["parameters"]:
        parameter.pop("examples", None)  # JSON Schema's kind of examples; they stay in its schema
    for content in operation.get("requestBody", {}).get("content", {}).values():
        content["schema"].pop("default", None)  # a whole body: that it may be left out is said by `required`
    security = operation.get("security", [])
    operation["security"] = [{"Bearer": []} if each else {} for each in security]


def _name_problems(responses: dict[int, Any]) -> None:
    """Problems travel under their own media type."""
    for status, response in responses.items():
        if int(status) >= 400:
            response["description"] = problems.TITLES[int(status)]
            response["content"] = {problems.MEDIA_TYPE: response["content"].pop("application/json")}


def _translate(node: Any) -> None:
    if isinstance(node, list):
        for each in node:
            _translate(each)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in SPOKEN and isinstance(value, str) and value:
                node[key] = gettext(value)
            else:
                _translate(value)


def patterns(api: NinjaAPI) -> list[URLPattern]:
    """The API's URL patterns, each of whose answers can be stored only as far as it says itself."""
    found = [each for each in api.urls[0] if isinstance(each, URLPattern) and each.name != "api-root"]
    for pattern in found:
        pattern.callback = _polite(pattern.callback)
    return found


def _polite(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view, updated=())
    def polite(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_head, request.method = request.method == "HEAD", "GET" if request.method == "HEAD" else request.method
        response = view(request, *args, **kwargs)
        if response.status_code == 405:
            response = _not_so(response["Allow"])
        response = _checkable(request, response)
        return _without_body(response) if is_head else response

    polite.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie is ever looked at
    polite.reads_its_own = True  # type: ignore[attr-defined]  # every value has its type
    return polite


def _not_so(allowed: str) -> HttpResponse:
    """405 as a problem; what answers GET answers HEAD."""
    methods = [each.strip() for each in allowed.split(",")]
    response = problems.answer(405)
    response["Allow"] = ", ".join(dict.fromkeys([*methods, *(["HEAD"] if "GET" in methods else [])]))
    return response


def _without_body(response: HttpResponse) -> HttpResponse:
    """What HEAD is answered: everything but the body."""
    response["Content-Length"] = str(len(response.content))
    response.content = b""
    return response


def _checkable(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What may be stored carries an ETag and is asked for again; the rest is not stored."""
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        patch_cache_control(response, no_store=True)
    if "no-store" in response.get("Cache-Control", ""):
        return response
    patch_cache_control(response, no_cache=True)
    set_response_etag(response)
    etag = response.get("ETag")
    return get_conditional_response(request, etag=etag, response=response) or response


@csrf_exempt  # whatever the method, there is nothing here
def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """404 as a problem, to every method, for every address below the API that is none of its own."""
    response = problems.answer(404)
    return _without_body(response) if request.method == "HEAD" else response


unknown.reads_its_own = True  # type: ignore[attr-defined]
