"""Statutory days as data, opening rules and closures of a site or room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.community.places.models import Room, Site

from .rules import MIDNIGHT


class Status(models.TextChoices):
    """Where a calendar year's days come from."""

    OFFICIAL = "official", _("Published by the State Council")
    COMPUTED = "computed", _("Not yet published; computed from the statutory days")


class Year(models.Model):
    """A calendar year of the holiday table and where its days come from."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    status = models.CharField(max_length=10, choices=Status)
    source = models.CharField(max_length=160)


class SpecialDay(models.Model):
    """A day that is not what its weekday says: a holiday, or a weekend day worked in exchange (调休)."""

    class Kind(models.TextChoices):
        """Off or worked."""

        HOLIDAY = "holiday", _("Statutory holiday")
        WORKDAY = "workday", _("Make-up workday")

    day = models.DateField(primary_key=True)
    year = models.ForeignKey(Year, on_delete=models.CASCADE, related_name="days")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)


class DayType(models.TextChoices):
    """What a day counts as once holidays and make-up workdays are known."""

    WORKDAY = "workday", _("Workdays")
    SATURDAY = "saturday", _("Saturday")
    SUNDAY = "sunday", _("Sunday")
    HOLIDAY = "holiday", _("Holidays")


class OpeningRule(models.Model):
    """From `opens` to `closes` on every day of a type, from a date on: how the site (or one room) is served.

    What closes at midnight closes at 00:00, which is the end of the day (24:00) and not its beginning.

    `kind` follows domain §3.1: staffed and duty hours take visitors, appointment hours only those who booked,
    activity hours open the rooms and not the hall.
    """

    class Kind(models.TextChoices):
        """How people are served in these hours."""

        STAFFED = "staffed", _("Staffed")
        DUTY = "duty", _("On duty")
        APPOINTMENT = "appointment", _("By appointment")
        ACTIVITY = "activity", _("Activity rooms only")

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="opening_rules")
    room = models.ForeignKey(Room, on_delete=models.CASCADE, null=True, blank=True, related_name="opening_rules")
    day_type = models.CharField(max_length=10, choices=DayType)
    kind = models.CharField(max_length=12, choices=Kind)
    opens = models.TimeField()
    closes = models.TimeField()
    min_staff = models.PositiveSmallIntegerField(default=1)
    from_day = models.DateField()
    until_day = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")) | models.Q(closes=MIDNIGHT),
                name="calendar_closes_after_opens",
            ),
        ]


class Closure(models.Model):
    """A time in which the site (or one room) is closed whatever its rules say, with the reason shown to visitors."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="closures")
    room = models.ForeignKey(Room, on_delete=models.CASCADE, null=True, blank=True, related_name="closures")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=120)
    reason_en = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="calendar_closure_ends"),
        ]
        indexes = [models.Index(fields=["site", "ends_at"], name="calendar_closure_by_site")]

    def __str__(self) -> str:
        return self.reason
