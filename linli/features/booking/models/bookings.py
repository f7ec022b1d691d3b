"""Bookings, series of them, and the times a venue is blocked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.base.identity.models import Versioned
from linli.base.seal.fields import CodeField, SealedTextField

from .venues import Layout, Purpose, Terms, Venue

if TYPE_CHECKING:
    from .moves import Move

PERSON = settings.AUTH_USER_MODEL


class Series(models.Model):
    """A booking that comes again: an iCalendar RRULE from a first day on, at one time of the day.

    `rule` is validated text such as FREQ=WEEKLY;BYDAY=MO,WE,FR;UNTIL=20261231; `except_days` are dates left out;
    `holidays` says whether days off by law are left out or kept. `code` opens the whole series.
    """

    class Holidays(models.TextChoices):
        """What happens on statutory holidays."""

        SKIP = "skip", _("Leave out holidays")
        KEEP = "keep", _("Also on holidays")

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="series")
    code = CodeField(purpose="booking.series", unique=True)
    rule = models.CharField(max_length=200)
    first_day = models.DateField()
    starts = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    holidays = models.CharField(max_length=4, choices=Holidays, default=Holidays.SKIP)
    except_days = models.JSONField(default=list, blank=True)
    holder = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="series")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "series"


class SkippedDay(models.Model):
    """A day of a series on which it could not be booked, and why (an objection's code); it may be tried again."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="skipped")
    day = models.DateField()
    code = models.CharField(max_length=40)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "day"], name="booking_day_skipped_once")]


class Booking(Versioned):
    """A stretch of time in a venue, asked for, offered, booked, used, or past any of these.

    From `starts_at` to `ends_at` people use the room; its claims reach further by the set-up and clean-up of its
    `terms`. `code` is the secret that opens this booking and no other. `holder_key` says who holds it without naming
    them ("c:" digest of a proved number, "p:" person; empty: somebody unknown, a walk-in, or forgotten). Name, number
    and `note` are sealed and removed some days after. `title` is public, and only shown where `is_public`.
    What is not confirmed yet (`unproved`), a request or an offer holds its time until `hold_until`. `version` and
    `changed_at` move with every change.
    `host` is the worker who takes a confidential talk. `is_excused`: not coming is no fault, a worker found, or because
    another time was asked for and nobody answered in time. `is_apart`: a person changed this day of its series by
    itself, so a change of the series leaves it alone; days cancelled by themselves are in the series' `except_days`.
    """

    class State(models.TextChoices):
        """Where a booking stands."""

        UNPROVED = "unproved", _("Not confirmed yet")
        REQUESTED = "requested", _("Waiting for approval")
        OFFERED = "offered", _("Offered to you")
        BOOKED = "booked", pgettext_lazy("booking", "Booked")
        USED = "used", pgettext_lazy("booking", "In use")
        REFUSED = "refused", pgettext_lazy("booking", "Refused")
        CANCELLED = "cancelled", pgettext_lazy("booking", "Cancelled")
        DECLINED = "declined", pgettext_lazy("booking", "Not taken up")
        LAPSED = "lapsed", pgettext_lazy("booking", "Not answered in time")
        NO_SHOW = "no_show", pgettext_lazy("booking", "Nobody came")

    class Channel(models.TextChoices):
        """Where it was booked."""

        WEB = "web", pgettext_lazy("booking", "Online")
        DESK = "desk", pgettext_lazy("booking", "At the desk")
        WALK_IN = "walk_in", pgettext_lazy("booking", "Walked in")
        API = "api", pgettext_lazy("booking", "Program")

    LIVE = (State.UNPROVED, State.REQUESTED, State.OFFERED, State.BOOKED, State.USED)
    HELD = (State.UNPROVED, State.REQUESTED, State.OFFERED)

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="bookings")
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="+")
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, blank=True, related_name="bookings")
    series_day = models.DateField(null=True, blank=True)
    code = CodeField(purpose="booking.booking", unique=True)
    state = models.CharField(max_length=10, choices=State)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    layout = models.ForeignKey(Layout, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    people = models.PositiveSmallIntegerField(default=1)
    purpose = models.CharField(max_length=14, choices=Purpose)
    title = models.CharField(max_length=60, blank=True, default="")
    is_public = models.BooleanField(default=False)
    channel = models.CharField(max_length=8, choices=Channel)
    holder = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="bookings")
    holder_key = models.CharField(max_length=70, blank=True, default="")
    name = SealedTextField(blank=True, default="")
    contact = SealedTextField(blank=True, default="")
    note = SealedTextField(blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    hold_until = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    host = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="hosted_bookings")
    reason = models.CharField(max_length=200, blank=True, default="")
    checked_in_at = models.DateTimeField(null=True, blank=True)
    checked_in_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    came = models.PositiveSmallIntegerField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    is_excused = models.BooleanField(default=False)
    is_apart = models.BooleanField(default=False)
    purged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_ends_after_start"),
            models.CheckConstraint(
                condition=Q(state__in=["unproved", "requested", "offered"], hold_until__isnull=False)
                | ~Q(state__in=["unproved", "requested", "offered"]) & Q(hold_until__isnull=True),
                name="booking_only_holds_end",
            ),
            models.UniqueConstraint(
                fields=["series", "series_day"],
                condition=Q(state__in=["unproved", "requested", "offered", "booked", "used"]),
                name="booking_one_live_booking_a_day_of_a_series",
            ),
        ]
        indexes = [
            models.Index(fields=["venue", "starts_at"], name="booking_of_a_venue"),
            models.Index(
                fields=["holder", "-starts_at"], condition=Q(holder__isnull=False), name="booking_of_a_person"
            ),
            models.Index(fields=["holder_key", "-starts_at"], condition=~Q(holder_key=""), name="booking_of_a_holder"),
            models.Index(fields=["hold_until"], condition=Q(hold_until__isnull=False), name="booking_held_until"),
            models.Index(fields=["starts_at"], condition=Q(state="booked"), name="booking_to_come"),
            models.Index(fields=["ends_at"], condition=Q(purged_at__isnull=True), name="booking_to_purge"),
        ]

    @property
    def moving(self) -> Move | None:
        """The other time that is asked for it and not decided yet."""
        return getattr(self, "move", None)

    @property
    def is_proved(self) -> bool:
        """Whether its number is proved: its holder signed in, told it at the desk, or entered a code sent there."""
        return self.holder_key.startswith("c:")


class Block(models.Model):
    """A time in which a venue cannot be booked: repair, an event of the community, an election."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="blocks")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=120)
    reason_en = models.CharField(max_length=160, blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_block_ends_after_start")
        ]
        indexes = [models.Index(fields=["venue", "ends_at"], name="booking_blocks_of_a_venue")]
