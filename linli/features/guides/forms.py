"""What people send the guides: shape only. A guide's form is made from the fields of `rules.guide`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, get_args, get_type_hints

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.base.ui import fields
from linli.base.ui.words import local

from .rules import guide as guides
from .rules.fields import BY_CODE, CAN_BE_OPEN, WORDS

# The lists of a guide, each with the shape of its rows.
ROWS: dict[str, type[Any]] = {
    "conditions": guides.Condition,
    "situations": guides.Situation,
    "materials": guides.Material,
    "steps": guides.Step,
    "special_steps": guides.SpecialStep,
    "bases": guides.Basis,
    "faq": guides.Faq,
}
# The fields that are made of several, written as `fee-amount`.
PARTS: dict[str, type[Any]] = {
    "statutory_limit": guides.Limit,
    "promised_limit": guides.Limit,
    "fee": guides.Fee,
    "publicity": guides.Publicity,
}
LABELS = {
    "text": _("Text"),
    "slug": _("Short name (Latin letters)"),
    "name": _("Name"),
    "note": pgettext_lazy("guide", "Note"),
    "form": _("Original or copy"),
    "copies": _("How many"),
    "issuer": _("Issued by"),
    "how_to_get": _("How to get it"),
    "can_be_shared": _("The office can look it up"),
    "is_brought": _("To bring"),
    "situations": _("Only in these situations"),
    "title": _("Title"),
    "actor": _("Who does it"),
    "days": _("Days"),
    "day_kind": _("Kind of days"),
    "basis": _("Basis"),
    "is_counted": _("Counts within the limit"),
    "article": _("Articles"),
    "issued": _("Year of issue"),
    "in_force_from": _("In force from"),
    "in_force_until": _("In force until"),
    "is_being_verified": _("Being verified"),
    "read_on": _("Text read in (year-month)"),
    "question": _("Question"),
    "answer": _("Answer"),
    "amount": _("Amount in yuan"),
    "are_minors_excepted": _("Not for minors"),
}


class Search(forms.Form):
    """A few words, and perhaps the hall they were typed at."""

    q = fields.Text(max_length=200, required=False)
    site = fields.Slug(required=False)


class Ask(forms.Form):
    """A question for the desk."""

    q = fields.Text(max_length=200)
    site = fields.Slug(required=False)
    key = fields.Key()


class Keyed(forms.Form):
    """A form that may be sent twice and is done once."""

    key = fields.Key()


class Seen(Keyed):
    """What is done with a version, and which writing of it the page showed (its `mark`)."""

    seen = fields.Text(max_length=40, required=False, widget=forms.HiddenInput)


class Withdrawal(Seen):
    """Why a guide is withdrawn; the journal keeps it."""

    reason = fields.Text(label=_("Why"), max_length=200, required=False)


class Settlement(Keyed):
    """The item a question meant; none where it is no matter of the hall's."""

    item = fields.Slug(required=False)


class Comparison(forms.Form):
    """Two versions by their numbers."""

    old = fields.Whole(min_value=1)
    new = fields.Whole(min_value=1)


def _label_now(name: str) -> str:
    """A field's name in the reader's language; an English twin says so."""
    part, _dash, own = name.removesuffix("_en").rpartition("-")
    label = str(LABELS[own]) if own in LABELS else local(BY_CODE[own], "name")
    whole = f"{local(BY_CODE[part], 'name')} · {label}" if part else label
    return f"{whole} (English)" if name.endswith("_en") else whole


_lazy_label = lazy(_label_now, str)


def _choices(name: str) -> Any:
    return lambda: [(code, local(WORDS[code], "name")) for code in guides.CHOICES[name]]


def _field(name: str, hint: Any) -> forms.Field | None:
    """The form field for a plain value; None for what has rows or parts of its own."""
    kinds = get_args(hint) or (hint,)
    if name in guides.CHOICES:
        return forms.ChoiceField(label=_lazy_label(name), choices=_choices(name), required=False)
    if bool in kinds:
        return forms.BooleanField(label=_lazy_label(name), required=False)
    if int in kinds:
        return fields.Whole(label=_lazy_label(name), required=False, min_value=0, max_value=999)
    if date in kinds:
        return fields.Day(label=_lazy_label(name), required=False)
    if Decimal in kinds:
        return forms.DecimalField(label=_lazy_label(name), required=False, min_value=0, max_digits=9, decimal_places=2)
    if str in kinds:
        is_long = name.removesuffix("_en") in _LONG
        label = _lazy_label(name)
        if is_long:
            return fields.Lines(label=label, required=False, max_length=600, rows=2)
        return fields.Text(label=label, required=False, max_length=600)
    return None


