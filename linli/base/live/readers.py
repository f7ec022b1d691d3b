"""Follow the topics in the database, one reader a process: LISTEN on PostgreSQL, a cheap poll on SQLite."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sqlite3
import threading
from collections.abc import Mapping
from contextlib import closing
from typing import Any, Protocol
from urllib.parse import quote

import psycopg
from django.db import connection

from .actions import CHANNEL
from .hub import Hub

POLL_SECONDS = 0.025
# Everything is read anew this often although nothing was heard: finds a connection that died without a word.
CHECK_SECONDS = 5.0
ANSWER_SECONDS = 5.0
RETRY_SECONDS = (0.2, 0.5, 1.0, 2.0)
_ALL = "SELECT name, version FROM live_topic"

log = logging.getLogger(__name__)


class Reader(Protocol):
    """Keeps a hub up to date from `start()` to `stop()`."""

    def start(self) -> None:
        """Begin; called inside the event loop."""

    async def stop(self) -> None:
        """End, and wait until it has ended."""


def reader_for(hub: Hub) -> Reader:
    """The reader that fits the database of the settings."""
    if connection.vendor == "postgresql":
        return PostgresReader(hub, _conninfo())
    return SqliteReader(hub, str(connection.settings_dict["NAME"]))


def _conninfo() -> dict[str, Any]:
    """What Django connects with, without what only its own cursors understand; a dead peer is noticed."""
    ours = {"context", "cursor_factory", "prepare_threshold"}
    params = {name: value for name, value in connection.get_connection_params().items() if name not in ours}
    return {"connect_timeout": 5, "keepalives_idle": 10, "tcp_user_timeout": 10_000} | params


class PostgresReader:
    """Listens; after every loss it connects again and reads all versions, so nothing is missed."""

    def __init__(self, hub: Hub, conninfo: Mapping[str, Any]) -> None:
        self._hub = hub
        self._conninfo = conninfo
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to listen."""
        self._task = asyncio.create_task(self._keep_following())

    async def stop(self) -> None:
        """Hang up."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _keep_following(self) -> None:
        tries = 0
        while True:
            try:
                await self._follow()
            except (OSError, psycopg.Error) as error:  # TimeoutError is an OSError
                tries = 0 if self._hub.is_current else tries + 1
                self._hub.lose_touch()
                if tries <= 1:  # then silence: a night without a database is not forty thousand lines
                    log.warning("live: the database is away (%s: %s)", type(error).__name__, error)
            await asyncio.sleep(RETRY_SECONDS[min(tries, len(RETRY_SECONDS) - 1)])

    async def _follow(self) -> None:
        connected = await psycopg.AsyncConnection.connect(**self._conninfo, autocommit=True)
        async with connected:
            await connected.execute(f"LISTEN {CHANNEL}")  # before reading, so that no move falls between the two
            while True:
                async with asyncio.timeout(ANSWER_SECONDS):
                    found = await connected.execute(_ALL)
                    self._hub.learn_all(dict(await found.fetchall()))
                async for notice in connected.notifies(timeout=CHECK_SECONDS):
                    name, _, version = notice.payload.rpartition(":")
                    self._hub.learn_move(name, int(version))


class SqliteReader:
    """Asks a connection of its own, in a thread of its own, whether anybody else has committed; then reads."""

    def __init__(self, hub: Hub, path: str) -> None:
        self._hub = hub
        self._path = path
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Begin to poll."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._keep_following, name="live-reader", daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        """Let the thread end."""
        self._stopping.set()
        if self._thread:
            await asyncio.to_thread(self._thread.join, 2)

    def _keep_following(self) -> None:
        said = ""
        while not self._stopping.is_set():
            try:
                self._follow()
            except (OSError, sqlite3.Error) as error:
                if said != str(error):
                    log.warning("live: the database is away (%s)", error)
                said = str(error)
                self._tell(self._hub.lose_touch)
                self._stopping.wait(1.0)

    def _follow(self) -> None:
        """Until stopped, or until the file is another one (a restored backup).

        Read-only: the last connection to close a file deletes its log, and by then the name may be the new file's.
        """
        with closing(sqlite3.connect(f"file:{quote(self._path)}?mode=ro", uri=True, isolation_level=None)) as connected:
            opened, seen = os.stat(self._path).st_ino, None
            while not self._stopping.is_set() and os.stat(self._path).st_ino == opened:
                version = connected.execute("PRAGMA data_version").fetchone()[0]
                if version != seen:
                    self._tell(self._hub.learn_all, dict(connected.execute(_ALL).fetchall()))
                    seen = version
                self._stopping.wait(POLL_SECONDS)

    def _tell(self, what: Any, *values: Any) -> None:
        if self._loop:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is left to tell
                self._loop.call_soon_threadsafe(what, *values)
