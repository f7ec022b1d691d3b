"""Write a consistent copy of the database of LINLI_DATABASE_URL into a folder, while Linli runs.

deploy/backup.py [--keep N] FOLDER      prints the path of the new copy; keeps the N newest
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from address import postgres_environment


def main() -> int:
    """Write the copy under another name first: a file with the final name is a whole one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keep", type=int, default=0, help="how many copies stay (0: all)")
    asked = parser.parse_args()
    address = os.environ.get("LINLI_DATABASE_URL", "")
    if not address:
        sys.exit("LINLI_DATABASE_URL is not set")
    os.umask(0o077)  # what is written here is for its owner alone
    if not asked.folder.exists():
        asked.folder.mkdir(parents=True)
        asked.folder.chmod(0o750)
    is_sqlite = address.startswith("sqlite:")
    made = asked.folder / f"linli-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}.{'sqlite3' if is_sqlite else 'dump'}"
    unfinished = made.with_name(f".{made.name}.part")
    unfinished.touch(mode=0o600)
    (_copy_sqlite if is_sqlite else _dump_postgres)(address, unfinished)
    unfinished.rename(made)
    _forget_old(asked.folder, made.suffix, asked.keep)
    print(made)
    return 0


def _copy_sqlite(address: str, target: Path) -> None:
    source = Path(address.removeprefix("sqlite:///"))
    if not source.exists():
        sys.exit(f"There is no database at {source}")
    with closing(sqlite3.connect(source, timeout=60)) as there, closing(sqlite3.connect(target)) as here:
        there.backup(here)
        here.execute("PRAGMA journal_mode=DELETE")
        if here.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            sys.exit("The copy is damaged; the backup failed.")


def _dump_postgres(address: str, target: Path) -> None:
    command = ["pg_dump", "--format=custom", f"--file={target}"]
    subprocess.run(command, check=True, env=postgres_environment(address))


def _forget_old(folder: Path, suffix: str, keep: int) -> None:
    copies = sorted(folder.glob(f"linli-*{suffix}"))
    for old in copies[:-keep] if keep else []:
        old.unlink()


if __name__ == "__main__":
    sys.exit(main())
