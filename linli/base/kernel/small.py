"""Which numbers of people may be told to all: none so small that somebody is recognised, none that betrays one."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from pathlib import Path
from typing import TypeVar

from .dated import in_force

FILE = Path(__file__).parent / "data" / "small.toml"
K = TypeVar("K", bound=Hashable)


def fewest(*, day: date) -> int:
    """From how many on a number is told, on a day."""
    return int(in_force(file=FILE, day=day)["fewest"])


def may_be_told(count: int, *, least: int) -> bool:
    """Whether a number that stands alone may be told: nobody, or enough of them."""
    return count == 0 or count >= least


def told(counts: Mapping[K, int], *, least: int) -> dict[K, int]:
    """The parts that may be told beside their total, in their order: small ones are left out.

    Where what is left out would be small in sum, total minus parts would tell it, so the smallest part goes too.
    """
    shown = {key: count for key, count in counts.items() if count >= least}
    hidden = sum(counts.values()) - sum(shown.values())
    while shown and 0 < hidden < least:
        smallest = min(shown, key=lambda key: shown[key])
        hidden += shown.pop(smallest)
    return shown
