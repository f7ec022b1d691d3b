"""The stream as browsers see it: uvicorn in its own process, a real database, other processes that commit."""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest

from tests.real import Server, Worker, real_database

PATIENCE = 30.0
TOUCH = """
from django.db import transaction
from linli.base.live.actions import touch
with transaction.atomic():
    touch({topics})
    transaction.set_rollback({rolled_back})
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with real_database(tmp_path_factory.mktemp("live")) as url:
        yield url


@pytest.fixture(scope="module")
def worker(url: str) -> Iterator[Worker]:
    with Worker(url) as worker:
        yield worker


@pytest.fixture
def server(url: str) -> Iterator[Server]:
    with Server(url, LINLI_STREAMS_PER_ADDRESS="2000") as server:
        yield server


def touch(worker: Worker, *topics: str, rolled_back: bool = False) -> None:
    worker.ask(TOUCH.format(topics=", ".join(map(repr, topics)), rolled_back=rolled_back))


class Listener:
    """One browser."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader

    async def head(self) -> str:
        return (await asyncio.wait_for(self._reader.readuntil(b"\r\n\r\n"), PATIENCE)).decode()

    async def event(self, *, beats: bool = False) -> dict[str, str]:
        """The next event, as its fields; without `beats`, the next that is not one."""
        async with asyncio.timeout(PATIENCE):
            fields: dict[str, str] = {}
            while True:
                line = (await self._reader.readuntil(b"\n")).decode().strip()
                name, found, value = line.partition(": ")
                if found and name in ("event", "data", "id"):
                    fields[name] = value
                elif fields and not line:
                    if beats or fields["event"] != "beat":
                        return fields
                    fields = {}

    async def silence(self, seconds: float) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(seconds):
                pytest.fail(f"unexpected {await self.event()}")

    async def end(self) -> None:
        """Read on until the server ends the stream."""
        async with asyncio.timeout(PATIENCE):
            while await self._reader.read(4096):
                pass


@asynccontextmanager
async def listening(
    server: Server,
    query: str,
    *,
    last_event_id: str = "",
    method: str = "GET",
    path: str = "/live/",
    behind: str = "",
) -> AsyncIterator[Listener]:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    seen = f"Last-Event-ID: {last_event_id}\r\n" if last_event_id else ""
    seen += f"X-Forwarded-For: {behind}\r\n" if behind else ""
    writer.write(f"{method} {path}?{query} HTTP/1.1\r\nHost: localhost\r\n{seen}\r\n".encode())
    await writer.drain()
    try:
        yield Listener(reader)
    finally:
        writer.close()


def test_a_touch_reaches_those_who_watch_and_nobody_else(server: Server, worker: Worker) -> None:
    async def story() -> None:
        async with listening(server, "t=one:0") as one, listening(server, "t=two:0") as two:
            head = await one.head()
            assert head.startswith("HTTP/1.1 200")
            assert "text/event-stream" in head
            assert "no-cache" in head
            assert "x-accel-buffering: no" in head
            await two.head()
            assert (await one.event(beats=True))["event"] == "beat"
            await asyncio.to_thread(touch, worker, "one")
            assert await one.event() == {"event": "one", "data": "1", "id": "one:1"}
            await two.silence(0.5)

    asyncio.run(story())


def test_a_rolled_back_touch_is_not_told(server: Server, worker: Worker) -> None:
    async def story() -> None:
        async with listening(server, "t=rolled:0") as one:
            await one.event(beats=True)
            await asyncio.to_thread(touch, worker, "rolled", rolled_back=True)
            await one.silence(0.5)
            await asyncio.to_thread(touch, worker, "rolled")
            assert (await one.event())["data"] == "1"

    asyncio.run(story())


