"""Several deliverers at once, on a real database."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from tests.real import Worker, real_database

from . import gateway as gateways

TELL = """
from datetime import UTC, datetime
from django.conf import settings
from linli.community.notices import actions
settings.LINLI_SMS_URL = {url!r}
now = datetime(2026, 11, 24, tzinfo=UTC)
"""
MANY = """
for number in range(100):
    actions.tell(kind="k", text=str(number), channel="sms", address="+8613800000001", once_key=str(number), now=now)
"""


def test_several_deliverers_send_each_message_once(tmp_path: Path) -> None:
    with real_database(tmp_path) as url, gateways.running() as gateway, ExitStack() as stack:
        workers = [stack.enter_context(Worker(url)) for _ in range(3)]
        begin = TELL.format(url=gateway.url)
        workers[0].ask(begin + MANY)
        for worker in workers:
            worker.begin(begin + "result = actions.deliver_due(now=now)")
        assert sum(worker.end() for worker in workers) == 100
        assert sorted(int(text) for _, text in gateway.taken) == list(range(100))
