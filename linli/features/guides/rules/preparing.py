"""What somebody has to bring, what they said they have, and what is missing then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .guide import Guide, Material

# More than any guide asks for; whoever sends more sends no list.
MOST = 40


@dataclass(frozen=True)
class Ticks:
    """What somebody ticked against the guide version with the code `version` (none: nobody was asked yet).

    `situations` by their slugs, `have` by the materials' keys; `is_checked`: a worker looked at it at the window.
    """

    version: str = ""
    situations: tuple[str, ...] = ()
    have: tuple[str, ...] = ()
    is_checked: bool = False


@dataclass(frozen=True)
class Row:
    """One material of the list, by its key, and whether somebody has it."""

    key: str
    material: Material
    is_ticked: bool


def keyed(guide: Guide) -> dict[str, Material]:
    """The materials by a key that outlives reordering and translating: the Chinese name, numbered where it repeats.

    Another wording is another demand, and so another key.
    """
    found: dict[str, Material] = {}
    for one in guide.materials:
        same = sum(material.name == one.name for material in found.values())
        found[f"{one.name} ({same + 1})" if same else one.name] = one
    return found


def rows(guide: Guide, *, ticks: Ticks) -> tuple[Row, ...]:
    """What to bring in the ticked situations, in the guide's order; empty where it is being verified."""
    if not guide.is_verified("materials"):
        return ()
    asked = guide.materials_in(frozenset(ticks.situations))
    return tuple(
        Row(key, material, key in ticks.have)
        for key, material in keyed(guide).items()
        if material.is_brought and any(material is one for one in asked)
    )


def missing(list_: Iterable[Row]) -> tuple[Row, ...]:
    """What of the list nobody has yet."""
    return tuple(row for row in list_ if not row.is_ticked)


def against(guide: Guide, *, ticks: Ticks) -> Ticks:
    """The ticks with only the situations and materials that the guide knows, each once."""
    situations, materials = {one.slug for one in guide.situations}, keyed(guide)
    return Ticks(
        ticks.version,
        tuple(dict.fromkeys(one for one in ticks.situations if one in situations)),
        tuple(dict.fromkeys(one for one in ticks.have if one in materials)),
        ticks.is_checked,
    )


def sent(item: str, *, fields: Callable[[str], Sequence[str]]) -> Ticks:
    """What a form said about the item with this slug; `fields` gives every value of a field (`QueryDict.getlist`)."""
    version = (list(fields(f"version-{item}")) or [""])[0][:12]
    situations, have = (tuple(one[:120] for one in fields(f"{name}-{item}")[:MOST]) for name in ("situation", "have"))
    return Ticks(version, situations, have)


def kept(ticks: Ticks) -> dict[str, Any]:
    """The ticks as JSON keeps them; empty where nobody was asked."""
    if not ticks.version:
        return {}
    return {
        "version": ticks.version,
        "situations": list(ticks.situations),
        "have": list(ticks.have),
        "is_checked": ticks.is_checked,
    }


def read_kept(data: Mapping[str, Any]) -> Ticks:
    """The ticks that `kept` wrote."""
    return Ticks(
        str(data.get("version", "")),
        tuple(data.get("situations", ())),
        tuple(data.get("have", ())),
        bool(data.get("is_checked", False)),
    )
