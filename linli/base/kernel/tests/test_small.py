"""Small numbers stay unsaid, and no total betrays them."""

from __future__ import annotations

from datetime import date

import pytest

from linli.base.kernel import small


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"a": 7, "b": 9}, {"a": 7, "b": 9}),
        ({"a": 7, "b": 9, "c": 0}, {"a": 7, "b": 9}),
        ({"a": 7, "b": 9, "c": 2}, {"b": 9}),  # 18 - 16 would say 2
        ({"a": 7, "b": 3, "c": 2}, {"a": 7}),  # the rest is 5 together
        ({"a": 4}, {}),
        ({"a": 6, "b": 1}, {}),
        ({}, {}),
    ],
)
def test_what_may_be_told_beside_a_total(counts: dict[str, int], told: dict[str, int]) -> None:
    assert small.told(counts, least=5) == told


def test_a_number_alone_is_told_when_it_is_nobody_or_enough() -> None:
    assert [n for n in range(8) if small.may_be_told(n, least=5)] == [0, 5, 6, 7]


def test_how_many_are_enough_is_data() -> None:
    assert small.fewest(day=date(2026, 11, 24)) == 5
