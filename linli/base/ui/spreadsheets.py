"""Tables as CSV files that office programs open: readable in Chinese, and never run as formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

# A cell that begins so is a formula to a spreadsheet (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_answer(*, name: str, rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """`rows` (the first one says what the columns are) as a file to be kept under `name`.csv: UTF-8 with its mark."""
    text = io.StringIO()
    csv.writer(text).writerows([[_plain(cell) for cell in row] for row in rows])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _plain(cell: Any) -> str:
    """The cell as text; words that a spreadsheet would run are marked as words, numbers stay numbers."""
    text = "" if cell is None else str(cell)
    is_word = not isinstance(cell, (int, float)) and text.startswith(_FORMULA)
    return f"'{text}" if is_word else text
