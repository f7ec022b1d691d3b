"""What people send about appointments: shape only; whether it may be done is the actions' question."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.base.ui import fields
from linli.features.guides.models import ItemGroup, ServiceItem
from linli.features.hall.models import Ticket


class Keyed(forms.Form):
    """A form that may be sent twice and is done once: `key` names the attempt."""

    key = fields.Key()


class Seen(Keyed):
    """A change of an appointment, and which state of it the page showed."""

    version = fields.Whole(required=False, min_value=0, widget=forms.HiddenInput)


class ChosenTime(Seen):
    """A time, as the links and buttons of the page say it: with its offset, 2026-11-25T14:00:00+08:00."""

    starts_at = fields.Moment(
        label=_("Time"), error_messages={"required": _("Choose a time."), "moment": _("Choose a time.")}
    )


class Book(ChosenTime):
    """A time and what the visitor comes for, how they wish to be called, and perhaps a phone number."""

    group = forms.ModelChoiceField(
        queryset=ItemGroup.objects.order_by("position"),
        to_field_name="slug",
        label=_("Matters"),
        error_messages={"required": _("Choose what you will come for.")},
    )
    item = forms.ModelChoiceField(queryset=ServiceItem.objects.all(), to_field_name="slug", required=False)
    priority = forms.ChoiceField(choices=Ticket.Priority, required=False)
    phone = fields.Phone(
        required=False,
        label=_("Mobile number"),
        invalid=fields.NO_MOBILE_NEEDED,
        landline=fields.LANDLINE_NOT_NEEDED,
    )

    def clean_priority(self) -> str:
        """Nobody has to say anything: without a choice a visit is ordinary."""
        return self.cleaned_data["priority"] or Ticket.Priority.ORDINARY


class Shown(Keyed):
    """What a visitor shows of an appointment: its six digits, or the address a scanner read from its QR code."""

    shown = fields.Text(
        max_length=300, label=_("Code"), error_messages={"required": _("Type the six digits of the appointment.")}
    )
