"""The mark of a database that the demo made."""

from __future__ import annotations

from django.db import models


class Mark(models.Model):
    """There is one row where the demo made the database itself, out of nothing; nowhere else is there any."""

    made_at = models.DateTimeField()
