"""Who asks: a program with a bearer token, or nobody in particular. Session cookies are not looked at."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.throttling import SimpleRateThrottle

from linli.base.kernel import clock
from linli.base.seal.seal import digest
from linli.base.ui.addresses import client_address
from linli.community.people import queries as people
from linli.community.people.models import Person, Token
from linli.community.places.models import Site


@dataclass(frozen=True)
class Caller:
    """The program behind a request; `token` is None where none is needed and none was shown."""

    token: Token | None = None
    address: str = ""

    @property
    def person(self) -> Person | None:
        """The member of staff in whose name the program acts."""
        return self.token.person if self.token else None

    def actor(self, *, key: str) -> str:
        """How the journal calls it. Without a token: another one for every address and idempotency key."""
        if self.token:
            return f"token:{self.token.pk}"
        return f"device:{digest(f'{self.address} {key or secrets.token_hex(8)}', purpose='api')[:12]}"


class Bearer(HttpBearer):
    """A token is needed."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """The caller of a living token."""
        found = people.bearer(secret=token, now=clock.now()) if token else None
        return Caller(found) if found else None


class BearerOrNobody(Bearer):
    """A token may be shown; one that is shown must be good."""

    def __call__(self, request: HttpRequest) -> Caller | None:
        """The caller, with or without a token; None (401) for a token that is not good."""
        if "Authorization" in request.headers:
            return super().__call__(request)
        return Caller(address=client_address(request))


class PerClient(SimpleRateThrottle):
    """So many requests an hour from one address, for those who show no token."""

    scope = "anonymous"

    def get_cache_key(self, request: HttpRequest) -> str | None:
        """The counter this request belongs to, or None when it is not counted."""
        if "Authorization" in request.headers:
            return None
        return f"api-{digest(client_address(request), purpose='throttle')[:32]}"


def caller_of(request: HttpRequest) -> Caller:
    """The caller that `Bearer` found."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller


def require(request: HttpRequest, *, right: str, site: Site) -> Person:
    """The person a token acts for, if its role has `right` at the site's community.

    :raises PermissionDenied: if not.
    """
    token = caller_of(request).token
    if token is None or not may(request, right=right, site=site):
        raise PermissionDenied
    return token.person


def may(request: HttpRequest, *, right: str, site: Site) -> bool:
    """Whether the token's role has `right` at the site's community."""
    token = caller_of(request).token
    return token is not None and people.token_may(token=token, right=right, place=site.community_id)
