"""Pages as PDF and tables as files."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from linli.base.ui import paper
from linli.base.ui.spreadsheets import csv_answer


def test_a_sheet_fetches_nothing() -> None:
    with pytest.raises(ValueError, match="fetches nothing"):
        paper.fetch_nothing("file:///etc/passwd")


def test_a_file_is_chinese_for_office_programs_and_runs_nothing() -> None:
    answer = csv_answer(name="x", rows=[["=1+1", "-3", -3, "@a", "周二", None]])
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))) == [
        ["'=1+1", "'-3", "-3", "'@a", "周二", ""]
    ]


@pytest.mark.parametrize("begin", [*"=+-@＝＋－＠", "\t", "\r", "\n", " =", "\u200b=", "\ufeff＝", "\u3000＋"])
def test_no_cell_begins_as_a_formula_does(begin: str) -> None:
    answer = csv_answer(name="x", rows=[[f"{begin}1+1", "a=1", Decimal("-1.5"), -0.5]])
    (row,) = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    assert row == [f"'{begin}1+1", "a=1", "-1.5", "-0.5"]
