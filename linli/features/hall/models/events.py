"""The ordered log of what happened in the hall."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .tickets import Ticket
from .windows import Hall, Window

PERSON = settings.AUTH_USER_MODEL


class HallEvent(models.Model):
    """One thing that happened in the hall, in order: boards, signs and phones all tell from this log.

    `rule` names why this ticket was called (arrival, priority_share, only_priority, same_worker, transferred,
    by_choice: a parked or missed visitor called out of turn);
    `before` holds what undo puts back; `undone_at` marks an event that was taken back.
    """

    class Kind(models.TextChoices):
        """What happened."""

        TAKEN = "taken", _("took a number")
        CALLED = "called", _("called")
        RECALLED = "recalled", _("called again")
        WELCOMED = "welcomed", _("came to the window")
        MISSED = "missed", _("did not come")
        PARKED = "parked", _("put aside")
        TRANSFERRED = "transferred", _("handed on")
        RETURNED = "returned", _("came back to the line")
        FINISHED = "finished", _("finished")
        LEFT = "left", _("left the line")
        LAPSED = "lapsed", _("not reached before closing")
        UNDONE = "undone", _("took back the last step")
        OPENED = "opened", _("window opened")
        PAUSED = "paused", _("window paused")
        RESUMED = "resumed", _("window resumed")
        CLOSED = "closed", _("window closed")

    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="events")
    day = models.DateField()
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, null=True, blank=True, related_name="events")
    window = models.ForeignKey(Window, on_delete=models.CASCADE, null=True, blank=True, related_name="events")
    worker = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    rule = models.CharField(max_length=20, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")
    before = models.JSONField(default=dict, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hall", "day", "seq"], name="hall_event_order"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="hall_event_numbered_from_one"),
        ]
        indexes = [
            models.Index(fields=["hall", "day", "kind", "-seq"], name="hall_last_calls"),
            models.Index(fields=["hall", "day", "window", "-seq"], name="hall_last_steps"),
        ]
