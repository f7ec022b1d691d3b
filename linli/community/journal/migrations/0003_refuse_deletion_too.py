"""Let SQLite refuse to delete entries too, as PostgreSQL does."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER journal_entry_is_not_deleted BEFORE DELETE ON journal_entry
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
"""


def refuse(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(SQLITE)


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS journal_entry_is_not_deleted")


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_refuse_changes_to_entries")]

    operations = [migrations.RunPython(refuse, allow)]
