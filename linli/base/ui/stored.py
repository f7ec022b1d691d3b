"""A form that shows what is stored offers it, whatever else may be chosen today."""

from __future__ import annotations

from typing import Any

from django import forms


def offer(form: forms.BaseForm, name: str, value: Any, label: Any) -> None:
    """Let a stored value be among a field's choices, numbers in their order and the rest at the end. A browser shows
    the first choice where the stored one is missing, and sending the form would then change what nobody touched.
    """
    field: Any = form.fields.get(name)
    if field is None or value in (None, ""):
        return
    choices = [(each, words) for each, words in field.choices]
    if str(value) in {str(each) for each, _words in choices}:
        return
    choices.append((value, label))
    if all(isinstance(each, int) for each, _words in choices):
        choices.sort()
    field.choices = choices
