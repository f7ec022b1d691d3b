"""Items with what was ticked, as the API takes and gives them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from linli.features.guides import queries as guides
from linli.features.guides.models import ItemGroup, ServiceItem
from linli.features.hall import queries as halls
from linli.features.hall.actions import Wish
from linli.features.hall.models import Matter

from . import shapes


def wishes(*, items: list[shapes.Item]) -> tuple[list[Wish], list[dict[str, Any]]]:
    """What the visitor comes for, and everything in the body that is not known. Two SQL statements at most."""
    known = {item.slug: item for item in guides.items_at(slugs=[one.item for one in items])}
    wrong = [_unknown(place, "item") for place, one in enumerate(items) if one.item not in known]
    named = [(place, one) for place, one in enumerate(items) if one.item in known]
    prepared = guides.preparations(wanted=[(known[one.item], _ticks(one)) for _, one in named])
    found = []
    for (place, one), preparation in zip(named, prepared, strict=True):
        if one.version and not preparation.is_ticked:
            wrong.append(_unknown(place, "version"))
        found.append(Wish(preparation.item, _said(one, preparation)))
    return found, wrong


def matters(all_: Sequence[Matter]) -> list[dict[str, Any]]:
    """The matters of a visit as `MatterOut`, each with the list of its item. One SQL statement at most."""
    found = {one.matter.pk: told(one.preparation) for one in halls.prepared(matters=all_)}
    return [
        {
            "position": matter.position,
            "group": _named(matter.group),
            "checklist": found.get(matter.pk),
            "outcome": matter.outcome,
            "note": matter.note,
        }
        for matter in all_
    ]


def told(prepared: guides.Preparation) -> dict[str, Any]:
    """A list as `ListOut`."""
    sheet = reverse("guides:sheet", args=[prepared.item.slug])
    return {
        "item": _named(prepared.item),
        "is_asked": prepared.is_ticked,
        "is_checked": prepared.ticks.is_checked,
        "has_changed": prepared.has_changed,
        "version": prepared.version.code if prepared.version else "",
        "situations": list(prepared.ticks.situations),
        "rows": [
            {
                "key": row.key,
                "name": row.material.name,
                "name_en": row.material.name_en,
                "is_there": row.is_ticked,
            }
            for row in prepared.rows
        ],
        "sheet": f"{sheet}?{prepared.sheet_query}" if prepared.sheet_query else sheet,
    }


def _ticks(one: shapes.Item) -> guides.Ticks:
    return guides.Ticks(one.version, tuple(one.situations), tuple(one.have or ()))


def _said(one: shapes.Item, preparation: guides.Preparation) -> guides.Ticks:
    """Against the version that was named, else against the one in force; nothing where nobody asked."""
    if one.have is None:
        return guides.Ticks()
    if one.version:
        return preparation.ticks
    return guides.checked(preparation=preparation, have=one.have, situations=one.situations, by_worker=False)


def _named(item: ServiceItem | ItemGroup) -> dict[str, str]:
    return {"slug": item.slug, "name": item.name, "name_en": item.name_en}


def _unknown(position: int, name: str) -> dict[str, Any]:
    return {"loc": ("body", "items", position, name), "type": "unknown"}