_LONG = {"summary", "answer", "source", "audience"}


def _form_of(shape: type[Any], *, leave_out: frozenset[str] = frozenset()) -> dict[str, forms.Field]:
    hints = get_type_hints(shape)
    made = {
        one.name: _field(one.name, hints[one.name]) for one in dataclasses.fields(shape) if one.name not in leave_out
    }
    return {name: field for name, field in made.items() if field is not None}


def _row_form(shape: type[Any]) -> type[forms.Form]:
    return type(f"{shape.__name__}Row", (forms.Form,), _form_of(shape))


_PLAIN = _form_of(guides.Guide, leave_out=frozenset({*ROWS, *PARTS, "being_verified"}))
_PARTS = {f"{code}-{name}": field for code, shape in PARTS.items() for name, field in _form_of(shape).items()}
for _name, _part_field in _PARTS.items():
    _part_field.label = _lazy_label(_name)


class Basics(Keyed):
    """The plain fields and the parts of a guide."""

    def clean(self) -> dict[str, Any]:
        """Nothing that is ticked is lost: who is left out of publicity is only kept with how long it lasts."""
        sent = super().clean() or {}
        if sent.get("publicity-are_minors_excepted") and sent.get("publicity-days") is None:
            self.add_error("publicity-days", _("Please say for how many days the names hang out."))
        return sent


GuideBasics = type("GuideBasics", (Basics,), {**_PLAIN, **_PARTS})
ROW_SETS = {
    code: forms.formset_factory(_row_form(shape), extra=2, can_delete=True, max_num=60) for code, shape in ROWS.items()
}


class DraftForm:
    """A whole guide as a form: the plain fields, the parts, and a set of rows for every list."""

    def __init__(self, data: Any = None, *, content: Mapping[str, Any] | None = None) -> None:
        content = content or {}
        self.basics = GuideBasics(data, initial=_flat(content))
        self.sets = {
            code: made(data, prefix=code, initial=[_row_initial(row) for row in content.get(code, [])])
            for code, made in ROW_SETS.items()
        }
        self.open_codes = list(data.getlist("being_verified") if data else content.get("being_verified", []))
        self.seen = data.get("seen", "") if data else ""

    def is_valid(self) -> bool:
        """Whether dates are dates and numbers numbers, everywhere."""
        return all([self.basics.is_valid(), *(rows.is_valid() for rows in self.sets.values())])

    def content(self) -> dict[str, Any]:
        """The guide as data; blank and deleted rows are left out."""
        sent = self.basics.cleaned_data
        found: dict[str, Any] = {name: _plain(sent[name], name) for name in _PLAIN}
        for code, shape in PARTS.items():
            part = {name: sent[f"{code}-{name}"] for name in _form_of(shape)}
            found[code] = _part(code, part)
        for code, rows in self.sets.items():
            found[code] = [_row(form.cleaned_data) for form in rows.forms if _is_kept(form)]
        found["being_verified"] = [code for code in self.open_codes if code in CAN_BE_OPEN]
        return found

    @property
    def open_choices(self) -> list[dict[str, Any]]:
        """Every field that may be left open, and whether it is."""
        return [
            {"code": code, "name": local(BY_CODE[code], "name"), "is_open": code in self.open_codes}
            for code in CAN_BE_OPEN
        ]


def _is_kept(form: forms.Form) -> bool:
    return bool(form.has_changed() or form.initial) and not form.cleaned_data.get("DELETE")


def _flat(content: Mapping[str, Any]) -> dict[str, Any]:
    flat = {name: content[name] for name in _PLAIN if name in content}
    for code in PARTS:
        flat |= {f"{code}-{name}": value for name, value in (content.get(code) or {}).items()}
    return flat


def _row_initial(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: ", ".join(value) if isinstance(value, list) else value for name, value in row.items()}


def _row(sent: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value, name) for name, value in sent.items() if name != "DELETE"}


def _part(code: str, part: dict[str, Any]) -> Any:
    if code == "publicity" and part["days"] is None:
        return None
    return {name: _plain(value, name) for name, value in part.items()}


def _plain(value: Any, name: str) -> Any:
    if name == "situations":
        return [slug.strip() for slug in str(value).split(",") if slug.strip()]
    if name in guides.CHOICES:
        return value or guides.CHOICES[name][0]
    return value
