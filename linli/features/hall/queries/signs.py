"""What stands on a window's printed sign, what stood there at any moment before, and what a print is worth now.

Nothing is kept when a sign is printed: its code carries since when it says what it says, and the history of the
window's groups, exceptions and guides tells the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import Http404

from linli.features.guides import queries as guides
from linli.features.guides.models import GuideVersion, ItemGroup, ServiceItem

from ..models import Window, WindowException, WindowGroup
from ..rules import signs as rules

# A code tells whole seconds, and what it tells had happened by the end of that one.
ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class SignGroup:
    """A group on a sign with the items that are offered, each with its guide in force where there is one."""

    group: ItemGroup
    items: tuple[tuple[ServiceItem, GuideVersion | None], ...]


@dataclass(frozen=True)
class Sign:
    """A window's sign as it is at a moment; `since`: the last change to anything on it; `code` names this edition."""

    window: Window
    groups: tuple[SignGroup, ...]
    exceptions: tuple[ItemGroup, ...]
    since: datetime

    @property
    def code(self) -> str:
        """The edition: the same as long as the sign says the same."""
        return rules.edition(since=self.since, content=self._content())

    def _content(self) -> Iterator[str]:
        window = self.window
        yield f"{window.number} {window.name} {window.name_en} {window.is_accessible}"
        for one in self.groups:
            yield f"+ {one.group.slug} {one.group.name} {one.group.name_en}"
            for item, version in one.items:
                yield f"{item.slug} {item.name} {item.name_en} {version.code if version else ''}"
        for group in self.exceptions:
            yield f"- {group.slug} {group.name} {group.name_en}"


@dataclass(frozen=True)
class SignPrint:
    """What a print is worth: `is_current`, or what changed on the sign since.

    `guides` are the items whose guide is another than then. Nothing in any list: the window's own words changed.
    """

    sign: Sign
    is_current: bool
    groups_new: tuple[ItemGroup, ...] = ()
    groups_gone: tuple[ItemGroup, ...] = ()
    exceptions_new: tuple[ItemGroup, ...] = ()
    exceptions_gone: tuple[ItemGroup, ...] = ()
    guides: tuple[ServiceItem, ...] = ()


def sign(*, window: Window, now: datetime) -> Sign:
    """The window's sign as it is now. Four statements."""
    return _History(window).at(now)


def sign_print(*, window: Window, code: str, now: datetime) -> SignPrint:
    """What a print of the window's sign with that code is worth now. Four statements.

    :raises Http404: if no sign ever had such a code.
    """
    history = _History(window)
    current = history.at(now)
    printed = rules.printed_since(code)
    if printed is None or printed > now + ONE_SECOND:
        raise Http404
    if rules.says_the_same(code, other=current.code):
        return SignPrint(sign=current, is_current=True)
    before = history.at(printed)
    groups = [{one.group: None for one in found.groups} for found in (before, current)]
    return SignPrint(
        sign=current,
        is_current=False,
        groups_new=tuple(group for group in groups[1] if group not in groups[0]),
        groups_gone=tuple(group for group in groups[0] if group not in groups[1]),
        exceptions_new=tuple(group for group in current.exceptions if group not in before.exceptions),
        exceptions_gone=tuple(group for group in before.exceptions if group not in current.exceptions),
        guides=tuple(_other_guides(before, current)),
    )


def _other_guides(before: Sign, current: Sign) -> Iterator[ServiceItem]:
    """The items on both signs whose guide in force differs."""
    known = {item: version for one in before.groups for item, version in one.items}
    for one in current.groups:
        yield from (item for item, version in one.items if item in known and known[item] != version)


class _History:
    """Everything that ever stood on a window's sign."""

    def __init__(self, window: Window) -> None:
        self.window = window
        ordered = ("group__position", "since")
        self.groups = list(WindowGroup.objects.filter(window=window).select_related("group").order_by(*ordered))
        exceptions = WindowException.objects.filter(window=window)
        self.exceptions = list(exceptions.select_related("group").order_by(*ordered))
        groups = list({row.group: None for row in self.groups})
        self.editions = guides.editions(groups=groups)
        self.items = guides.items_of(groups=groups)

    def at(self, moment: datetime) -> Sign:
        """The sign as it was at a moment."""
        groups = [row.group for row in self.groups if _holds(row.since, row.until, moment)]
        exceptions = [row.group for row in self.exceptions if _holds(row.since, row.until, moment)]
        shown = {group.pk for group in groups}
        items = [item for item in self.items if item.group_id in shown]
        in_force = {
            one.item_id: one
            for one in self.editions
            if one.published_at and _holds(one.published_at, one.ended_at, moment)
        }
        return Sign(
            window=self.window,
            groups=tuple(
                SignGroup(group, tuple((item, in_force.get(item.pk)) for item in items if item.group_id == group.pk))
                for group in groups
            ),
            exceptions=tuple(exceptions),
            since=max((change for change in self._changes(shown) if change <= moment), default=rules.EPOCH),
        )

    def _changes(self, shown: set[int]) -> Iterator[datetime]:
        """When anything on the sign changed: its groups, its exceptions, the guides of its groups."""
        on_sign = [(row.since, row.until) for row in self.groups] + [(row.since, row.until) for row in self.exceptions]
        of_guides = [(one.published_at, one.ended_at) for one in self.editions if one.item.group_id in shown]
        yield from (at for both in [*on_sign, *of_guides] for at in both if at)


def _holds(since: datetime, until: datetime | None, moment: datetime) -> bool:
    return since <= moment and (until is None or moment < until)
