"""What can be booked: venues made of atoms, their layouts and equipment, and the terms they are given on."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.community.calendar.models import OpeningRule
from linli.community.places.models import Room, Site


class Atom(models.Model):
    """The smallest part of a room (or of an open place) that is given to one group as a whole.

    `lanes` is how many groups it takes at the same time: 1 for a room, 4 for a hall with four table-tennis tables.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="atoms")
    slug = models.SlugField(max_length=40)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, blank=True, related_name="atoms")
    lanes = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "slug"], name="booking_atom_slug"),
            models.CheckConstraint(condition=Q(lanes__gte=1), name="booking_atom_has_a_lane"),
        ]

    def __str__(self) -> str:
        return self.slug


class Venue(models.Model):
    """Something people can book: a room, a part of one, several together, or a place outdoors.

    What it consists of are its atoms: whoever books the whole hall takes those of its halves, and the reverse.
    `access` lists what else helps: hearing_loop, wide_door, accessible_toilet, height_adjustable, quiet, parking.
    `photo` is a static file's path, `photo_alt` says what it shows.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="venues")
    slug = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    about = models.CharField(max_length=300, blank=True, default="")
    about_en = models.CharField(max_length=400, blank=True, default="")
    icon = models.CharField(max_length=40, blank=True, default="door-open")
    photo = models.CharField(max_length=200, blank=True, default="")
    photo_alt = models.CharField(max_length=160, blank=True, default="")
    photo_alt_en = models.CharField(max_length=200, blank=True, default="")
    is_step_free = models.BooleanField(default=False)
    access = models.JSONField(default=list, blank=True)
    is_outdoors = models.BooleanField(default=False)
    is_in_use = models.BooleanField(default=True)
    atoms: models.ManyToManyField[Atom, VenueAtom] = models.ManyToManyField(
        Atom, through="VenueAtom", related_name="venues"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "slug"], name="booking_venue_slug")]

    def __str__(self) -> str:
        return self.name


class VenueAtom(models.Model):
    """An atom that a venue consists of."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="parts")
    atom = models.ForeignKey(Atom, on_delete=models.PROTECT, related_name="wholes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["venue", "atom"], name="booking_atom_once_in_a_venue")]


class Purpose(models.TextChoices):
    """What residents need a room for (domain A17, A21)."""

    STUDY = "study", _("Study")
    DELIBERATION = "deliberation", _("Deliberation")
    RECREATION = "recreation", _("Recreation")
    CONSULTATION = "consultation", _("Consultation")
    TRAINING = "training", _("Training")
    DISPLAY = "display", _("Display")


def every_purpose() -> list[str]:
    """What a venue is for unless its terms say otherwise."""
    return list(Purpose.values)


def every_kind_of_hours() -> list[str]:
    """In which hours a venue is given unless its terms say otherwise: whenever its rooms are open."""
    return list(OpeningRule.Kind.values)


class Terms(models.Model):
    """On what terms a venue is given from a day on: data with a source, never constants in code.

    `purposes` lists what it may be used for; `hours` in which kinds of opening hours (`OpeningRule.Kind`).
    Lengths are in minutes: a booking is `min_minutes` to `max_minutes` long and starts on a multiple of
    `step_minutes` (of 15) since midnight; it is made at least `notice_minutes` and at most `horizon_days` before.
    `monthly_count` and `monthly_minutes` limit a person's month here (empty: no limit).
    `setup_minutes` before and `cleanup_minutes` after nobody else gets the room.
    A request is decided within `approval_hours`; until then it holds its time. An offer to somebody who waited
    stands `offer_minutes`. Changing and cancelling end `change_minutes` before the start.
    Check-in opens `checkin_minutes` before the start; whoever is not there `release_minutes` after it (empty: never
    released) has not come; after `strikes` such times within `strike_days` (empty: never) follow `suspension_days`.
    Names and numbers stay on a booking `contact_days` after it. `is_confidential`: the public only ever sees "busy".
    """

    class Audience(models.TextChoices):
        """Who may book."""

        ANYONE = "anyone", _("Anyone with a phone number")
        ACCOUNT = "account", _("People who signed in")
        STAFF = "staff", _("Staff only")

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="terms")
    from_day = models.DateField()
    source = models.CharField(max_length=160)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.ANYONE)
    purposes = models.JSONField(default=every_purpose)
    hours = models.JSONField(default=every_kind_of_hours)
    min_minutes = models.PositiveSmallIntegerField(default=30)
    max_minutes = models.PositiveSmallIntegerField(default=240)
    step_minutes = models.PositiveSmallIntegerField(default=30)
    notice_minutes = models.PositiveIntegerField(default=0)
    horizon_days = models.PositiveSmallIntegerField(default=30)
    monthly_count = models.PositiveSmallIntegerField(null=True, blank=True)
    monthly_minutes = models.PositiveIntegerField(null=True, blank=True)
    setup_minutes = models.PositiveSmallIntegerField(default=0)
    cleanup_minutes = models.PositiveSmallIntegerField(default=0)
    needs_approval = models.BooleanField(default=False)
    approval_hours = models.PositiveSmallIntegerField(default=48)
    offer_minutes = models.PositiveSmallIntegerField(default=120)
    change_minutes = models.PositiveIntegerField(default=0)
    checkin_minutes = models.PositiveSmallIntegerField(default=15)
    release_minutes = models.PositiveSmallIntegerField(null=True, blank=True, default=15)
    strikes = models.PositiveSmallIntegerField(null=True, blank=True, default=3)
    strike_days = models.PositiveSmallIntegerField(default=90)
    suspension_days = models.PositiveSmallIntegerField(default=30)
    contact_days = models.PositiveSmallIntegerField(default=30)
    conditions = models.TextField(blank=True, default="")
    conditions_en = models.TextField(blank=True, default="")
    is_confidential = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "terms"
        constraints = [
            models.UniqueConstraint(fields=["venue", "from_day"], name="booking_one_set_of_terms_a_day"),
            models.CheckConstraint(
                condition=Q(min_minutes__gte=15) & Q(max_minutes__gte=F("min_minutes")), name="booking_lengths_in_order"
            ),
            models.CheckConstraint(condition=Q(step_minutes__gte=15), name="booking_step_is_a_quarter_or_more"),
            models.CheckConstraint(condition=Q(horizon_days__gte=1), name="booking_horizon_of_a_day_or_more"),
        ]


class Layout(models.Model):
    """A way a venue can be set up, and how many people it holds then."""

    class Kind(models.TextChoices):
        """How seats stand."""

        THEATRE = "theatre", _("Rows of chairs")
        CLASS = "class", _("Classroom")
        TABLES = "tables", _("Tables for groups")
        BOARD = "board", _("One long table")
        CIRCLE = "circle", _("Circle of chairs")
        SOFAS = "sofas", _("Sofas")
        EMPTY = "empty", _("Open floor")

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="layouts")
    kind = models.CharField(max_length=10, choices=Kind)
    capacity = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["venue", "kind"], name="booking_layout_once_a_venue"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="booking_layout_holds_somebody"),
        ]


class Equipment(models.Model):
    """What stands in a venue and may be used."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="equipment")
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80)
    count = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name_plural = "equipment"
        constraints = [models.UniqueConstraint(fields=["venue", "name"], name="booking_equipment_once_a_venue")]
