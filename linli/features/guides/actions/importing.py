"""Take in a folder of guides (TOML): all of it, or nothing and every fault."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from linli.base.kernel import Objection, Refused
from linli.base.kernel import gettext_noop as _
from linli.base.live import actions as live
from linli.base.ui.words import say

from .. import queries
from ..models import GuideVersion, ItemGroup, MainItem, SearchPhrase, ServiceItem, SubItem
from ..rules import guide as guides
from .writing import TOPIC, State, lock_items, move_stamp, next_number, note, put_in_force

BUILT_IN = Path(__file__).parent.parent / "data"
ACTOR = "system"
ITEM_KEYS = {"group", "sub", "name", "name_en", "words", "words_en", "guide"}


@dataclass
class Report:
    """What an import did, by item slug; `kept` were changed here since and are left as they are."""

    published: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _File:
    """One item's file, read."""

    slug: str
    data: Mapping[str, Any]
    guide: guides.Guide


def import_guides(*, now: datetime, folder: Path | None = None, only: frozenset[str] = frozenset()) -> Report:
    """Take in `catalogue.toml` and `items/*.toml` of a folder (the built-in one, or only some of its items).

    Groups, main items and sub-items are made where they are missing. A guide whose text differs is published as its
    next version; one that somebody changed here is left alone. Reading the same folder twice changes nothing.

    :raises Refused: `bad_file` for every fault of every file, gaps of the guides included.
    """
    folder = folder or BUILT_IN
    faults: list[Objection] = []
    catalogue = _read_toml(folder / "catalogue.toml", faults)
    common = catalogue.get("common", {})
    paths = sorted((folder / "items").glob("*.toml"))
    files = [_file(path, common, faults) for path in paths if not only or path.stem in only]
    faults += [fault for file in files for fault in _strays(file, catalogue)]
    faults += _catalogue_faults(catalogue)
    faults += [fault for file in files for fault in _gaps(file, now)]
    if not files and not faults:
        faults.append(_fault(folder, _Words(_("There is no item in this folder."))))
    if faults:
        raise Refused(*faults)
    with transaction.atomic():
        lock_items()
        _take_in_catalogue(catalogue)
        report = Report()
        for file in files:
            _take_in(file, report, now)
        move_stamp()
        live.touch(TOPIC)
    return report


@dataclass(frozen=True)
class _Words:
    """A fault said in the reader's language when it is read."""

    text: str

    def __str__(self) -> str:
        return say(Objection("", self.text))


@dataclass(frozen=True)
class _Said:
    """Another objection, said in the reader's language when it is read."""

    objection: Objection

    def __str__(self) -> str:
        return say(self.objection)


def _fault(path: Path | str, what: object) -> Objection:
    return Objection("bad_file", _("{file}: {fault}"), {"file": getattr(path, "name", path), "fault": what})


