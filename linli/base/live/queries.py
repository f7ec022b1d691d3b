"""How far topics have moved."""

from __future__ import annotations

from urllib.parse import urlencode

from .models import Topic


def versions(*topics: str) -> dict[str, int]:
    """The present version of each topic, in the order given; 0 for one that never moved."""
    known = dict(Topic.objects.filter(name__in=topics).values_list("name", "version"))
    return {name: known.get(name, 0) for name in topics}


def stream_url(*topics: str) -> str:
    """The address of the stream that tells of every move of `topics` after this moment.

    Ask for it before reading what the page shows: a change that commits between the two is then told to the page
    (once too often at worst), where the other way round it would be missed.
    """
    pairs = [("t", f"{name}:{version}") for name, version in versions(*topics).items()]
    return "/live/?" + urlencode(pairs, safe=":")
