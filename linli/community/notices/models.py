"""The outbox: what is to be told, to whom, through which channel."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.base.seal.fields import SealedTextField


class Message(models.Model):
    """One message to one address over one channel; `once_key` keeps it from being sent twice.

    The address and text are sealed; a secret text (a one-time code) is blanked as soon as it has been sent.
    """

    class Channel(models.TextChoices):
        """The ways a message can go."""

        IN_APP = "in_app", _("In Linli")
        SMS = "sms", _("Text message")
        APPRISE = "apprise", _("Messenger or e-mail")

    channel = models.CharField(max_length=10, choices=Channel)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    address = SealedTextField(blank=True, default="")
    address_digest = models.CharField(max_length=64, blank=True, default="")
    kind = models.CharField(max_length=40)
    text = SealedTextField(default="")
    is_secret = models.BooleanField(default=False)
    once_key = models.CharField(max_length=100, unique=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(sent_at__isnull=True, failed_at__isnull=True),
                name="notices_waiting",
            ),
            models.Index(fields=["expires_at"], condition=models.Q(is_secret=True), name="notices_secrets"),
            models.Index(fields=["person", "-created_at"], name="notices_by_person"),
            models.Index(fields=["address_digest", "-created_at"], name="notices_by_address"),
        ]


class Proof(models.Model):
    """A code that was sent to a number somebody typed in; who enters it shows that the number is theirs.

    `subject` is what waits for it. The code is kept only as a keyed digest, the number sealed, both until its time is
    up.
    """

    subject = models.CharField(max_length=80, unique=True)
    phone = SealedTextField(blank=True, default="")
    code_digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
