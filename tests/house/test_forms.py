"""Whatever a form asks for is kept, or is named in `kept.py` with the reason why it is not."""

from __future__ import annotations

import importlib
import pkgutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django import forms
from django.apps import apps

import linli

from .access import PAGES
from .conftest import Stage, undone
from .kept import ASKING, BESIDE, ELSEWHERE, EVERYWHERE, FIRST, NOT_KEPT, OTHERS
from .test_costs import BEFORE, REFUSED, _visitor

# One database is enough to see what is written; only on this one do rows that are taken back leave no numbers behind.
pytestmark = [pytest.mark.django_db, pytest.mark.engine("sqlite")]

POSTS = sorted(name for name, door in PAGES.items() if "POST" in door.ways)
# Digests of what was asked and of the journal's entries differ with anything, kept or not.
DIGESTS = {"once.Answer": None, "journal.Entry": {"hash", "previous_hash"}, "journal.Chain": {"last_hash"}}
NO_ROWS = {"csrftoken", "sessionid", "messages"}

Cells = dict[tuple[str, int, str], str]


@contextmanager
def bound() -> Iterator[list[forms.BaseForm]]:
    """Every form that is filled in meanwhile."""
    found: list[forms.BaseForm] = []
    clean = forms.BaseForm.full_clean

    def noted(form: forms.BaseForm) -> None:
        clean(form)
        if form.is_bound and not isinstance(form, forms.formsets.ManagementForm):
            found.append(form)

    forms.BaseForm.full_clean = noted  # type: ignore[method-assign]
    try:
        yield found
    finally:
        forms.BaseForm.full_clean = clean  # type: ignore[method-assign]


def sent(stage: Stage, name: str, data: dict[str, Any]) -> tuple[int, list[forms.BaseForm], Cells]:
    """What becomes of a POST: its status, the forms it filled, and every row afterwards."""
    browser = stage.browser(_visitor(name, "POST"))
    with undone():
        for before in (BEFORE.get(name), FIRST.get(name)):
            if before is not None:
                before(stage)
        with bound() as filled:
            response = browser.post(stage.at(name), data)
        cells = _rows()
        cells |= {("cookie", 0, key): one.value for key, one in response.cookies.items() if key not in NO_ROWS}
    return response.status_code, filled, cells


def _rows() -> Cells:
    """Every value of every row, opened where it is sealed."""
    cells: Cells = {}
    for model in apps.get_models():
        label = model._meta.label
        left_out = DIGESTS.get(label, set())
        if not model.__module__.startswith("linli.") or left_out is None:
            continue
        names = [field.attname for field in model._meta.concrete_fields if field.attname not in left_out]
        for number, row in enumerate(model._base_manager.order_by("pk").values_list(*names)):
            cells |= {(label, number, name): repr(value) for name, value in zip(names, row, strict=True)}
    return cells


def _plausible(stage: Stage, name: str) -> dict[str, Any]:
    return {**stage.carried(name), "key": str(uuid.uuid4()), **BESIDE.get(name, {})}


def _others(name: str, field: forms.Field, html_name: str, value: Any) -> list[Any]:
    """Other values for a field; None leaves it out."""
    if (name, html_name) in OTHERS:
        return OTHERS[name, html_name]
    if isinstance(field, forms.BooleanField):
        return [None if value else "on"]
    if isinstance(field, forms.ModelChoiceField):
        key = field.to_field_name or "pk"
        keys = [getattr(one, key) for one in field.queryset[:6]]
        return [[one] if isinstance(field, forms.ModelMultipleChoiceField) else one for one in keys]
    if isinstance(field, forms.ChoiceField):
        keys = [key for key, _words in field.choices if key not in ("", value)]
        return [[key] if isinstance(field, forms.MultipleChoiceField) else key for key in keys]
    return _of_kind(field, html_name)


def _of_kind(field: forms.Field, html_name: str) -> list[Any]:
    kinds: list[tuple[type[forms.Field], list[Any]]] = [
        (forms.IntegerField, [2, 1, 3, 30]),
        (forms.DateTimeField, ["2026-11-26T15:00:00+08:00"]),
        (forms.DateField, ["2026-12-01", "2026-11-27", "2026-12-10"]),
        (forms.TimeField, ["15:00", "11:30", "16:30"]),
    ]
    if "phone" in html_name:
        return ["13800000047"]
    if html_name == "starts_at":
        return ["2026-11-25T14:30:00+08:00", "2026-11-25T15:00:00+08:00"]
    return next((values for kind, values in kinds if isinstance(field, kind)), ["示例乙", "another"])


@pytest.mark.parametrize("name", [name for name in POSTS if name not in REFUSED])
def test_every_field_is_kept_or_named(name: str, stage: Stage) -> None:
    data = _plausible(stage, name)
    status, filled, first = sent(stage, name, data)
    assert status < 400
    _again, _filled, second = sent(stage, name, data)
    drawn = {cell for cell in first.keys() | second.keys() if first.get(cell) != second.get(cell)}
    lost = []
    for form in {type(form): form for form in filled}.values():
        for field_name, field in form.fields.items():
            html_name = form.add_prefix(field_name)
            own = {f"{base.__name__}.{field_name}" for base in type(form).__mro__}
            if field_name in EVERYWHERE or (own | {f"{one} at {name}" for one in own}) & NOT_KEPT.keys():
                continue
            if not _is_kept(stage, name, data, html_name, field, first, drawn):
                lost.append(f"{type(form).__name__}.{field_name} at {name}")
    assert not lost, "; ".join(lost)


def _is_kept(
    stage: Stage, name: str, data: dict[str, Any], html_name: str, field: forms.Field, first: Cells, drawn: set[Any]
) -> bool:
    """Whether any other value that is taken makes another row."""
    for value in _others(name, field, html_name, data.get(html_name)):
        changed = {key: each for key, each in {**data, html_name: value}.items() if each is not None}
        status, _filled, after = sent(stage, name, changed)
        differs = {cell for cell in first.keys() | after.keys() if first.get(cell) != after.get(cell)}
        if status < 400 and differs - drawn:
            return True
    return False


def test_every_form_is_sent_somewhere_or_only_asks(stage: Stage) -> None:
    met = {*ASKING, *ELSEWHERE}
    for name in POSTS:
        _status, filled, _cells = sent(stage, name, _plausible(stage, name))
        met |= {_name(base) for form in filled for base in type(form).__mro__}
    assert sorted(_forms() - met) == []


def test_reasons_are_given_for_forms_and_fields_that_there_are() -> None:
    ours = _forms()
    known = {_name(form).rpartition(".")[2]: form for form in _subclasses(forms.BaseForm)}
    for one in NOT_KEPT:
        form, _dot, field = one.partition(" at ")[0].partition(".")
        assert field in known[form].base_fields, one  # type: ignore[attr-defined]
    assert {*ASKING, *ELSEWHERE} <= ours


def _forms() -> set[str]:
    """Every form of the house, by its full name."""
    for module in pkgutil.walk_packages(linli.__path__, "linli."):
        if ".forms" in module.name:
            importlib.import_module(module.name)
    return {
        _name(form)
        for form in _subclasses(forms.BaseForm)
        if form.__module__.startswith("linli.") and ".forms" in form.__module__
    }


def _subclasses(kind: type[Any]) -> Iterator[type[Any]]:
    for one in kind.__subclasses__():
        yield one
        yield from _subclasses(one)


def _name(kind: type[Any]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
