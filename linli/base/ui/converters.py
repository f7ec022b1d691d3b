"""The slots of addresses: days, whole numbers and codes, one type a kind (ADR 24). What is none is no address: 404."""

from __future__ import annotations

from datetime import date

from django.urls import register_converter

from linli.base.kernel import values


class DaySlot:
    """A day from 2000 to 2199."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """The day.

        :raises ValueError: if there is no such day.
        """
        day = values.day_of(value)
        if day is None:
            raise ValueError(value)
        return day

    def to_url(self, value: date | str) -> str:
        """As it stands in an address."""
        return value.isoformat() if isinstance(value, date) else value


class WholeSlot:
    """A whole number no larger than a row's number can be."""

    regex = "[0-9]{1,10}"

    def to_python(self, value: str) -> int:
        """The number.

        :raises ValueError: if it is too large.
        """
        number = values.whole_of(value)
        if number is None:
            raise ValueError(value)
        return number

    def to_url(self, value: int) -> str:
        """As it stands in an address."""
        return str(value)


class CodeSlot:
    """A code that opens something: letters, digits and the few signs that need no escape in an address."""

    regex = r"[-0-9A-Za-z_.~]{1,100}"

    def to_python(self, value: str) -> str:
        """The code."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands in an address."""
        return value


def register() -> None:
    """Let the URL tables say `<day:…>`, `<whole:…>` and `<code:…>`."""
    register_converter(DaySlot, "day")
    register_converter(WholeSlot, "whole")
    register_converter(CodeSlot, "code")
