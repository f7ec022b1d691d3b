"""Addresses as they stand on paper and in QR codes, where another device opens them; and where requests come from."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

NETWORK_BITS = 64  # RFC 6177, RFC 7421: the least that one line is given


def public_address(request: HttpRequest, path: str) -> str:
    """The whole address of `path` for a phone: on LINLI_ADDRESS if it is set, else on the host of this request.

    Of that host only the name is the visitor's word, and Django lets in those of LINLI_HOSTS alone; a port is believed
    only where this server listens, so that nobody's request puts another address on paper, or fills the kept sheets.
    """
    if settings.LINLI_ADDRESS:
        return str(settings.LINLI_ADDRESS).rstrip("/") + path
    name, port = split_domain_port(request.get_host())
    own = f":{port}" if port and port == request.META.get("SERVER_PORT") else ""
    return f"{request.scheme}://{name}{own}{path}"


def texted_address(path: str) -> str:
    """The whole address of `path` for a text message, which knows no request; "" where LINLI_ADDRESS is not set."""
    return str(settings.LINLI_ADDRESS).rstrip("/") + path if settings.LINLI_ADDRESS else ""


def client_address(request: HttpRequest) -> str:
    """The network address a request comes from, seen through as many proxies as `LINLI_PROXIES` says."""
    said = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    behind = settings.NINJA_NUM_PROXIES
    if behind and len(said) >= behind and _is_address(said[-behind]):
        return str(said[-behind])
    return str(request.META.get("REMOTE_ADDR", ""))


def counted_address(request: HttpRequest) -> str:
    """Under which address failed sign-ins are counted: IPv4 one by one, IPv6 by the /64 that one line has."""
    address = client_address(request)
    if not _is_address(address):
        return ""
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, NETWORK_BITS), strict=False).network_address)
    return address


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
