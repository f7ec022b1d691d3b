"""The server is killed, or its database goes away, in the middle of a rush of people taking numbers."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.serving import PATIENCE_S, Server, fresh_database, run, stage

pytestmark = pytest.mark.faults

PEOPLE = 6


@dataclass
class Rush:
    """People who take numbers as fast as they are given; each attempt keeps its key until it is answered."""

    server: Server
    token: str
    codes: dict[str, str] = field(default_factory=dict)
    unanswered: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    def take(self, client: httpx.Client, key: str) -> None:
        """One attempt; a lost answer leaves the key unanswered, to be tried again."""
        self.unanswered.add(key)
        try:
            response = client.post(
                f"{self.server.url}/api/v1/tickets",
                json={"site": "tuoran", "groups": ["housing"]},
                headers={"Authorization": f"Bearer {self.token}", "Idempotency-Key": key},
            )
        except httpx.HTTPError:
            return
        if response.status_code == 201:
            self.codes[response.json()["code"]] = response.json()["label"]
            self.unanswered.discard(key)
        elif response.status_code < 500:
            self.refused.append(response.text)

    def person(self) -> None:
        """Takes one number after the other until the rush is over; without an answer, asks again with the same key."""
        key = str(uuid.uuid4())
        with httpx.Client(timeout=PATIENCE_S) as client:
            while not self.is_over.is_set():
                self.take(client, key)
                if key in self.unanswered:
                    self.is_over.wait(0.1)
                else:
                    key = str(uuid.uuid4())

    def ask_again(self) -> None:
        """Whoever got no answer asks again with the same key."""
        with httpx.Client(timeout=PATIENCE_S) as client:
            for key in sorted(self.unanswered):
                self.take(client, key)


@dataclass
class Hall:
    """A staged hall and the server in front of it."""

    database: str
    server: Server
    token: str


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with fresh_database(tmp_path) as database:
        told = stage("hall", database=database)
        server = Server(database, clock_offset_s=told["offset_s"], log=tmp_path / "server.log").start()
        try:
            yield Hall(database, server, told["token"])
        finally:
            server.kill()


@contextmanager
def _rush(hall: Hall) -> Iterator[Rush]:
    """A rush of people; it is over at the end of the block, and whoever got no answer has asked again."""
    rush = Rush(hall.server, hall.token)
    with ThreadPoolExecutor(PEOPLE) as people:
        try:
            for _ in range(PEOPLE):
                people.submit(rush.person)
            yield rush
        finally:
            rush.is_over.set()


def _await_more(rush: Rush, more: int) -> None:
    """Until so many more numbers were given."""
    enough = len(rush.codes) + more
    _await(lambda: len(rush.codes) >= enough or bool(rush.refused))
    assert rush.refused == []


def _await(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < until, "it does not come"
        time.sleep(0.01)


def _assert_nothing_is_lost(hall: Hall, rush: Rush) -> None:
    assert rush.refused == []
    assert rush.unanswered == set()
    numbers = sorted(int(label[1:]) for label in rush.codes.values())
    assert numbers == list(range(1, len(numbers) + 1))
    with httpx.Client(timeout=PATIENCE_S) as client:
        for code, label in rush.codes.items():
            assert client.get(f"{hall.server.url}/api/v1/tickets/{code}").json()["label"] == label
    run("manage.py", "verify_journal", database=hall.database)


def test_what_was_acknowledged_is_there_after_the_server_is_killed_twice(hall: Hall) -> None:
    with _rush(hall) as rush:
        _await_more(rush, 40)
        hall.server.kill()
        hall.server.start()
        _await_more(rush, 40)
        hall.server.kill()
    hall.server.start()
    rush.ask_again()
    _assert_nothing_is_lost(hall, rush)


def test_the_server_goes_on_after_its_database_was_away(hall: Hall) -> None:
    with _rush(hall) as rush:
        _await_more(rush, 30)
        _shake(hall.database, rush)
        _await_more(rush, 30)
    rush.ask_again()
    _assert_nothing_is_lost(hall, rush)


def _shake(database: str, rush: Rush) -> None:
    """PostgreSQL: every connection is cut. SQLite: another program holds the file's write lock until all wait."""
    if database.startswith("postgres"):
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        return
    import sqlite3

    other = sqlite3.connect(database.removeprefix("sqlite:///"), timeout=PATIENCE_S, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    _await(lambda: len(rush.unanswered) == PEOPLE)
    other.execute("ROLLBACK")
    other.close()
