"""Every value that comes in is of one of the house's types (ADR 24): forms, addresses and the API."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django import forms

from linli.base.ui import fields

from .doors import addresses, operations
from .sources import LINLI, name_of, python_files

OURS = (
    fields.Text, fields.Secret, fields.Slug, fields.Day, fields.Clock, fields.Moment, fields.Whole, fields.Phone,
    # What is chosen or ticked says itself what it takes.
    forms.ChoiceField, forms.MultipleChoiceField, forms.ModelChoiceField, forms.BooleanField, forms.DecimalField,
)  # fmt: skip
# Where values come in.
WAYS_IN = re.compile(r"/(?:views(?:/|\.py)|forms\.py|entrypoints/(?:api|portal)/)")
RAW = re.compile(r"fromisoformat\(|strptime\(|parse_date(?:time)?\(|int\(request\.|json\.loads\(request")


def _below(shape: type[Any]) -> Iterator[type[Any]]:
    for each in shape.__subclasses__():
        yield each
        yield from _below(each)


def _is_ours(form: type[Any]) -> bool:
    """A form of the house; those that tests make are none."""
    return form.__module__.startswith("linli.") and ".tests." not in form.__module__


def test_every_field_of_every_form_is_of_one_of_the_types() -> None:
    for path in LINLI.rglob("forms.py"):
        import_module(name_of(path).removesuffix(".py").replace("/", "."))
    wrong = [
        f"{form.__module__}.{form.__name__}.{name}: {type(field).__name__}"
        for form in {*_below(forms.Form), *_below(forms.ModelForm)}
        if _is_ours(form)
        for name, field in getattr(form, "declared_fields", {}).items()
        if not isinstance(field, OURS)
    ]
    assert not wrong, "\n".join(sorted(wrong))


def test_every_text_has_a_greatest_length() -> None:
    wrong = [
        f"{form.__name__}.{name}"
        for form in _below(forms.Form)
        if _is_ours(form)
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField) and not field.max_length
    ]
    assert not wrong, "\n".join(sorted(wrong))


def test_every_slot_of_an_address_has_a_type() -> None:
    routes = [address.route for address in addresses() if not address.name.startswith("admin:")]
    routes += [operation.route for operation in operations()]
    untyped = [route for route in routes if re.search(r"<(?:int:|str:)?\w+>|\{(?:int:|str:)?\w+\}", route)]
    assert not [route for route in untyped if "(?P" not in route], "\n".join(untyped)


@pytest.mark.engineless
def test_nobody_reads_a_value_by_hand() -> None:
    wrong = [
        f"{name_of(path)}:{number}: {line.strip()}"
        for path in python_files()
        if WAYS_IN.search(name_of(path))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if RAW.search(line)
    ]
    assert not wrong, "\n".join(wrong)
