"""Let the database itself refuse to change the journal; `verify_journal` finds what was done around it."""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION journal_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER journal_entry_stays BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_entry_stays();
"""
# Deleting is refused by migration 0003.
SQLITE = """
CREATE TRIGGER journal_entry_stays BEFORE UPDATE ON journal_entry
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
"""


def refuse(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
    else:
        schema_editor.execute(SQLITE)


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER journal_entry_stays ON journal_entry; DROP FUNCTION journal_entry_stays()")
    else:
        schema_editor.execute("DROP TRIGGER journal_entry_stays")


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [migrations.RunPython(refuse, allow)]
