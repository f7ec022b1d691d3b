"""How long it takes: the range and what moves it, what a day teaches, and whether a promise held."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from linli.features.hall import rules
from linli.features.hall.rules import history, promises
from linli.features.hall.rules.history import Facts, Happened, Turn, Visit
from linli.features.hall.rules.waits import Habits

pytestmark = pytest.mark.engineless

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
FIVE_MINUTES = [180.0, 240.0, 300.0, 360.0, 420.0]


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def found(*, ahead: int = 6, windows: int = 2, closes_s: float = 4 * 3600, **rest: Any) -> rules.Range:
    habits = rest.pop("habits", Habits(turns={None: FIVE_MINUTES}))
    asked = {
        "posts": [rules.Post(busy_s=60)] * windows,
        "stretches": [rules.Stretch(0, closes_s)],
        "ahead": [rules.Ahead()] * ahead,
        "habits": habits,
    }
    return rules.range_of(rules.Outlook(**{**asked, **rest}), low=0.1, high=0.9)


def test_six_people_at_two_windows_take_about_four_turns_of_one() -> None:
    told = found()
    assert 12 * 60 < told.low_s < 18 * 60 < told.high_s < 24 * 60


def test_the_same_question_gets_the_same_answer() -> None:
    assert found() == found()


@pytest.mark.parametrize(
    ("change", "is_longer"),
    [
        ({"ahead": 9}, True),
        ({"posts": [rules.Post()] * 4}, False),
        ({"posts": [rules.Post(busy_s=60), rules.Post(paused_s=10)]}, True),
        ({"posts": [rules.Post(busy_s=60, kept=(None, None)), rules.Post(busy_s=60)]}, True),
        ({"habits": Habits(turns={None: FIVE_MINUTES}, leave_rate=1 / 1200)}, False),
        ({"habits": Habits(turns={None: FIVE_MINUTES}, repeat_share=0.3)}, True),
        ({"habits": Habits(turns={None: FIVE_MINUTES}, pauses=[600], pause_share=0.3)}, True),
        ({"habits": Habits(turns={None: FIVE_MINUTES}, first_rate=1 / 120), "overtake_every": 3}, True),
    ],
)
def test_the_wait_follows_what_goes_on(change: dict[str, Any], is_longer: bool) -> None:
    habits = Habits(turns={None: FIVE_MINUTES}, pauses=[900])
    plain, changed = found(habits=habits), found(**{"habits": habits, **change})
    assert (changed.high_s > plain.high_s) == is_longer
    assert (changed.low_s > plain.low_s) == is_longer


def test_whoever_is_put_forward_is_not_overtaken_by_those_who_come_later() -> None:
    busy = Habits(turns={None: FIVE_MINUTES}, first_rate=1 / 60)
    assert found(habits=busy, overtake_every=None) == found()


def test_at_most_one_in_so_many_calls_goes_to_those_who_come_later() -> None:
    flood = Habits(turns={None: [300.0]}, first_rate=10)
    told = found(ahead=8, windows=1, habits=flood, overtake_every=3, calls_since_overtaking=0)
    # Eight people, four overtakings at most, and the rest of the turn that goes on.
    assert told.high_s <= (8 + 4 + 1) * 300


def test_at_noon_fewer_windows_serve() -> None:
    stretches = [rules.Stretch(0, 600), rules.Stretch(600, 7800, 1), rules.Stretch(7800, 20_000, 4)]
    assert found(posts=[rules.Post(busy_s=30)] * 4, ahead=12, stretches=stretches).low_s > 2 * 600


def test_windows_that_open_later_are_reckoned_with() -> None:
    later = [rules.Stretch(0, 900), rules.Stretch(900, 20_000, 4)]
    assert found(ahead=20, stretches=later).high_s < found(ahead=20).high_s * 0.7


def test_closing_makes_it_doubtful_and_the_range_ends_there() -> None:
    told = found(ahead=10, closes_s=1500)
    assert told.late_share > 0.5
    assert rules.in_minutes(told, closes_in_s=1500)[1] == 25


def test_well_before_closing_nothing_is_doubtful() -> None:
    assert found().late_share == 0


def test_a_free_window_and_nobody_ahead_is_told_as_within_a_minute() -> None:
    told = found(posts=[rules.Post()], ahead=0)
    assert rules.in_minutes(told, closes_in_s=3600) == (0, 1)


def test_a_visitor_longer_at_a_window_than_anybody_ever_was_does_not_stop_the_reckoning() -> None:
    assert 0 < found(posts=[rules.Post(busy_s=5000)], ahead=0).high_s <= 420


def test_a_matter_that_takes_long_is_reckoned_with_where_it_is_ahead() -> None:
    habits = Habits(turns={None: FIVE_MINUTES, 7: [1200.0]})
    assert found(habits=habits, ahead=0, posts=[rules.Post(busy_s=10, group=7)]).low_s > 1000


def test_at_a_change_of_hours_who_is_served_since_before_may_only_be_finishing() -> None:
    before, since, rests = rules.Post(busy_s=900), rules.Post(busy_s=60), rules.Post(paused_s=60)
    posts, number = rules.who_stays([before, before, rests, since], begun_s=300, usual=2)
    assert (posts[0], number) == (since, 2)
    assert rules.who_stays([since, since, since], begun_s=300, usual=2)[1] == 3
    assert rules.who_stays([before], begun_s=300, usual=4)[1] == 1


# What a day teaches ---------------------------------------------------------------------------------------------


def test_a_turn_lasts_until_the_next_call_where_somebody_waited() -> None:
    events = [
        Happened("called", at(0), 1, 11, at(-500), 7),
        Happened("finished", at(200), 1, 11),
        Happened("called", at(260), 1, 12, at(-100), 8),
        Happened("missed", at(350), 1, 12),
        Happened("called", at(900), 1, 13, at(890), 7),
        Happened("parked", at(1000), 1, 13),
    ]
    turns = [(call.group, (until - call.at).total_seconds()) for call, until in history.turns_of(events)]
    assert turns == [(7, 260), (8, 90), (7, 100)]


def test_a_pause_is_no_part_of_a_turn() -> None:
    events = [
        Happened("called", at(0), 1, 11, at(-500), 7),
        Happened("paused", at(50), 1),
        Happened("finished", at(200), 1, 11),
        Happened("resumed", at(500), 1),
        Happened("called", at(510), 1, 12, at(0), 7),
    ]
    assert [until for _, until in history.turns_of(events)] == [at(510)]
    assert history.pauses_of(events) == [450]


def test_who_is_where_is_told_by_the_events() -> None:
    events = [
        Happened("called", at(0), 1, 11, at(-500), 7),
        Happened("called", at(10), 2, 12, at(-500), 7),
        Happened("finished", at(20), 2, 12),
        Happened("paused", at(30), 3),
        Happened("paused", at(30), 2),
        Happened("resumed", at(40), 2),
    ]
    busy, paused = history.at_windows(events)
    assert (list(busy), paused) == ([1], {3: at(30)})


def test_a_day_teaches_how_many_leave_and_come_back() -> None:
    events = [
        Happened("called", at(60), 1, 11, at(0), 7),
        Happened("parked", at(120), 1, 11),
        Happened("called", at(300), 1, 11, at(0), 7),
        Happened("finished", at(400), 1, 11),
    ]
    visits = [Visit(at(0), at(60), at(400)), Visit(at(0), None, at(240), has_left=True, is_first=True)]
    learnt = history.learnt(events=events, visits=visits, open_s=3600, zone=UTC)
    assert (learnt.calls, learnt.repeats, learnt.left, learnt.firsts) == (2, 1, 1, 1)
    assert (learnt.waited_s, learnt.arrivals) == (300, Counter({4: 2}))


def test_days_add_up_and_are_kept_whole() -> None:
    one = Facts(turns={7: Counter({20: 3}), None: Counter({1: 1})}, pauses=Counter({4: 1}), calls=4, left=1,
                waited_s=90.0, windows={"staffed": (1, 3.6)}, arrivals=Counter({9: 4}), days=1)  # fmt: skip
    two = history.summed([one, one])
    assert two.turns[7] == Counter({20: 6})
    assert (two.calls, two.days, two.windows["staffed"]) == (8, 2, (2, 7.2))
    assert history.from_json(history.as_json(two)) == two
    assert history.from_json({}) == Facts()
    assert (history.windows_in(two, kind="staffed"), history.windows_in(two, kind="duty")) == (4, None)
    assert (history.quiet_hour(two, hours=[9, 10]), history.quiet_hour(Facts(), hours=[9])) == (10, None)


def test_few_turns_leave_the_first_guess_and_many_speak_for_themselves() -> None:
    few, many = (Facts(turns={7: Counter({39: n})}) for n in (29, 30))
    asked: dict[str, Any] = {"today": (), "prior": [100.0, 200.0], "min_samples": 30}
    assert set(history.habits(few, **asked).turns) == {None}
    assert set(history.habits(few, **asked).turns[None]) == {100.0, 200.0}
    assert set(history.habits(many, **asked).turns[7]) == {592.5}


def test_a_slow_day_is_told_slower_and_its_youngest_turns_say_nothing_yet() -> None:
    past = Facts(turns={7: Counter({19: 100, 21: 100})})
    asked: dict[str, Any] = {"prior": [300.0], "min_samples": 30}
    slow = history.habits(past, today=[Turn(7, 2000, 600.0)] * 30, **asked)
    assert sum(slow.turns[7]) / len(slow.turns[7]) == pytest.approx(307.5 * (600 + 307.5) / (2 * 307.5))
    assert history.habits(past, today=[Turn(7, 100, 60.0)] * 30, **asked) == history.habits(past, today=(), **asked)


# Promises -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "rest", "verdict"),
    [
        (10, {}, "hit"),
        (20, {}, "hit"),
        (9.9, {}, "early"),
        (20.1, {}, "late"),
        (None, {"has_left": True}, "left"),
        (None, {}, "late"),
        (None, {"is_doubtful": True}, "warned"),
        (25, {"is_doubtful": True}, "late"),
    ],
)
def test_a_promise_is_held_against_the_first_call(minutes: float | None, rest: dict[str, Any], verdict: str) -> None:
    asked = {"low_minutes": 10, "high_minutes": 20, "is_doubtful": False, "has_left": False, **rest}
    called_at = None if minutes is None else NOON + timedelta(minutes=minutes)
    assert promises.verdict(told_at=NOON, called_at=called_at, **asked) == verdict
