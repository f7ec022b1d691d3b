"""What changed between two versions of a guide, field by field, with the words that came and went."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from .fields import BY_CODE, FIELDS, WORDS, Field
from .guide import Guide

Cut = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed ("same"), came ("added") or went ("removed")."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """A field that changed, and how: pieces in the order they are read, one list a line."""

    field: Field
    lines: tuple[tuple[Piece, ...], ...]


def changes(*, old: Guide, new: Guide, cut: Cut, english: bool) -> list[Change]:
    """The fields that differ. Told in one language, or in the other where only that one differs.

    `cut` parts a sentence into words. Days and sources of the check itself are left out: they change every time.
    """
    found = []
    for field in FIELDS:
        if getattr(old, field.code) == getattr(new, field.code) and not field.has_english:
            continue
        for language in (english, not english):
            before, after = (lines(guide, code=field.code, english=language) for guide in (old, new))
            if before != after:
                found.append(Change(field, tuple(_changed_lines(before, after, cut))))
                break
    return found


def lines(guide: Guide, *, code: str, english: bool) -> list[str]:
    """A field as lines of text, one a row."""
    value = getattr(guide, code)
    if isinstance(value, str):
        return [_word(_own(guide, code, english=english))] if value else []
    if code == "being_verified":
        return [getattr(BY_CODE[one], "name_en" if english else "name") if one in BY_CODE else one for one in value]
    rows = value if isinstance(value, tuple) else (value,)
    return [line for row in rows if (line := _line(row, english=english))]


def _line(row: Any, *, english: bool) -> str:
    if not is_dataclass(row):
        return "" if row is None else str(row)
    parts = []
    for field in fields(row):
        if field.name.endswith("_en") or (value := _own(row, field.name, english=english)) in ("", None, (), False):
            continue
        parts.append(_spoken(field.name if value is True else value, english=english))
    return " · ".join(parts)


def _own(thing: Any, name: str, *, english: bool) -> Any:
    twin = getattr(thing, f"{name}_en", "") if english else ""
    return twin or getattr(thing, name)


def _spoken(value: Any, *, english: bool) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, date):
        return value.isoformat()
    word = WORDS.get(str(value))
    return _word(str(value)) if word is None else (word.name_en if english else word.name)


def _word(text: Any) -> str:
    return re.sub(r"\s+", " ", str(text)).strip()


def _changed_lines(before: list[str], after: list[str], cut: Cut) -> Iterator[tuple[Piece, ...]]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        gone, come = before[i1:i2], after[j1:j2]
        pairs = min(len(gone), len(come))
        for old, new in zip(gone[:pairs], come[:pairs], strict=True):
            yield tuple(_pieces(old, new, cut))
        yield from ((Piece("removed", line),) for line in gone[pairs:])
        yield from ((Piece("added", line),) for line in come[pairs:])


def _pieces(old: str, new: str, cut: Cut) -> Iterator[Piece]:
    before, after = list(cut(old)), list(cut(new))
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(before[i1:i2]))
            continue
        if i2 > i1:
            yield Piece("removed", "".join(before[i1:i2]))
        if j2 > j1:
            yield Piece("added", "".join(after[j1:j2]))
