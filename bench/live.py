"""How long after a commit the last of many screens hears of it.

Three kinds of processes: the server (uvicorn, one process), one that commits a touch, and this one, which holds all
streams open and notes when each hears. Commit: the moment `transaction.atomic()` has returned.

    .venv/bin/python -m bench.live [--clients 1000] [--touches 100] [--database postgres://…]
"""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import resource
import statistics
import tempfile
import time
from pathlib import Path

TOUCH = """
import time
from django.db import transaction
from linli.base.live.actions import touch
with transaction.atomic():
    touch("bench")
result = time.monotonic()
"""


class Screen(asyncio.Protocol):
    """One open stream, as thin as can be."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream."""
        transport.write(b"GET /live/?t=bench:0 HTTP/1.1\r\nHost: localhost\r\n\r\n")  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        """Note the first beat and every touch."""
        if not self._is_open and b"event: beat" in data:
            self._is_open = True
            self._hall.opened()
        if b"event: bench" in data:
            self._hall.heard()


class Hall:
    """All screens, and when the last of them heard."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.is_open = asyncio.Event()
        self.all_heard = asyncio.Event()
        self.last_heard_at = 0.0
        self._open = self._heard = 0

    def opened(self) -> None:
        """One more stream is open."""
        self._open += 1
        if self._open == self.count:
            self.is_open.set()

    def heard(self) -> None:
        """One more screen has heard of the touch."""
        self._heard += 1
        if self._heard == self.count:
            self.last_heard_at = time.monotonic()
            self.all_heard.set()

    def listen_again(self) -> None:
        """Before the next touch."""
        self._heard = 0
        self.all_heard.clear()


async def measure(port: int, toucher: object, clients: int, touches: int) -> list[float]:
    """Milliseconds from each commit to the last screen."""
    hall, loop = Hall(clients), asyncio.get_running_loop()
    for start in range(0, clients, 100):
        ahead = range(start, min(start + 100, clients))
        await asyncio.gather(*[loop.create_connection(lambda: Screen(hall), "127.0.0.1", port) for _ in ahead])
    await asyncio.wait_for(hall.is_open.wait(), 60)
    waits = []
    for _ in range(touches):
        hall.listen_again()
        committed_at = await asyncio.to_thread(toucher.ask, TOUCH)  # type: ignore[attr-defined]
        await asyncio.wait_for(hall.all_heard.wait(), 60)
        waits.append((hall.last_heard_at - committed_at) * 1000)
        await asyncio.sleep(0.1)
    return waits


def main() -> None:
    """Measure and print one line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--touches", type=int, default=100)
    parser.add_argument("--database", default="sqlite:////tmp/linli-bench-live.sqlite3")
    given = parser.parse_args()
    os.environ |= {"LINLI_DEMO": "1", "LINLI_DATABASE_URL": given.database, "LINLI_STREAMS_PER_ADDRESS": "100000"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

    from tests.real import Server, Worker, real_database

    with tempfile.TemporaryDirectory() as folder, real_database(Path(folder), "live") as url:  # noqa: SIM117
        with Server(url) as server, Worker(url) as toucher:
            before = _resident_kb(server)
            waits = sorted(asyncio.run(measure(server.port, toucher, given.clients, given.touches)))
            per_client = (_resident_kb(server) - before) / given.clients
    engine = given.database.partition(":")[0]
    p99 = waits[math.ceil(len(waits) * 0.99) - 1]
    print(
        f"{engine}: {given.clients} streams, {given.touches} touches: commit to the last screen "
        f"median {statistics.median(waits):.0f} ms, p99 {p99:.0f} ms, worst {waits[-1]:.0f} ms; "
        f"{per_client:.0f} kB a stream"
    )


def _resident_kb(server: object) -> int:
    status = Path(f"/proc/{server.process.pid}/status").read_text()  # type: ignore[attr-defined]
    return int(status.partition("VmRSS:")[2].split()[0])


if __name__ == "__main__":
    main()
