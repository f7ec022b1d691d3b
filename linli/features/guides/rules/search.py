"""Find an item by residents' words: plain Chinese, a homophone, pinyin, initials, or English.

The index is small (a phrase a name, synonym or material) and lives in memory; a question costs well under a
millisecond for a hundred items.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import log

import rjieba
from pypinyin import lazy_pinyin

CHINESE = re.compile(r"[\u3400-\u9fff]+")
LATIN = re.compile(r"[a-z][a-z0-9]*")
PHONE_OR_NUMBER = re.compile(r"\d(?:[\s-]?\d){5,}[\dxX]?")

# What a hit must weigh to be shown at all, and next to the best one.
ENOUGH, BESIDE_THE_BEST = 1.2, 0.25
NAMED, ABBREVIATED, SWAPPED, SOUNDS_LIKE = 8.0, 7.0, 3.5, 4.0


@dataclass(frozen=True)
class Phrase:
    """Words that lead to an item; a name weighs 1, words of its guide less."""

    item: str
    text: str
    weight: float = 1.0


@dataclass(frozen=True)
class Hit:
    """An item found, and how well it fits."""

    item: str
    score: float


def normal(text: str) -> str:
    """A question as it is compared: one width, small letters, single blanks, no marks."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[^\w\u3400-\u9fff]+", " ", plain).strip()


def without_numbers(text: str) -> str:
    """A question without anything that could be a phone or identity number."""
    return PHONE_OR_NUMBER.sub("…", unicodedata.normalize("NFKC", text)).strip()


def words_of(text: str, *, idle: frozenset[str] = frozenset()) -> list[str]:
    """The words of a text that say something: Chinese words of two characters and more, English stems."""
    plain = normal(text)
    chinese = [word for run in CHINESE.findall(plain) for word in rjieba.cut_for_search(run) if len(word) > 1]
    english = [word for word in LATIN.findall(plain) if len(word) > 1 and word not in idle]
    return [word for word in chinese if word not in idle] + [_stem(word) for word in english]


def cut(text: str) -> list[str]:
    """A text in words, nothing lost."""
    return list(rjieba.cut(text))


def _stem(word: str) -> str:
    for end in ("ies", "s"):
        if word.endswith(end) and not word.endswith("ss") and len(word) > len(end) + 2:
            return word.removesuffix(end) + ("y" if end == "ies" else "")
    return word


@dataclass(frozen=True)
class _Sound:
    """How a phrase sounds: its syllables, the whole run together, the initials."""

    item: str
    syllables: tuple[str, ...]
    weight: float

    @cached_property
    def whole(self) -> str:
        return "".join(self.syllables)

    @cached_property
    def initials(self) -> str:
        return "".join(syllable[0] for syllable in self.syllables)


