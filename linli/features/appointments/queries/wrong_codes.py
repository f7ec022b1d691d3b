"""How often a wrong code may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from linli.base.kernel.dated import in_force

FILE = Path(__file__).parents[1] / "data" / "wrong_codes.toml"


@dataclass(frozen=True)
class WrongCodes:
    """So many wrong codes from one network address within so many minutes; then the desk is asked."""

    at_most: int
    minutes: int


def wrong_codes(*, day: date) -> WrongCodes:
    """What is in force on a day."""
    entry = in_force(file=FILE, day=day)
    return WrongCodes(at_most=entry["at_most"], minutes=entry["minutes"])
