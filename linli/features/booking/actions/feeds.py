"""A person's own calendar link."""

from __future__ import annotations

from datetime import datetime

from linli.community.people.models import Person


def make_feed(*, person: Person, now: datetime) -> str:
    """The secret of a new calendar link, told this once; the one before is revoked."""
    raise NotImplementedError


def revoke_feed(*, person: Person, now: datetime) -> bool:
    """End the person's calendar link; whether there was one."""
    raise NotImplementedError
