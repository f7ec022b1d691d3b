"""What django-allauth is told about our people: they are found by phone, and come in with a one-time code.

Allauth's own pages are not mounted; which part of signing in is allauth's and which is ours, and why, is told in
docs/adr/0004-identity.md.
"""

from __future__ import annotations

import string
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpRequest
from django.utils.crypto import get_random_string

from linli.base.kernel import clock
from linli.community.people import queries as people
from linli.community.people.models import Person


class PhoneAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People by phone. An account comes into being only with a code that was received, never by a sign-up form."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Not by allauth's form: `people.actions.try_code` makes the account."""
        return False

    def generate_login_code(self) -> str:
        """As many random decimal digits as the terms say."""
        return str(get_random_string(people.code_terms(now=clock.now()).digits, string.digits))

    def get_user_by_phone(self, phone: str) -> Person | None:
        """The person with this number (E.164)."""
        return people.person_by_phone(phone=phone)

    def get_phone(self, user: Person) -> tuple[str, bool] | None:
        """A person's number, and whether they have shown that it is theirs."""
        return (user.phone, user.phone_verified_at is not None) if user.phone else None

    def set_phone(self, user: Person, phone: str, verified: bool) -> None:
        """Numbers are not changed through allauth."""
        raise RuntimeError("numbers are not changed through allauth")

    def set_phone_verified(self, user: Person, phone: str) -> None:
        """Numbers are verified by `people.actions.try_code`."""
        raise RuntimeError("numbers are verified by people.actions.try_code")

    def send_verification_code_sms(self, user: Person, phone: str, code: str, **more: Any) -> None:
        """Codes go out by `portal.actions.send_code`, also to phones that nobody has signed in with yet."""
        raise RuntimeError("codes go out by portal.actions.send_code")

    def add_message(self, *args: Any, **more: Any) -> None:
        """Our pages say themselves what was done."""


def let_in(request: HttpRequest, *, person: Person, to: str) -> str:
    """Sign in a person who has shown the code that was sent, through allauth's login flow; where to go next.

    The session gets a fresh key and remembers that it was opened by a code.
    """
    record_authentication(request, person, method="code")
    response = perform_login(request, Login(user=person, phone=person.phone, redirect_url=to))
    return str(response["Location"])
