"""What is at hand at a site, its newspapers and where their copies are, and how many people dropped in. No person."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.community.places.models import Amenity, Site


class AmenityNote(models.Model):
    """What an amenity offers, and when if not during opening hours."""

    amenity = models.OneToOneField(Amenity, on_delete=models.CASCADE, related_name="note")
    offers = models.CharField(max_length=160)
    offers_en = models.CharField(max_length=240, blank=True, default="")
    hours = models.CharField(max_length=60, blank=True, default="")
    hours_en = models.CharField(max_length=80, blank=True, default="")


class Periodical(models.Model):
    """A newspaper or magazine that a site keeps on its rack."""

    class Kind(models.TextChoices):
        """For whom it is."""

        NEWSPAPER = "newspaper", _("Newspaper")
        MAGAZINE = "magazine", _("Magazine")
        CHILDREN = "children", _("For children")

    class Frequency(models.TextChoices):
        """How often it appears."""

        DAILY = "daily", pgettext_lazy("newspaper", "daily")
        WEEKLY = "weekly", pgettext_lazy("newspaper", "weekly")
        MONTHLY = "monthly", pgettext_lazy("newspaper", "monthly")

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=60)
    title_en = models.CharField(max_length=120, blank=True, default="")
    kind = models.CharField(max_length=12, choices=Kind)
    frequency = models.CharField(max_length=10, choices=Frequency)
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "title"], name="amenities_title_once_a_site")]

    def __str__(self) -> str:
        return self.title


class PeriodicalIssue(models.Model):
    """One issue: `copies` belong to the rack, `out` of them were taken along.

    `out` never falls below nothing nor rises above the copies: the database holds it, whoever comes at once.
    """

    periodical = models.ForeignKey(Periodical, on_delete=models.CASCADE, related_name="issues")
    day = models.DateField()
    number = models.CharField(max_length=20, blank=True, default="")
    copies = models.PositiveSmallIntegerField()
    out = models.PositiveSmallIntegerField(default=0)
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["periodical", "day"], name="amenities_issue_once"),
            models.CheckConstraint(condition=Q(out__gte=0), name="amenities_none_out_twice_back"),
            models.CheckConstraint(condition=Q(out__lte=F("copies")), name="amenities_no_more_out_than_copies"),
        ]
        indexes = [
            models.Index(fields=["periodical", "-day"], condition=Q(withdrawn_on__isnull=True), name="amenities_rack")
        ]

    @property
    def counts(self) -> str:
        """What a page showed of the counts, for whoever puts them right."""
        return f"{self.copies}-{self.out}"

    @property
    def there(self) -> int:
        """How many copies lie on the rack."""
        return self.copies - self.out


class PeriodicalMove(models.Model):
    """A copy taken along or brought back, to the hour; nobody knows by whom."""

    class Kind(models.TextChoices):
        """Which way."""

        TAKEN = "taken", _("taken along")
        RETURNED = "returned", _("brought back")

    class Channel(models.TextChoices):
        """Where the button was pressed."""

        RACK = "rack", _("Tablet at the rack")
        PHONE = "phone", _("Own phone")
        DESK = "desk", _("By a worker")

    issue = models.ForeignKey(PeriodicalIssue, on_delete=models.CASCADE, related_name="moves")
    kind = models.CharField(max_length=10, choices=Kind)
    hour_at = models.DateTimeField()
    channel = models.CharField(max_length=10, choices=Channel)


class DropIn(models.Model):
    """How many people dropped in within an hour of a business day, and what for; a count, never a person."""

    class Purpose(models.TextChoices):
        """Nobody needs one."""

        NONE = "", _("Just so")
        TEA = "tea", _("Tea")
        READING = "reading", _("Reading")
        WAITING = "waiting", _("Waiting for somebody")
        COMPANY = "company", _("Company")

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=10, choices=Purpose, blank=True, default="")
    n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "day", "hour", "purpose"], name="amenities_one_count_an_hour"),
            models.CheckConstraint(condition=Q(hour__gte=0, hour__lte=23), name="amenities_hour_of_a_day"),
            models.CheckConstraint(condition=Q(n__gte=0), name="amenities_nobody_less_than_none"),
        ]
