"""A database with every migration applied, made once for a state of the migrations and copied wherever one is needed.

Applying them takes some twelve seconds of a processor; copying takes a fraction of one.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@cache
def state() -> str:
    """What the migrations and the settings say, in a few letters."""
    made = hashlib.sha256()
    for path in sorted([*ROOT.glob("linli/**/migrations/*.py"), ROOT / "linli/config/settings.py"]):
        made.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    made.update((ROOT / "requirements.lock").read_bytes())  # libraries bring migrations too
    return made.hexdigest()[:16]


def sqlite_file() -> Path:
    """The file to copy; made now if nobody made it before."""
    file = Path(tempfile.gettempdir()) / f"linli-template-{os.getuid()}-{state()}.sqlite3"
    with _alone(file.with_suffix(".lock")):
        if not file.exists():
            unfinished = file.with_suffix(".part")
            unfinished.unlink(missing_ok=True)
            _migrate(f"sqlite:///{unfinished}")
            with closing(sqlite3.connect(unfinished)) as made:
                made.execute("PRAGMA journal_mode=DELETE")
            unfinished.rename(file)
    return file


def copy_sqlite(target: Path) -> None:
    """A migrated database at `target`."""
    shutil.copyfile(sqlite_file(), target)


def fill(memory: sqlite3.Connection) -> None:
    """Make an empty database in memory a migrated one."""
    with closing(sqlite3.connect(sqlite_file())) as template:
        template.backup(memory)
    memory.execute("DROP TRIGGER IF EXISTS journal_entry_is_not_deleted")  # Django empties test databases with DELETE


def postgres_name(server: Mapping[str, Any]) -> str:
    """The name of the database to copy on that server (Django's settings of it); made now if nobody made it before."""
    import psycopg

    name = f"linli_template_{state()}"
    address = {key.lower(): server[key] for key in ("HOST", "PORT", "USER", "PASSWORD") if server.get(key)}
    lock = Path(tempfile.gettempdir()) / f"{name}-{server.get('PORT')}.lock"
    with _alone(lock), psycopg.connect(**address, dbname="postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            unfinished = f"{name}_unfinished"
            connection.execute(f"DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {unfinished}")
            password = f":{server['PASSWORD']}" if server.get("PASSWORD") else ""
            _migrate(f"postgres://{server['USER']}{password}@{server['HOST']}:{server['PORT']}/{unfinished}")
            connection.execute(f"ALTER DATABASE {unfinished} RENAME TO {name}")
    return name


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _migrate(url: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--skip-checks", "-v0"],
        cwd=ROOT,
        env=os.environ | {"LINLI_DEMO": "1", "LINLI_DATABASE_URL": url, "PYTHONPATH": str(ROOT)},
        check=True,
        timeout=600,
    )
