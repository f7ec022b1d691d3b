"""The command as a service runs it: processes of their own on a real database."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.real import ROOT, Worker, environment, real_database

HOLD = """
from linli.entrypoints.jobs.lock import alone
holding = alone()
result = holding.__enter__()
import builtins; builtins.holding = holding
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with real_database(tmp_path_factory.mktemp("tick")) as url:
        yield url


def tick(url: str, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "manage.py", "tick", *options]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment(url), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def test_a_second_tick_leaves_the_work_to_the_first(url: str) -> None:
    with Worker(url) as other:
        assert other.ask(HOLD) is True
        second = tick(url)
        said, _ = second.communicate(timeout=60)
        assert "Another tick is at work." in said
        assert second.returncode == 0
    third = tick(url)  # the holder was killed: its lock is free
    said, _ = third.communicate(timeout=60)
    assert "Another" not in said
    assert third.returncode == 0, said


def test_forever_it_goes_on_until_told_to_stop(url: str) -> None:
    service = tick(url, "--forever", "--every", "0.1")
    tell = """
from datetime import UTC, datetime
from linli.community.notices import actions
from linli.community.notices.models import Message
for key in ("a", "b"):
    actions.tell(kind="k", text="t", channel="sms", address="+8613800000001", once_key=key, now=datetime.now(UTC))
"""
    waiting = (
        "from linli.community.notices.models import Message\nresult = Message.objects.filter(sent_at=None).count()"
    )
    with Worker(url) as other:
        other.ask(tell)
        until = time.monotonic() + 60
        while other.ask(waiting) and time.monotonic() < until:
            time.sleep(0.1)
        assert other.ask(waiting) == 0
    service.send_signal(signal.SIGTERM)
    said, _ = service.communicate(timeout=20)
    assert service.returncode == 0
    assert "deliver notices" in said


def test_without_a_database_it_says_so_and_ends_with_1() -> None:
    lost = tick("postgres://nobody@127.0.0.1:1/nothing")
    said, _ = lost.communicate(timeout=60)
    assert lost.returncode == 1
    assert "The database is away" in said
