"""Addresses as they stand on paper and in QR codes, where another device opens them."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def public_address(request: HttpRequest, path: str) -> str:
    """The whole address of `path` for a phone: on LINLI_ADDRESS if it is set, else on the host of this request."""
    if settings.LINLI_ADDRESS:
        return str(settings.LINLI_ADDRESS).rstrip("/") + path
    return request.build_absolute_uri(path)
