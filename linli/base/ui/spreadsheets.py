"""Tables as CSV files that office programs open: readable in Chinese, and never run as formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse

from linli.base.kernel import values

# A cell that begins so is a formula to a spreadsheet (OWASP, CSV injection); the full-width signs are to Chinese and
# Japanese ones. Blanks and unseen signs before it are skipped as they skip them.
_FORMULA = tuple("=+-@＝＋－＠")
_BREAKS = ("\t", "\r", "\n")


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
    if isinstance(cell, (int, float, Decimal)):
        return text
    is_run = text.startswith(_BREAKS) or values.tidy(text).startswith(_FORMULA)
    return f"'{text}" if is_run else text
