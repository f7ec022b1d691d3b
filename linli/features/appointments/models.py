"""The terms of appointments, the book they are written in, and the appointments themselves."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.base.identity.models import Versioned
from linli.base.seal.fields import CodeField, SealedTextField
from linli.features.guides.models import ItemGroup, ServiceItem
from linli.features.hall.models import Hall, Ticket

PERSON = settings.AUTH_USER_MODEL


class AppointmentTerms(models.Model):
    """What a hall promises about appointments from a day on: data with a source, never constants in code.

    `share_percent`: how much of what the windows can serve is kept for appointments, the rest is for those who walk
    in (hours by appointment only have no such share). `minutes_per_visit`: how long a visit is reckoned with.
    Booked at the earliest `horizon_days` ahead and at the latest `notice_minutes` before; moved until `move_minutes`
    and cancelled until `cancel_minutes` before. Checking in opens `early_minutes` before the time; who comes more
    than `late_minutes` after it joins the line as a visitor without an appointment.
    `open_limit`: how many appointments one holder may have ahead.
    """

    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="appointment_terms")
    from_day = models.DateField()
    source = models.CharField(max_length=160)
    slot_minutes = models.PositiveSmallIntegerField(default=30)
    minutes_per_visit = models.PositiveSmallIntegerField(default=15)
    share_percent = models.PositiveSmallIntegerField(default=50)
    horizon_days = models.PositiveSmallIntegerField(default=14)
    notice_minutes = models.PositiveSmallIntegerField(default=30)
    move_minutes = models.PositiveSmallIntegerField(default=30)
    cancel_minutes = models.PositiveSmallIntegerField(default=0)
    early_minutes = models.PositiveSmallIntegerField(default=15)
    late_minutes = models.PositiveSmallIntegerField(default=10)
    open_limit = models.PositiveSmallIntegerField(default=3)

    class Meta:
        verbose_name_plural = "appointment terms"
        constraints = [
            models.UniqueConstraint(fields=["hall", "from_day"], name="appointments_one_set_of_terms_a_day"),
            models.CheckConstraint(condition=Q(slot_minutes__gte=5), name="appointments_slots_have_a_length"),
            models.CheckConstraint(condition=Q(minutes_per_visit__gte=1), name="appointments_visits_take_time"),
            models.CheckConstraint(condition=Q(share_percent__lte=100), name="appointments_share_is_a_part"),
        ]


class Book(models.Model):
    """A hall's book of appointments. Its row is the lock every write of the book takes first."""

    hall = models.OneToOneField(Hall, on_delete=models.CASCADE, related_name="appointment_book")
    writes = models.PositiveBigIntegerField(default=0)


class Appointment(Versioned):
    """One booked time. `seat` is the n-th place of that time: nobody else has it while the appointment stands.

    `code` is the secret that opens it and no other; `short_code` is what is typed at the kiosk or told at the desk,
    good only on its day in its hall. `holder_key` says who holds it without naming them ("c:" digest of a proved
    number, "p:" person, "d:" device; empty: unknown). The phone number is sealed and purged after the day.
    What somebody unknown booked holds its seat only until `hold_until` (`unproved`), unless it is confirmed before; who
    held it is then still known by its device alone (`device_key`), and by the number once a code came back.
    `displaced_at` is when its holder was told that the hall is closed at its time (None: it is not, or not yet told).
    `ticket` is the number the holder got on coming in; with a missed appointment it is an ordinary one.
    `version` and `changed_at` move with every change.
    """

    class Channel(models.TextChoices):
        """Where it was booked."""

        PHONE = "phone", _("Phone")
        KIOSK = "kiosk", _("Kiosk")
        DESK = "desk", _("At the desk")
        API = "api", _("Program")

    class State(models.TextChoices):
        """What became of it."""

        UNPROVED = "unproved", _("Not confirmed yet")
        BOOKED = "booked", _("Booked")
        CHECKED_IN = "checked_in", _("Checked in")
        CANCELLED = "cancelled", _("Cancelled")
        MISSED = "missed", _("Time passed")
        LAPSED = "lapsed", _("Not confirmed in time")

    AHEAD = (State.UNPROVED, State.BOOKED)
    HOLDS_SEAT = (*AHEAD, State.CHECKED_IN)

    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="appointments")
    day = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seat = models.PositiveSmallIntegerField()
    group = models.ForeignKey(ItemGroup, on_delete=models.PROTECT)
    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, null=True, blank=True)
    priority = models.CharField(max_length=10, choices=Ticket.Priority, default=Ticket.Priority.ORDINARY)
    state = models.CharField(max_length=10, choices=State, default=State.BOOKED)
    code = CodeField(purpose="appointments.appointment", unique=True)
    short_code = CodeField(purpose="appointments.short_code")
    channel = models.CharField(max_length=10, choices=Channel)
    holder = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="appointments")
    holder_key = models.CharField(max_length=70, blank=True, default="")
    device_key = models.CharField(max_length=70, blank=True, default="")
    contact = SealedTextField(blank=True, default="")
    booked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=10, blank=True, default="")
    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, null=True, blank=True, related_name="appointment")
    booked_at = models.DateTimeField()
    hold_until = models.DateTimeField(null=True, blank=True)
    displaced_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "starts_at", "seat"],
                condition=Q(state__in=["unproved", "booked", "checked_in"]),
                name="appointments_a_seat_once",
            ),
            models.UniqueConstraint(
                fields=["hall", "day", "holder_key"],
                condition=~Q(holder_key="") & Q(state__in=["unproved", "booked"]),
                name="appointments_one_a_holder_a_day",
            ),
            models.UniqueConstraint(fields=["hall", "day", "short_code"], name="appointments_short_code_once_a_day"),
            models.CheckConstraint(condition=Q(seat__gte=1), name="appointments_seats_begin_at_one"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="appointments_end_after_they_start"),
            models.CheckConstraint(
                condition=(Q(state="checked_in") & Q(ticket__isnull=False))
                | (Q(state__in=["unproved", "booked", "cancelled", "lapsed"]) & Q(ticket__isnull=True))
                | Q(state="missed"),
                name="appointments_ticket_once_checked_in",
            ),
            models.CheckConstraint(
                condition=Q(state="unproved", hold_until__isnull=False)
                | ~Q(state="unproved") & Q(hold_until__isnull=True),
                name="appointments_held_until_confirmed",
            ),
        ]
        indexes = [
            models.Index(fields=["hall", "day", "starts_at"], name="appointments_of_a_day"),
            models.Index(fields=["starts_at"], condition=Q(state="booked"), name="appointments_open"),
            models.Index(fields=["hold_until"], condition=Q(state="unproved"), name="appointments_held"),
            models.Index(fields=["day"], condition=Q(purged_at__isnull=True), name="appointments_to_purge"),
            models.Index(
                fields=["holder", "-starts_at"], condition=Q(holder__isnull=False), name="appointments_of_a_person"
            ),
        ]

    def __str__(self) -> str:
        return self.short_code

    @property
    def is_proved(self) -> bool:
        """Whether its phone number is known to be its holder's: told at the desk, or a code sent there came back."""
        return self.holder_key.startswith("c:")

    def state_at(self, now: datetime) -> str:
        """What became of it until `now`: a hold whose time is up has lapsed, written down or not."""
        is_over = self.hold_until is not None and self.hold_until <= now
        return self.State.LAPSED if is_over else self.state
