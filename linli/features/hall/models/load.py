"""What is kept of a business day's load: sums by half hour, about nobody."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .windows import Hall


class HalfHour(models.Model):
    """One half hour of a closed business day in figures (`rules.load.Figures`); a quiet one has no row.

    `slot` counts half hours from the hour at which the site's business day begins. It is summed from the day's log
    when the day closes and can be summed again from it; `source` says where figures came from that another system
    counted ("": the hall's own log).
    """

    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="half_hours")
    day = models.DateField()
    slot = models.PositiveSmallIntegerField()
    came = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    missed = models.PositiveIntegerField(default=0)
    lapsed = models.PositiveIntegerField(default=0)
    called = models.PositiveIntegerField(default=0)
    waits = models.JSONField(default=list, blank=True)
    served = models.PositiveIntegerField(default=0)
    service_s = models.PositiveIntegerField(default=0)
    open_s = models.PositiveIntegerField(default=0)
    paused_s = models.PositiveIntegerField(default=0)
    idle_s = models.PositiveIntegerField(default=0)
    idle_waited_s = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hall", "day", "slot"], name="hall_one_row_a_half_hour"),
            models.CheckConstraint(
                condition=Q(idle_s__gte=models.F("idle_waited_s")) & Q(open_s__gte=models.F("paused_s")),
                name="hall_windows_idle_while_open",
            ),
        ]
