"""Nobody starves: whatever comes later, everybody is called after a bounded number of calls."""

from __future__ import annotations

from datetime import UTC, datetime
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.features.hall import rules
from linli.features.hall.rules import PLACE_STEP, Station, Waiting

pytestmark = pytest.mark.engineless

WINDOW = Station(window=1, worker=11)
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
# What a visitor is: ordinary or put forward, with or without an appointment that is due.
KINDS = st.tuples(st.booleans(), st.booleans())


def visitor(number: int, kind: tuple[bool, bool]) -> Waiting:
    is_priority, is_due = kind
    return Waiting(
        ticket=number, place=number * PLACE_STEP, arrival=number, is_priority=is_priority,
        appointed_at=NOW if is_due else None, is_due=is_due,
    )  # fmt: skip


def calls_until(ticket: int, *, line: list[Waiting], later: list[list[Waiting]], every: int, appointed: int) -> int:
    """How many calls it takes until `ticket` is called, while `later` visitors come between the calls."""
    counters: tuple[int | None, int | None] = (None, None)
    for call, coming in enumerate([*later, *[[]] * len(line) * 4]):
        choice = rules.next_ticket(
            line=line, station=WINDOW, stations=[WINDOW], calls_since_overtaking=counters[0], overtake_every=every,
            calls_since_appointed=counters[1], appointed_every=appointed,
        )  # fmt: skip
        assert choice is not None
        if choice.visitor.ticket == ticket:
            return call
        line = [one for one in line if one is not choice.visitor] + coming
        counters = (choice.calls_since_overtaking, choice.calls_since_appointed)
    raise AssertionError("never called")


def bound(ahead: int, *, every: int, appointed: int) -> int:
    """Calls before somebody whom `ahead` people precede: theirs, and what the shares may put between.

    Of `appointed` calls one may be an appointment's, of the others one in `every` a priority visitor's; the first
    of each share may come at once.
    """
    by_order = ahead + 1
    without_appointments = ceil(by_order * every / (every - 1)) + 1
    return ceil(without_appointments * appointed / (appointed - 1)) + 1


@settings(max_examples=120, deadline=None)
@given(
    st.lists(KINDS, min_size=0, max_size=6),
    KINDS,
    st.lists(st.lists(KINDS, max_size=3), min_size=30, max_size=40),
    st.integers(2, 5),
    st.integers(2, 4),
)
def test_no_class_starves(
    ahead: list[tuple[bool, bool]], mine: tuple[bool, bool], later: list[list[tuple[bool, bool]]], every: int,
    appointed: int,
) -> None:  # fmt: skip
    kinds = iter(range(len(ahead) + 2, 1_000))
    line = [visitor(number, kind) for number, kind in enumerate([*ahead, mine], 1)]
    coming = [[visitor(next(kinds), kind) for kind in some] for some in later]
    calls = calls_until(len(line), line=line, later=coming, every=every, appointed=appointed)
    assert calls <= bound(len(ahead), every=every, appointed=appointed)


@settings(max_examples=60, deadline=None)
@given(st.lists(KINDS, min_size=30, max_size=30), st.integers(2, 5), st.integers(2, 4))
def test_however_many_are_put_forward_the_line_itself_keeps_its_share(
    kinds: list[tuple[bool, bool]], every: int, appointed: int
) -> None:
    line = [visitor(number, kind) for number, kind in enumerate(kinds, 1)]
    order = rules.calling_order(
        line=line, station=WINDOW, stations=[WINDOW], calls_since_overtaking=0, overtake_every=every,
        calls_since_appointed=0, appointed_every=appointed,
    )  # fmt: skip
    shared = [choice.rule in (rules.PRIORITY_SHARE, rules.APPOINTED_SHARE) for choice in order]
    # Of so many calls in a row at least one goes to whoever came first.
    stretch = appointed * every
    assert all(not all(shared[start : start + stretch]) for start in range(len(shared) - stretch + 1))
