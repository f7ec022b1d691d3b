"""What the visitors of a visit have to bring, and what they said they have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from linli.features.guides import queries as guides

from ..models import Matter


@dataclass(frozen=True)
class Prepared:
    """A matter of a visit with the list of its item."""

    matter: Matter
    preparation: guides.Preparation


def prepared(*, matters: Iterable[Matter]) -> list[Prepared]:
    """The list of every matter whose item is known, in their order. One SQL statement, none where no item is named."""
    named = [(matter, matter.item) for matter in matters if matter.item is not None]
    found = guides.preparations(wanted=[(item, guides.read_ticks(matter.checklist)) for matter, item in named])
    return [Prepared(matter, preparation) for (matter, _), preparation in zip(named, found, strict=True)]
