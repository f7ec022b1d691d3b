"""A database of its own for the races, and racers that start together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.serving import ROOT, fresh_database

RACERS = 10
HEAD_START_S = 0.2


class Track:
    """Where races are run: each racer is a process with a connection of its own, kept from race to race."""

    def __init__(self, database: str) -> None:
        self._processes = [_racer(database) for _ in range(RACERS)]
        for process in self._processes:
            ready = process.stdout.readline()  # type: ignore[union-attr]
            assert ready == "ready\n", process.communicate()[1]

    def scene(self, name: str, **arguments: Any) -> Any:
        """Play one scene alone and give what it tells."""
        self._tell(0, name, 0, arguments)
        return self._hear(0)

    def race(self, name: str, racers: range, **arguments: Any) -> list[Any]:
        """Let all racers act at the same moment; what each of them tells, in their order."""
        go = time.time() + HEAD_START_S
        for lane, racer in enumerate(racers):
            self._tell(lane, name, go, {"racer": racer, **arguments})
        return [self._hear(lane) for lane in range(len(racers))]

    def end(self) -> None:
        """Send the racers home."""
        for process in self._processes:
            process.communicate(timeout=20)

    def _tell(self, lane: int, name: str, go: float, arguments: dict[str, Any]) -> None:
        stream = self._processes[lane].stdin
        assert stream is not None
        stream.write(json.dumps({"scene": name, "go": go, "arguments": arguments}) + "\n")
        stream.flush()

    def _hear(self, lane: int) -> Any:
        stream = self._processes[lane].stdout
        assert stream is not None
        answer = json.loads(stream.readline())
        assert "failed" not in answer, answer.get("failed")
        return answer["told"]


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
