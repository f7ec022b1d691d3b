"""A database of its own on either engine, and the processes that use it: what a test database inside a transaction
cannot show."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.serving import PATIENCE_S, fresh_database

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def real_database(folder: Path) -> Iterator[str]:
    """The address of a fresh database on the engine that the tests run on, with all tables."""
    with fresh_database(folder, is_migrated=True) as url:
        yield url


def environment(url: str, **more: str) -> dict[str, str]:
    """What a process needs to know to use the database."""
    return os.environ | {"LINLI_DEMO": "1", "LINLI_DATABASE_URL": url, "PYTHONPATH": str(ROOT)} | more


class Server:
    """uvicorn in a process of its own; the same port again after a restart."""

    def __init__(self, url: str, **more: str) -> None:
        self._env = environment(url, DJANGO_SETTINGS_MODULE="linli.config.settings", **more)
        self.port = _free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)

    def start(self) -> None:
        command = [sys.executable, "-m", "uvicorn", "linli.config.asgi:application", "--port", str(self.port)]
        options = ["--no-access-log", "--log-level", "warning", "--backlog", "4096"]
        self.process = subprocess.Popen([*command, *options], cwd=ROOT, env=self._env)
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until and self.process.poll() is None:
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise TimeoutError("uvicorn did not start")

    def stop(self, within: float) -> None:
        """Ask it to stop as a service manager does; an error if it takes longer than `within` seconds."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(within) in (0, -signal.SIGTERM)


class Worker:
    """A process that runs pieces of Python, each its own function call, against the database."""

    def __init__(self, url: str) -> None:
        command = [sys.executable, "-m", "tests.real_worker"]
        env = environment(url, DJANGO_SETTINGS_MODULE="linli.config.settings")
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait(10)

    def ask(self, code: str) -> Any:
        """Run `code` there; the value of its variable `result`."""
        self.begin(code)
        return self.end()

    def begin(self, code: str) -> None:
        """Start to run `code` there without waiting for it."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(code) + "\n")
        self._process.stdin.flush()

    def end(self) -> Any:
        """What the code that was begun has answered."""
        assert self._process.stdout
        answer = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["result"]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
