"""What residents come for: service items in groups."""

from __future__ import annotations

from django.db import models


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


class ServiceItem(models.Model):
    """One matter a resident can bring to the hall."""

    slug = models.SlugField(max_length=60, unique=True)
    group = models.ForeignKey(ItemGroup, on_delete=models.PROTECT, related_name="items")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=160)
    is_offered = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name
