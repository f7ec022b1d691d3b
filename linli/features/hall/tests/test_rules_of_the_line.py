"""Who is called next: order, the bounded share of priority visitors, those kept for a window or worker."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from linli.features.hall import rules
from linli.features.hall.rules import PLACE_STEP, Station, Waiting

NOON = datetime.fromisoformat("2026-11-24T12:00:00+08:00")
ONE, TWO = Station(window=1, worker=11), Station(window=2, worker=12)


def visitor(arrival: int, **rest: Any) -> Waiting:
    return Waiting(ticket=arrival, place=rest.pop("place", arrival * PLACE_STEP), arrival=arrival, **rest)


def elder(arrival: int, **rest: Any) -> Waiting:
    return visitor(arrival, is_priority=True, **rest)


def called(line: list[Waiting], *, station: Station = ONE, counter: int | None = 0, every: int = 3) -> list[tuple]:
    order = rules.calling_order(
        line=line, station=station, stations=[ONE, TWO], calls_since_overtaking=counter, overtake_every=every
    )
    return [(choice.visitor.ticket, choice.rule) for choice in order]


def first(line: list[Waiting], **rest: Any) -> Any:
    return rules.next_ticket(
        line=line,
        station=rest.get("station", ONE),
        stations=rest.get("stations", [ONE, TWO]),
        calls_since_overtaking=rest.get("counter", 0),
        overtake_every=3,
    )


def test_nobody_is_called_from_an_empty_line() -> None:
    assert first([]) is None


def test_who_came_first_is_called_first_whatever_the_order_given() -> None:
    assert called([visitor(3), visitor(1), visitor(2)]) == [(1, "arrival"), (2, "arrival"), (3, "arrival")]


def test_place_comes_before_arrival() -> None:
    assert [ticket for ticket, _ in called([visitor(1, place=5 * PLACE_STEP), visitor(2)])] == [2, 1]


def test_the_first_priority_visitor_of_a_day_overtakes_at_once() -> None:
    choice = first([visitor(1), elder(2)], counter=None)
    assert (choice.visitor.ticket, choice.rule, choice.calls_since_overtaking) == (2, "priority_share", 0)


def test_of_three_calls_in_a_row_at_most_one_overtakes() -> None:
    line = [visitor(n) for n in range(1, 5)] + [elder(n) for n in range(5, 9)]
    assert called(line) == [
        (1, "arrival"), (2, "arrival"), (5, "priority_share"),
        (3, "arrival"), (4, "arrival"), (6, "only_priority"), (7, "only_priority"), (8, "only_priority"),
    ]  # fmt: skip


def test_a_priority_visitor_who_came_first_overtakes_nobody() -> None:
    choice = first([elder(1), visitor(2)], counter=5)
    assert (choice.rule, choice.calls_since_overtaking) == ("arrival", 6)


def test_priority_classes_are_called_among_themselves_by_arrival() -> None:
    assert called([elder(2), elder(1)]) == [(1, "only_priority"), (2, "only_priority")]


def test_a_returning_visitor_goes_first_at_the_same_worker_and_counts_for_no_share() -> None:
    choice = first([visitor(1), visitor(9, wants_worker=11)], counter=1)
    assert (choice.visitor.ticket, choice.rule, choice.calls_since_overtaking) == (9, "same_worker", 1)


def test_a_visitor_handed_on_goes_first_at_that_window_and_not_elsewhere() -> None:
    line = [visitor(1), visitor(9, wants_window=2)]
    assert called(line, station=TWO) == [(9, "transferred"), (1, "arrival")]
    assert called(line, station=ONE) == [(1, "arrival")]


def test_who_is_kept_for_a_closed_window_or_an_absent_worker_belongs_to_everybody() -> None:
    line = [visitor(1, wants_window=7), visitor(2, wants_worker=17)]
    assert called(line) == [(1, "arrival"), (2, "arrival")]


def test_a_window_calls_nobody_whose_every_matter_it_refuses() -> None:
    picky = Station(window=1, worker=11, refuses=frozenset({4}))
    line = [visitor(1, groups=frozenset({4})), visitor(2, groups=frozenset({4, 5})), visitor(3)]
    assert called(line, station=picky) == [(2, "arrival"), (3, "arrival")]


def test_a_window_that_refuses_keeps_nobody_for_itself() -> None:
    picky = Station(window=2, worker=12, refuses=frozenset({4}))
    stuck = visitor(1, wants_window=2, groups=frozenset({4}))
    assert first([stuck], stations=[ONE, picky]).rule == "arrival"


@given(
    classes=st.lists(st.booleans(), min_size=1, max_size=40),
    every=st.integers(2, 6),
    counter=st.none() | st.integers(0, 9),
)
def test_everybody_is_called_once_and_overtaking_is_bounded(
    classes: list[bool], every: int, counter: int | None
) -> None:
    line = [visitor(n, is_priority=is_priority) for n, is_priority in enumerate(classes, 1)]
    order = called(line, counter=counter, every=every)
    assert sorted(ticket for ticket, _ in order) == list(range(1, len(line) + 1))
    overtaking = [turn for turn, (_, rule) in enumerate(order) if rule == "priority_share"]
    assert all(later - sooner >= every for sooner, later in pairwise(overtaking))
    for is_priority in (True, False):
        same = [ticket for ticket, _ in order if line[ticket - 1].is_priority == is_priority]
        assert same == sorted(same)


def ahead(line: list[Waiting], ticket: int, counter: int | None = 0) -> int | None:
    return rules.people_ahead(
        line=line, ticket=ticket, stations=[ONE, TWO], calls_since_overtaking=counter, overtake_every=3
    )


def test_people_ahead_follow_the_rule_and_not_the_number() -> None:
    line = [visitor(1), visitor(2), visitor(3), elder(4)]
    assert [ahead(line, ticket) for ticket in (1, 2, 3, 4)] == [0, 1, 3, 2]


def test_people_ahead_count_those_kept_for_a_window() -> None:
    line = [visitor(1), visitor(2, wants_window=2), visitor(3, wants_window=2)]
    assert [ahead(line, ticket) for ticket in (1, 2, 3)] == [2, 0, 1]


def test_nobody_is_ahead_of_who_does_not_wait() -> None:
    assert ahead([visitor(1)], 9) is None


def test_rejoining_goes_behind_so_many_people_and_before_the_rest() -> None:
    line = [visitor(4), visitor(5), visitor(6)]
    place = rules.place_behind(line=line, behind=2, own=PLACE_STEP)
    assert line[1].place < place < line[2].place


def test_rejoining_goes_behind_those_who_rejoined_there_before() -> None:
    line = [visitor(4), visitor(5), visitor(3, place=5 * PLACE_STEP + 1), visitor(6)]
    assert rules.place_behind(line=line, behind=2, own=PLACE_STEP) == 5 * PLACE_STEP + 2


def test_rejoining_a_short_line_goes_to_its_end_and_an_empty_one_keeps_the_place() -> None:
    assert rules.place_behind(line=[visitor(4)], behind=2, own=7) == 4 * PLACE_STEP + 1
    assert rules.place_behind(line=[], behind=2, own=7) == 7


def test_rejoining_never_gains_a_place() -> None:
    assert rules.place_behind(line=[visitor(1), visitor(2)], behind=1, own=9 * PLACE_STEP) == 9 * PLACE_STEP


def test_the_counter_follows_from_the_calls_still_standing() -> None:
    assert rules.calls_since(["arrival", "same_worker", "only_priority", "priority_share", "arrival"]) == 2
    assert rules.calls_since(["arrival", "transferred"]) is None


def booked(arrival: int, *, at: int = 0, **rest: Any) -> Waiting:
    return visitor(arrival, appointed_at=NOON + timedelta(minutes=at), is_due=True, **rest)


def turns(line: list[Waiting], *, appointed: int | None = None, appointed_every: int = 2) -> list[tuple[int, str]]:
    order = rules.calling_order(
        line=line, station=ONE, stations=[ONE], calls_since_overtaking=0, overtake_every=3,
        calls_since_appointed=appointed, appointed_every=appointed_every,
    )  # fmt: skip
    return [(choice.visitor.ticket, choice.rule) for choice in order]


def test_due_appointments_and_those_who_came_earlier_take_turns() -> None:
    line = [visitor(1), visitor(2), visitor(3), booked(4), booked(5)]
    assert turns(line) == [
        (4, "appointed_share"), (1, "arrival"), (5, "appointed_share"), (2, "arrival"), (3, "arrival"),
    ]  # fmt: skip


def test_an_appointment_whose_time_has_not_come_waits_like_everybody() -> None:
    early = visitor(2, appointed_at=NOON)
    assert turns([visitor(1), early, visitor(3)]) == [(1, "arrival"), (2, "arrival"), (3, "arrival")]


def test_the_earlier_time_goes_first_whoever_came_earlier() -> None:
    assert turns([visitor(1), booked(2, at=15), booked(3, at=0)])[0] == (3, "appointed_share")


def test_an_appointment_that_came_first_of_all_uses_no_share() -> None:
    choice = next(iter(rules.calling_order(
        line=[booked(1), visitor(2)], station=ONE, stations=[ONE], calls_since_overtaking=4, overtake_every=3,
        calls_since_appointed=None, appointed_every=2,
    )))  # fmt: skip
    assert (choice.rule, choice.calls_since_overtaking, choice.calls_since_appointed) == ("arrival", 5, None)


def test_the_share_of_priority_is_a_share_of_what_appointments_leave() -> None:
    line = [visitor(n) for n in range(1, 4)] + [elder(n) for n in (4, 5)] + [booked(n) for n in (6, 7, 8, 9)]
    assert [rule for _, rule in turns(line, appointed=0)] == [
        "arrival", "appointed_share", "arrival", "appointed_share", "priority_share", "appointed_share",
        "arrival", "appointed_share", "only_priority",
    ]  # fmt: skip


def test_people_ahead_count_appointments_that_are_due() -> None:
    line = [visitor(1), visitor(2), booked(3)]
    ahead_of = [
        rules.people_ahead(
            line=line, ticket=ticket, stations=[ONE], calls_since_overtaking=None, overtake_every=3,
            calls_since_appointed=None, appointed_every=2,
        )
        for ticket in (1, 2, 3)
    ]  # fmt: skip
    assert ahead_of == [1, 2, 0]


@given(
    people=st.lists(st.tuples(st.booleans(), st.none() | st.integers(-30, 30)), min_size=1, max_size=30),
    every=st.integers(2, 4),
    appointed_every=st.integers(2, 4),
    counters=st.tuples(st.none() | st.integers(0, 5), st.none() | st.integers(0, 5)),
)
def test_both_shares_are_bounded_and_of_four_calls_one_goes_to_whoever_came_first(
    people: list[tuple[bool, int | None]], every: int, appointed_every: int, counters: tuple[int | None, int | None]
) -> None:
    line = [
        visitor(
            n, is_priority=is_priority, is_due=minutes is not None and minutes <= 0,
            appointed_at=None if minutes is None else NOON + timedelta(minutes=minutes),
        )
        for n, (is_priority, minutes) in enumerate(people, 1)
    ]  # fmt: skip
    order = list(rules.calling_order(
        line=line, station=ONE, stations=[ONE], calls_since_overtaking=counters[0], overtake_every=every,
        calls_since_appointed=counters[1], appointed_every=appointed_every,
    ))  # fmt: skip
    called_tickets = [choice.visitor.ticket for choice in order]
    assert sorted(called_tickets) == list(range(1, len(line) + 1))
    told = [choice.rule for choice in order]
    for rule, bound, pace in (
        ("appointed_share", appointed_every, told),
        ("priority_share", every, [one for one in told if one != "appointed_share"]),
    ):
        used = [turn for turn, why in enumerate(pace) if why == rule]
        assert all(later - sooner >= bound for sooner, later in pairwise(used))
    passed_over = 0
    for turn, ticket in enumerate(called_tickets):
        passed_over = 0 if ticket == min(called_tickets[turn:]) else passed_over + 1
        assert passed_over <= 3
    assert all(choice.visitor.is_due for choice in order if choice.rule == "appointed_share")
    for turn, choice in enumerate(order, 1):
        so_far = told[:turn][::-1]
        for count, started, share in (
            (choice.calls_since_overtaking, counters[0], "priority_share"),
            (choice.calls_since_appointed, counters[1], "appointed_share"),
        ):
            if share in so_far or started is None:
                assert rules.calls_since(so_far, share=share) == count
