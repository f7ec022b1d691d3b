"""The hall's windows and who serves them, its day, its tickets, and the ordered log of what happened."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.base.seal.fields import SealedTextField
from linli.community.places.models import Room, Site
from linli.features.guides.models import ItemGroup, ServiceItem

PERSON = settings.AUTH_USER_MODEL


class Hall(models.Model):
    """The one-stop hall of a site."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="hall")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, blank=True)

    def __str__(self) -> str:
        return str(self.site)


class Terms(models.Model):
    """The hall's limits from a day on: data with a source, never constants in code.

    `overtake_every`: of so many calls in a row at most one lets a priority visitor overtake (2 or more).
    `missed_returns_behind`: how many waiting people a visitor who missed the call rejoins behind.
    `last_ticket_minutes`: no ticket is given within so many minutes before closing.
    `contact_days`: days a phone number stays on a ticket after its business day (0: purged when the day closes).
    """

    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="terms")
    from_day = models.DateField()
    source = models.CharField(max_length=160)
    prefix = models.CharField(max_length=2, default="A")
    daily_cap = models.PositiveIntegerField(null=True, blank=True)
    line_cap = models.PositiveIntegerField(null=True, blank=True)
    overtake_every = models.PositiveSmallIntegerField(default=3)
    max_calls = models.PositiveSmallIntegerField(default=3)
    missed_returns_behind = models.PositiveSmallIntegerField(default=2)
    last_ticket_minutes = models.PositiveSmallIntegerField(default=10)
    undo_seconds = models.PositiveSmallIntegerField(default=60)
    contact_days = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "terms"
        constraints = [
            models.UniqueConstraint(fields=["hall", "from_day"], name="hall_one_set_of_terms_a_day"),
            models.CheckConstraint(condition=Q(overtake_every__gte=2), name="hall_priority_is_bounded"),
        ]


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


class HallDay(models.Model):
    """The hall's business day. Its row is the lock every write of the hall takes first.

    `calls_since_overtaking` counts calls by order since a priority visitor last overtook (None: nobody has today).
    """

    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    last_event = models.PositiveIntegerField(default=0)
    last_arrival = models.PositiveIntegerField(default=0)
    calls_since_overtaking = models.PositiveIntegerField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hall", "day"], name="hall_one_row_a_day")]
        indexes = [
            models.Index(fields=["day"], condition=Q(closed_at__isnull=True), name="hall_day_to_close"),
            models.Index(fields=["day"], condition=Q(purged_at__isnull=True), name="hall_day_to_purge"),
        ]


class NumberSeries(models.Model):
    """The last number given of a prefix on a business day."""

    hall = models.ForeignKey(Hall, on_delete=models.CASCADE)
    day = models.DateField()
    prefix = models.CharField(max_length=2)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "number series"
        constraints = [models.UniqueConstraint(fields=["hall", "day", "prefix"], name="hall_one_series")]


class Ticket(models.Model):
    """One visit with its number.

    `code` is the secret that opens this ticket and no other. `place` orders the line (then `arrival`);
    `at_window` is filled exactly while the visitor is called or served, and a window appears there once.
    `holder_key` says who holds it without naming them ("p:" person, "d:" device, "c:" contact digest; empty: unknown);
    nobody holds two live tickets of a hall. The phone number is sealed and purged after the day.
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
    code = models.CharField(max_length=32, unique=True)
    channel = models.CharField(max_length=10, choices=Channel)
    priority = models.CharField(max_length=10, choices=Priority, default=Priority.ORDINARY)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    arrival = models.PositiveIntegerField()
    place = models.BigIntegerField()
    holder = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="tickets")
    holder_key = models.CharField(max_length=70, blank=True, default="")
    contact = SealedTextField(blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    taken_at = models.DateTimeField()
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
    """One of the things a visitor came for; several may be done in a visit."""

    class Outcome(models.TextChoices):
        """How it ended."""

        DONE = "done", _("Done")
        NOT_DONE = "not_done", _("Could not be done")

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="matters")
    position = models.PositiveSmallIntegerField()
    group = models.ForeignKey(ItemGroup, on_delete=models.PROTECT)
    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    note = models.CharField(max_length=200, blank=True, default="")
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "position"], name="hall_matter_position")]


class HallEvent(models.Model):
    """One thing that happened in the hall, in order: boards, signs and phones all tell from this log.

    `rule` names why this ticket was called (arrival, priority_share, only_priority, same_worker, transferred,
    by_choice: a parked or missed visitor called out of turn);
    `before` holds what undo puts back; `undone_at` marks an event that was taken back.
    """

    class Kind(models.TextChoices):
        """What happened."""

        TAKEN = "taken", _("took a number")
        CALLED = "called", _("called")
        RECALLED = "recalled", _("called again")
        WELCOMED = "welcomed", _("came to the window")
        MISSED = "missed", _("did not come")
        PARKED = "parked", _("put aside")
        TRANSFERRED = "transferred", _("handed on")
        RETURNED = "returned", _("came back to the line")
        FINISHED = "finished", _("finished")
        LEFT = "left", _("left the line")
        LAPSED = "lapsed", _("not reached before closing")
        UNDONE = "undone", _("took back the last step")
        OPENED = "opened", _("window opened")
        PAUSED = "paused", _("window paused")
        RESUMED = "resumed", _("window resumed")
        CLOSED = "closed", _("window closed")

    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="events")
    day = models.DateField()
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, null=True, blank=True, related_name="events")
    window = models.ForeignKey(Window, on_delete=models.CASCADE, null=True, blank=True, related_name="events")
    worker = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    rule = models.CharField(max_length=20, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")
    before = models.JSONField(default=dict, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hall", "day", "seq"], name="hall_event_order"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="hall_event_numbered_from_one"),
        ]
        indexes = [
            models.Index(fields=["hall", "day", "kind", "-seq"], name="hall_last_calls"),
            models.Index(fields=["hall", "day", "window", "-seq"], name="hall_last_steps"),
        ]
