"""What residents come for: service items in groups, their guides version by version, and what search could not find."""

from __future__ import annotations

import secrets
from datetime import UTC

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .rules import guide as guides

# Letters that nobody mistakes for another when a print is read aloud.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def new_code() -> str:
    """A short code for a printed sheet."""
    return "".join(secrets.choice(_LETTERS) for _ in range(8))


class ItemGroup(models.Model):
    """A family of service items, such as 残联 or 住房保障; windows are named after groups, numbers are not."""

    slug = models.SlugField(max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80)
    hint = models.CharField(max_length=120, blank=True)
    hint_en = models.CharField(max_length=200, blank=True)
    icon = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.name


class MainItem(models.Model):
    """A main item (主项) of the catalogue."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=160)

    def __str__(self) -> str:
        return self.name


class SubItem(models.Model):
    """A sub-item (子项) of a main item."""

    main = models.ForeignKey(MainItem, on_delete=models.PROTECT, related_name="subs")
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=160)

    def __str__(self) -> str:
        return self.name


class ServiceItem(models.Model):
    """One matter a resident can bring to the hall: a handling item (办理项) of a sub-item."""

    slug = models.SlugField(max_length=60, unique=True)
    group = models.ForeignKey(ItemGroup, on_delete=models.PROTECT, related_name="items")
    sub = models.ForeignKey(SubItem, on_delete=models.PROTECT, related_name="items", null=True, blank=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=160)
    is_offered = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class GuideVersion(models.Model):
    """A guide as it was or is to be: `content` holds the whole of it (rules.guide), `code` names its prints.

    A published version is never changed; the next one replaces it. `changed_by` names actors as the journal does.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        REPLACED = "replaced", _("Replaced")
        WITHDRAWN = "withdrawn", pgettext_lazy("guide", "Withdrawn")

    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=12, unique=True, default=new_code)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    content = models.JSONField()
    is_imported = models.BooleanField(default=False)
    changed_by = models.CharField(max_length=80)
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="guides_version_number"),
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(state="published"), name="guides_one_published"
            ),
            models.UniqueConstraint(fields=["item"], condition=models.Q(state="draft"), name="guides_one_draft"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}·{self.number}"

    @property
    def mark(self) -> str:
        """Which writing of a draft this is, for whoever goes on with it."""
        return self.changed_at.astimezone(UTC).isoformat()

    @property
    def guide(self) -> guides.Guide:
        """What this version says."""
        return guides.read(self.content)[0]


class SearchPhrase(models.Model):
    """Residents' words for an item: imported with it, or learned when the staff answered a question."""

    item = models.ForeignKey(ServiceItem, on_delete=models.CASCADE, related_name="phrases")
    text = models.CharField(max_length=120)
    is_imported = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "text"], name="guides_one_phrase")]


class SearchStamp(models.Model):
    """One row; `stamp` is another with every change that search must know of, so that processes build anew."""

    stamp = models.UUIDField()


class Question(models.Model):
    """What was asked and not found: the words, the day and how often; never by whom, never the minute.

    `place` is the division code of the community whose hall was asked, or "" where nobody said which.
    """

    text = models.CharField(max_length=120)
    day = models.DateField()
    place = models.CharField(max_length=12, blank=True, default="")
    times = models.PositiveIntegerField(default=1)
    settled_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "day", "place"], name="guides_one_question_a_day")]
        indexes = [models.Index(fields=["settled_on", "place"], name="guides_open_questions")]

    def __str__(self) -> str:
        return self.text
