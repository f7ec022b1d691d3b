"""Entries of the journal and the head of each chain. No foreign keys: the journal outlives what it tells of."""

from django.db import models


class Chain(models.Model):
    """The last entry of a scope (a site's slug, or `linli` for the rest): what the next one builds on."""

    scope = models.CharField(max_length=60, primary_key=True)
    last_seq = models.BigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, default="")


class Entry(models.Model):
    """One thing done: `actor` did `verb` to `subject` at `at`, because `why`; `hash` seals it to the one before.

    Triggers of the database refuse to change and to delete an entry (migrations 0002 and 0003).
    """

    scope = models.CharField(max_length=60)
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    details = models.JSONField(default=dict)
    why = models.TextField(blank=True, default="")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "entries"
        constraints = [models.UniqueConstraint(fields=["scope", "seq"], name="journal_one_entry_a_number")]
        indexes = [models.Index(fields=["scope", "subject", "seq"], name="journal_by_subject")]
