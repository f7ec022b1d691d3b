"""Read LINLI_DATABASE_URL the way PostgreSQL's own programs like it."""

from __future__ import annotations

import os
from urllib.parse import unquote, urlsplit


def postgres_environment(address: str) -> dict[str, str]:
    """The environment for pg_dump, psql and pg_restore: a password never stands on a command line."""
    parts = urlsplit(address)
    named = {
        "PGHOST": parts.hostname,
        "PGPORT": parts.port and str(parts.port),
        "PGUSER": parts.username,
        "PGPASSWORD": parts.password,
        "PGDATABASE": parts.path.lstrip("/"),
    }
    return {**os.environ, **{name: unquote(value) for name, value in named.items() if value}}
