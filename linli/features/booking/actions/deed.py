"""What every write of booking has in common: one transaction, asked once, told at the end."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

from linli.base.live import actions as live
from linli.base.once import actions as once
from linli.community.journal import actions as journal
from linli.community.people.models import Person
from linli.community.people.queries import actor_of
from linli.community.places.models import Site

from ..models import Booking

P = ParamSpec("P")
R = TypeVar("R")

TRIES = 3
SYSTEM = "system"
# Said in the journal instead of a resident's number where a talk is confidential: it is kept for ever.
SOMEBODY = "visitor"


def in_one_go(action: Callable[P, R]) -> Callable[P, R]:
    """Run an action in one transaction, and once more if the database gave way to others in the middle of it.

    Claims are taken in order and do not cause that; it keeps a stray deadlock or lock from reaching a person.
    """

    @functools.wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for again in range(TRIES, 0, -1):
            try:
                with transaction.atomic():
                    return action(*args, **kwargs)
            except OperationalError:
                if again == 1 or connection.in_atomic_block:
                    raise
        raise AssertionError("unreachable")

    return run


@dataclass
class Deed:
    """One write at a site. Within a transaction: `ask()` first, and where it finds an earlier answer to the same
    request give that; judge, write, and `end()` last.
    """

    site: Site
    verb: str
    actor: str
    key: str
    now: datetime

    def ask(self, **asked: object) -> int | None:
        """The key of what this very request made before, or None when it is the first."""
        ref = once.answer(actor=self.actor, key=self.key, asked={"verb": f"booking.{self.verb}", **asked}, now=self.now)
        return int(ref.rpartition(":")[2]) if ref else None

    def end(self, ref: str, *, why: str = "", is_confidential: bool = False, **details: object) -> None:
        """Write the journal and the answer to this request, and tell every screen of the site's rooms.

        Of a confidential talk the journal does not say who asked for it (staff it does).
        """
        journal.record(
            scope=self.site.slug,
            actor=SOMEBODY if is_confidential else self.actor,
            verb=f"booking.{self.verb}",
            subject=ref,
            at=self.now,
            details=details,
            why=why,
        )
        once.remember(actor=self.actor, key=self.key, ref=ref)
        live.touch(f"rooms.{self.site.slug}")


def of_staff(person: Person) -> str:
    """How the journal names a member of staff."""
    return actor_of(person)


def found(pk: int) -> Booking:
    """A booking with what its actions need, as it is in the database now."""
    return Booking.objects.select_related("venue__site", "terms", "series", "layout").get(pk=pk)
