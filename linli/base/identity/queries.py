"""The one name of a thing."""

from __future__ import annotations

import uuid

from .models import Installation

THE_ONE = 1


def uids(*, kind: str, keys: list[str]) -> dict[str, str]:
    """The names of some things of a kind, by their key: globally unique, the same for ever, and telling nothing.

    Two installations never give the same one, though both count their rows from 1 (RFC 7986 §5.3: a UUID, and no
    name of a host). One statement.
    """
    mark, _made = Installation.objects.get_or_create(pk=THE_ONE)
    return {key: str(uuid.uuid5(mark.mark, f"{kind}:{key}")) for key in keys}


def uid(*, kind: str, key: object) -> str:
    """The name of one thing."""
    return uids(kind=kind, keys=[str(key)])[str(key)]
