"""What a topic may be called, and how topics with versions are written down."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

# All pages of one browser share one stream.
MOST_TOPICS = 60
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}", re.ASCII)
_VERSION = re.compile(r"[0-9]{1,18}", re.ASCII)


def is_topic(name: str) -> bool:
    """Whether `name` may name a topic: small letters, digits, `.`, `_`, `-`; at most 100."""
    return _NAME.fullmatch(name) is not None


def parsed(pairs: Iterable[str]) -> dict[str, int]:
    """The versions in `["hall.tuoran:17", …]`, in the order given.

    :raises ValueError: in plain words, if a pair is malformed, or there are none or too many.
    """
    versions: dict[str, int] = {}
    for pair in pairs:
        name, _, version = pair.partition(":")
        if not is_topic(name) or not _VERSION.fullmatch(version):
            raise ValueError("Each t must be topic:version, such as hall.tuoran:17.")
        versions[name] = int(version)
    if not 1 <= len(versions) <= MOST_TOPICS:
        raise ValueError(f"Ask for 1 to {MOST_TOPICS} topics.")
    return versions


def written(versions: Mapping[str, int]) -> str:
    """The opposite of `parsed`: `hall.tuoran:17,hall.chunhe:3`, the id of an event in the stream."""
    return ",".join(f"{name}:{version}" for name, version in versions.items())
