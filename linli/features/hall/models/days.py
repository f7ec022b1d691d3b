"""The hall's business day and the numbers given on it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .windows import Hall


class HallDay(models.Model):
    """The hall's business day. Its row is the lock every write of the hall takes first.

    `calls_since_overtaking` counts calls by order since a priority visitor last overtook (None: nobody has today),
    `calls_since_appointed` those since a visitor with an appointment last went before somebody who came earlier.
    `silence_told_at`: when the head was last told that people wait and nobody calls.
    """

    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    last_event = models.PositiveIntegerField(default=0)
    last_arrival = models.PositiveIntegerField(default=0)
    silence_told_at = models.DateTimeField(null=True, blank=True)
    calls_since_overtaking = models.PositiveIntegerField(null=True, blank=True)
    calls_since_appointed = models.PositiveIntegerField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)
    summed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hall", "day"], name="hall_one_row_a_day")]
        indexes = [
            models.Index(fields=["day"], condition=Q(closed_at__isnull=True), name="hall_day_to_close"),
            models.Index(fields=["day"], condition=Q(purged_at__isnull=True), name="hall_day_to_purge"),
            models.Index(fields=["day"], condition=Q(summed_at__isnull=True), name="hall_day_to_sum"),
        ]


class NumberSeries(models.Model):
    """The last number given of a prefix on a business day."""

    hall = models.ForeignKey(Hall, on_delete=models.CASCADE)
    day = models.DateField()
    prefix = models.CharField(max_length=2)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "number series"
        constraints = [models.UniqueConstraint(fields=["hall", "day", "prefix"], name="hall_one_series")]
