"""The versions of a guide: the one in force, the draft, what a print says, and how two differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import Http404

from linli.base.kernel import Objection

from ..models import GuideVersion, ItemGroup, ServiceItem
from ..rules import checking, comparing, search
from ..rules.guide import Guide, Material
from . import finding


@dataclass(frozen=True)
class Print:
    """What became of a printed sheet: is it `current`, and if not, what changed since (oldest text first)."""

    version: GuideVersion
    current: GuideVersion | None
    changes: list[comparing.Change]

    @property
    def is_current(self) -> bool:
        """Whether the print still says what holds."""
        return self.version.state == GuideVersion.State.PUBLISHED


def published_of(*, item: ServiceItem) -> GuideVersion | None:
    """The version in force, if there is one."""
    return item.versions.filter(state=GuideVersion.State.PUBLISHED).first()


def draft_of(*, item: ServiceItem) -> GuideVersion | None:
    """The draft being written, if there is one."""
    return item.versions.filter(state=GuideVersion.State.DRAFT).first()


def versions_of(*, item: ServiceItem) -> list[GuideVersion]:
    """Every version, the newest first."""
    return list(item.versions.order_by("-number"))


def editions(*, groups: Iterable[ItemGroup]) -> list[GuideVersion]:
    """Every version that is or was in force for the offered items of some groups, with its item and without its text.

    In the order of the catalogue, the oldest first.
    """
    found = GuideVersion.objects.filter(item__group__in=list(groups), item__is_offered=True, published_at__isnull=False)
    return list(found.select_related("item").defer("content").order_by("item", "number"))


def version_at(*, item: ServiceItem, number: int) -> GuideVersion:
    """The version of that number.

    :raises Http404: if there is none.
    """
    found = item.versions.filter(number=number).first()
    if found is None:
        raise Http404
    return found


def checklist(*, item: ServiceItem, situations: frozenset[str] = frozenset()) -> list[Material] | None:
    """What to bring for an item, in those situations; None where it is not known (yet). One SQL statement."""
    version = published_of(item=item)
    if version is None or not version.guide.is_verified("materials"):
        return None
    return [one for one in version.guide.materials_in(situations) if one.is_brought]


def print_at(*, item: ServiceItem, code: str, english: bool) -> Print:
    """What a print with that code is worth now. Two SQL statements at most.

    :raises Http404: if no such sheet was ever to be printed.
    """
    version = item.versions.filter(code=code).exclude(state=GuideVersion.State.DRAFT).first()
    if version is None:
        raise Http404
    current = version if version.state == GuideVersion.State.PUBLISHED else published_of(item=item)
    changes = changes_between(old=version.guide, new=current.guide, english=english) if current else []
    return Print(version, current, changes)


def changes_between(*, old: Guide, new: Guide, english: bool) -> list[comparing.Change]:
    """What differs, field by field, told in one language."""
    return comparing.changes(old=old, new=new, cut=search.cut, english=english)


def gaps_of(*, guide: Guide, today: date) -> list[Objection]:
    """What keeps a guide from being published today."""
    return checking.gaps(guide, vague=finding.vague_wordings(), today=today)
