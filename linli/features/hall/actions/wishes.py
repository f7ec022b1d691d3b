"""What a visitor comes for: whole groups, or items with what was ticked for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from linli.features.guides import queries as guides
from linli.features.guides.models import ItemGroup, ServiceItem

from ..models import Matter, Ticket


@dataclass(frozen=True)
class Wish:
    """An item (with its group), and what the visitor ticked against its guide; unticked: nobody asked."""

    item: ServiceItem
    ticks: guides.Ticks = field(default_factory=guides.Ticks)

    @property
    def asked(self) -> list[object]:
        """The wish as a request's key remembers it."""
        return [self.item.pk, guides.kept_ticks(self.ticks)]


def groups_of(*, groups: Iterable[ItemGroup], items: Iterable[Wish]) -> list[ItemGroup]:
    """Every group of the visit once: first those of the items, then the others, as they were named."""
    named = [*(wish.item.group for wish in items), *groups]
    return list({group.pk: group for group in named}.values())


def matters_of(*, ticket: Ticket, groups: Sequence[ItemGroup], items: Sequence[Wish]) -> list[Matter]:
    """The matters of a new visit, not saved yet: one an item, then one for each group that no item stands for."""
    wanted = {wish.item.pk: wish for wish in items}
    meant = {wish.item.group_id for wish in items}
    found = [
        Matter(group=wish.item.group, item=wish.item, checklist=guides.kept_ticks(wish.ticks))
        for wish in wanted.values()
    ]
    found += [Matter(group=group) for group in groups if group.pk not in meant]
    for position, matter in enumerate(found, 1):
        matter.ticket, matter.position = ticket, position
    return found
