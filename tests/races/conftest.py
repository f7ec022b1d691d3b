"""A database of its own for the races, and racers that start together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.serving import ROOT, fresh_database

RACERS = 10


class Track:
    """Where races are run: each racer is a process with a connection of its own, kept from race to race."""

    def __init__(self, database: str) -> None:
        self._processes = [_racer(database) for _ in range(RACERS)]
        for process in self._processes:
            ready = process.stdout.readline()  # type: ignore[union-attr]
            assert ready == "ready\n", process.communicate()[1]

    def scene(self, name: str, **arguments: Any) -> Any:
        """Play one scene alone and give what it tells."""
        self._tell(0, name, arguments, waits=False)
        return self._hear(0)

    def race(self, name: str, racers: range, **arguments: Any) -> list[Any]:
        """Let all racers act at the same moment, when each is set; what each of them tells, in their order."""
        for lane, racer in enumerate(racers):
            self._tell(lane, name, {"racer": racer, **arguments}, waits=True)
        for process in self._processes[: len(racers)]:
            assert process.stdout.readline() == "set\n"  # type: ignore[union-attr]
        for process in self._processes[: len(racers)]:
            _write(process, "go")
        return [self._hear(lane) for lane in range(len(racers))]

    def end(self) -> None:
        """Send the racers home."""
        for process in self._processes:
            process.kill()
            process.communicate()

    def _tell(self, lane: int, name: str, arguments: dict[str, Any], *, waits: bool) -> None:
        _write(self._processes[lane], json.dumps({"scene": name, "waits": waits, "arguments": arguments}))

    def _hear(self, lane: int) -> Any:
        stream = self._processes[lane].stdout
        assert stream is not None
        answer = json.loads(stream.readline())
        assert "failed" not in answer, answer.get("failed")
        return answer["told"]


def _write(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


def _racer(database: str) -> subprocess.Popen[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.races.scenes"],
        cwd=ROOT,
        env={**kept, "LINLI_DEMO": "1", "LINLI_DATABASE_URL": database, "LINLI_LOG_LEVEL": "ERROR"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


@pytest.fixture(scope="session")
def track(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Track]:
    """Ten racers on an empty database of the engine the tests run on."""
    with fresh_database(tmp_path_factory.mktemp("races"), is_migrated=True) as database:
        track = Track(database)
        yield track
        track.end()