def _read_toml(path: Path, faults: list[Objection]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(_fault(path, str(error)))
        return {}


def _file(path: Path, common: Mapping[str, Any], faults: list[Objection]) -> _File:
    data = _read_toml(path, faults)
    own = data.get("guide", {})
    own = own if isinstance(own, dict) else {}
    shared = {name: value for name, value in common.items() if name not in own.get("being_verified", ())}
    guide, wrong = guides.read({**shared, **own})
    faults += [_fault(path, _Said(one)) for one in wrong]
    if data:
        faults += [_fault(path, _Said(_lacks(key))) for key in sorted({"group", "sub", "name", "name_en"} - set(data))]
        faults += [_fault(path, _Said(_unknown(key))) for key in sorted(set(data) - ITEM_KEYS)]
    return _File(path.stem, data, guide)


def _lacks(key: str) -> Objection:
    return Objection("lacks", _("“{at}” is missing."), {"at": key})


def _unknown(key: str) -> Objection:
    return Objection("bad_shape", _("“{at}” cannot be read."), {"at": key})


def _strays(file: _File, catalogue: Mapping[str, Any]) -> Iterator[Objection]:
    """Groups and sub-items that the catalogue does not name."""
    for key, known in (("group", catalogue.get("groups", [])), ("sub", catalogue.get("subs", []))):
        if key in file.data and file.data[key] not in {row.get("slug") for row in known}:
            stray = Objection("stray", _("“{slug}” is not in the catalogue."), {"slug": file.data[key]})
            yield _fault(f"{file.slug}.toml", _Said(stray))


def _catalogue_faults(catalogue: Mapping[str, Any]) -> Iterator[Objection]:
    mains = {row.get("slug") for row in catalogue.get("mains", [])}
    needed = {"groups": {"icon"}, "mains": set(), "subs": {"main"}}
    for kind, more in needed.items():
        for number, row in enumerate(catalogue.get(kind, []), 1):
            missing = ({"slug", "name", "name_en"} | more) - set(row)
            yield from (_fault("catalogue.toml", _Said(_lacks(f"{kind}[{number}].{key}"))) for key in sorted(missing))
            if kind == "subs" and row.get("main", "") not in mains:
                stray = Objection("stray", _("“{slug}” is not in the catalogue."), {"slug": row.get("main", "")})
                yield _fault("catalogue.toml", _Said(stray))


def _gaps(file: _File, now: datetime) -> Iterator[Objection]:
    """What the guide lacks on the day it was checked, or today if that is later."""
    today = timezone.localtime(now).date()
    if file.data:
        for gap in queries.gaps_of(guide=file.guide, today=max(today, file.guide.reviewed_on or today)):
            yield _fault(f"{file.slug}.toml", _Said(gap))


def _take_in_catalogue(catalogue: Mapping[str, Any]) -> None:
    for position, row in enumerate(catalogue.get("groups", []), 1):
        fields = {name: value for name, value in row.items() if name != "slug"}
        ItemGroup.objects.get_or_create(slug=row["slug"], defaults={"position": position, **fields})
    rows = catalogue.get("mains", [])
    _upsert(MainItem, [MainItem(slug=row["slug"], name=row["name"], name_en=row["name_en"]) for row in rows], [])
    mains = dict(MainItem.objects.values_list("slug", "pk"))
    subs = [
        SubItem(slug=row["slug"], name=row["name"], name_en=row["name_en"], main_id=mains[row["main"]])
        for row in catalogue.get("subs", [])
    ]
    _upsert(SubItem, subs, ["main"])


def _upsert(model: Any, rows: list[Any], more: list[str]) -> None:
    fields = ["name", "name_en", *more]
    model.objects.bulk_create(rows, update_conflicts=True, unique_fields=["slug"], update_fields=fields)


def _take_in(file: _File, report: Report, now: datetime) -> None:
    names = {"name": file.data["name"], "name_en": file.data["name_en"]}
    places = {
        "group": ItemGroup.objects.get(slug=file.data["group"]),
        "sub": SubItem.objects.get(slug=file.data["sub"]),
    }
    item, _made = ServiceItem.objects.update_or_create(slug=file.slug, defaults={**names, **places})
    _take_in_words(item, [*file.data.get("words", []), *file.data.get("words_en", [])])
    versions = queries.versions_of(item=item)
    latest = versions[0] if versions else None
    content = guides.plain(file.guide)
    if latest and latest.content == content:
        report.unchanged.append(file.slug)
    elif latest and not latest.is_imported:
        report.kept.append(file.slug)
    else:
        _publish(item, content, now)
        report.published.append(file.slug)


def _take_in_words(item: ServiceItem, words: list[str]) -> None:
    SearchPhrase.objects.filter(item=item, is_imported=True).exclude(text__in=words).delete()
    SearchPhrase.objects.bulk_create(
        [SearchPhrase(item=item, text=text, is_imported=True) for text in dict.fromkeys(words)], ignore_conflicts=True
    )


def _publish(item: ServiceItem, content: dict[str, Any], now: datetime) -> None:
    version = GuideVersion(item=item, number=next_number(item), state=State.DRAFT, content=content, is_imported=True)
    put_in_force(version, actor=ACTOR, now=now)
    note(version, "import", ACTOR, now)
