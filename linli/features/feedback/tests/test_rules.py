"""When a visit may be rated, which days are published together, and the figures. No database."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.features.feedback import rules
from linli.features.feedback.rules import Figures, Mark

DAY = date(2026, 11, 2)
TERMS = rules.Terms(valid_days=7, smallest_n=5, remark_days=180, source="", source_en="")


def later(days: int) -> date:
    return DAY + timedelta(days=days)


def objections(**known: object) -> list[str]:
    fine = {"is_served": True, "day": DAY, "today": DAY, "terms": TERMS, "is_rated": False, "level": 4}
    return [one.code for one in rules.objections_to_rating(**{**fine, **known})]  # type: ignore[arg-type]


@pytest.mark.parametrize("level", rules.LEVELS)
def test_a_served_visit_may_have_any_of_five_levels(level: int) -> None:
    assert objections(level=level) == []


@pytest.mark.parametrize("level", [None, 0, 6])
def test_no_level_is_taken_for_granted(level: int | None) -> None:
    assert objections(level=level) == ["level_missing"]


def test_every_objection_is_told_at_once() -> None:
    found = objections(is_served=False, today=later(8), is_rated=True, level=None)
    assert found == ["not_served", "too_old", "already_rated", "level_missing"]


def test_the_last_day_still_counts() -> None:
    assert objections(today=later(7)) == []
    assert objections(today=later(8)) == ["too_old"]


def test_that_a_code_was_used_is_forgotten_on_a_monday_after_the_last_day() -> None:
    for days in range(7):
        forgotten = rules.forgotten_on(later(days), terms=TERMS)
        assert forgotten.weekday() == 0
        assert TERMS.last_day(later(days)) < forgotten <= TERMS.last_day(later(days)) + timedelta(days=7)


# Publishing


def marks(*ratings: tuple[int, int]) -> list[Mark]:
    """(days after the first, how many)."""
    return [Mark(later(days), 5, "", n) for days, n in ratings]


def ready(found: list[Mark], today: date, after: date | None = None) -> list[tuple[date, date, int]]:
    together = rules.ready_days(found, after=after, today=today, terms=TERMS)
    return [(one.first_day, one.last_day, sum(one.levels.values())) for one in together]


def test_days_are_put_together_until_they_are_enough() -> None:
    found = ready(marks((0, 2), (1, 2), (2, 3), (3, 5), (4, 4)), later(30))
    assert found == [(later(0), later(2), 7), (later(3), later(3), 5)]


def test_a_day_that_may_still_be_rated_is_not_published() -> None:
    assert ready(marks((0, 9)), later(7)) == []
    assert ready(marks((0, 9)), later(8)) == [(later(0), later(0), 9)]


def test_a_stretch_begins_where_the_last_one_ended_and_takes_late_marks_along() -> None:
    assert ready(marks((0, 1), (6, 4)), later(30), after=later(3)) == [(later(4), later(6), 5)]
    assert ready(marks((0, 9)), later(30), after=later(3)) == []


def test_what_ratings_were_about_does_not_count_as_ratings() -> None:
    found = [*marks((0, 4)), Mark(DAY, 5, "attitude", 4), Mark(DAY, 1, "attitude", 1)]
    assert ready(found, later(30)) == []
    (together,) = rules.ready_days([*found, Mark(DAY, 1, "", 1)], after=None, today=later(30), terms=TERMS)
    assert together.levels == {5: 4, 4: 0, 3: 0, 2: 0, 1: 1}
    assert together.aspects == {"attitude": [4, 1]}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=25))
def test_two_looks_never_differ_by_fewer_ratings_than_the_smallest(counts: list[int]) -> None:
    found = marks(*((days, n) for days, n in enumerate(counts) if n))
    public: list[tuple[date, date, int]] = []
    for today in range(len(counts) + 10):
        unpublished = [mark for mark in found if not public or mark.day > public[-1][1]]
        public_now = public + ready(unpublished, later(today), after=public[-1][1] if public else None)
        before, after = (sum(n for *_, n in seen) for seen in (public, public_now))
        assert after == before or after - before >= TERMS.smallest_n
        assert public_now[: len(public)] == public
        public = public_now
    assert sum(counts) - sum(n for *_, n in public) < TERMS.smallest_n


# Figures


def test_fairly_satisfied_counts_as_satisfied_and_shares_have_one_decimal() -> None:
    figures = Figures({5: 60, 4: 20, 3: 11, 2: 6, 1: 1}, served=196)
    assert (figures.n, figures.satisfaction, figures.coverage) == (98, Decimal("92.9"), Decimal("50.0"))
    assert figures.share(1) == Decimal("1.0")


def test_nothing_has_no_share() -> None:
    figures = rules.together([])
    assert (figures.n, figures.satisfaction, figures.coverage, figures.share(5)) == (0, None, None, None)


def test_a_sum_of_figures_is_the_sum_of_its_rows() -> None:
    one, two = Figures({5: 4, 4: 0, 3: 0, 2: 1, 1: 0}, 9), Figures({5: 1, 4: 3, 3: 0, 2: 1, 1: 0}, 6)
    both = rules.together([one, two])
    assert (both.levels, both.served) == ({5: 5, 4: 3, 3: 0, 2: 2, 1: 0}, 15)


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
