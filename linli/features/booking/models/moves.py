"""Another time that is asked for an approved booking."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.base.seal.fields import SealedTextField

from .bookings import Booking
from .venues import Layout, Purpose, Terms, Venue


class Move(models.Model):
    """Another time or room asked for a booking that stands; until `hold_until` the booking holds both.

    Granted, the booking becomes what this says; refused, lapsed or withdrawn, this row goes and the booking stays.
    Its claims are the booking's: "hold" where only the new time needs them, "both" where the old one does too.
    """

    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, related_name="move")
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="+")
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    layout = models.ForeignKey(Layout, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    people = models.PositiveSmallIntegerField(default=1)
    purpose = models.CharField(max_length=14, choices=Purpose)
    title = models.CharField(max_length=60, blank=True, default="")
    is_public = models.BooleanField(default=False)
    note = SealedTextField(blank=True, default="")
    hold_until = models.DateTimeField()
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_move_ends_after_start"),
        ]
        indexes = [
            models.Index(fields=["hold_until"], name="booking_moves_held_until"),
            models.Index(fields=["starts_at"], name="booking_moves_by_start"),
        ]
