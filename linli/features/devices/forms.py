"""What the head and the kiosks send: shape only."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.base.kernel import values
from linli.base.ui import fields

from .models import Printer


class Keyed(forms.Form):
    """A form that may be sent twice and is done once: `key` names the attempt."""

    key = fields.Key()


class KioskForm(Keyed):
    """A kiosk: its name, its printer, how many numbers it keeps for when the network is away."""

    name = fields.Text(max_length=60, label=_("Name"))
    printer = forms.ModelChoiceField(queryset=Printer.objects.none(), required=False, label=_("Printer"))
    block_size = fields.Whole(min_value=1, max_value=200, initial=20, label=_("Numbers kept for offline"))

    def __init__(self, *args: Any, printers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "kiosk-%s"})
        self.fields["printer"].queryset = printers  # type: ignore[attr-defined]
        self.fields["printer"].empty_label = _("No printer")  # type: ignore[attr-defined]
        _dress(self)


class PrinterForm(forms.ModelForm):  # type: ignore[type-arg]
    """A printer: where it stands in the hall's network, how wide its paper is, how it writes Chinese."""

    key = fields.Key()
    name = fields.Text(max_length=60, label=_("Name"))
    port = fields.Whole(initial=9100, label=_("Port"))
    patience_seconds = fields.Whole(max_value=32767, initial=20, label=_("Seconds until a slip is given up"))

    class Meta:
        model = Printer
        fields = ("name", "host", "port", "paper", "characters", "patience_seconds", "is_in_use")
        labels = {
            "host": _("Address in the hall's network"),
            "paper": _("Paper"),
            "characters": _("Chinese characters"),
            "is_in_use": _("In use"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pk = kwargs["instance"].pk if kwargs.get("instance") else "new"
        super().__init__(*args, **{**kwargs, "auto_id": f"printer-{pk}-%s"})
        _dress(self)


class Holding(Keyed):
    """What a kiosk has: the block it holds (0: none) and how many numbers of it are left."""

    holds = fields.Whole(min_value=0, required=False)
    left = fields.Whole(min_value=0, required=False)


class Given(forms.Form):
    """Numbers that a kiosk gave by itself, as a list in JSON; what each entry means is looked at one by one."""

    tickets = fields.Lines(max_length=200_000)

    def clean_tickets(self) -> list[dict[str, Any]]:
        """A list of objects; anything else was not written by a kiosk of ours."""
        try:
            told = None if values.is_deep(self.cleaned_data["tickets"]) else json.loads(self.cleaned_data["tickets"])
        except ValueError as error:
            raise forms.ValidationError("no JSON") from error
        if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
            raise forms.ValidationError("no list of tickets")
        return told


class Ordered(forms.Form):
    """The ticket whose slip is to be printed, by its code."""

    ticket = fields.Text(max_length=32)


def _dress(form: forms.BaseForm) -> None:
    for name, field in form.fields.items():
        kind = {"is_in_use": "form-check-input", "key": ""}.get(name)
        is_choice = isinstance(field, forms.ChoiceField | forms.TypedChoiceField)
        field.widget.attrs["class"] = kind if kind is not None else "form-select" if is_choice else "form-control"
