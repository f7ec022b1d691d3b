"""The installation's own mark, and things that know how often and when they changed."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q


class Installation(models.Model):
    """One row: a random mark, drawn when the database was made. It goes along with a backup and is never changed."""

    mark = models.UUIDField(default=uuid.uuid4)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="identity_one_installation")]


class Versioned(models.Model):
    """A thing that others keep a copy of: `version` rises with each change, `changed_at` is when the last one was."""

    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        abstract = True

    def count_change(self, *, now: datetime) -> tuple[str, str]:
        """One more version, as of now; gives the names of the fields to save."""
        self.version += 1
        self.changed_at = now
        return ("version", "changed_at")


def one_more(now: datetime) -> dict[str, Any]:
    """The same for many rows at once, for `update()`."""
    return {"version": F("version") + 1, "changed_at": now}
