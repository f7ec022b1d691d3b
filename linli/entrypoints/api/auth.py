"""Who asks: a program with a bearer token, or nobody in particular. Session cookies are not looked at."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.errors import ValidationError
from ninja.security import HttpBearer

from linli.base.kernel import clock
from linli.base.kernel.keys import is_unguessable
from linli.base.seal.seal import digest
from linli.base.ui.addresses import client_address
from linli.community.people import queries as people
from linli.community.people.models import Person, Token
from linli.community.places.models import Site


@dataclass(frozen=True)
class Client:
    """The program behind a request; `token` is None where none is needed and none was shown."""

    token: Token | None = None
    address: str = ""

    @property
    def person(self) -> Person | None:
        """The member of staff in whose name the program acts."""
        return self.token.person if self.token else None

    def actor(self, *, key: str) -> str:
        """How the journal calls it. Without a token the idempotency key alone says who asks, from whatever address.

        :raises ValidationError: for a key that somebody else may think of too: it would open another's ticket.
        """
        if self.token:
            return f"token:{self.token.pk}"
        if key and not is_unguessable(key):
            raise ValidationError([{"loc": ("header", "Idempotency-Key"), "type": "weak_key"}])
        return holder(key or secrets.token_hex(16))

    def caller(self, *, name: str = "", phone: str = "", language: str = "") -> people.Caller:
        """For whom it asks: with a token for somebody at the desk, who is believed; else for whoever sent it."""
        is_proved = self.token is not None
        return people.Caller(name=name, phone=phone, language=language, address=self.address, is_proved=is_proved)


def holder(secret: str) -> str:
    """How the journal calls whoever holds a secret: the code of a ticket, or a key of their own."""
    return f"device:{digest(f' {secret}', purpose='api')[:24]}"


class Bearer(HttpBearer):
    """A token is needed."""

    def authenticate(self, request: HttpRequest, token: str) -> Client | None:
        """The caller of a living token."""
        found = people.bearer(secret=token, now=clock.now()) if token else None
        return Client(found) if found else None


class BearerOrNobody(Bearer):
    """A token may be shown; one that is shown must be good."""

    def __call__(self, request: HttpRequest) -> Client | None:
        """The caller, with or without a token; None (401) for a token that is not good."""
        if "Authorization" in request.headers:
            return super().__call__(request)
        return Client(address=client_address(request))


def client_of(request: HttpRequest) -> Client:
    """The caller that `Bearer` found."""
    client: Client = request.auth  # type: ignore[attr-defined]
    return client


def require(request: HttpRequest, *, right: str, site: Site) -> Person:
    """The person a token acts for, if its role has `right` at the site's community.

    :raises PermissionDenied: if not.
    """
    token = client_of(request).token
    if token is None or not may(request, right=right, site=site):
        raise PermissionDenied
    return token.person


def may(request: HttpRequest, *, right: str, site: Site) -> bool:
    """Whether the token's role has `right` at the site's community."""
    token = client_of(request).token
    return token is not None and people.token_may(token=token, right=right, place=site.community_id)
