"""Ratings as tally marks that belong to nobody, words that the worker who served never sees, and what is published."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.base.seal.fields import SealedTextField
from linli.features.hall.models import Hall


class Level(models.IntegerChoices):
    """The five levels of GB/T 39734 and 39735; none is a default."""

    VERY_SATISFIED = 5, _("Very satisfied")
    SATISFIED = 4, _("Satisfied")
    FAIRLY_SATISFIED = 3, _("Fairly satisfied")
    DISSATISFIED = 2, _("Dissatisfied")
    VERY_DISSATISFIED = 1, _("Very dissatisfied")


class Aspect(models.TextChoices):
    """What a rating was about: second-level indicators of GB/T 39735 for a visit on the spot."""

    SERVICE = "service", _("Knowing the matter")
    ATTITUDE = "attitude", _("Kindness")
    EFFICIENCY = "efficiency", _("Speed")
    GUIDE = "guide", _("What the guide said was right")
    CONVENIENCE = "convenience", _("Ease of getting it done")


class RatingUse(models.Model):
    """A ticket's code that has been used to rate, as a keyed digest: each rates once.

    It tells neither level nor time nor hall, and is deleted once the visit cannot be rated any more. `key_digest`
    knows the request again that used it, so that its repeat is answered alike.
    """

    token_digest = models.CharField(max_length=64, primary_key=True)
    key_digest = models.CharField(max_length=64, blank=True, default="")
    forget_on = models.DateField(db_index=True)


class Tally(models.Model):
    """How many ratings of a business day had this level (`about` empty), or were about one thing at this level.

    There is no row for one rating: a mark is added to a count. The marks of a day are deleted when it is published.
    The key is random: a running number would tell which level came first.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    level = models.PositiveSmallIntegerField(choices=Level)
    about = models.CharField(max_length=12, choices=Aspect, blank=True, default="")
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hall", "day", "level", "about"], name="feedback_one_count"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="feedback_tally_of_five_levels"),
            models.CheckConstraint(condition=Q(n__gte=1), name="feedback_tally_of_something"),
        ]


class Remark(models.Model):
    """The words of a rating, or that it was a bad one (level 1 or 2) and needs a reply.

    Its key is random and it knows only the week of the visit. `kept_from` are keyed digests of this remark with each
    worker who served: they answer "did this reader serve it?" and nothing else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    week = models.DateField()
    level = models.PositiveSmallIntegerField(choices=Level)
    aspects = models.JSONField(default=list, blank=True)
    words = SealedTextField(blank=True, default="")
    kept_from = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="feedback_remark_of_five_levels"),
        ]
        indexes = [models.Index(fields=["hall", "-week"], name="feedback_remarks_of_a_hall")]


class Shuffled(models.Model):
    """The last day at whose beginning the rows above were written anew in an order of chance."""

    day = models.DateField(primary_key=True)


class Stretch(models.Model):
    """Some consecutive business days whose ratings were published together: at least `smallest_n` of them.

    Never changed. The next one begins on the day after `last_day`; figures of a month are sums of whole stretches.
    `aspects` says how often each was named by the content (levels 3 to 5) and by the discontent: {"attitude": [9, 1]}.
    """

    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    served = models.PositiveIntegerField()
    n1 = models.PositiveIntegerField(default=0)
    n2 = models.PositiveIntegerField(default=0)
    n3 = models.PositiveIntegerField(default=0)
    n4 = models.PositiveIntegerField(default=0)
    n5 = models.PositiveIntegerField(default=0)
    aspects = models.JSONField(default=dict, blank=True)
    smallest_n = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = "stretches"
        constraints = [
            models.UniqueConstraint(fields=["hall", "first_day"], name="feedback_published_once"),
            models.UniqueConstraint(fields=["hall", "last_day"], name="feedback_published_to_a_day_once"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="feedback_stretch_runs_forward"),
            models.CheckConstraint(
                condition=Q(smallest_n__lte=F("n1") + F("n2") + F("n3") + F("n4") + F("n5")),
                name="feedback_nothing_below_the_smallest",
            ),
        ]

    @property
    def levels(self) -> dict[int, int]:
        """How many ratings of each level, the best first."""
        return {5: self.n5, 4: self.n4, 3: self.n3, 2: self.n2, 1: self.n1}
