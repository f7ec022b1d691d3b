"""Two processes with the same key at the same time, on a real database."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.real import Worker, real_database

ASK = """
import time
from datetime import UTC, datetime
from django.db import transaction
from linli.base.once import actions
with transaction.atomic():
    result = actions.answer(actor="kiosk:1", key={key!r}, asked={{"a": 1}}, now=datetime.now(UTC))
    if result is None:
        time.sleep(0.02)
        actions.remember(actor="kiosk:1", key={key!r}, ref={ref!r})
"""


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Worker]]:
    with real_database(tmp_path_factory.mktemp("once")) as url, ExitStack() as stack:
        workers = [stack.enter_context(Worker(url)) for _ in range(4)]
        for worker in workers:
            worker.ask("from django.db import connection; connection.ensure_connection()")
        yield workers


def ask(worker: Worker, key: str, ref: str) -> None:
    worker.begin(ASK.format(key=key, ref=ref))


def test_of_many_at_once_one_is_first_and_the_others_get_its_ref(workers: list[Worker]) -> None:
    for turn in range(10):
        for number, worker in enumerate(workers):
            ask(worker, f"k{turn}", f"made-by-{number}")
        answers = [worker.end() for worker in workers]
        assert answers.count(None) == 1
        assert set(answers) == {None, f"made-by-{answers.index(None)}"}


def test_when_the_first_is_rolled_back_the_one_that_waited_is_the_first(workers: list[Worker], tmp_path: Path) -> None:
    claimed, release = tmp_path / "claimed", tmp_path / "release"
    workers[0].begin(
        f"""
import time
from datetime import UTC, datetime
from pathlib import Path
from django.db import transaction
from linli.base.once import actions
with transaction.atomic():
    result = actions.answer(actor="kiosk:1", key="back", asked={{"a": 1}}, now=datetime.now(UTC))
    Path({str(claimed)!r}).touch()
    while not Path({str(release)!r}).exists():
        time.sleep(0.01)
    transaction.set_rollback(True)
"""
    )
    while not claimed.exists():
        time.sleep(0.01)
    ask(workers[1], "back", "kept")
    time.sleep(0.3)
    release.touch()
    assert [workers[0].end(), workers[1].end()] == [None, None]
    ask(workers[2], "back", "late")
    assert workers[2].end() == "kept"
