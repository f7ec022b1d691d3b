"""Numbers that are data."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from linli.base.kernel.dated import in_force


def test_an_entry_is_in_force_from_its_day_until_the_next_one_whatever_their_order_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "limits.toml"
    later = "[[terms]]\nin_force_from = 2027-01-01\nmost = 2\n"
    first = "[[terms]]\nin_force_from = 2026-01-01\nmost = 1\n"
    file.write_text(later + first, encoding="utf-8")
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [in_force(file=file, day=day)["most"] for day in days] == [1, 1, 1, 2]
