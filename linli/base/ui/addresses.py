"""Addresses: as they stand on paper and in QR codes, and where a request comes from."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def public_address(request: HttpRequest, path: str) -> str:
    """The whole address of `path` for a phone: on LINLI_ADDRESS if it is set, else on the host of this request."""
    if settings.LINLI_ADDRESS:
        return str(settings.LINLI_ADDRESS).rstrip("/") + path
    return request.build_absolute_uri(path)


def address_of(request: HttpRequest) -> str:
    """The network address a request comes from, seen through as many proxies as `LINLI_PROXIES` says."""
    said = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    behind = settings.NINJA_NUM_PROXIES
    if behind and len(said) >= behind:
        return str(said[-behind])
    return str(request.META.get("REMOTE_ADDR", ""))
