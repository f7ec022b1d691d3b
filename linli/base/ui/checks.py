"""What is entered in the administration and would break a page if it were wrong: each kind of value has its check."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from . import icons

Check = Callable[[Any], None]


def time_zone(value: Any) -> None:
    """A zone that this machine knows.

    :raises ValidationError: for any other.
    """
    try:
        ZoneInfo(str(value))
    except (LookupError, ValueError, OSError) as unknown:
        raise ValidationError(gettext("There is no such time zone. Say it like Asia/Shanghai.")) from unknown


def icon(value: Any) -> None:
    """A drawing of Bootstrap Icons, or none.

    :raises ValidationError: for any other.
    """
    try:
        if value:
            icons.drawing(str(value))
    except LookupError as unknown:
        raise ValidationError(gettext("There is no such icon. Take a name from icons.getbootstrap.com.")) from unknown


def division_code(length: int) -> Check:
    """So many digits, as statistical division codes have them (6 a district, 9 a street or town, 12 a community)."""

    def check(value: Any) -> None:
        text = str(value)
        if not (text.isascii() and text.isdecimal() and len(text) == length):
            raise ValidationError(gettext("A code of {length} digits is needed here.").format(length=length))

    return check


def some_of(choices: Collection[str]) -> Check:
    """A list, not empty, of words out of `choices`."""

    def check(value: Any) -> None:
        is_list = isinstance(value, list) and bool(value)
        if not is_list or any(not isinstance(one, str) or one not in choices for one in value):
            named = ", ".join(f'"{one}"' for one in sorted(choices))
            raise ValidationError(gettext("A list such as [{example}] is needed, of: {named}.").format(
                example=named.partition(",")[0], named=named
            ))  # fmt: skip

    return check


def lengths(value: Any) -> None:
    """A list, not empty, of whole numbers from 1 up.

    :raises ValidationError: for anything else.
    """
    is_list = isinstance(value, list) and bool(value)
    if not is_list or any(not isinstance(one, int) or isinstance(one, bool) or one < 1 for one in value):
        raise ValidationError(gettext("A list of whole numbers such as [300, 600] is needed."))


class Checked:
    """A page of the administration that holds its fields to `checks` before they are saved."""

    checks: Mapping[str, Check] = {}

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **more: Any) -> Any:
        """The form, whose fields refuse what would break a page."""
        form = super().get_form(request, obj, change, **more)  # type: ignore[misc]
        for name, check in self.checks.items():
            if (field := form.base_fields.get(name)) is not None and check not in field.validators:
                field.validators = [*field.validators, check]
        return form
