"""Whether nobody else can think of a text: then it speaks for whoever sends it."""

from __future__ import annotations

import uuid

# A UUID of version 4 has 122 random bits; 22 letters and digits have 131. A text that is long and not random is
# not unguessable, and cannot be told apart; the one with few different characters can.
LETTERS = 22
DIFFERENT = 8
RANDOM_VERSIONS = (4, 7)


def is_unguessable(key: str) -> bool:
    """Whether `key` is a random UUID (version 4 or 7), or at least 22 characters of at least 8 different kinds."""
    if len(set(key.replace("-", "").lower())) < DIFFERENT:
        return False
    try:
        return uuid.UUID(key).version in RANDOM_VERSIONS
    except ValueError:
        return len(key) >= LETTERS
