"""Stretches of time; no database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.base.kernel import Period
from linli.base.kernel.period import merged

MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)


def at(hour: float) -> datetime:
    return MIDNIGHT + timedelta(hours=hour)


def period(start: float, end: float) -> Period:
    return Period(at(start), at(end))


PERIODS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 10)).map(lambda pair: period(pair[0], pair[0] + pair[1])), max_size=8
)


def hours_in(periods: list[Period]) -> set[int]:
    return {hour for hour in range(60) if any(at(hour) in found for found in periods)}


def test_it_holds_its_start_and_not_its_end() -> None:
    morning = period(9, 12)
    assert at(9) in morning
    assert at(11.99) in morning
    assert at(12) not in morning
    assert morning.length == timedelta(hours=3)


@pytest.mark.parametrize(("start", "end"), [(9, 9), (9, 8)])
def test_it_is_never_empty(start: float, end: float) -> None:
    with pytest.raises(ValueError, match="after"):
        period(start, end)


def test_it_needs_aware_moments() -> None:
    with pytest.raises(ValueError, match="aware"):
        Period(datetime(2026, 11, 24, 9), datetime(2026, 11, 24, 10))


def test_those_that_only_touch_do_not_overlap() -> None:
    assert not period(9, 12).overlaps(period(12, 14))
    assert period(9, 12).overlaps(period(11, 14))


def test_what_is_cut_out_leaves_pieces_in_order() -> None:
    assert period(9, 17).minus([period(12, 14), period(8, 9.5), period(16, 20)]) == [period(9.5, 12), period(14, 16)]
    assert period(9, 17).minus([period(8, 18)]) == []
    assert period(9, 17).minus([]) == [period(9, 17)]


def test_touching_ones_are_joined() -> None:
    assert merged([period(14, 17), period(9, 12), period(12, 14)]) == [period(9, 17)]
    assert merged([]) == []


@given(PERIODS)
def test_merging_keeps_every_hour_and_leaves_no_two_that_touch(periods: list[Period]) -> None:
    joined = merged(periods)
    assert hours_in(joined) == hours_in(periods)
    assert all(one.end < other.start for one, other in pairwise(joined))


@given(PERIODS)
def test_cutting_out_leaves_exactly_the_other_hours(periods: list[Period]) -> None:
    whole = period(5, 45)
    assert hours_in(whole.minus(periods)) == hours_in([whole]) - hours_in(periods)
