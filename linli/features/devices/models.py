"""Kiosks, printers, and the slips that are printed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.base.seal.fields import SealedTextField
from linli.features.hall.models import Hall, Ticket

PERSON = settings.AUTH_USER_MODEL


class Printer(models.Model):
    """A receipt printer in the hall's own network that speaks ESC/POS.

    `patience_seconds`: so long a slip is tried again; printed later it would help nobody.
    """

    class Paper(models.IntegerChoices):
        """How wide the roll is, in millimetres."""

        NARROW = 58, _("58 mm")
        WIDE = 80, _("80 mm")

    class Characters(models.TextChoices):
        """How Chinese gets onto the paper."""

        GB18030 = "gb18030", _("The printer's own Chinese characters (GB18030)")
        BITMAP = "bitmap", _("Drawn as a picture (for a printer without Chinese characters)")

    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="printers")
    name = models.CharField(max_length=60)
    host = models.GenericIPAddressField()
    port = models.PositiveIntegerField(default=9100)
    paper = models.PositiveSmallIntegerField(choices=Paper, default=Paper.WIDE)
    characters = models.CharField(max_length=10, choices=Characters, default=Characters.GB18030)
    patience_seconds = models.PositiveSmallIntegerField(default=20)
    is_in_use = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hall", "name"], name="devices_printer_name")]

    def __str__(self) -> str:
        return self.name


class Kiosk(models.Model):
    """A machine that the head of the station registered: it may print, and keeps numbers for when the network is away.

    `token_digest` knows the machine again; until `pairing_until` its link makes the browser that opens it this kiosk.
    `block_size`: how many numbers it keeps.
    """

    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="kiosks")
    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=60)
    printer = models.ForeignKey(Printer, on_delete=models.SET_NULL, null=True, blank=True, related_name="kiosks")
    block_size = models.PositiveSmallIntegerField(default=20)
    token_digest = models.CharField(max_length=64, blank=True, default="")
    pairing_until = models.DateTimeField(null=True, blank=True)
    registered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    paired_at = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "name"], condition=Q(revoked_at__isnull=True), name="devices_kiosk_name"
            ),
            models.CheckConstraint(
                condition=Q(block_size__gte=1) & Q(block_size__lte=200), name="devices_block_is_bounded"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def device(self) -> str:
        """How the hall and the journal name this machine."""
        return f"kiosk:{self.code}"


class PrintJob(models.Model):
    """A slip to be printed once: of a ticket, or a test (no ticket). `last_error` is a code, put into words when shown.

    It goes from waiting to printing in one statement, so that nobody else prints it too; what may or may not have
    come out of the printer is called unsure, and is not tried again.
    """

    class State(models.TextChoices):
        """How far the slip is."""

        WAITING = "waiting", _("Waiting")
        PRINTING = "printing", _("Being printed")
        PRINTED = "printed", _("Printed")
        UNSURE = "unsure", _("Perhaps printed")
        FAILED = "failed", _("Not printed")

    OPEN = (State.WAITING, State.PRINTING)

    printer = models.ForeignKey(Printer, on_delete=models.CASCADE, related_name="jobs")
    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, null=True, blank=True, related_name="print_job")
    address = SealedTextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=20, blank=True, default="")
    created_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], condition=Q(ended_at__isnull=True), name="devices_open_jobs"),
            models.Index(fields=["printer", "-id"], name="devices_jobs_of_a_printer"),
        ]
