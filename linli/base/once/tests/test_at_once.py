"""Two processes with the same key at the same time, on a real database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from linli.base.live.tests.real import Worker, real_database

ASK = """
import time
from datetime import UTC, datetime
from django.db import transaction
from linli.base.once import actions
with transaction.atomic():
    result = actions.answer(actor="kiosk:1", key={key!r}, asked={{"a": 1}}, now=datetime.now(UTC))
    if result is None:
        time.sleep({seconds})
        actions.remember(actor="kiosk:1", key={key!r}, ref={ref!r})
    transaction.set_rollback({rolled_back})
"""


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Worker]]:
    with real_database(tmp_path_factory.mktemp("once"), "once") as url, ExitStack() as stack:
        workers = [stack.enter_context(Worker(url)) for _ in range(4)]
        for worker in workers:
            worker.ask("from django.db import connection; connection.ensure_connection()")
        yield workers


def ask(worker: Worker, key: str, ref: str, *, seconds: float = 0, rolled_back: bool = False) -> None:
    worker.begin(ASK.format(key=key, ref=ref, seconds=seconds, rolled_back=rolled_back))


def test_of_many_at_once_one_is_first_and_the_others_get_its_ref(workers: list[Worker]) -> None:
    for turn in range(10):
        for number, worker in enumerate(workers):
            ask(worker, f"k{turn}", f"made-by-{number}", seconds=0.02)
        answers = [worker.end() for worker in workers]
        assert answers.count(None) == 1
        assert set(answers) == {None, f"made-by-{answers.index(None)}"}


def test_when_the_first_is_rolled_back_the_one_that_waited_is_the_first(workers: list[Worker]) -> None:
    ask(workers[0], "back", "lost", seconds=0.5, rolled_back=True)
    ask(workers[1], "back", "kept")
    assert [workers[0].end(), workers[1].end()] == [None, None]
    ask(workers[2], "back", "late")
    assert workers[2].end() == "kept"
