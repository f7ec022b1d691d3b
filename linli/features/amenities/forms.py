"""What is sent at the rack and at the desk: shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.base.ui import fields

from .models import DropIn, Periodical, PeriodicalMove

MOST_COPIES = 999


class Keyed(forms.Form):
    """A form that may be sent twice and is done once."""

    key = fields.Key()


class Move(Keyed):
    """A copy taken along or brought back; where the button was pressed."""

    channel = forms.ChoiceField(choices=PeriodicalMove.Channel, required=False)


class AddPeriodical(Keyed):
    """A newspaper or magazine to keep."""

    title = fields.Text(max_length=60, label=_("Name of the newspaper"))
    title_en = fields.Text(max_length=120, required=False, label=_("Its name in English"))
    kind = forms.ChoiceField(choices=Periodical.Kind, label=_("Kind"))
    frequency = forms.ChoiceField(choices=Periodical.Frequency, label=_("Appears"))


class RegisterIssue(Keyed):
    """An issue to lay on the rack."""

    periodical = forms.ModelChoiceField(queryset=Periodical.objects.none(), label=_("Name of the newspaper"))
    day = fields.Day(label=_("Date of the issue"))
    number = fields.Text(max_length=20, required=False, label=_("Issue number"))
    copies = fields.Whole(min_value=1, max_value=MOST_COPIES, label=_("Copies"))

    def __init__(self, *args: Any, site: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["periodical"].queryset = Periodical.objects.filter(site=site).order_by("title")  # type: ignore[attr-defined]


class CorrectIssue(Keyed):
    """The counts as they are."""

    copies = fields.Whole(min_value=0, max_value=MOST_COPIES, label=_("Copies"))
    out = fields.Whole(min_value=0, max_value=MOST_COPIES, label=_("Of them out"))
    reason = fields.Text(max_length=120, required=False, label=_("Why"))
    seen = fields.Text(max_length=20, required=False, widget=forms.HiddenInput)

    def clean_seen(self) -> str | None:
        """The counts that were shown, "copies-out"; None from a sender who does not say."""
        return self.cleaned_data["seen"] or None


class CountDropIn(Keyed):
    """One visitor more, or one fewer."""

    purpose = forms.ChoiceField(choices=DropIn.Purpose, required=False)
    step = forms.TypedChoiceField(choices=[(1, "+1"), (-1, "-1")], coerce=int, required=False, empty_value="1")

    def clean_step(self) -> int:
        """One more where nothing else is said."""
        return int(self.cleaned_data["step"])
