"""The stage on which the house's tests knock at every door."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoDbBlocker

from linli.community.people import queries as people
from linli.features.amenities import actions as amenities
from linli.features.appointments import actions as appointments
from linli.features.appointments.models import Appointment
from linli.features.devices import actions as devices
from linli.features.devices import queries as machines
from linli.features.devices.models import PrintJob
from linli.features.guides import actions as guides
from linli.features.guides import queries as known
from linli.features.guides.models import Question, ServiceItem
from linli.features.hall import actions
from linli.features.hall import queries as halls
from linli.features.hall.models import Ticket

from .access import PAGES
from .doors import addresses
from .roles import ANONYMOUS, KIOSK, ROLES, UNVERIFIED, person_of, session_of, tokens
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
        if role == KIOSK:
            client.cookies["linli_kiosk"] = self.values["kiosk_cookie"]
        return client

    def program(self, role: str) -> Client:
        """A program with a token of that role; the anonymous one has none."""
        return Client(headers={"Authorization": f"Bearer {self.tokens[role]}"} if role != ANONYMOUS else {})

    def at(self, name: str) -> str:
        """The address of that name, here."""
        return next(address for address in addresses() if address.name == name).at(**self.values)

    def carried(self, name: str) -> dict[str, Any]:
        """What a plausible POST there carries."""
        known = {
            "ticket": self.values["code"],
            "worker": self.cast.workers[3].pk,
            "periodical": self.values["periodical"],
            "shown": f"/appointments/{self.values['appointment']}/",
        }
        return {field: known.get(field, value) for field, value in PAGES[name].carries.items()}

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

    def come_prepared(self) -> Ticket:
        """One more visitor, with an item and its list half ticked."""
        item = ServiceItem.objects.select_related("group").get(slug="home-visit")
        ticks = known.Ticks(item.versions.get().code, ("agent",), ("书面委托",))
        return actions.take_ticket(
            hall=self.cast.hall,
            groups=[],
            items=[actions.Wish(item, ticks)],
            priority=Ticket.Priority.ORDINARY,
            channel=Ticket.Channel.KIOSK,
            key=str(uuid.uuid4()),
            actor="kiosk:tuoran",
            now=self.now,
        )

    def book(self, people: int) -> list[Appointment]:
        """So many people booked half past ten, before the hall opened."""
        return [
            appointments.book(
                hall=self.cast.hall,
                starts_at=self.now.replace(minute=30),
                group=self.cast.groups[0],
                priority=Ticket.Priority.ORDINARY,
                channel=Appointment.Channel.PHONE,
                key=str(uuid.uuid4()),
                actor="device:test",
                now=self.now - timedelta(hours=2),
            )
            for _ in range(people)
        ]


@pytest.fixture(scope="module")
def staged(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """Window 1 is open and serves a visitor; another one waits. Set once a module, taken back at its end."""
    with django_db_blocker.unblock(), undone():
        yield _set()


@pytest.fixture
def stage(staged: Stage, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """The stage as it was set, whatever the tests before did on it; there is no printer to talk to."""
    assert now == NOW
    monkeypatch.setattr("linli.features.devices.views.machines.print_soon", lambda job: None)
    monkeypatch.setattr("linli.features.hall.rules.waits.CALLS_PLAYED", 400)  # how well is judged elsewhere
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
        "day": "2026-11-23",
        "group": "housing",
        "purpose": "community_notices",
        "rest": "nothing",
        "worker": cast.workers[5].pk,
        "person": cast.workers[4].code,
        "token": people.invitation_token(person=cast.workers[4]),
    }
    values |= _guide(NOW) | set_rooms(cast, NOW)
    values["edition"] = halls.sign(window=cast.windows[1], now=NOW).code
    values |= _issue(cast, NOW)
    values |= _machines(cast, NOW)
    sessions = {role: session_of(person_of(role, cast), verified=role != UNVERIFIED) for role in ROLES}
    stage = Stage(cast, NOW, values, sessions, tokens(cast, now=NOW))
    worker, window = cast.workers[1], cast.windows[1]
    actions.mark_absent(
        hall=cast.hall, worker=cast.workers[5], day=NOW.date(), reason="培训", by=cast.head, key="", now=NOW
    )
    actions.open_window(window=window, workers=[worker], by=cast.head, key="", now=NOW)
    values["code"] = [stage.come_prepared() for _ in range(2)][1].code
    values["appointment"] = stage.book(1)[0].code
    actions.call_next(window=window, worker=worker, key="", now=NOW)
    actions.welcome(window=window, worker=worker, key="", now=NOW)
    return stage


def _guide(now: datetime) -> dict[str, Any]:
    """Two guides in force, the draft of one's next version, and a question that nobody could answer."""
    guides.import_guides(now=now, only=frozenset({"public-rental", "home-visit"}))
    item = ServiceItem.objects.get(slug="public-rental")
    version = item.versions.get()
    guides.draft_version(item=item, content=version.content, seen="", actor="demo", key="", now=now)
    guides.ask_desk(text="蘑菇屋怎么用", place="", key="", now=now)
    return {"item": item.slug, "version": version.code, "question": Question.objects.get().pk}


def _issue(cast: Cast, now: datetime) -> dict[str, int]:
    """A newspaper on the rack, one copy taken along."""
    by: dict[str, Any] = {"by": cast.workers[1], "key": "", "now": now}
    paper = amenities.add_periodical(
        site=cast.site, title="社区日报", title_en="", kind="newspaper", frequency="daily", **by
    )
    issue = amenities.register_issue(periodical=paper, day=now.date(), number="", copies=3, **by)
    amenities.take_issue(issue=issue, channel="rack", key="", now=now)
    return {"periodical": paper.pk, "issue": issue.pk}


def _machines(cast: Cast, now: datetime) -> dict[str, Any]:
    """A kiosk that is paired, another that waits for it, a printer that is not in use, and a slip that was printed."""
    said = {"by": cast.head, "now": now}
    entry = devices.Entry("门口小票机", "192.168.1.80", 9100, 80, "gb18030", 20, is_in_use=False)
    printer = devices.enter_printer(hall=cast.hall, printer=None, entry=entry, key="", **said)
    kiosk, other = (
        devices.register_kiosk(hall=cast.hall, name=name, printer=printer, block_size=20, key="", **said)
        for name in ("门口自助机", "二号自助机")
    )
    code = machines.pairing_code(kiosk=kiosk, now=now)
    _, token = devices.pair_kiosk(code=code, key="stage", now=now)
    answer = HttpResponse()
    answer.set_signed_cookie("linli_kiosk", f"{kiosk.code}.{token}", salt="devices.kiosk")
    job = PrintJob.objects.create(printer=printer, created_at=now, ended_at=now, state="printed")
    return {
        "kiosk": kiosk.pk,
        "kiosk_cookie": answer.cookies["linli_kiosk"].value,
        "printer": printer.pk,
        "job": job.pk,
        "pairing": machines.pairing_code(kiosk=other, now=now),
    }


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
