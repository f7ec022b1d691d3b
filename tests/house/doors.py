"""Every address of the URL table and every operation of the API, found by asking Django and ninja."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

SLOT = re.compile(r"<(?:\w+:)?(\w+)>|\{(?:\w+:)?(\w+)\}")


@dataclass(frozen=True)
class Address:
    """One URL pattern: its name with the namespace (empty if it has none) and its route."""

    name: str
    route: str

    def at(self, **values: Any) -> str:
        """The address with its slots filled."""
        return "/" + SLOT.sub(lambda found: str(values[found[1] or found[2]]), self.route)


@dataclass(frozen=True)
class Operation:
    """One operation of the API."""

    id: str
    method: str
    route: str

    def at(self, **values: Any) -> str:
        """The address with its slots filled."""
        return "/api/v1" + SLOT.sub(lambda found: str(values[found[1] or found[2]]), self.route)


@cache
def addresses() -> list[Address]:
    """The whole URL table."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, namespace: str, prefix: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, inner, route)
        elif isinstance(pattern, URLPattern):
            yield Address(f"{namespace}{pattern.name or ''}", route)


@cache
def operations() -> list[Operation]:
    """The whole API."""
    from linli.entrypoints.api.urls import api

    return [
        Operation(operation.operation_id or "", method, (prefix.rstrip("/") + path))
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    ]
