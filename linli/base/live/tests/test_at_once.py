"""Many processes touching the same topics in any order, on a real database."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from tests.real import Worker, real_database

MANY = """
from django.db import transaction
from linli.base.live import actions
names = ["a", "b", "c", "d"]
for turn in range(50):
    with transaction.atomic():
        actions.touch(*names[turn % 4:], *names[:turn % 4])
"""


def test_no_touch_is_lost_and_nobody_deadlocks(tmp_path: Path) -> None:
    with real_database(tmp_path) as url, ExitStack() as stack:
        workers = [stack.enter_context(Worker(url)) for _ in range(4)]
        for worker in workers:
            worker.begin(MANY)
        for worker in workers:
            worker.end()
        found = workers[0].ask("from linli.base.live.queries import versions\nresult = versions('a', 'b', 'c', 'd')")
        assert found == dict.fromkeys("abcd", 200)
