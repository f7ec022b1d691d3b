"""A real server in its own process, on its own database and port: for tests that kill it, restart it, or look at it."""

from __future__ import annotations

import json
import math
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from tests import template

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 300  # until something is taken to hang: nothing is measured by it, a busy machine is only slow


@contextmanager
def fresh_database(folder: Path, *, is_migrated: bool = False) -> Iterator[str]:
    """The address of a database on the engine the tests run on, empty or with every table; gone afterwards."""
    config = settings.DATABASES["default"]
    if "sqlite" in config["ENGINE"]:
        file = folder / f"{uuid.uuid4().hex}.sqlite3"
        if is_migrated:
            template.copy_sqlite(file)
        yield f"sqlite:///{file}"
        return
    like = f" TEMPLATE {template.postgres_name(config)}" if is_migrated else ""
    name = f"linli_{uuid.uuid4().hex}"
    address = (
        f"{config['USER']}{':' + config['PASSWORD'] if config['PASSWORD'] else ''}@{config['HOST']}:{config['PORT']}"
    )
    with psycopg.connect(f"postgres://{address}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"{like}')
        try:
            yield f"postgres://{address}/{name}"
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(*command: str, database: str, **more: str) -> str:
    """Run Python with Linli's environment for `database`; what it printed."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=_environment(database, more),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def stage(what: str, *, database: str) -> dict[str, Any]:
    """Set a stage of `tests.staging` in the database; what the test needs to know of it."""
    told: dict[str, Any] = json.loads(run("-m", "tests.staging", what, database=database).splitlines()[-1])
    return told


def _environment(database: str, more: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DJANGO_", "PYTEST_"))}
    return kept | {
        "LINLI_DEMO": "1",
        "LINLI_DATABASE_URL": database,
        "LINLI_HOSTS": "localhost,127.0.0.1,hall.test",
        "LINLI_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "linli.config.settings",
        **more,
    }


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


@dataclass
class Server:
    """uvicorn with the pages and the live stream; `clock_offset_s` sets its clock ahead (or behind)."""

    database: str
    clock_offset_s: float = 0
    port: int = field(default_factory=free_port)
    log: Path | None = None
    more: dict[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None
    _is_ended: bool = False
    _back_at: float = -math.inf

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Server:
        """Start it and wait until it answers."""
        output = self.log.open("ab") if self.log else subprocess.DEVNULL
        command = ["uvicorn", "linli.config.asgi:application", "--host", "127.0.0.1", "--port", str(self.port)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", *command, "--log-level", "warning", "--timeout-graceful-shutdown", "1"],
            cwd=ROOT,
            env=_environment(self.database, {"LINLI_CLOCK_OFFSET": str(self.clock_offset_s), **self.more}),
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
        )
        self._await()
        if self._is_ended:
            self._is_ended, self._back_at = False, time.monotonic()
        return self

    def was_away(self, *, within_s: float) -> bool:
        """Whether it is away (ended by us), or came back no longer ago than so many seconds."""
        return self._is_ended or time.monotonic() - self._back_at < within_s

    def _await(self) -> None:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            assert self._process is not None
            assert self._process.poll() is None, f"the server ended: {self.log.read_text() if self.log else ''}"
            with socket.socket() as trial:
                trial.settimeout(1)
                if trial.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise TimeoutError(f"no server at {self.url}")

    def kill(self) -> None:
        """As a power cut would: no goodbye."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """As an operator would."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._is_ended = True
        self._process.send_signal(how)
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
