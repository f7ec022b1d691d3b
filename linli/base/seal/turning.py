"""Turn columns that stood in plain text into what their fields keep at rest, and back: one step of a migration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connections, migrations

BATCH = 1000


def turn_over(app: str, model: str, *columns: str) -> migrations.RunPython:
    """The step that closes `columns` of every row; the fields are those of the migration's own state."""
    return migrations.RunPython(_turning(app, model, columns, close), _turning(app, model, columns, reopen))


def close(field: Any, value: str, connection: Any) -> Any:
    """A plain value as the field stores it."""
    return field.get_prep_value(value)


def reopen(field: Any, value: str, connection: Any) -> Any:
    """A stored value in plain text."""
    return field.from_db_value(value, None, connection)


def _turning(app: str, model: str, columns: tuple[str, ...], turn: Callable[[Any, str, Any], Any]) -> Any:
    def run(apps: Any, schema_editor: Any) -> None:
        meta = apps.get_model(app, model)._meta  # noqa: SLF001 - Django's documented way to ask a model
        for column in columns:
            rewrite(meta.db_table, meta.pk.column, meta.get_field(column), turn, alias=schema_editor.connection.alias)

    return run


def rewrite(table: str, key: str, field: Any, turn: Callable[[Any, str, Any], Any], *, alias: str = "default") -> int:
    """Pass every value of a field's column through `turn`, batch by batch in the order of the keys; how many rows."""
    connection = connections[alias]
    name = connection.ops.quote_name
    table, key, column = name(table), name(key), name(field.column)
    first = f"SELECT {key}, {column} FROM {table} ORDER BY {key} LIMIT {BATCH}"  # noqa: S608 - names from models
    after = f"SELECT {key}, {column} FROM {table} WHERE {key} > %s ORDER BY {key} LIMIT {BATCH}"  # noqa: S608
    write = f"UPDATE {table} SET {column} = %s WHERE {key} = %s"  # noqa: S608
    done = 0
    with connection.cursor() as cursor:
        cursor.execute(first)
        while rows := cursor.fetchall():
            turned = [(turn(field, value, connection), pk) for pk, value in rows if value]
            cursor.executemany(write, turned)
            done += len(turned)
            cursor.execute(after, [rows[-1][0]])
    return done
