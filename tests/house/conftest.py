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
from django.test import Client
from pytest_django import DjangoDbBlocker

from linli.community.people import queries as people
from linli.features.guides import actions as guides
from linli.features.guides.models import Question, ServiceItem
from linli.features.hall import actions
from linli.features.hall.models import Ticket

from .access import PAGES
from .doors import addresses
from .roles import ANONYMOUS, ROLES, UNVERIFIED, person_of, session_of, tokens
from .rooms import set_rooms

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

# The moment at which the fixture `now` stands.
NOW = datetime.fromisoformat("2026-11-24T10:40:00+08:00")


@dataclass(frozen=True)
class Stage:
    """A hall with a visitor in the line and one at window 1; the values every address may need; a sign-in a role."""

    cast: Cast
    now: datetime
    values: dict[str, Any]
    sessions: dict[str, str]
    tokens: dict[str, str]

    def browser(self, role: str) -> Client:
        """A browser in which somebody of that role has signed in."""
        client = Client()
        if self.sessions[role]:
            client.cookies["sessionid"] = self.sessions[role]
        return client

    def program(self, role: str) -> Client:
        """A program with a token of that role; the anonymous one has none."""
        return Client(headers={"Authorization": f"Bearer {self.tokens[role]}"} if role != ANONYMOUS else {})

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


@pytest.fixture(scope="module")
def staged(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """Window 1 is open and serves a visitor; another one waits. Set once a module, taken back at its end."""
    with django_db_blocker.unblock(), undone():
        yield _set()


@pytest.fixture
def stage(staged: Stage, now: datetime) -> Iterator[Stage]:
    """The stage as it was set, whatever the tests before did on it."""
    assert now == NOW
    cache.clear()
    with undone():
        yield staged


def _set() -> Stage:
    from linli.entrypoints.demo.cast import gather

    cast = gather()
    values = {
        "site": "tuoran",
        "slug": "tuoran",
        "number": 1,
        "position": 1,
        "group": "housing",
        "purpose": "community_notices",
        "rest": "nothing",
        "worker": cast.workers[5].pk,
        "person": cast.workers[4].code,
        "token": people.invitation_token(person=cast.workers[4]),
    }
    values |= _guide(NOW) | set_rooms(cast, NOW)
    sessions = {role: session_of(person_of(role, cast), verified=role != UNVERIFIED) for role in ROLES}
    stage = Stage(cast, NOW, values, sessions, tokens(cast, now=NOW))
    worker, window = cast.workers[1], cast.windows[1]
    actions.mark_absent(
        hall=cast.hall, worker=cast.workers[5], day=NOW.date(), reason="培训", by=cast.head, key="", now=NOW
    )
    actions.open_window(window=window, workers=[worker], by=cast.head, key="", now=NOW)
    values["code"] = stage.come(2)[1].code
    actions.call_next(window=window, worker=worker, key="", now=NOW)
    actions.welcome(window=window, worker=worker, key="", now=NOW)
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
