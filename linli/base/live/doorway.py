"""How many streams one network address and one process may hold, and who asks."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any


class Full(Exception):  # noqa: N818 - a state, no mistake
    """No room for another stream: the status to answer with, and after how many seconds to come back."""

    def __init__(self, status: int, words: str, retry_after_s: int) -> None:
        super().__init__(words)
        self.status = status
        self.retry_after_s = retry_after_s


class Doorway:
    """Counts the open streams of one process. Lives in the event loop; not for other threads."""

    def __init__(self, *, most: int, most_per_address: int, retry_after_s: int) -> None:
        self._most = most
        self._most_per_address = most_per_address
        self._retry_after_s = retry_after_s
        self._open: Counter[str] = Counter()

    @contextmanager
    def passed(self, address: str) -> Iterator[None]:
        """A place for one stream of `address` while it lasts.

        :raises Full: 429 if the address holds as many as it may, 503 if the process does.
        """
        if self._open[address] >= self._most_per_address:
            raise Full(429, "Too many open streams from this network address.", self._retry_after_s)
        if self._open.total() >= self._most:
            raise Full(503, "Too many open streams here.", self._retry_after_s)
        self._open[address] += 1
        try:
            yield
        finally:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]


def address_of(scope: MutableMapping[str, Any], *, proxies: int) -> str:
    """Whom a stream is counted to: the address seen through so many proxies; of IPv6 the network (/64)."""
    said = [
        part.strip()
        for name, value in scope["headers"]
        if name == b"x-forwarded-for"
        for part in value.decode("latin-1").split(",")
        if part.strip()
    ]
    if proxies and len(said) >= proxies:
        return _network(said[-proxies])
    client = scope.get("client")
    return _network(str(client[0])) if client else ""


def _network(address: str) -> str:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped:
            return str(known.ipv4_mapped)
        return str(ipaddress.ip_network((known.packed[:8] + bytes(8), 64)))
    return str(known)
