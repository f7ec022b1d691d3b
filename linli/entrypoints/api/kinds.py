"""What the API takes, one type a kind of value (ADR 24); what a value is, `base.kernel.values` says for forms too."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, cast

from django.http import HttpRequest
from ninja import Header
from ninja.parser import Parser
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from linli.base.kernel import gettext_noop as _
from linli.base.kernel import phones, values


class ShallowJSON(Parser):
    """JSON that nests no deeper than anybody means: a parser that gives up in the middle is no answer."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body.

        :raises ValueError: if it is no JSON, or far too deep; ninja answers 400.
        """
        text = request.body.decode()
        if values.is_deep(text):
            raise ValueError("too deep")
        return cast(dict[str, Any], json.loads(text, parse_constant=_no_number))


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _tidy(has_lines: bool) -> Callable[[Any], Any]:
    return lambda value: values.tidy(value, has_lines=has_lines) if isinstance(value, str) else value


def _sound(has_lines: bool) -> Callable[[str], str]:
    def sound(text: str) -> str:
        if trouble := values.trouble_in(text, has_lines=has_lines):
            raise PydanticCustomError(f"text_{trouble}", "no text of this kind")
        return text

    return sound


def _day(value: Any) -> date:
    day = value if type(value) is date and values.is_day(value) else values.day_of(value)
    if day is None:
        raise PydanticCustomError("day", "no day of ours")
    return day


def _moment(value: Any) -> datetime:
    moment = value if isinstance(value, datetime) else values.moment_of(value)
    if moment is None:
        raise PydanticCustomError("moment", "no moment of ours")
    return moment


def _whole(value: Any) -> int:
    number = values.whole_of(value, at_least=-values.LARGEST)
    if number is None:
        raise PydanticCustomError("whole", "no whole number")
    return number


def _phone(value: Any) -> Any:
    """As E.164; a landline is told so."""
    if not isinstance(value, str) or not values.tidy(value):
        return "" if isinstance(value, str) else value
    phone = phones.e164(value)
    if not phone:
        raise PydanticCustomError("landline" if phones.is_landline(value) else "phone", "no mobile number")
    return phone


# Text people write: on one line, nothing unseen. `Lines` may have several.
Text = Annotated[str, BeforeValidator(_tidy(False)), AfterValidator(_sound(False))]
Lines = Annotated[str, BeforeValidator(_tidy(True)), AfterValidator(_sound(True))]
Line = Annotated[Text, StringConstraints(min_length=1, max_length=120)]
Note = Annotated[Text, StringConstraints(max_length=200)]
Name = Annotated[Text, StringConstraints(max_length=60)]
Slug = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[-a-zA-Z0-9_]+$")]
AnySlug = Annotated[str, StringConstraints(max_length=40, pattern=r"^[-a-zA-Z0-9_]*$")]  # or nothing
ItemSlug = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[-a-zA-Z0-9_]+$")]
StaffNumber = Annotated[str, StringConstraints(min_length=1, max_length=30, pattern=r"^[-a-zA-Z0-9_]+$")]
# However it was written or pasted; what is kept is E.164.
Phone = Annotated[str, BeforeValidator(_phone), Field(max_length=phones.LONGEST)]
Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
Whole = Annotated[int, BeforeValidator(_whole)]
# What opens something, or names a row, in a path.
Code = Annotated[str, StringConstraints(max_length=100, pattern=r"^[-a-zA-Z0-9_]+$")]

Key = Annotated[
    str,
    Header(
        default="",
        alias="Idempotency-Key",
        max_length=80,
        pattern=r"^[\x21-\x7e]*$",
        description=_(
            "Any text that is new for every new request, such as a UUID. Send it again with the same request and "
            "nothing is done twice: the answer is the first one's. Used for another request it is refused (409). "
            "Without a token it speaks for you, from whatever network: then only a random UUID (version 4 or 7) or "
            "at least 22 random characters will do (422 for others)."
        ),
        examples=["5f0c1f0e-6a0e-4a77-9c39-0d3f4a3a2b11"],
    ),
]
