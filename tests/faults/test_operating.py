"""What docs/operating.md tells the operator to type is typed, line by line, with production settings."""

from __future__ import annotations

import os
import re
import secrets
import shlex
import sqlite3
import stat
import subprocess
from base64 import b32decode
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from django_otp.oath import TOTP

from tests.serving import PATIENCE_S, ROOT, Server, fresh_database, run

pytestmark = pytest.mark.faults

PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
SOMEBODY = 65534 if os.geteuid() == 0 else os.geteuid()  # only root can give files to somebody else
PASSWORD = "five-happy-geese"


def _lines(heading: str) -> list[str]:
    """The commands of the first block under a heading."""
    block = PAGE.split(f"{heading}\n", 1)[1].split("```\n", 2)[1]
    return [line for line in block.splitlines() if line]


@dataclass
class Machine:
    """A machine on which Linli was just installed: its settings, its folder, its user (root where we are not root)."""

    folder: Path
    database: str
    settings: dict[str, str]

    def type(self, line: str) -> str:
        """Run a line as the operator does; what it printed. There is no systemd here."""
        if line.startswith("systemctl"):
            return ""
        whole = line.replace("/var/lib/linli", str(self.folder)).replace("http://127.0.0.1:8000", self.settings["URL"])
        environment = os.environ | {"SETTINGS": str(self.folder / "linli.env"), "OWNER": self.owner}
        kept = {name: value for name, value in environment.items() if not name.startswith(("LINLI_", "DJANGO_"))}
        done = subprocess.run(["bash", "-c", whole], cwd=ROOT, env=kept, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{whole}\n{done.stdout}{done.stderr}"
        return done.stdout

    @property
    def owner(self) -> str:
        return subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with fresh_database(tmp_path) as database:
        server = Server(database, log=tmp_path / "log")
        settings = {
            "LINLI_SECRET_KEY": secrets.token_urlsafe(50),
            "LINLI_SEAL_KEYS": secrets.token_urlsafe(50),
            "LINLI_DIGEST_KEY": secrets.token_urlsafe(50),
            "LINLI_DATABASE_URL": database,
            "LINLI_HTTPS": "0",
            "LINLI_DEMO": "0",
        }
        file = "".join(f"{name}={shlex.quote(value)}\n" for name, value in settings.items())
        (tmp_path / "linli.env").write_text(file, encoding="utf-8")
        server.more = settings
        try:
            yield Machine(tmp_path, database, settings | {"URL": server.url})
        finally:
            server.kill()


def _token(page: str) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]  # type: ignore[index]


def _sign_in(url: str, address: str) -> httpx.Response:
    """Open the printed address, set up password and authenticator, sign in with the next code: the administration."""
    english = {"Accept-Language": "en"}
    with httpx.Client(base_url=url, follow_redirects=True, timeout=PATIENCE_S, headers=english) as browser:
        page = browser.get(address).text
        key = re.search(r"(?:[A-Z2-7]{4} ){4,}[A-Z2-7]{1,4}", page)[0].replace(" ", "")  # type: ignore[index]
        code = TOTP(b32decode(key + "=" * (-len(key) % 8)))
        first = {"password": PASSWORD, "again": PASSWORD, "code": f"{code.token():06}"}
        done = browser.post(address, data=first | {"csrfmiddlewaretoken": _token(page)})
        assert done.status_code == 200
        assert "/sign-in/" in str(done.url), done.text
        code.drift = 1  # the next code: the one that was shown is used up
        form = {"staff_number": "A001", "password": PASSWORD, "code": f"{code.token():06}"}
        signed_in = browser.post(done.url, data=form | {"csrfmiddlewaretoken": _token(done.text)})
        assert signed_in.status_code == 200, signed_in.text
        return browser.get("/admin/")


def test_the_first_administrator_signs_in_by_the_documented_lines(machine: Machine) -> None:
    printed = [machine.type(line) for line in _lines("### The first administrator")]
    port = int(machine.settings["URL"].rsplit(":", 1)[1])
    server = Server(machine.database, port=port, more=machine.settings, log=machine.folder / "log").start()
    try:
        answer = _sign_in(server.url, printed[-1].strip())
        assert answer.status_code == 200
        assert "邻里 Linli" in answer.text
    finally:
        server.kill()


def test_django_s_own_command_names_the_one_that_leads_to_a_sign_in(machine: Machine) -> None:
    with pytest.raises(AssertionError, match="invite_staff NUMBER --administrator"):
        machine.type("deploy/manage.sh createsuperuser --noinput")


def test_a_restore_by_the_documented_lines_serves_and_writes(machine: Machine) -> None:
    machine.type("deploy/manage.sh migrate -v 0")
    copy = machine.type("deploy/manage.sh -- deploy/backup.py /var/lib/linli/backups").strip()
    port = int(machine.settings["URL"].rsplit(":", 1)[1])
    server = Server(machine.database, port=port, more=machine.settings, log=machine.folder / "log")
    told = ""
    try:
        for line in _lines("## Backup and restore"):
            if line.startswith("systemctl start"):
                server.start()
            told = machine.type(re.sub(r"/var/lib/linli/backups/\S+", copy, line))
    finally:
        server.kill()
    assert told.strip() == '{"database": true}'


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("there_was_one", [True, False])
def test_what_root_restores_belongs_to_who_runs_linli(tmp_path: Path, there_was_one: bool) -> None:
    file, copy = tmp_path / "data" / "linli.sqlite3", tmp_path / "copy.sqlite3"
    file.parent.mkdir()
    with closing(sqlite3.connect(copy)) as there:
        there.execute("CREATE TABLE kept (n)")
    os.chown(file.parent, SOMEBODY, -1)
    if there_was_one:
        file.touch()
        os.chown(file, SOMEBODY, -1)
        file.chmod(0o640)
    run(str(ROOT / "deploy" / "restore.py"), "--overwrite", str(copy), database=f"sqlite:///{file}")
    assert file.stat().st_uid == SOMEBODY
    assert stat.S_IMODE(file.stat().st_mode) == (0o640 if there_was_one else 0o600)
    with closing(sqlite3.connect(file)) as here:
        assert here.execute("SELECT count(*) FROM kept").fetchone() == (0,)
