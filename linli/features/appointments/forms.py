"""What people send about appointments: shape only; whether it may be done is the actions' question."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.community.people import rules as people
from linli.features.guides.models import ItemGroup, ServiceItem
from linli.features.hall.models import Ticket

YEARS = range(2000, 2200)


class Keyed(forms.Form):
    """A form that may be sent twice and is done once: `key` names the attempt."""

    key = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)


class Seen(Keyed):
    """A change of an appointment, and which state of it the page showed."""

    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)


class ChosenTime(Seen):
    """A time, as the links and buttons of the page say it: with its offset, 2026-11-25T14:00:00+08:00."""

    starts_at = forms.CharField(max_length=40, label=_("Time"), error_messages={"required": _("Choose a time.")})

    def clean_starts_at(self) -> datetime:
        """The moment."""
        moment = moment_of(self.cleaned_data["starts_at"])
        if moment is None:
            raise forms.ValidationError(_("Choose a time."))
        return moment


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
    phone = forms.CharField(max_length=20, required=False, label=_("Mobile number"))

    def clean_priority(self) -> str:
        """Nobody has to say anything: without a choice a visit is ordinary."""
        return self.cleaned_data["priority"] or Ticket.Priority.ORDINARY

    def clean_phone(self) -> str:
        """The number as E.164, however it was typed (full-width digits too), or nothing."""
        typed = self.cleaned_data["phone"]
        phone = people.e164(typed)
        if typed and not phone:
            raise forms.ValidationError(_("A mobile number has 11 digits. You may also leave it empty."))
        return phone


class Shown(Keyed):
    """What a visitor shows of an appointment: its six digits, or the address a scanner read from its QR code."""

    shown = forms.CharField(
        max_length=300, label=_("Code"), error_messages={"required": _("Type the six digits of the appointment.")}
    )


def moment_of(text: str) -> datetime | None:
    """The aware moment a text says, or None."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and moment.year in YEARS else None
