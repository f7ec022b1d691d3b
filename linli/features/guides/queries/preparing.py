"""What somebody has to bring for an item, ticked or not: the same list for the phone, the paper and the bench."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Q

from ..models import GuideVersion, ServiceItem
from ..rules import preparing
from ..rules.guide import Guide
from ..rules.preparing import Row, Ticks

PUBLISHED = GuideVersion.State.PUBLISHED


@dataclass(frozen=True)
class Preparation:
    """An item, what the guide in force asks for, and what was ticked.

    `version` is the guide that holds now, or, where it was withdrawn, the one that was ticked; None: there is none.
    `ticked` is the version the ticks were made against (None: nobody was asked).
    """

    item: ServiceItem
    version: GuideVersion | None
    ticked: GuideVersion | None
    ticks: Ticks

    @cached_property
    def guide(self) -> Guide:
        """What the version says."""
        return self.version.guide if self.version else Guide()

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """What to bring in the ticked situations; ticks of another version count where the wording is the same."""
        return preparing.rows(self.guide, ticks=self.ticks) if self.version else ()

    @property
    def missing(self) -> tuple[Row, ...]:
        """What nobody has yet."""
        return preparing.missing(self.rows)

    @property
    def sheet_query(self) -> str:
        """What the one-time notice's address carries: the situations, and what is missing."""
        marks = [("missing", row.key) for row in self.missing] if self.is_ticked else []
        return urlencode([("situation", one) for one in self.ticks.situations] + marks)

    @property
    def is_known(self) -> bool:
        """Whether it is certain what is to be brought (perhaps nothing)."""
        return self.version is not None and self.guide.is_verified("materials")

    @property
    def is_ticked(self) -> bool:
        """Whether somebody went through the list."""
        return self.ticked is not None

    @cached_property
    def has_changed(self) -> bool:
        """Whether the guide asks for something else than the one that was ticked."""
        if self.ticked is None or self.ticked == self.version:
            return False
        was = self.ticked.guide
        return (was.materials, was.situations) != (self.guide.materials, self.guide.situations)

    @property
    def is_withdrawn(self) -> bool:
        """Whether no guide holds any more."""
        return self.version is not None and self.version.state != PUBLISHED


def preparations(*, wanted: Iterable[tuple[ServiceItem, Ticks]]) -> list[Preparation]:
    """The list of each item with its ticks, in the order asked for. One SQL statement, none where nothing is asked.

    Ticks against a version that never was in force are nobody's: they are left out.
    """
    asked = list(wanted)
    codes = [ticks.version for _, ticks in asked if ticks.version]
    published = Q(item__in=[item.pk for item, _ in asked], state=PUBLISHED)
    known = GuideVersion.objects.filter(published | Q(code__in=codes)).exclude(state=GuideVersion.State.DRAFT)
    versions = list(known) if asked else []
    current = {one.item_id: one for one in versions if one.state == PUBLISHED}
    by_code = {(one.item_id, one.code): one for one in versions}
    return [
        _preparation(item, ticks, current.get(item.pk), by_code.get((item.pk, ticks.version))) for item, ticks in asked
    ]


def _preparation(
    item: ServiceItem, ticks: Ticks, current: GuideVersion | None, ticked: GuideVersion | None
) -> Preparation:
    if ticked is None:
        return Preparation(item, current, None, Ticks(situations=ticks.situations))
    return Preparation(item, current or ticked, ticked, preparing.against(ticked.guide, ticks=ticks))


def checked(
    *, preparation: Preparation, have: Iterable[str], situations: Iterable[str], by_worker: bool = True
) -> Ticks:
    """What a worker found at the window (or a visitor says), against the guide that holds; nothing without one."""
    if preparation.version is None:
        return Ticks()
    found = Ticks(preparation.version.code, tuple(situations), tuple(have), is_checked=by_worker)
    return preparing.against(preparation.guide, ticks=found)
