"""Nouns: the item groups people choose from, and the items of a group."""

from __future__ import annotations

from .models import ItemGroup, ServiceItem


def groups() -> list[ItemGroup]:
    """Every item group, in the order they are offered."""
    return list(ItemGroup.objects.order_by("position"))


def items(*, group: ItemGroup) -> list[ServiceItem]:
    """The items of a group that are offered, by name."""
    return list(ServiceItem.objects.filter(group=group, is_offered=True).order_by("name"))
