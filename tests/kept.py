"""Rows that many tests begin with, made by the house's own code once a process and put back row by row after that."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import date, time
from typing import Any

from django.apps import apps
from django.db import connection
from psycopg.types.json import Jsonb

Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


class Kept:
    """What `make` returns and the rows it adds to a database that holds nothing but what migrations bring."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._answer: bytes | None = None
        self._rows: Rows = {}

    def again(self) -> Any:
        """The same answer on the same rows; made afresh where the database is not as it was the first time."""
        if self._answer is None:
            before = _rows()
            made = self._make()
            self._rows = _added(before, _rows())
            self._answer = pickle.dumps(made)
            return made
        with connection.cursor() as cursor:
            for table, (columns, rows) in self._rows.items():
                names = ", ".join(connection.ops.quote_name(column) for column in columns)
                places = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({places})", rows)
        return pickle.loads(self._answer)


def _rows() -> Rows:
    rows: Rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            rows[table] = (names, [tuple(map(_storable, row)) for row in cursor])
    return rows


def _storable(value: Any) -> Any:
    """As SQLite keeps moments; PostgreSQL takes them as they are, but takes JSON only as such."""
    if connection.vendor == "sqlite" and isinstance(value, date | time):
        return str(value)
    return Jsonb(value) if connection.vendor == "postgresql" and isinstance(value, dict | list) else value


def _added(before: Rows, after: Rows) -> Rows:
    """What came, in an order in which no row names one that is not there yet."""
    order = {model._meta.db_table: place for place, model in enumerate(apps.get_models(include_auto_created=True))}
    added = {}
    for table in sorted(after, key=lambda table: order.get(table, 0)):
        old = set(map(repr, before[table][1]))
        rows = [row for row in after[table][1] if repr(row) not in old]
        if rows:
            added[table] = (after[table][0], rows)
    return added