def test_who_comes_with_an_older_version_is_told_at_once(server: Server, worker: Worker) -> None:
    touch(worker, "late.a", "late.b")
    touch(worker, "late.b")

    async def story() -> None:
        async with listening(server, "t=late.a:1&t=late.b:1&t=late.c:0") as late:
            assert await late.event() == {"event": "late.b", "data": "2", "id": "late.a:1,late.b:2,late.c:0"}
        async with listening(server, "t=late.a:0&t=late.b:0") as late:
            first, second = await late.event(), await late.event()
            assert [first["event"], second["event"]] == ["late.a", "late.b"]
            assert "id" not in first
            assert second["id"] == "late.a:1,late.b:2"
        async with listening(server, "t=late.a:0&t=late.b:0", last_event_id="late.a:1,late.b:1,other:7") as late:
            assert (await late.event())["event"] == "late.b"
        async with listening(server, "t=late.a:0&t=late.b:2", last_event_id="nonsense") as late:
            assert (await late.event())["event"] == "late.a"

    asyncio.run(story())


@pytest.mark.parametrize(
    ("method", "query", "status"),
    [
        ("GET", "", 400),
        ("GET", "t=Hall:1", 400),
        ("GET", "t=hall", 400),
        ("GET", "t=%ff:1", 400),
        ("GET", "&".join(f"t=t{n}:0" for n in range(61)), 400),
        ("GET", "&".join(f"t=t{n}:0" for n in range(200)), 400),
        ("POST", "t=hall:1", 405),
        ("HEAD", "t=hall:1", 405),
    ],
)
def test_what_is_not_a_stream_is_refused(server_for_refusals: Server, method: str, query: str, status: int) -> None:
    async def story() -> None:
        async with listening(server_for_refusals, query, method=method) as refused:
            assert (await refused.head()).startswith(f"HTTP/1.1 {status}")

    asyncio.run(story())


@pytest.fixture(scope="module")
def server_for_refusals(url: str) -> Iterator[Server]:
    with Server(url) as server:
        yield server


def test_all_else_is_handed_to_django(server_for_refusals: Server) -> None:
    async def story() -> None:
        async with listening(server_for_refusals, "", path="/nowhere-at-all") as page:
            head = await page.head()
            assert head.startswith("HTTP/1.1 404")
            assert "content-security-policy" in head.lower()

    asyncio.run(story())


def test_a_thousand_streams_in_one_process_hear_of_one_touch(server: Server, worker: Worker) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2500), hard))

    async def one(ready: asyncio.Semaphore) -> str:
        async with listening(server, "t=thousand:0") as listener:
            await listener.event(beats=True)
            ready.release()
            return (await listener.event())["data"]

    async def story() -> None:
        ready = asyncio.Semaphore(0)
        listeners = [asyncio.create_task(one(ready)) for _ in range(1000)]
        async with asyncio.timeout(120):
            for _ in listeners:
                await ready.acquire()
            await asyncio.to_thread(touch, worker, "thousand")
            assert await asyncio.gather(*listeners) == ["1"] * 1000

    asyncio.run(story())


def test_a_stopping_server_ends_its_streams_and_the_next_one_tells_what_was_missed(
    server: Server, worker: Worker
) -> None:
    async def story() -> None:
        async with listening(server, "t=restart:0") as before:
            await before.event(beats=True)
            await asyncio.to_thread(touch, worker, "restart")
            seen = (await before.event())["id"]
            await asyncio.to_thread(server.stop, 10)
            await before.end()
        await asyncio.to_thread(touch, worker, "restart")
        await asyncio.to_thread(server.start)
        async with listening(server, "t=restart:0", last_event_id=seen) as after:
            assert await after.event() == {"event": "restart", "data": "2", "id": "restart:2"}

    asyncio.run(story())


def test_clients_that_leave_are_forgotten(server: Server, worker: Worker) -> None:
    async def story() -> None:
        for _ in range(50):
            async with listening(server, "t=leaving:0") as leaver:
                await leaver.event(beats=True)
        async with listening(server, "t=leaving:0") as stayer:
            await stayer.event(beats=True)
            await asyncio.to_thread(touch, worker, "leaving")
            assert (await stayer.event())["data"] == "1"
        assert server.process
        for _ in range(100):
            sockets = _open_sockets(server.process.pid)
            if sockets < 20:
                return
            await asyncio.sleep(0.1)
        pytest.fail(f"{sockets} sockets are still open")

    asyncio.run(story())


