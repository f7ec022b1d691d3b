"""What people send the portal: shape only."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from linli.base.ui import fields
from linli.base.ui.preferences import TEXT_SIZES
from linli.community.people.models import Person


class PhoneNumber(forms.Form):
    """The mobile number to which the code goes."""

    phone = fields.Phone(label=_("Mobile number"), error_messages={"required": _("Please enter your mobile number.")})


class OneTimeCode(forms.Form):
    """The digits that were received."""

    code = fields.Text(
        label=_("Code from the text message"),
        max_length=20,
        error_messages={"required": _("Please enter the code.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        """Only the digits, whichever way they were typed."""
        return digits(self.cleaned_data["code"])


class StaffSignIn(forms.Form):
    """Staff number, password and the present code of the authenticator, all at once."""

    staff_number = fields.Text(
        label=_("Staff number"),
        max_length=30,
        error_messages={"required": _("Please enter your staff number.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    password = fields.Secret(
        label=_("Password"),
        max_length=200,
        error_messages={"required": _("Please enter your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = fields.Text(
        label=_("Code from your authenticator app"),
        max_length=20,
        error_messages={"required": _("Please enter the six digits your authenticator app shows.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        """Only the digits."""
        return digits(self.cleaned_data["code"])


class Invitation(forms.Form):
    """A new password, twice, and a code that shows that the authenticator was set up."""

    password = fields.Secret(
        label=_("New password"),
        max_length=200,
        error_messages={"required": _("Please choose a password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = fields.Secret(
        label=_("The same password again"),
        max_length=200,
        error_messages={"required": _("Please repeat the password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    code = fields.Text(
        label=_("Code from your authenticator app"),
        max_length=20,
        error_messages={"required": _("Please enter the six digits your authenticator app shows.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        """Only the digits."""
        return digits(self.cleaned_data["code"])

    def __init__(self, *args: Any, person: Person | None = None, **named: Any) -> None:
        super().__init__(*args, **named)
        self.person = person

    def clean_password(self) -> str:
        """A password that is hard to guess.

        :raises ValidationError: with every reason why it is not.
        """
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password

    def clean(self) -> dict[str, Any]:
        """The password is the same both times."""
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", _("The two passwords are not the same."))
        return given


class Preferences(forms.Form):
    """Language and text size; what is not sent stays as it is."""

    language = forms.ChoiceField(choices=settings.LANGUAGES, required=False)
    text_size = forms.ChoiceField(choices=[(size, size) for size in TEXT_SIZES], required=False)


class ConsentWish(forms.Form):
    """Give or withdraw."""

    wish = forms.ChoiceField(
        choices=[("give", _("Agree")), ("withdraw", _("Withdraw"))],
        error_messages={"required": _("Please say whether you agree or withdraw.")},
    )


class ErasureWish(forms.Form):
    """That what happens was understood."""

    understood = forms.BooleanField(
        label=_("I understand that this cannot be undone."),
        error_messages={"required": _("Please tick the box first: this cannot be undone.")},
    )


def digits(text: str) -> str:
    """The decimal digits of a text, full-width ones included."""
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", text), flags=re.ASCII)