class Index:
    """Phrases made ready; `idle` are the words that say nothing about the matter (怎么, 申请, how)."""

    def __init__(self, phrases: Iterable[Phrase], *, idle: Iterable[str] = ()) -> None:
        self._phrases = [Phrase(one.item, normal(one.text), one.weight) for one in phrases if normal(one.text)]
        self._idle = frozenset(idle)
        self._sounds = [_sound(one) for one in self._phrases if one.weight >= 1 and CHINESE.fullmatch(one.text)]
        self._weights: dict[str, dict[str, float]] = defaultdict(dict)
        for phrase in self._phrases:
            for word in words_of(phrase.text, idle=self._idle):
                held = self._weights[word]
                held[phrase.item] = max(held.get(phrase.item, 0.0), phrase.weight)
        self._items = len({one.item for one in self._phrases}) or 1

    def find(self, question: str) -> list[Hit]:
        """The items that fit, best first; nothing where nothing fits well enough."""
        plain = normal(question)[:200]
        score: Counter[str] = Counter()
        for part in (self._by_words(plain), self._by_phrases(plain), self._by_sound(plain)):
            for item, points in part.items():
                score[item] += points  # type: ignore[assignment] # points are not whole
        ranked = sorted(score.items(), key=lambda pair: (-pair[1], pair[0]))
        least = max(ENOUGH, ranked[0][1] * BESIDE_THE_BEST) if ranked else 0.0
        return [Hit(item, round(points, 2)) for item, points in ranked if points >= least]

    def _by_words(self, plain: str) -> Mapping[str, float]:
        """Words in common; a word that leads to few items says more. Half of what is asked must be known."""
        asked = list(dict.fromkeys(words_of(plain, idle=self._idle)))
        found: dict[str, float] = defaultdict(float)
        for word in asked:
            held = self._weights.get(word, {})
            rarity = log(1 + self._items / len(held)) if held else 0.0
            for item, weight in held.items():
                found[item] += weight * rarity
        known = sum(word in self._weights for word in asked)
        return found if known * 2 >= len(asked) else {}

    def _by_phrases(self, plain: str) -> Mapping[str, float]:
        """A phrase said in full; the longest counts."""
        found: dict[str, float] = {}
        padded = f" {plain} "
        for phrase in self._phrases:
            is_said = phrase.text in plain if CHINESE.search(phrase.text) else f" {phrase.text} " in padded
            if phrase.weight >= 1 and is_said:
                points = phrase.weight * (2 + len(phrase.text) / (1 if CHINESE.search(phrase.text) else 4))
                found[phrase.item] = max(found.get(phrase.item, 0.0), points)
        return found

    def _by_sound(self, plain: str) -> Mapping[str, float]:
        letters = plain.replace(" ", "")
        if LATIN.fullmatch(letters):
            judged = ((sound.item, _spelled(letters, sound)) for sound in self._sounds)
        else:
            chinese = "".join(CHINESE.findall(plain))
            heard, begins = tuple(lazy_pinyin(chinese)), _begins(chinese)
            judged = ((sound.item, _heard(heard, sound, begins)) for sound in self._sounds)
        found: dict[str, float] = {}
        for item, points in judged:
            if points:
                found[item] = max(found.get(item, 0.0), points)
        return found


def _sound(phrase: Phrase) -> _Sound:
    return _Sound(phrase.item, tuple(lazy_pinyin(phrase.text)), phrase.weight)


def _spelled(letters: str, sound: _Sound) -> float:
    """How well typed letters spell a phrase: whole, its beginning, within a longer question, or by initials."""
    if letters == sound.whole:
        return NAMED
    if letters == sound.initials and len(letters) > 1:
        return ABBREVIATED + len(letters) / 10
    if len(sound.whole) > 4 and sound.whole in letters:
        return NAMED * len(sound.whole) / max(len(letters), 8)
    if len(letters) > 3 and sound.whole.startswith(letters):
        return NAMED * 0.8 * len(letters) / len(sound.whole)
    if len(letters) > 2 and _is_swapped(letters, sound.initials):
        return SWAPPED
    return 0.0


def _is_swapped(one: str, other: str) -> bool:
    """Whether two neighbouring letters changed places: czj for cjz."""
    if len(one) != len(other) or one == other:
        return False
    wrong = [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return len(wrong) == 2 and wrong[1] == wrong[0] + 1 and one[wrong[0]] == other[wrong[1]] == other[wrong[0] + 1]


def _begins(text: str) -> frozenset[int]:
    """Where the words of a text begin."""
    return frozenset(accumulate((len(word) for word in cut(text)), initial=0))


def _heard(heard: tuple[str, ...], sound: _Sound, begins: frozenset[int]) -> float:
    """A phrase of two syllables or more that sounds in the question, whatever characters were written.

    One of two syllables begins where a word begins: 认证 is not heard in 老人|证.
    """
    size = len(sound.syllables)
    if size < 2 or size > len(heard):
        return 0.0
    places = (n for n in range(len(heard) - size + 1) if size > 2 or n in begins)
    return SOUNDS_LIKE * min(size, 4) / 4 if any(heard[n : n + size] == sound.syllables for n in places) else 0.0
