"""Residents and staff, the roles they hold and where, consent, and the tokens of programs."""

from __future__ import annotations

import secrets
import time
import uuid
from base64 import b32encode
from binascii import unhexlify
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, DeviceManager, ThrottlingMixin, TimestampMixin
from django_otp.oath import TOTP

from linli.base.seal.fields import SealedTextField


class People(BaseUserManager["Person"]):
    """Finds people by staff number, as Django's authentication asks."""

    def create_user(self, staff_number: str | None = None, password: str | None = None, **fields: Any) -> Person:
        """A saved person; without a password none can be used to sign in."""
        person = self.model(staff_number=staff_number, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, staff_number: str, password: str, **fields: Any) -> Person:
        """A saved person who may do everything in the administration."""
        return self.create_user(staff_number, password, is_staff=True, is_superuser=True, **fields)


class Person(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # django-otp has no types
    """Anyone Linli knows: a resident (found by phone) or a staff member (found by staff number).

    The phone is sealed at rest and found by its keyed digest; no national ID number is stored.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=60, blank=True)
    staff_number = models.CharField(_("staff number"), max_length=30, unique=True, null=True, blank=True)
    phone = SealedTextField(_("phone"), blank=True, default="")
    phone_digest = models.CharField(max_length=64, unique=True, null=True, blank=True)
    phone_verified_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    text_size = models.CharField(_("text size"), max_length=10, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = People()

    USERNAME_FIELD = "staff_number"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name or self.staff_number or str(self.code)


class Role(models.TextChoices):
    """The roles of domain §4 that this version knows."""

    DISTRICT_BUREAU = "district_bureau", _("District civil affairs bureau")
    DISTRICT_SERVICE_CENTER = "district_service_center", _("District community service centre")
    STREET_OFFICE = "street_office", _("Street or town office")
    STATION_HEAD = "station_head", _("Station head")
    GENERALIST_WORKER = "generalist_worker", _("All-round community worker")


class RoleGrant(models.Model):
    """`person` holds `role` at `place` and everywhere below it.

    `place` is a statistical division code: 6 digits a district, 9 a street or town, 12 a community;
    a code that starts with another lies inside it. `granted_by` and `ended_by` name actors as the journal does.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=30, choices=Role)
    place = models.CharField(max_length=12, db_index=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    granted_by = models.CharField(max_length=80, blank=True, default="")
    ended_by = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        verbose_name = _("role at a place")
        verbose_name_plural = _("roles at places")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "place"],
                condition=models.Q(until__isnull=True),
                name="people_one_current_grant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.place}"


class Consent(models.Model):
    """A person's consent to one purpose, given and perhaps withdrawn (PIPL 14–17)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)
    text_version = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="people_one_current_consent",
            ),
        ]


class Token(models.Model):
    """A program's key: acts in one role at one place; only its digest is stored."""

    label = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    role = models.CharField(max_length=30, choices=Role)
    place = models.CharField(max_length=12)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")

    def __str__(self) -> str:
        return self.label


def new_key() -> str:
    """A key for an authenticator, of 160 bits as RFC 4226 recommends."""
    return secrets.token_hex(20)


class Authenticator(TimestampMixin, ThrottlingMixin, Device):  # type: ignore[misc]
    """The app on a member of staff's phone that shows one-time codes (TOTP, RFC 6238); its key is sealed at rest.

    `key` is in hexadecimal. `last_t` is the step of the last code that was taken: no code is good twice.
    `drift`: how many steps the phone's clock is off.
    """

    STEP_SECONDS, DIGITS, TOLERANCE = 30, 6, 1  # what every authenticator app is made for

    key = SealedTextField(default=new_key)
    drift: models.SmallIntegerField[int, int] = models.SmallIntegerField(default=0)
    last_t: models.BigIntegerField[int, int] = models.BigIntegerField(default=-1)

    objects: ClassVar[models.Manager[Authenticator]] = DeviceManager()

    class Meta(Device.Meta):  # type: ignore[misc]
        verbose_name = _("authenticator")
        verbose_name_plural = _("authenticators")

    @property
    def bin_key(self) -> bytes:
        """The key in bytes."""
        return unhexlify(self.key)

    @property
    def present(self) -> TOTP:
        """The codes of this moment by the phone's clock: real time, whatever the demo's clock says."""
        totp = TOTP(self.bin_key, self.STEP_SECONDS, 0, self.DIGITS, self.drift)
        totp.time = time.time()
        return totp

    @property
    def config_url(self) -> str:
        """What an authenticator app reads from a picture (the otpauth scheme)."""
        issuer = settings.OTP_TOTP_ISSUER
        asked = {
            "secret": b32encode(self.bin_key).decode().rstrip("="),
            "algorithm": "SHA1",
            "digits": self.DIGITS,
            "period": self.STEP_SECONDS,
            "issuer": issuer,
        }
        return f"otpauth://totp/{quote(f'{issuer}:{self.user.get_username()}')}?{urlencode(asked)}"

    def shows(self, token: Any) -> bool:
        """Whether `token` is a code of this moment that was not used yet; it is not used up by asking."""
        is_code = str(token).isascii() and str(token).isdecimal()
        return is_code and bool(self.present.verify(int(token), self.TOLERANCE, self.last_t + 1))

    def verify_token(self, token: Any) -> bool:
        """As `shows`, and the code is used up; every wrong one makes the next try wait."""
        if not self.verify_is_allowed()[0]:
            return False
        totp = self.present
        if not str(token).isdecimal() or not totp.verify(int(token), self.TOLERANCE, self.last_t + 1):
            self.throttle_increment()
            return False
        self.last_t, self.drift = totp.t(), totp.drift
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp(commit=False)
        self.save()
        return True

    def get_throttle_factor(self) -> int:
        """After the n-th wrong code in a row the next waits 2^(n-1) seconds."""
        return 1


class SignInCode(models.Model):
    """A one-time code on its way to a phone; the code itself is only kept as a keyed digest.

    `slot` is the minute it was asked for: the database lets one code a phone and minute go out, however many ask.
    """

    phone = SealedTextField(blank=True, default="")
    phone_digest = models.CharField(max_length=64)
    code_digest = models.CharField(max_length=64)
    slot = models.BigIntegerField()
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["phone_digest", "slot"], name="people_one_code_a_minute"),
        ]
        indexes = [
            models.Index(fields=["sent_at"], name="people_codes_by_age"),
        ]
