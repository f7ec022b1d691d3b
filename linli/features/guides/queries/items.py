"""The item groups people choose from, and the items of a group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef
from django.http import Http404

from ..models import GuideVersion, ItemGroup, ServiceItem


@dataclass(frozen=True)
class Shelf:
    """A group and its items that are offered, by name."""

    group: ItemGroup
    items: list[ServiceItem] = field(default_factory=list)


def groups() -> list[ItemGroup]:
    """Every item group, in the order they are offered."""
    return list(ItemGroup.objects.order_by("position"))


def group_by_slug(*, slug: str) -> ItemGroup | None:
    """The group with that slug, if there is one."""
    return ItemGroup.objects.filter(slug=slug).first()


def items(*, group: ItemGroup) -> list[ServiceItem]:
    """The items of a group that are offered, by name."""
    return list(ServiceItem.objects.filter(group=group, is_offered=True).order_by("name"))


def items_of(*, groups: Iterable[ItemGroup]) -> list[ServiceItem]:
    """The items of several groups that are offered, group by group, by name. One SQL statement."""
    found = ServiceItem.objects.filter(group__in=list(groups), is_offered=True).order_by("group__position", "name")
    return list(found.select_related("group"))


def items_at(*, slugs: Sequence[str]) -> list[ServiceItem]:
    """The items with those slugs that are offered, with their groups, in that order; no statement for none."""
    found = ServiceItem.objects.select_related("group").filter(slug__in=slugs, is_offered=True) if slugs else ()
    return sorted(found, key=lambda item: slugs.index(item.slug))


def catalogue() -> list[Shelf]:
    """Every group with its items; each item knows whether it `has_guide`. Two SQL statements."""
    published = GuideVersion.objects.filter(item=OuterRef("pk"), state=GuideVersion.State.PUBLISHED)
    offered = ServiceItem.objects.filter(is_offered=True).annotate(has_guide=Exists(published)).order_by("pk")
    shelves = {group.pk: Shelf(group) for group in groups()}
    for item in offered:
        shelves[item.group_id].items.append(item)
    return list(shelves.values())


@dataclass(frozen=True)
class ItemState:
    """An item with the version in force and the draft, where there are any."""

    item: ServiceItem
    published: GuideVersion | None
    draft: GuideVersion | None


def states() -> list[tuple[ItemGroup, list[ItemState]]]:
    """Every group with the state of each item's guide. Three SQL statements."""
    state = GuideVersion.State
    living = GuideVersion.objects.filter(state__in=(state.DRAFT, state.PUBLISHED))
    by_item = {(version.item_id, version.state): version for version in living}
    return [
        (
            shelf.group,
            [
                ItemState(item, by_item.get((item.pk, state.PUBLISHED)), by_item.get((item.pk, state.DRAFT)))
                for item in shelf.items
            ],
        )
        for shelf in catalogue()
    ]


def item_at(*, slug: str) -> ServiceItem:
    """The item with its group and its place in the catalogue.

    :raises Http404: if there is none.
    """
    item = ServiceItem.objects.select_related("group", "sub__main").filter(slug=slug).first()
    if item is None:
        raise Http404
    return item
