"""People and venues beyond one booking: who waits, who is suspended, and the calendars people subscribe to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.base.seal.fields import CodeField, SealedTextField
from linli.community.places.models import Site

from .bookings import Booking
from .venues import Layout, Purpose, Venue

PERSON = settings.AUTH_USER_MODEL


class Wait(models.Model):
    """Somebody who waits for a stretch of time in a venue; the order is that of the keys.

    When the time is free again the first in line gets an `offer`: a booking that holds it for them for a while.
    """

    class State(models.TextChoices):
        """Where the waiting stands."""

        WAITING = "waiting", pgettext_lazy("waiting", "Waiting")
        OFFERED = "offered", _("Offered to you")
        TAKEN = "taken", pgettext_lazy("waiting", "Booked")
        DECLINED = "declined", pgettext_lazy("waiting", "Offer not taken up")
        LEFT = "left", pgettext_lazy("waiting", "Gave up waiting")
        LAPSED = "lapsed", pgettext_lazy("waiting", "Time passed")

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="waits")
    code = CodeField(purpose="booking.wait", unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    people = models.PositiveSmallIntegerField(default=1)
    purpose = models.CharField(max_length=14, choices=Purpose)
    layout = models.ForeignKey(Layout, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=60, blank=True, default="")
    is_public = models.BooleanField(default=False)
    note = SealedTextField(blank=True, default="")
    holder = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="room_waits")
    holder_key = models.CharField(max_length=70, blank=True, default="")
    name = SealedTextField(blank=True, default="")
    contact = SealedTextField(blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    joined_at = models.DateTimeField()
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    offer = models.OneToOneField(Booking, on_delete=models.SET_NULL, null=True, blank=True, related_name="wait")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_wait_ends_after_start"),
            models.UniqueConstraint(
                fields=["venue", "holder_key", "starts_at"],
                condition=~Q(holder_key="") & Q(state__in=["waiting", "offered"]),
                name="booking_waits_once_for_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["venue", "starts_at"], condition=Q(state="waiting"), name="booking_line_of_a_venue"),
        ]


class Suspension(models.Model):
    """Somebody may not book at a site from `starts_at` to `ends_at`, why, and what became of their appeal.

    `made_by` is empty where the no-show rule suspended by itself.
    """

    class Verdict(models.TextChoices):
        """How an appeal was decided."""

        UPHELD = "upheld", _("The suspension stays")
        LIFTED = "lifted", _("The suspension is lifted")

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="suspensions")
    person = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="suspensions")
    holder_key = models.CharField(max_length=70, blank=True, default="")
    reason = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    appeal = SealedTextField(blank=True, default="")
    appealed_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True, default="")
    verdict_reason = models.CharField(max_length=200, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="booking_suspension_ends"),
        ]
        indexes = [
            models.Index(fields=["site", "ends_at"], name="booking_suspensions_by_end"),
            models.Index(fields=["holder_key", "ends_at"], name="booking_suspensions_of_holder"),
        ]


class Feed(models.Model):
    """A person's own calendar link: whoever has the secret sees the person's bookings until it is revoked."""

    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="booking_feeds")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at__isnull=True), name="booking_one_feed_a_person"
            ),
        ]
