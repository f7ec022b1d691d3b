"""The keys that keep two bookings apart: claims on quarter-hours, the bitmaps of a day, and used-up limits."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.community.places.models import Community

from .bookings import Block, Booking
from .venues import Atom, Venue


class Claim(models.Model):
    """One lane of an atom in one quarter-hour is somebody's: the primary key lets nobody else have it.

    `slot` counts whole quarter-hours since `rules.EPOCH`. A hold ends at `hold_until` unless it becomes a booking.
    A booking for which another time is asked (`Move`) has claims of its own, holds for the new time, and those that
    are part of both; no quarter-hour is ever claimed twice, not even by one booking.
    """

    class Kind(models.TextChoices):
        """What the time is taken for."""

        BOOKING = "booking"
        HOLD = "hold"
        BOTH = "both"
        BLOCK = "block"

    pk = models.CompositePrimaryKey("community_id", "atom_id", "lane", "slot")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+", db_index=False)
    atom = models.ForeignKey(Atom, on_delete=models.PROTECT, related_name="claims", db_index=False)
    lane = models.PositiveSmallIntegerField()
    slot = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, null=True, related_name="claims")
    block = models.ForeignKey(Block, on_delete=models.CASCADE, null=True, related_name="claims")
    hold_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(booking__isnull=False, block__isnull=True) | Q(booking__isnull=True, block__isnull=False),
                name="booking_claim_has_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(kind="hold", hold_until__isnull=False) | ~Q(kind="hold") & Q(hold_until__isnull=True),
                name="booking_holds_end",
            ),
        ]
        indexes = [
            models.Index(fields=["hold_until"], condition=Q(hold_until__isnull=False), name="booking_holds_by_end"),
        ]


class AtomDay(models.Model):
    """The taken quarter-hours of a lane of an atom on one day, as a bitmap: search index and second guard.

    `day` counts days since `rules.EPOCH`; `busy_lo` holds its first 48 quarter-hours, `busy_hi` the others.
    It repeats what the claims say, and is compared with them every night.
    """

    pk = models.CompositePrimaryKey("community_id", "atom_id", "lane", "day")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+", db_index=False)
    atom = models.ForeignKey(Atom, on_delete=models.PROTECT, related_name="days", db_index=False)
    lane = models.PositiveSmallIntegerField()
    day = models.PositiveIntegerField()
    busy_lo = models.BigIntegerField(default=0)
    busy_hi = models.BigIntegerField(default=0)


class QuotaUse(models.Model):
    """One piece of a person's monthly limit at a venue is used: the n-th booking, or the n-th quarter-hour.

    `n` is part of the key and never above the limit, so two requests at once cannot both take the last piece.
    `period` is the month as 202611; `holder_key` as in `Booking`.
    """

    class Measure(models.TextChoices):
        """What is limited."""

        COUNT = "count"
        QUARTERS = "quarters"

    pk = models.CompositePrimaryKey("community_id", "holder_key", "venue_id", "measure", "period", "n")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+", db_index=False)
    holder_key = models.CharField(max_length=70)
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="+", db_index=False)
    measure = models.CharField(max_length=8, choices=Measure)
    period = models.PositiveIntegerField()
    n = models.PositiveIntegerField()
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="quota")
