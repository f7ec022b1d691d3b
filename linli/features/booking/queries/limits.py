"""What may be entered at once at the most."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from linli.base.kernel.dated import in_force

from ..rules import Limits

FILE = Path(__file__).parents[1] / "data" / "limits.toml"


def limits(*, day: date) -> Limits:
    """The limits in force on a day, in whole days each."""
    entry = in_force(file=FILE, day=day)
    return Limits(**{name: entry[name] for name in Limits.__dataclass_fields__})
