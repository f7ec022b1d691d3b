"""The stage on which the house's tests knock at every door."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.db import transaction

from linli.community.people import queries as people
from linli.features.guides import actions as guides
from linli.features.guides.models import Question, ServiceItem
from linli.features.hall import actions
from linli.features.hall.models import Ticket

from .access import PAGES
from .doors import addresses

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast


@dataclass(frozen=True)
class Stage:
    """A hall with a visitor in the line, one at window 1, and the values every address may need."""

    cast: Cast
    now: datetime
    values: dict[str, Any]

    def at(self, name: str) -> str:
        """The address of that name, here."""
        return next(address for address in addresses() if address.name == name).at(**self.values)

    def carried(self, name: str) -> dict[str, Any]:
        """What a plausible POST there carries."""
        carries = PAGES[name].carries
        return {**carries, "worker": self.cast.workers[3].pk} if "worker" in carries else carries

    def come(self, people: int) -> list[Ticket]:
        """So many more visitors take a number at the kiosk."""
        return [
            actions.take_ticket(
                hall=self.cast.hall,
                groups=self.cast.groups[:1],
                priority=Ticket.Priority.ORDINARY,
                channel=Ticket.Channel.KIOSK,
                key=str(uuid.uuid4()),
                actor="kiosk:tuoran",
                now=self.now,
            )
            for _ in range(people)
        ]


@pytest.fixture
def stage(cast: Cast, now: datetime) -> Stage:
    """Window 1 is open and serves a visitor; another one waits."""
    cache.clear()
    values = {
        "site": "tuoran", "slug": "tuoran", "number": 1, "position": 1, "group": "housing",
        "purpose": "community_notices", "rest": "nothing",
    }  # fmt: skip
    values |= {
        "worker": cast.workers[5].pk,
        "person": cast.workers[4].code,
        "token": people.invitation_token(person=cast.workers[4]),
    }
    values |= _guide(now)
    stage = Stage(cast, now, values)
    worker, window = cast.workers[1], cast.windows[1]
    actions.mark_absent(
        hall=cast.hall, worker=cast.workers[5], day=now.date(), reason="培训", by=cast.head, key="", now=now
    )
    actions.open_window(window=window, workers=[worker], by=cast.head, key="", now=now)
    values["code"] = stage.come(2)[1].code
    actions.call_next(window=window, worker=worker, key="", now=now)
    actions.welcome(window=window, worker=worker, key="", now=now)
    return stage


def _guide(now: datetime) -> dict[str, Any]:
    """One guide in force, the draft of its next version, and a question that nobody could answer."""
    guides.import_guides(now=now, only=frozenset({"public-rental"}))
    item = ServiceItem.objects.get(slug="public-rental")
    version = item.versions.get()
    guides.draft_version(item=item, content=version.content, seen="", actor="demo", key="", now=now)
    guides.ask_desk(text="蘑菇屋怎么用", place="", key="", now=now)
    return {"item": item.slug, "version": version.code, "question": Question.objects.get().pk}


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
