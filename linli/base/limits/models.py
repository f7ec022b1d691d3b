"""The limits that are in force from a day on, and the counters of the hour and the day that runs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Span(models.TextChoices):
    """What a counter counts in: the hour or the day that runs, each beginning anew on the clock."""

    HOUR = "hour", _("an hour")
    DAY = "day", _("a day")


class Limit(models.Model):
    """At most so many of a kind within a span, from a day on: data with a source, never a constant in code.

    A change is a new row from a later day. What a kind has no row for is not limited.
    """

    kind = models.CharField(max_length=40)
    span = models.CharField(max_length=4, choices=Span)
    at_most = models.PositiveIntegerField()
    from_day = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("limit at the door")
        verbose_name_plural = _("limits at the door")
        constraints = [models.UniqueConstraint(fields=["kind", "span", "from_day"], name="limits_one_a_day")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.at_most} / {self.get_span_display()}"


class Count(models.Model):
    """How many of a kind somebody asked for in the span that ends at `ends_at`; gone soon after it.

    `who` is a keyed digest whose key changes every day: neither an address nor a number can be read from it, and
    one day's rows cannot be laid beside another's.
    """

    kind = models.CharField(max_length=40)
    span = models.CharField(max_length=4, choices=Span)
    who = models.CharField(max_length=64)
    ends_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "span", "who", "ends_at"], name="limits_one_count")]
