"""A hundred and fifty at an instant from one address, in processes of their own, on a real database."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from tests.real import Worker, real_database

TAKE = """
from datetime import UTC, datetime
from django.db import transaction
from linli.base.kernel import TooOften
from linli.base.limits import actions, queries
result = 0
for turn in range(30):
    try:
        with transaction.atomic():
            actions.count(kind="ticket", who=queries.of_address("192.0.2.1"), now=datetime(2026, 11, 24, 2, tzinfo=UTC))
        result += 1
    except TooOften:
        pass
"""


def test_no_more_than_the_limit_get_through(tmp_path: Path) -> None:
    with real_database(tmp_path) as url, ExitStack() as stack:
        workers = [stack.enter_context(Worker(url)) for _ in range(5)]
        for worker in workers:
            worker.begin(TAKE)
        assert sum(worker.end() for worker in workers) == 30
