"""What visitors were told about their wait, and what a day taught about it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .tickets import Ticket
from .windows import Hall


class WaitTold(models.Model):
    """The wait a visitor was told with their number: minutes from `at` on, never changed afterwards.

    `ahead` and `windows_open` are what stood beside it; `is_doubtful`: told that closing might come first. When the
    day closes the promise is judged (`verdict`) by the first call (`called_at`).
    """

    class Verdict(models.TextChoices):
        """Whether it came true."""

        HIT = "hit", _("within the range")
        EARLY = "early", _("called sooner")
        LATE = "late", _("called later or not at all")
        LEFT = "left", _("left before being called")
        WARNED = "warned", _("not reached, as we had warned")

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="wait_told")
    at = models.DateTimeField()
    low_minutes = models.PositiveSmallIntegerField()
    high_minutes = models.PositiveSmallIntegerField()
    ahead = models.PositiveSmallIntegerField()
    windows_open = models.PositiveSmallIntegerField()
    is_doubtful = models.BooleanField(default=False)
    called_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=6, choices=Verdict, blank=True, default="")

    class Meta:
        verbose_name_plural = "waits told"
        constraints = [
            models.CheckConstraint(condition=Q(low_minutes__lt=F("high_minutes")), name="hall_wait_is_a_range"),
        ]


class WaitDay(models.Model):
    """A closed business day: how often its promises held, and what it taught about the hall's pace.

    `facts` are the day's own sums, `basis` those of the last days together up to this one (`rules.Facts`): whoever
    asks how long it takes reads one row. `told` counts the judged promises, `left` those who did not wait for theirs.
    """

    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="wait_days")
    day = models.DateField()
    told = models.PositiveIntegerField(default=0)
    hits = models.PositiveIntegerField(default=0)
    early = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    warned = models.PositiveIntegerField(default=0)
    facts = models.JSONField(default=dict)
    basis = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hall", "day"], name="hall_one_wait_day"),
            models.CheckConstraint(condition=Q(told=F("hits") + F("early") + F("late")), name="hall_waits_add_up"),
        ]
