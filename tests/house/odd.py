"""Values nobody means, for every parameter; and which parameters a door reads, found by watching it read."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from datetime import date, time, timedelta
from types import FrameType
from typing import Any
from urllib.parse import urlencode

import pytest
from django import forms
from django.http import QueryDict
from django.template.backends.django import Template as DjangoTemplate

HOUSE = "/linli/"
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
    """The names that are read of queries and forms, in the order in which they were first read, and where."""

    def __init__(self) -> None:
        self.names: dict[str, set[tuple[str, ...]]] = {}

    def note(self, name: Any) -> None:
        """It was read."""
        if isinstance(name, str):
            self.names.setdefault(name, set()).add(_lines())


def _lines() -> tuple[str, ...]:
    """The two innermost lines of the house that are being executed."""
    lines: list[str] = []
    frame: FrameType | None = sys._getframe(3)
    while frame is not None and len(lines) < 2:
        if HOUSE in frame.f_code.co_filename:
            lines.append(f"{frame.f_code.co_filename}:{frame.f_lineno}")
        frame = frame.f_back
    return tuple(lines)


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


class Screen:
    """What each field of the forms of one request takes: every odd value is put to every field of every such form.

    A form's own types and cleaning decide most; only what they take need be sent again, all the way to the rows.
    """

    def __init__(self) -> None:
        self._takes: dict[str, dict[str, str]] = {}
        self.wrong: dict[str, str] = {}
        self._met: set[tuple[type[forms.BaseForm], str]] = set()

    def put(self, form: forms.BaseForm) -> None:
        """Every odd value to every field of the form, and the ends of the type of what stands there."""
        if (type(form), str(form.prefix)) in self._met:
            return
        self._met.add((type(form), str(form.prefix)))
        names = {field: form.add_prefix(field) for field in form.fields}
        sent = dict(form.data.items())
        for turn in range(len(TEXTS)):
            odds = {name: TEXTS[(turn + 7 * place) % len(TEXTS)] for place, name in enumerate(names.values())}
            self._try(form, names, sent | odds, odds)
        for name in names.values():
            for end in ends_of(sent.get(name, "")):
                self._try(form, names, sent | {name: end}, {name: end})

    def _try(self, form: forms.BaseForm, names: dict[str, str], sent: dict[str, str], odds: dict[str, str]) -> None:
        tried: Any = copy(form)
        tried._bound_fields_cache = {}  # else what was sent first is read again
        arrives = {name: value for name, value in sent.items() if "\0" not in value}  # refused before any form
        tried.data = QueryDict(urlencode(arrives, errors="surrogateescape"))
        try:
            CLEAN(tried)
        except Exception as error:
            self.wrong[f"{type(form).__name__} {error!r}"[:200]] = repr(odds)[:160]
        for field, name in names.items():
            takes = self._takes.setdefault(name, {})
            if name in odds and name in arrives and field not in (tried.errors or {}):
                takes.setdefault(repr(tried.cleaned_data.get(field)), odds[name])

    @property
    def takes(self) -> dict[str, list[str]]:
        """By the name of a field, the values that it takes; of those that mean the same to it, one."""
        return {name: [*takes.values()] for name, takes in self._takes.items()}


CLEAN = forms.BaseForm.full_clean


@contextmanager
def screened(patch: pytest.MonkeyPatch) -> Iterator[Screen]:
    """Whatever forms are filled in meanwhile are put every odd value."""
    screen, busy = Screen(), []

    def clean(form: forms.BaseForm) -> None:
        CLEAN(form)
        if form.is_bound and not busy and not isinstance(form, forms.formsets.ManagementForm):
            busy.append(form)
            screen.put(form)
            busy.pop()

    with patch.context() as inside:
        inside.setattr(forms.BaseForm, "full_clean", clean)
        yield screen


def draw_once_a_shape(patch: pytest.MonkeyPatch) -> None:
    """A page is drawn once for what it is drawn of: not again where only the wording of a refused value differs."""
    drawn: set[Any] = set()
    draw = DjangoTemplate.render

    def once(self: Any, context: Any = None, request: Any = None) -> Any:
        if request is None:
            return draw(self, context, request)
        shape = (self.template.name, request.path, request.method, _shape(context, 3))
        if shape in drawn:
            return ""
        drawn.add(shape)
        return draw(self, context, request)

    patch.setattr(DjangoTemplate, "render", once)


def _shape(value: Any, depth: int) -> Any:
    if value is None or isinstance(value, bool | int | date | time | timedelta):
        return repr(value)
    if isinstance(value, str):
        return (bool(value), value.isascii(), value.isprintable(), len(value) > 100)
    if isinstance(value, forms.BaseForm):
        return (type(value).__name__, value.is_bound, str(sorted(value.errors) if value.is_bound else ""))
    if isinstance(value, dict) and depth:
        return tuple((str(key)[:40], _shape(each, depth - 1)) for key, each in list(value.items())[:60])
    if isinstance(value, list | tuple) and depth:
        return tuple(_shape(each, depth - 1) for each in value[:20])
    return type(value).__name__
