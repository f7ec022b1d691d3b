"""Taking along, bringing back, registering and correcting: every objection at once. No database."""

from __future__ import annotations

from datetime import date

import pytest

from linli.base.kernel import Objection
from linli.features.amenities import rules
from linli.features.amenities.rules import Copies


def codes(found: list[Objection]) -> list[str]:
    return [one.code for one in found]


@pytest.mark.parametrize(
    ("issue", "expected"),
    [
        (Copies(2, 1, is_on_rack=True), []),
        (Copies(2, 2, is_on_rack=True), ["none_left"]),
        (Copies(2, 1, is_on_rack=False), ["off_the_rack"]),
        (Copies(2, 2, is_on_rack=False), ["off_the_rack", "none_left"]),
    ],
)
def test_what_keeps_a_copy_on_the_rack(issue: Copies, expected: list[str]) -> None:
    assert codes(rules.objections_to_taking(issue)) == expected


def test_an_issue_that_left_the_rack_is_taken_back_all_the_same() -> None:
    assert rules.objections_to_returning(Copies(2, 1, is_on_rack=False)) == []
    assert codes(rules.objections_to_returning(Copies(2, 0, is_on_rack=True))) == ["none_out"]


def test_an_issue_is_registered_once_and_not_before_its_day() -> None:
    day = date(2026, 11, 24)
    assert rules.objections_to_registering(is_known=False, day=day, today=day) == []
    found = rules.objections_to_registering(is_known=True, day=date(2026, 11, 25), today=day)
    assert codes(found) == ["issue_known", "issue_ahead"]


def test_a_correction_adds_up_and_says_why() -> None:
    assert rules.objections_to_correcting(copies=2, out=2, reason="点过") == []
    assert codes(rules.objections_to_correcting(copies=1, out=2, reason=" ")) == [
        "more_out_than_copies",
        "reason_missing",
    ]


@pytest.mark.parametrize(
    ("day", "months", "first"),
    [
        (date(2026, 11, 24), 1, date(2026, 11, 1)),
        (date(2026, 11, 24), 24, date(2024, 12, 1)),
        (date(2026, 1, 31), 2, date(2025, 12, 1)),
        (date(2026, 12, 31), 12, date(2026, 1, 1)),
    ],
)
def test_so_many_months_begin_on_the_first_of_one(day: date, months: int, first: date) -> None:
    assert rules.first_of_months(day, months=months) == first
