"""Values nobody means, for every parameter; and which parameters a door reads, found by watching it read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.http import QueryDict

# What is sent as text, in an address, a query or a form.
TEXTS: tuple[str, ...] = (
    "", " ", "\0", "a\0b", "\x1b[31m", "a\r\nb", "\t", "\u202eabc", "\u200b", "\ufeffx", "\u2028", "\x7f", "\udcff",
    "👨\u200d👩\u200d👧", "%", "%00", "%s{0}{x}", "'", '"', "\\", "<b>&amp;", "[]", '{"a": [1]}', "null", "../../x",
    "-1", "0", "1.5", "1e309", "NaN", "٣", "2147483647", "2147483648", "9223372036854775808", "9" * 4400,
    "0001-01-01", "9999-12-31", "2000-01-01", "2199-12-31", "2026-02-30", "2199-12", "0001-01", "24:00", "23:59",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2000-01-02T00:00:00+08:00",
    "2199-12-31T23:45:00+08:00", "2026-11-24T10:40:00", "x" * 5000, "=1+1", "+86(0)13800000001",
)  # fmt: skip
# What is sent for a field of a JSON body besides these texts.
JSONS: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 1.5, 1e308, float("inf"), float("nan"), 2**31 - 1, 2**31, 2**63, -(2**70), 10**4000,
    [], [[]], [None], ["\0"], [2**63], {}, {"a": {"b": []}}, {"\0": "\0"}, "\ud800", ["\ud800"], ["x"] * 5000,
    eval("[" * 60 + "]" * 60),
)  # fmt: skip
# What a type takes at its very ends: sent one by one, with everything else as it should be.
DAYS = ("2000-01-01", "2199-12-31")
MOMENTS = ("2000-01-02T00:00:00+08:00", "2199-12-31T23:45:00+08:00")
NUMBERS = ("0", "9999", "2147483647")
ENDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"\d{4}-\d\d-\d\dT.*", MOMENTS), (r"\d{4}-\d\d-\d\d", DAYS), (r"\d\d:\d\d", ("00:00", "23:59")),
    (r"1\d{10}", ("+14155550100",)), (r"\d+", NUMBERS),
    (r"[a-z_]+", ()), (r"", (*DAYS, *MOMENTS, *NUMBERS)), (r".*", ("👨\u200d👩\u200d👧",)),
)  # fmt: skip


def ends_of(plain: Any) -> tuple[str, ...]:
    """The ends of the type that a plausible value is of; of all types where nobody knows."""
    text = plain if isinstance(plain, str | int) else "of_a_list"
    return next(ends for shape, ends in ENDS if re.fullmatch(shape, str(text)))


class Reading:
    """The names that are read of queries and forms, each in the order in which it was first read."""

    def __init__(self) -> None:
        self.names: dict[str, None] = {}

    def note(self, name: Any) -> None:
        """It was read."""
        if isinstance(name, str):
            self.names.setdefault(name)


@contextmanager
def watched(patch: pytest.MonkeyPatch) -> Iterator[Reading]:
    """Whatever is read of queries and forms meanwhile."""
    reading = Reading()
    with patch.context() as inside:
        for method in ("get", "getlist", "__getitem__", "__contains__"):
            inside.setattr(QueryDict, method, _noting(reading, getattr(QueryDict, method)))
        yield reading


def _noting(reading: Reading, read: Any) -> Any:
    def noting(self: QueryDict, name: Any, *more: Any) -> Any:
        reading.note(name)
        return read(self, name, *more)

    return noting
