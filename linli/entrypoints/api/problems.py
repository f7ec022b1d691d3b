"""What the API says when it cannot do what was asked: problem details (RFC 9457), in the reader's language."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from linli.base.kernel import NotSetUp, Objection, Refused, TooOften, values
from linli.base.kernel import gettext_noop as _
from linli.base.ui.words import say

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

TITLES = {
    400: _("The request could not be read."),
    401: _("A valid token is needed."),
    403: _("This token may not do this here."),
    404: _("There is nothing here."),
    405: _("This address does not take that method."),
    409: _("It cannot be done now."),
    413: _("The request is too large."),
    422: _("Something in the request is missing or has the wrong shape."),
    429: _("Too many requests; please wait a moment."),
    500: _("Something went wrong on our side."),
    503: _("This place is not set up yet."),
}

# What a wrong shape is called, by the kind pydantic gives it; anything else is "not valid here".
SHAPES = {
    "missing": _("This is needed."),
    "extra_forbidden": _("This is not known here."),
    "string_type": _("This must be text."),
    "string_too_short": _("At least {min_length} characters are needed."),
    "string_too_long": _("At most {max_length} characters fit."),
    "string_pattern_mismatch": _("This has characters that are not allowed here."),
    "int_type": _("This must be a whole number."),
    "int_parsing": _("This must be a whole number."),
    "greater_than_equal": _("This must be at least {ge}."),
    "less_than_equal": _("This must be at most {le}."),
    "day": _("This must be a day between 2000 and 2199, such as 2026-11-24."),
    "moment": _("This must be a moment with its offset between 2000 and 2199, such as 2026-11-24T14:00:00+08:00."),
    "whole": _("This must be a whole number."),
    "text_lines": _("This must be on one line."),
    "text_direction": _("This has signs that turn the direction of writing. Please type it without them."),
    "text_control": _("This has signs that cannot be seen. Please type it anew."),
    "string_unicode": _("This has signs that cannot be seen. Please type it anew."),
    "enum": _("This must be one of: {expected}."),
    "literal_error": _("This must be one of: {expected}."),
    "list_type": _("This must be a list."),
    "too_short": _("At least {min_length} are needed."),
    "too_long": _("At most {max_length} fit."),
    "model_attributes_type": _("This must be an object."),
    "model_type": _("This must be an object."),
    "dict_type": _("This must be an object."),
    "unknown": _("There is no such thing."),
    "weak_key": _("Without a token this must be a random UUID, or at least 22 random characters."),
    "phone": _("This is not a mobile number. In China it has 11 digits; from abroad write + and the country."),
    "landline": _(
        "This is a landline, and a landline receives no text messages. Please give a mobile number: "
        "11 digits that begin with 1."
    ),
}
# What the parameters that hold a whole body or query are called in our code.
OURS = {"body": "body", "query": "asked"}
NOT_VALID = _("This is not valid here.")


class ShapeError(Schema):
    """One thing in the request that has the wrong shape."""

    field: str = Field(description=_("Where it is, such as body.groups.0"), examples=["body.site"])
    code: str = Field(description=_("A stable word for the kind of mistake"), examples=["missing"])
    text: str = Field(description=_("A sentence in the reader's language"), examples=["This is needed."])


class Problem(Schema):
    """Problem details (RFC 9457)."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(description=_("What kind of problem, in the reader's language"), examples=[TITLES[404]])
    status: int = Field(examples=[404])
    detail: str = Field(default="", description=_("What happened this time"))
    errors: list[ShapeError] = Field(default=[], description=_("Every mistake in the request's shape"))


class Reason(Schema):
    """One reason why it cannot be done now."""

    code: str = Field(description=_("A stable word for the reason"), examples=["hall_closed"])
    text: str = Field(description=_("A sentence in the reader's language"), examples=["The hall is closed."])
    field: str = Field(default="", description=_("The field of the request it belongs to, if any"))


class Refusal(Problem):
    """Why an action was refused: every reason at once. Nothing was changed."""

    objections: list[Reason]


# The answers any operation may give besides its own; `of(409)` picks some.
DECLARED: dict[int, Any] = {status: Refusal if status in (409, 429) else Problem for status in TITLES if status != 405}


def of(*statuses: int) -> dict[int, Any]:
    """The declarations of these statuses for an operation's `response=`."""
    return {status: DECLARED[status] for status in statuses}


def answer(status: int, *, detail: str = "", type: str = "about:blank", **more: Any) -> HttpResponse:  # noqa: A002
    """A problem as an HTTP response, never stored by a cache."""
    body = {"type": type, "title": gettext(TITLES[status]), "status": status, "detail": detail, "errors": []} | more
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def register(api: NinjaAPI) -> None:
    """Let `api` answer every exception as a problem."""
    api.add_exception_handler(Refused, lambda request, refused: refused_as(refused))
    api.add_exception_handler(ValidationError, lambda request, wrong: shape(wrong.errors))
    api.add_exception_handler(AuthenticationError, lambda request, error: answer(401))
    api.add_exception_handler(PermissionDenied, lambda request, error: answer(403))
    api.add_exception_handler(Http404, lambda request, error: answer(404))
    api.add_exception_handler(RequestDataTooBig, lambda request, error: answer(413))
    api.add_exception_handler(NotSetUp, lambda request, error: answer(503))
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(Exception, _unexpected)


def refused_as(refused: Refused | type[Refused]) -> HttpResponse:
    """The refusal: 409, or 429 with the seconds to wait where it was asked for too often."""
    objections = refused.objections if isinstance(refused, Refused) else ()
    if not isinstance(refused, TooOften):
        return refusal(objections)
    response = refusal(objections, status=429)
    response["Retry-After"] = str(refused.wait_seconds)
    return response


def refusal(objections: Iterable[Objection], *, status: int = 409) -> HttpResponse:
    """409 (or another status) with every objection, said in the active language."""
    reasons = [{"code": each.code, "text": say(each), "field": each.field} for each in objections]
    return answer(
        status, type="urn:linli:refused", detail=" ".join(reason["text"] for reason in reasons), objections=reasons
    )


def shape(errors: Iterable[Mapping[str, Any]]) -> HttpResponse:
    """422 with every mistake in the request's shape."""
    found = [{"field": _where(error["loc"]), "code": error["type"], "text": _sentence(error)} for error in errors]
    return answer(
        422, type="urn:linli:shape", detail=" ".join(f"{e['field']}: {e['text']}" for e in found), errors=found
    )


def _where(loc: Iterable[str | int]) -> str:
    """Where the caller wrote it. Behind the source ninja puts the parameter's own name, which no caller knows."""
    source, *parts = [str(part) for part in loc]
    if parts[:1] == [OURS.get(source)]:
        parts = parts[1:]
    return ".".join(_legible(part) for part in (source, *parts))


def _legible(name: str) -> str:
    """A name as the caller wrote it, if that can be written at all."""
    return values.tidy(name)[:60].encode(errors="replace").decode()


def _sentence(error: Mapping[str, Any]) -> str:
    text = gettext(SHAPES.get(error["type"], NOT_VALID))
    return text.format(**error.get("ctx", {}))


def _http_error(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    status = getattr(error, "status_code", 400)
    return answer(status if status in TITLES else 400)


def _unexpected(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    log.error("%s %s failed", request.method, request.path, exc_info=error if isinstance(error, Exception) else None)
    return answer(HTTPStatus.INTERNAL_SERVER_ERROR)
