"""A visit with its number, and what the visitor came for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.base.seal.fields import CodeField, SealedTextField
from linli.features.guides.models import ItemGroup, ServiceItem

from .windows import Hall, Window

PERSON = settings.AUTH_USER_MODEL


class Ticket(models.Model):
    """One visit with its number.

    `code` is the secret that opens this ticket and no other. `place` orders the line (then `arrival`);
    `at_window` is filled exactly while the visitor is called or served, and a window appears there once.
    `holder_key` says who holds it without naming them ("c:" digest of a proved number, "p:" person,
    "d:" device; empty: unknown); nobody holds two live tickets of a hall. The phone number is sealed and purged
    after the day.
    `rejoined_at` is when the visitor last came back to the line or was handed on (None: never since `taken_at`).
    `appointed_at` is the booked time of a visitor who came with an appointment (None: without one).
    """

    class Channel(models.TextChoices):
        """Where the ticket was taken."""

        KIOSK = "kiosk", _("Kiosk")
        PHONE = "phone", _("Phone")
        DESK = "desk", _("At the desk")
        API = "api", _("Program")

    class Priority(models.TextChoices):
        """Ordinary, or a class the law or the hall's charter puts forward."""

        ORDINARY = "ordinary", _("Ordinary")
        ELDER = "elder", _("Elder")
        DISABLED = "disabled", pgettext_lazy("visitor", "Disabled")
        PREGNANT = "pregnant", _("Pregnant or with a baby")
        VETERAN = "veteran", _("Veteran")

    class State(models.TextChoices):
        """Where the visit stands."""

        WAITING = "waiting", _("Waiting")
        CALLED = "called", _("Called")
        SERVING = "serving", _("Being served")
        PARKED = "parked", _("Put aside")
        MISSED = "missed", _("Missed the call")
        DONE = "done", _("Finished")
        LEFT = "left", _("Left the line")
        LAPSED = "lapsed", _("Not reached before closing")

    LIVE = (State.WAITING, State.CALLED, State.SERVING, State.PARKED, State.MISSED)
    AT_WINDOW = (State.CALLED, State.SERVING)

    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="tickets")
    day = models.DateField()
    prefix = models.CharField(max_length=2)
    number = models.PositiveIntegerField()
    code = CodeField(purpose="hall.ticket", unique=True)
    channel = models.CharField(max_length=10, choices=Channel)
    priority = models.CharField(max_length=10, choices=Priority, default=Priority.ORDINARY)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    arrival = models.PositiveIntegerField()
    place = models.BigIntegerField()
    holder = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="tickets")
    holder_key = models.CharField(max_length=70, blank=True, default="")
    contact = SealedTextField(blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    appointed_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField()
    rejoined_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at_window = models.OneToOneField(Window, on_delete=models.PROTECT, null=True, blank=True, related_name="visitor")
    wants_window = models.ForeignKey(Window, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    wants_worker = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    first_worker = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    calls = models.PositiveSmallIntegerField(default=0)
    called_at = models.DateTimeField(null=True, blank=True)
    served_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hall", "day", "prefix", "number"], name="hall_number_once_a_day"),
            models.UniqueConstraint(
                fields=["hall", "day", "holder_key"],
                condition=~Q(holder_key="") & Q(state__in=["waiting", "called", "serving", "parked", "missed"]),
                name="hall_one_live_ticket_a_holder",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["called", "serving"]) & Q(at_window__isnull=False))
                | (~Q(state__in=["called", "serving"]) & Q(at_window__isnull=True)),
                name="hall_at_a_window_while_served",
            ),
        ]
        indexes = [
            models.Index(fields=["hall", "day", "state", "place", "arrival"], name="hall_line"),
            models.Index(fields=["holder", "-day"], condition=Q(holder__isnull=False), name="hall_tickets_of_a_person"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The number as people see and hear it, such as A023."""
        return f"{self.prefix}{self.number:03d}"


class Matter(models.Model):
    """One of the things a visitor came for; several may be done in a visit.

    `checklist` is what the visitor said to have brought, against the guide as it stood (empty: nobody asked).
    """

    class Outcome(models.TextChoices):
        """How it ended."""

        DONE = "done", _("Done")
        NOT_DONE = "not_done", _("Could not be done")

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="matters")
    position = models.PositiveSmallIntegerField()
    group = models.ForeignKey(ItemGroup, on_delete=models.PROTECT)
    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, null=True, blank=True)
    checklist = models.JSONField(default=dict, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    note = models.CharField(max_length=200, blank=True, default="")
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "position"], name="hall_matter_position")]
