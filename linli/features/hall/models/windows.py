"""The hall, its limits, its windows, and who serves them when."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.community.places.models import Room, Site
from linli.features.guides.models import ItemGroup

PERSON = settings.AUTH_USER_MODEL


def first_turns() -> list[int]:
    """Equally likely lengths (s) of a turn at a window, supposed until a hall has a past of its own.

    A starting guess, not a measurement: a right-skewed spread from 2 to 15 minutes around 5.
    """
    return [120, 160, 190, 220, 250, 280, 320, 370, 440, 540, 680, 900]


class Hall(models.Model):
    """The one-stop hall of a site."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="hall")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, blank=True)

    def __str__(self) -> str:
        return str(self.site)


class Terms(models.Model):
    """The hall's limits from a day on: data with a source, never constants in code.

    `kept_percent`: so much of the line (`line_cap`) is kept for the kiosk and the desk; who takes a number from
    outside gets none of it.
    `overtake_every`: of so many calls in a row at most one lets a priority visitor overtake (2 or more).
    `appointed_every`: of so many at most one lets an appointment that is due go first (2: they take turns);
    it is due from `appointed_lead_minutes` before its time on.
    `missed_returns_behind`: how many waiting people a visitor who missed the call rejoins behind.
    `last_ticket_minutes`: no ticket is given within so many minutes before closing.
    `kept_minutes`: how long somebody is kept for a window that does not call before everybody may call them;
    `quiet_minutes`: after how long without a call the head is told that people wait and nobody calls.
    `contact_days`: days a phone number stays on a ticket after its business day (0: purged when the day closes).
    `wait_low_percent`, `wait_high_percent`: the wait told lies between these shares of likely days (10 and 90: an
    80 % range); from `doubt_percent` of them closing before the call on, a visitor is told they may not be reached.
    `history_days`: how many days teach about the pace; below `min_turns` of them `first_turns` (s) is supposed.
    """

    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="terms")
    from_day = models.DateField()
    source = models.CharField(max_length=160)
    prefix = models.CharField(max_length=2, default="A")
    daily_cap = models.PositiveIntegerField(null=True, blank=True)
    line_cap = models.PositiveIntegerField(null=True, blank=True)
    kept_percent = models.PositiveSmallIntegerField(default=25)
    overtake_every = models.PositiveSmallIntegerField(default=3)
    appointed_every = models.PositiveSmallIntegerField(default=2)
    appointed_lead_minutes = models.PositiveSmallIntegerField(default=2)
    max_calls = models.PositiveSmallIntegerField(default=3)
    missed_returns_behind = models.PositiveSmallIntegerField(default=2)
    last_ticket_minutes = models.PositiveSmallIntegerField(default=10)
    undo_seconds = models.PositiveSmallIntegerField(default=60)
    kept_minutes = models.PositiveSmallIntegerField(default=10)
    quiet_minutes = models.PositiveSmallIntegerField(default=5)
    contact_days = models.PositiveSmallIntegerField(default=0)
    wait_low_percent = models.PositiveSmallIntegerField(default=10)
    wait_high_percent = models.PositiveSmallIntegerField(default=90)
    doubt_percent = models.PositiveSmallIntegerField(default=10)
    history_days = models.PositiveSmallIntegerField(default=28)
    min_turns = models.PositiveSmallIntegerField(default=30)
    first_turns = models.JSONField(default=first_turns)

    class Meta:
        verbose_name_plural = "terms"
        constraints = [
            models.UniqueConstraint(fields=["hall", "from_day"], name="hall_one_set_of_terms_a_day"),
            models.CheckConstraint(condition=Q(kept_percent__lte=100), name="hall_kept_percent_is_a_part"),
            models.CheckConstraint(condition=Q(overtake_every__gte=2), name="hall_priority_is_bounded"),
            models.CheckConstraint(condition=Q(appointed_every__gte=2), name="hall_appointments_are_bounded"),
            models.CheckConstraint(
                condition=Q(wait_low_percent__lt=F("wait_high_percent")) & Q(wait_high_percent__lte=100),
                name="hall_wait_percents_are_a_range",
            ),
            models.CheckConstraint(condition=Q(min_turns__gte=1), name="hall_some_turns_speak"),
        ]

    def due_by(self, now: datetime) -> datetime:
        """Appointments up to this moment are due."""
        return now + timedelta(minutes=self.appointed_lead_minutes)


class Window(models.Model):
    """A numbered window of the hall. Every window takes every matter unless a `WindowException` says otherwise."""

    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="windows")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    is_accessible = models.BooleanField(default=False)
    is_in_use = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hall", "number"], name="hall_window_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class WindowGroup(models.Model):
    """An item group written on a window's sign, from when and until when: the history of how windows were divided."""

    window = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="groups")
    group = models.ForeignKey(ItemGroup, on_delete=models.PROTECT)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["window", "group"], condition=Q(until__isnull=True), name="hall_group_once_on_a_window"
            ),
        ]


class WindowException(models.Model):
    """A group that a window does not take, and why: the explicit exception to the all-round window."""

    window = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="exceptions")
    group = models.ForeignKey(ItemGroup, on_delete=models.PROTECT)
    reason = models.CharField(max_length=120)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["window", "group"], condition=Q(until__isnull=True), name="hall_exception_once_on_a_window"
            ),
        ]


class WindowPost(models.Model):
    """Who holds a window's A or B post: B is asked when A is absent (AB 岗)."""

    class Post(models.TextChoices):
        """The two posts of a window."""

        A = "A", _("A post")
        B = "B", _("B post")

    window = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="posts")
    worker = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="window_posts")
    post = models.CharField(max_length=1, choices=Post)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["window", "post"], condition=Q(until__isnull=True), name="hall_one_worker_a_post"
            ),
        ]


class Absence(models.Model):
    """A worker who is not in the hall on a business day."""

    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="absences")
    worker = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="absences")
    day = models.DateField()
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hall", "worker", "day"], name="hall_absent_once_a_day")]


class WindowShift(models.Model):
    """A window is open while it has a shift without an end: exactly one worker serves it, and serves only it."""

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="shifts")
    worker = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="window_shifts")
    is_backup = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["window"], condition=Q(closed_at__isnull=True), name="hall_one_open_shift"),
            models.UniqueConstraint(
                fields=["worker"], condition=Q(closed_at__isnull=True), name="hall_worker_at_one_window"
            ),
        ]
        indexes = [models.Index(fields=["window", "opened_at"], name="hall_shifts_of_a_day")]


class Pause(models.Model):
    """A stretch in which an open window calls nobody, and why."""

    shift = models.ForeignKey(WindowShift, on_delete=models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=120)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shift"], condition=Q(ended_at__isnull=True), name="hall_one_open_pause"),
        ]
