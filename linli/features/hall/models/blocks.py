"""Numbers kept for a machine that goes on giving them while the network is away."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.base.seal.fields import SealedTextField

from .windows import Hall


class NumberBlock(models.Model):
    """A stretch of the day's numbers that only `device` gives; drawn from the same series as all others.

    `secret` is what the codes of its tickets are made of. A closed block gives no further number; those a device
    gave before and tells of later are its own all the same.
    """

    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="blocks")
    day = models.DateField()
    prefix = models.CharField(max_length=2)
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    device = models.CharField(max_length=60)
    secret = SealedTextField()
    reserved_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hall", "day", "prefix", "first"], name="hall_block_once"),
            models.UniqueConstraint(
                fields=["hall", "device"], condition=Q(closed_at__isnull=True), name="hall_one_open_block_a_device"
            ),
            models.CheckConstraint(condition=Q(last__gte=F("first"), first__gte=1), name="hall_block_has_numbers"),
        ]

    @property
    def numbers(self) -> range:
        """Every number of the block."""
        return range(self.first, self.last + 1)
