"""What a rating carries: shape only; whether a visit may be rated is the action's question."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.base.ui import fields

from .models import Aspect, Level


class Rate(forms.Form):
    """One of five levels, perhaps what it was about, perhaps some words. Nothing is chosen beforehand."""

    key = fields.Key()
    level = forms.TypedChoiceField(choices=Level, coerce=int, required=False, empty_value=None, label=_("How it was"))
    aspects = forms.MultipleChoiceField(choices=Aspect, required=False, label=_("What it was about"))
    words = fields.Lines(max_length=300, required=False, label=_("In your words"))
