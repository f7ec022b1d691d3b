"""District, street or town, community, estate; a site with its zones, rooms, amenities and area ledger."""

from __future__ import annotations

from datetime import time

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class District(models.Model):
    """A district; `code` is its 6-digit statistical code."""

    code = models.CharField(max_length=6, primary_key=True)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class StreetTown(models.Model):
    """A sub-district, area or town; `code` (9 digits) starts with its district's."""

    class Kind(models.TextChoices):
        """What the unit is called."""

        STREET = "street", _("Sub-district")
        AREA = "area", _("Area")
        TOWN = "town", _("Town")

    code = models.CharField(max_length=9, primary_key=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="street_towns")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class Community(models.Model):
    """A community; `code` (12 digits) starts with its street's or town's. `is_example` marks invented data (示例)."""

    code = models.CharField(max_length=12, primary_key=True)
    street_town = models.ForeignKey(StreetTown, on_delete=models.PROTECT, related_name="communities")
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    households = models.PositiveIntegerField(null=True, blank=True)
    residents = models.PositiveIntegerField(null=True, blank=True)
    is_example = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "communities"

    def __str__(self) -> str:
        return self.name


class Estate(models.Model):
    """A housing estate of a community."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="estates")
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    households = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "name"], name="places_estate_name")]

    def __str__(self) -> str:
        return self.name


class Zone(models.TextChoices):
    """The six functional zones, fixed (domain A27)."""

    CONSULT = "consult_zone", _("Enquiry and service zone")
    DELIBERATION = "deliberation_zone", _("Deliberation zone")
    ACTIVITY = "activity_zone", _("Residents' activity zone")
    SPECIAL = "special_zone", _("Special service zone")
    DISPLAY = "display_zone", _("Display zone")
    OFFICE = "office_zone", _("Community office zone")


class Site(models.Model):
    """An open community service space of a community.

    `timezone` gives the business day, `day_starts_at` the hour it begins; `language` is what public screens speak.
    """

    class Kind(models.TextChoices):
        """The two programmes, never summed as one (domain A25)."""

        OPEN_SPACE = "open_space", _("Open community service space")
        COMMUNITY_HOME = "community_home", _("Community home")

    class Status(models.TextChoices):
        """How far the site is."""

        OPERATING = "operating", _("Operating")
        PLANNED = "planned", _("Planned")

    slug = models.SlugField(max_length=40, unique=True)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="sites")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OPEN_SPACE)
    status = models.CharField(max_length=20, choices=Status, default=Status.OPERATING)
    register_code = models.CharField(max_length=10, unique=True)
    plan_year = models.PositiveSmallIntegerField(null=True, blank=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=160)
    motto = models.CharField(max_length=80, blank=True)
    motto_en = models.CharField(max_length=160, blank=True)
    address = models.CharField(max_length=120, blank=True)
    address_en = models.CharField(max_length=160, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    timezone = models.CharField(max_length=40, default="Asia/Shanghai")
    language = models.CharField(max_length=10, default="zh-hans")
    day_starts_at = models.TimeField(default=time(0))
    is_example = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["kind", "status", "register_code"], name="places_site_register")]

    def __str__(self) -> str:
        return self.name


class SiteZone(models.Model):
    """One of the six zones at a site, with its local name."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="zones")
    zone = models.CharField(max_length=20, choices=Zone)
    alias = models.CharField(max_length=40, blank=True)
    alias_en = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "zone"], name="places_zone_once_a_site")]


class Room(models.Model):
    """A physical room or marked place; `x`, `y`, `width`, `depth` (metres) draw it on the floor plan."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="rooms")
    zone = models.CharField(max_length=20, choices=Zone)
    slug = models.SlugField(max_length=40)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    within = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    area_m2 = models.DecimalField(max_digits=8, decimal_places=1, null=True, blank=True)
    seats = models.PositiveSmallIntegerField(null=True, blank=True)
    x = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    y = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    width = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    depth = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    is_idle = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "slug"], name="places_room_slug")]

    def __str__(self) -> str:
        return self.name


class Amenity(models.Model):
    """Something a visitor finds at a site without asking: waiting area, tea corner, newspaper rack …"""

    class Kind(models.TextChoices):
        """The amenities of domain A11 and §7."""

        WAITING_AREA = "waiting_area", _("Waiting area")
        TEA_CORNER = "tea_corner", _("Tea corner")
        PERIODICAL_RACK = "periodical_rack", _("Newspaper rack")
        LOW_DESK = "low_desk", _("Low desk")
        WRITING_BOARD = "writing_board", _("Handwriting board")
        VOICE_PROMPT = "voice_prompt", _("Voice prompt")

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="amenities")
    kind = models.CharField(max_length=20, choices=Kind)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        verbose_name_plural = "amenities"
        constraints = [models.UniqueConstraint(fields=["site", "kind"], name="places_amenity_once_a_site")]

    ICONS = {
        Kind.WAITING_AREA: "people",
        Kind.TEA_CORNER: "cup-hot",
        Kind.PERIODICAL_RACK: "newspaper",
        Kind.LOW_DESK: "person-wheelchair",
        Kind.WRITING_BOARD: "pencil",
        Kind.VOICE_PROMPT: "volume-up",
    }

    @property
    def icon(self) -> str:
        """The name of the drawing that stands for it."""
        return self.ICONS[self.Kind(self.kind)]


class AreaStatement(models.Model):
    """The whole area of a site as it is divided from a day on; its lines sum to `total_m2`."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="area_statements")
    from_day = models.DateField()
    total_m2 = models.DecimalField(max_digits=9, decimal_places=1, validators=[MinValueValidator(0)])
    source = models.CharField(max_length=120)
    source_en = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "from_day"], name="places_one_statement_a_day")]


class AreaUse(models.TextChoices):
    """What an area is used for: the six zones, and what there was before a renovation."""

    CONSULT = "consult_zone", _("Enquiry and service zone")
    DELIBERATION = "deliberation_zone", _("Deliberation zone")
    ACTIVITY = "activity_zone", _("Residents' activity zone")
    SPECIAL = "special_zone", _("Special service zone")
    DISPLAY = "display_zone", _("Display zone")
    OFFICE = "office_zone", _("Community office zone")
    OTHER_SERVICE = "other_service", _("Activity and other service, undivided")
    IDLE = "idle", _("Idle rooms and stores")


class AreaEntry(models.Model):
    """One line of an area statement: so many square metres for one use."""

    statement = models.ForeignKey(AreaStatement, on_delete=models.CASCADE, related_name="entries")
    use = models.CharField(max_length=20, choices=AreaUse)
    area_m2 = models.DecimalField(max_digits=9, decimal_places=1)

    class Meta:
        verbose_name_plural = "area entries"
        constraints = [
            models.UniqueConstraint(fields=["statement", "use"], name="places_one_line_a_use"),
            models.CheckConstraint(condition=models.Q(area_m2__gte=0), name="places_area_not_negative"),
        ]
