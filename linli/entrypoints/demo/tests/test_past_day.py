"""A past day is played by the hall's own rules, and nobody in it knows what is to come."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest

from linli.community.calendar import queries as calendar
from linli.entrypoints.demo import past, story
from linli.entrypoints.demo.cast import Cast
from linli.entrypoints.demo.past_day import PastDay
from linli.features.hall.models import HallDay
from linli.features.hall.queries.waits import terms_with_basis
from linli.features.hall.rules import ARRIVAL, ONLY_PRIORITY, PRIORITY_SHARE, SAME_WORKER

MONDAY = date(2026, 11, 23)


@pytest.fixture
def coming(db: None) -> list[story.Visitor]:
    return story.visitors(day=MONDAY, zone="Asia/Shanghai")[:200:2]


def played(cast: Cast, coming: list[story.Visitor], *, tells_every: int = 0) -> PastDay:
    hours = calendar.week_hours(site=cast.site, day=MONDAY, days=1)[0]
    here = past.Place(cast.hall, cast.windows, cast.workers, cast.groups)
    terms, basis = terms_with_basis(hall=cast.hall, day=MONDAY)
    day = PastDay(
        row=HallDay(hall=cast.hall, day=MONDAY),
        served=hours.periods,
        posts=past._posts(here, hours),
        terms=terms,
        past=basis,
        groups=cast.groups,
        tells_every=tells_every,
    )
    day.play(coming)
    return day


def test_a_window_serves_one_at_a_time_and_calls_nobody_while_it_pauses(
    cast: Cast, coming: list[story.Visitor]
) -> None:
    day = played(cast, coming)
    here: dict[int, int | None] = defaultdict(lambda: None)
    resting = set()
    for one in day.log:
        if one.post is None:
            continue
        window, visitor = one.post.window.pk, one.visit.number if one.visit else None
        if one.kind == "called":
            assert here[window] is None
            assert window not in resting
            here[window] = visitor
        elif one.kind in ("missed", "parked", "transferred", "finished"):
            assert here[window] == visitor
            here[window] = None
        elif one.kind == "paused":
            assert here[window] is None
            resting.add(window)
        elif one.kind == "resumed":
            resting.remove(window)
    assert not resting
    assert not any(here.values())


def test_the_rules_call_and_a_day_has_what_a_hall_sees(cast: Cast, coming: list[story.Visitor]) -> None:
    day = played(cast, coming)
    assert {one.rule for one in day.log if one.kind == "called"} >= {ARRIVAL, PRIORITY_SHARE, SAME_WORKER}
    assert {one.rule for one in day.log if one.kind == "called"} <= {
        ARRIVAL, PRIORITY_SHARE, SAME_WORKER, ONLY_PRIORITY,
    }  # fmt: skip
    kinds = {one.kind for one in day.log}
    assert kinds >= {"missed", "recalled", "parked", "returned", "transferred", "paused", "resumed", "closed"}
    assert [one.at for one in day.log] == sorted(one.at for one in day.log)
    assert {visit.state for visit in day.visits} <= {"done", "left", "missed", "parked", "waiting"}


def test_what_somebody_is_told_knows_nothing_of_those_who_come_later(cast: Cast, coming: list[story.Visitor]) -> None:
    morning = coming[:40]
    whole, cut = (played(cast, visitors, tells_every=10) for visitors in (coming, morning))
    told = [visit.told for visit in cut.visits if visit.told]
    assert len(told) == 4
    assert told == [visit.told for visit in whole.visits[:40] if visit.told]
