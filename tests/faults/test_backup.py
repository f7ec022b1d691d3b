"""A copy made while people take numbers brings everything back on an empty machine."""

from __future__ import annotations

import uuid
from pathlib import Path

import httpx
import pytest

from tests.serving import PATIENCE_S, ROOT, Server, fresh_database, run, stage

pytestmark = pytest.mark.faults


def _take(server: Server, token: str) -> dict[str, str]:
    response = httpx.post(
        f"{server.url}/api/v1/tickets",
        json={"site": "tuoran", "groups": ["housing"]},
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid.uuid4())},
        timeout=PATIENCE_S,
    )
    assert response.status_code == 201, response.text
    ticket: dict[str, str] = response.json()
    return ticket


def test_a_backup_made_while_linli_runs_brings_everything_back(tmp_path: Path) -> None:
    backup, restore = str(ROOT / "deploy" / "backup.py"), str(ROOT / "deploy" / "restore.py")
    with fresh_database(tmp_path) as first, fresh_database(tmp_path) as second:
        told = stage("hall", database=first)
        server = Server(first, clock_offset_s=told["offset_s"]).start()
        try:
            ticket = _take(server, told["token"])
            copy = run(backup, "--keep", "2", str(tmp_path / "copies"), database=first).strip()
            _take(server, told["token"])
        finally:
            server.kill()
        run(restore, copy, database=second)
        run("manage.py", "migrate", "--check", database=second)
        run("manage.py", "verify_journal", database=second)
        server = Server(second, clock_offset_s=told["offset_s"]).start()
        try:
            seen = httpx.get(f"{server.url}/api/v1/tickets/{ticket['code']}", timeout=PATIENCE_S).json()
            assert seen["label"] == ticket["label"]
            assert _take(server, told["token"])["label"] == "A002"
        finally:
            server.kill()


def test_a_restore_does_not_overwrite_a_database_unless_asked(tmp_path: Path) -> None:
    with fresh_database(tmp_path) as database:
        stage("hall", database=database)
        copy = run(str(ROOT / "deploy" / "backup.py"), str(tmp_path / "copies"), database=database).strip()
        with pytest.raises(AssertionError, match="say --overwrite"):
            run(str(ROOT / "deploy" / "restore.py"), copy, database=database)
        run(str(ROOT / "deploy" / "restore.py"), "--overwrite", copy, database=database)
        run("manage.py", "verify_journal", database=database)


def test_only_the_newest_copies_are_kept(tmp_path: Path) -> None:
    with fresh_database(tmp_path) as database:
        run("manage.py", "migrate", "-v", "0", database=database)
        for _ in range(3):
            run(str(ROOT / "deploy" / "backup.py"), "--keep", "2", str(tmp_path / "copies"), database=database)
        assert len(list((tmp_path / "copies").iterdir())) == 2
