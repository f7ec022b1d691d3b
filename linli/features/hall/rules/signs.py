"""The edition of a window's printed sign: a short code that says what stood on it and since when."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

# Letters that nobody mistakes for another when a code is read aloud.
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
MARK = 6
CODE = re.compile(rf"(?P<since>[{LETTERS}]{{1,9}})-(?P<mark>[{LETTERS}]{{{MARK}}})")


def edition(*, since: datetime, content: Iterable[str]) -> str:
    """The code of a sign that has said `content` (in order) since that second, such as "d7k2mw-h3nq8f".

    The same sign has the same code whenever it is printed; nothing in it is secret.
    """
    digest = int.from_bytes(hashlib.sha256("\n".join(content).encode()).digest()[:8])
    mark = _letters(digest % len(LETTERS) ** MARK).rjust(MARK, LETTERS[0])
    return f"{_letters(max(0, int((since - EPOCH).total_seconds())))}-{mark}"


def printed_since(code: str) -> datetime | None:
    """Up to when everything had happened that a sign with that code says; None for what is no such code."""
    found = CODE.fullmatch(code)
    if found is None:
        return None
    number = 0
    for letter in found["since"]:
        number = number * len(LETTERS) + LETTERS.index(letter)
    try:
        return EPOCH + timedelta(seconds=number + 1)
    except OverflowError:
        return None


def says_the_same(code: str, *, other: str) -> bool:
    """Whether the signs of two codes say the same, whatever was said in between."""
    return code.rpartition("-")[2] == other.rpartition("-")[2]


def _letters(number: int) -> str:
    """The number in the base of the letters."""
    found = ""
    while number or not found:
        number, rest = divmod(number, len(LETTERS))
        found = LETTERS[rest] + found
    return found