def test_a_beat_comes_every_ten_seconds(server: Server) -> None:
    async def story() -> None:
        async with listening(server, "t=beat:0") as one:
            await one.event(beats=True)
            began = time.monotonic()
            assert await one.event(beats=True) == {"event": "beat", "data": "10"}
            assert 8 < time.monotonic() - began < 14

    asyncio.run(story())


@pytest.mark.engine("postgresql")  # SQLite is a file: it does not go away
def test_while_the_database_is_away_streams_are_silent_and_then_told_what_they_missed(
    url: str, server: Server, worker: Worker
) -> None:
    admin, name = url.rpartition("/")[0] + "/postgres", url.rpartition("/")[2]

    async def story() -> None:
        async with listening(server, "t=away:0") as one:
            await one.event(beats=True)
            touch(worker, "elsewhere")  # the worker stays connected
            with psycopg.connect(admin, autocommit=True) as postgres:
                postgres.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
                postgres.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND query LIKE %s",
                    [name, "SELECT name, version FROM live_topic"],
                )
                await asyncio.to_thread(touch, worker, "away")
                async with listening(server, "t=away:0") as newcomer:
                    assert (await newcomer.head()).startswith("HTTP/1.1 200")
                    await newcomer.silence(1)
                    await one.silence(0.1)
                    postgres.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
                    assert (await newcomer.event())["data"] == "1"
            assert (await one.event())["data"] == "1"

    asyncio.run(story())


@pytest.mark.engine("sqlite")  # PostgreSQL restores into a running server: all is a notification or a new connection
def test_a_restored_backup_is_told_although_its_versions_are_lower(url: str, server: Server, worker: Worker) -> None:
    file = Path(url.removeprefix("sqlite:///"))
    touch(worker, "restored")

    async def story() -> None:
        async with listening(server, "t=restored:1") as one:
            await one.event(beats=True)
            backup = file.with_suffix(".backup")
            await asyncio.to_thread(lambda: sqlite3.connect(file).execute(f"VACUUM INTO '{backup}'"))
            await asyncio.to_thread(touch, worker, "restored")
            assert (await one.event())["data"] == "2"
            worker.ask("from django.db import connection\nconnection.close()")
            for left in ("-wal", "-shm"):
                file.with_name(file.name + left).unlink(missing_ok=True)
            backup.replace(file)
            assert (await one.event())["data"] == "1"
            await asyncio.to_thread(touch, worker, "restored")
            assert (await one.event())["data"] == "2"

    asyncio.run(story())


def test_an_address_holds_so_many_streams_and_a_process_so_many(url: str) -> None:
    """Three of this address, two for each; who was refused comes in when another has left."""
    bounds = {"LINLI_STREAMS": "3", "LINLI_STREAMS_PER_ADDRESS": "2", "LINLI_STREAM_RETRY_S": "7"}

    async def story(server: Server) -> None:
        async with listening(server, "t=a:0") as first, listening(server, "t=a:0") as second:
            await first.event(beats=True)
            await second.event(beats=True)
            async with listening(server, "t=a:0") as third:
                head = await third.head()
                assert head.startswith("HTTP/1.1 429")
                assert "retry-after: 7" in head
            async with (
                listening(server, "t=a:0", behind="2001:db8:1:2::1") as other,
                listening(server, "t=a:0", behind="198.51.100.7") as last,
            ):
                assert (await other.head()).startswith("HTTP/1.1 200")
                head = await last.head()
                assert head.startswith("HTTP/1.1 503")
                assert "retry-after: 7" in head
        for _ in range(100):
            async with listening(server, "t=a:0") as later:
                if (await later.head()).startswith("HTTP/1.1 200"):
                    return
            await asyncio.sleep(0.1)
        pytest.fail("those who left are still counted")

    with Server(url, LINLI_PROXIES="1", **bounds) as server:
        asyncio.run(story(server))


def _open_sockets(pid: int) -> int:
    links = [os.readlink(found) for found in Path(f"/proc/{pid}/fd").iterdir() if found.is_symlink()]
    return sum(link.startswith("socket:") for link in links)
