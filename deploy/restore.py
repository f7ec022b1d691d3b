"""Bring a copy made by deploy/backup.py back into the database of LINLI_DATABASE_URL. Stop Linli first.

deploy/restore.py COPY                  a database that holds anything is not overwritten …
deploy/restore.py --overwrite COPY      … unless asked; the SQLite file that was there is kept beside it
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from stat import S_IMODE, S_ISDIR

from address import postgres_environment


def main() -> int:
    """Check the copy before anything is touched."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("copy", type=Path)
    parser.add_argument("--overwrite", action="store_true")
    asked = parser.parse_args()
    os.umask(0o077)  # what is written here is for its owner alone
    address = os.environ.get("LINLI_DATABASE_URL", "")
    if not address:
        sys.exit("LINLI_DATABASE_URL is not set")
    if not asked.copy.exists():
        sys.exit(f"There is no copy at {asked.copy}")
    is_sqlite = address.startswith("sqlite:")
    if (asked.copy.suffix == ".sqlite3") != is_sqlite:
        sys.exit(f"{asked.copy.name} is not a copy of this kind of database")
    (_restore_sqlite if is_sqlite else _restore_postgres)(address, asked.copy, asked.overwrite)
    print("Restored. Now run: manage.py migrate && manage.py verify_journal")
    return 0


def _restore_sqlite(address: str, copy: Path, may_overwrite: bool) -> None:
    with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as there:
        if there.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            sys.exit("The copy is damaged; nothing was changed.")
    target = Path(address.removeprefix("sqlite:///"))
    owner = _owner_of(target)
    if target.exists():
        if not may_overwrite:
            sys.exit(f"{target} exists; stop Linli and say --overwrite")
        for tail in ("", "-wal", "-shm"):
            old = Path(f"{target}{tail}")
            if old.exists():
                old.replace(f"{target}.before-restore{tail}")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    target.touch(mode=0o600)
    with closing(sqlite3.connect(copy)) as there, closing(sqlite3.connect(target)) as here:
        there.backup(here)
        here.execute("PRAGMA journal_mode=WAL")
    for tail in ("", "-wal", "-shm"):
        made = Path(f"{target}{tail}")
        if made.exists():
            _give_to(owner, made)


def _owner_of(target: Path) -> os.stat_result | None:
    """Whose the file is that was there, or the folder it goes into: Linli must be able to write what root restores."""
    return next((path.stat() for path in (target, target.parent) if path.exists()), None)


def _give_to(owner: os.stat_result | None, made: Path) -> None:
    if owner and (owner.st_uid, owner.st_gid) != (made.stat().st_uid, made.stat().st_gid):
        os.chown(made, owner.st_uid, owner.st_gid)
    made.chmod(0o600 if owner is None or S_ISDIR(owner.st_mode) else S_IMODE(owner.st_mode))


def _restore_postgres(address: str, copy: Path, may_overwrite: bool) -> None:
    count = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
    environment = postgres_environment(address)
    asked = subprocess.run(["psql", "-Atc", count], check=True, capture_output=True, text=True, env=environment)
    if int(asked.stdout) and not may_overwrite:
        sys.exit("The database holds tables; stop Linli and say --overwrite")
    command = ["pg_restore", "--single-transaction", "--exit-on-error", "--no-owner"]
    command += ["--clean", "--if-exists"] if may_overwrite else []
    name = environment["PGDATABASE"]
    subprocess.run([*command, f"--dbname={name}", str(copy)], check=True, env=environment)


if __name__ == "__main__":
    sys.exit(main())
