"""What residents' words lead to; and what they asked that led nowhere."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.http import Http404

from ..models import GuideVersion, Question, SearchPhrase, SearchStamp, ServiceItem
from ..rules.checking import Vague
from ..rules.guide import Guide, read
from ..rules.search import Index, Phrase

DATA = Path(__file__).parent.parent / "data"
# A guide's own words lead to it too, but weigh less than its name.
SUMMARY, MATERIAL, HINT = 0.35, 0.3, 0.25


@dataclass(frozen=True)
class Found:
    """An item and, where it has a guide, its short version."""

    item: ServiceItem
    summary: str
    summary_en: str


@dataclass(frozen=True)
class _Shelf:
    """Everything search needs, as of one stamp."""

    stamp: str
    index: Index
    found: dict[str, Found]


_ready: _Shelf | None = None


def search(*, question: str, limit: int = 8) -> list[Found]:
    """The items a question may mean, best first; empty where nothing fits.

    One SQL statement; three more the first time after a guide or a synonym changed, in each process.
    """
    shelf = _shelf()
    hits = shelf.index.find(question) if question.strip() else []
    return [shelf.found[hit.item] for hit in hits[:limit]]


def open_questions(*, places: Collection[str]) -> list[Question]:
    """Questions nobody found an answer to and nobody settled, asked at halls inside `places` or nowhere in
    particular; the most frequent first.
    """
    here = Q(place="")
    for place in places:
        here |= Q(place__startswith=place)
    return list(Question.objects.filter(here, settled_on=None).order_by("-times", "-day", "text")[:200])


def question_at(*, number: int, places: Collection[str]) -> Question:
    """An open question that people of those places may settle.

    :raises Http404: if there is none.
    """
    found = next((one for one in open_questions(places=places) if one.pk == number), None)
    if found is None:
        raise Http404
    return found


def vague_wordings() -> tuple[Vague, ...]:
    """Wording that a guide must not use (data/vague.toml)."""
    return _vague()


def questions_a_day() -> int:
    """How many different questions a day the desk's list takes (data/search.toml)."""
    return _questions_a_day()


@lru_cache
def _questions_a_day() -> int:
    return int(_toml("search.toml")["questions_a_day"])


@lru_cache
def _vague() -> tuple[Vague, ...]:
    return tuple(Vague(**entry) for entry in _toml("vague.toml")["vague"])


@lru_cache
def _idle() -> tuple[str, ...]:
    """Words that say nothing about the matter (data/search.toml)."""
    words = _toml("search.toml")["idle"]
    return tuple(word for language in words.values() for word in language)


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def _shelf() -> _Shelf:
    """The index of this process, built anew when the stamp is another; without a stamp it is never kept."""
    global _ready
    stamp = str(SearchStamp.objects.values_list("stamp", flat=True).first() or "")
    if _ready is None or _ready.stamp != stamp or not stamp:
        _ready = _built(stamp)
    return _ready


def _built(stamp: str) -> _Shelf:
    items = list(ServiceItem.objects.filter(is_offered=True).select_related("group"))
    contents = dict(GuideVersion.objects.filter(state=GuideVersion.State.PUBLISHED).values_list("item_id", "content"))
    learned = SearchPhrase.objects.values_list("item__slug", "text")
    guides = {item.pk: read(contents.get(item.pk, {}))[0] for item in items}
    offered = {item.slug for item in items}
    phrases = [Phrase(slug, text) for slug, text in learned if slug in offered]
    for item in items:
        phrases += _phrases_of(item, guides[item.pk])
    found = {item.slug: Found(item, guides[item.pk].summary, guides[item.pk].summary_en) for item in items}
    return _Shelf(stamp, Index(phrases, idle=_idle()), found)


def _phrases_of(item: ServiceItem, guide: Guide) -> list[Phrase]:
    texts = [(item.name, 1.0), (item.name_en, 1.0), (item.group.name, HINT), (item.group.name_en, HINT)]
    texts += [(guide.summary, SUMMARY), (guide.summary_en, SUMMARY), (guide.result, SUMMARY)]
    texts += [(text, MATERIAL) for one in guide.materials for text in (one.name, one.name_en)]
    return [Phrase(item.slug, text, weight) for text, weight in texts]
