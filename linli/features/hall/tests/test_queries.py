"""The board, a bench, one visit: what they tell, and in how few statements."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.http import Http404

from linli.features.hall import queries

from .day import Day

BOARD, BENCH = 15, 14


@pytest.fixture
def busy(day: Day) -> Day:
    """Window 1 serves A001, window 2 has called A002, window 3 pauses; one elder, three others wait."""
    day.open(1, 2, 3)
    for number in range(6):
        day.take("consult", "housing", priority="elder" if number == 4 else "ordinary")
    day.serve(1)
    day.at(2, "call_next")
    day.by_head(3, "pause_window", reason="核对材料")
    return day


def test_places_that_are_not_there_are_not_found(day: Day) -> None:
    assert queries.hall_at(slug="tuoran") == day.cast.hall
    assert queries.window_at(hall=day.cast.hall, number=2) == day.cast.windows[2]
    type(day.cast.windows[5]).objects.filter(number=5).update(is_in_use=False)
    for missing in (
        lambda: queries.hall_at(slug="nowhere"),
        lambda: queries.window_at(hall=day.cast.hall, number=5),
        lambda: queries.window_at(hall=day.cast.other_hall, number=3),
        lambda: queries.ticket_by_code(code="guess"),
    ):
        with pytest.raises(Http404):
            missing()


def test_the_board_tells_windows_calls_and_who_waits(busy: Day) -> None:
    board = queries.board(hall=busy.cast.hall, now=busy.now)
    assert [(one.window.number, one.state, one.label) for one in board.windows] == [
        (1, "serving", "A005"), (2, "called", "A001"), (3, "paused", ""), (4, "closed", ""), (5, "closed", ""),
    ]  # fmt: skip
    assert [(call.label, call.window.number) for call in board.calls] == [("A001", 2), ("A005", 1)]
    assert (board.waiting, board.waiting_by_priority) == (4, {})  # fewer than five are told of no class
    assert (board.day, board.is_open, board.windows_open) == (date(2026, 11, 24), True, 2)
    assert board.closes_at == datetime.fromisoformat("2026-11-24T17:30+08:00")
    assert board.opens_at is None
    assert board.windows[2].pause_reason == "核对材料"


def test_the_board_costs_the_same_whatever_goes_on(busy: Day, django_assert_num_queries: Any) -> None:
    for _ in range(3):
        with django_assert_num_queries(BOARD):
            queries.board(hall=busy.cast.hall, now=busy.now)
        busy.take()


def test_two_calls_at_the_same_second_are_both_told_in_order(busy: Day) -> None:
    seq = queries.board(hall=busy.cast.hall, now=busy.now).seq
    busy.at(1, "call_next")
    busy.at(2, "recall")
    busy.open(4).at(4, "call_next")
    calls = queries.calls_after(hall=busy.cast.hall, seq=seq, now=busy.now)
    assert [(call.label, call.window.number, call.is_again) for call in calls] == [
        ("A002", 1, False), ("A001", 2, True), ("A003", 4, False),
    ]  # fmt: skip
    assert [call.seq for call in calls] == sorted(call.seq for call in calls)
    newest = queries.board(hall=busy.cast.hall, now=busy.now).seq
    assert queries.calls_after(hall=busy.cast.hall, seq=newest, now=busy.now) == []


def test_a_call_taken_back_leaves_the_board(busy: Day) -> None:
    busy.at(2, "undo")
    board = queries.board(hall=busy.cast.hall, now=busy.now)
    assert [call.label for call in board.calls] == ["A005"]
    assert board.windows[1].state == "free"


def test_the_board_of_a_quiet_night_says_when_the_hall_opens(day: Day) -> None:
    day.now = datetime.fromisoformat("2026-11-24T22:00+08:00")
    board = queries.board(hall=day.cast.hall, now=day.now)
    assert (board.is_open, board.closes_at, board.seq, board.calls) == (False, None, 0, ())
    assert board.opens_at == datetime.fromisoformat("2026-11-25T09:00+08:00")


def test_a_bench_shows_the_visitor_the_line_in_calling_order_and_what_may_be_undone(busy: Day) -> None:
    busy.take(priority="veteran")
    bench = queries.bench(window=busy.cast.windows[1], worker=busy.cast.workers[1], now=busy.now)
    assert bench.is_mine
    assert bench.now.label == "A005"
    assert [matter.group.slug for matter in bench.matters] == ["consult", "housing"]
    assert [(one.ticket.label, one.turn, one.rule) for one in bench.line] == [
        ("A002", 1, "arrival"), ("A007", 2, "priority_share"), ("A003", 3, "arrival"),
        ("A004", 4, "arrival"), ("A006", 5, "arrival"),
    ]  # fmt: skip
    assert [window.number for window in bench.open_windows] == [2, 3]
    assert bench.last_step is not None
    assert (bench.last_step.kind, bench.last_step.label) == ("welcomed", "A005")
    assert bench.last_step.until == busy.now + timedelta(seconds=60)


def test_what_the_bench_shows_as_next_is_whom_calling_next_calls(busy: Day) -> None:
    busy.take(priority="veteran")
    for _ in range(4):
        bench = queries.bench(window=busy.cast.windows[1], worker=busy.cast.workers[1], now=busy.now)
        assert busy.serve(1) == bench.line[0].ticket


def test_a_bench_shows_who_is_aside_and_who_is_kept_for_another_window(busy: Day) -> None:
    busy.at(1, "transfer", to_window=busy.cast.windows[2], reason="x")
    busy.serve(1)
    busy.at(1, "park", reason="x")
    bench = queries.bench(window=busy.cast.windows[1], worker=busy.cast.workers[1], now=busy.now)
    assert [one.ticket.label for one in bench.aside] == ["A002"]
    assert (bench.line[-1].ticket.label, bench.line[-1].turn) == ("A005", None)
    assert bench.line[-1].ticket.wants_window == busy.cast.windows[2]


def test_a_bench_of_somebody_else_offers_no_undo(busy: Day) -> None:
    bench = queries.bench(window=busy.cast.windows[1], worker=busy.cast.head, now=busy.now)
    assert (bench.is_mine, bench.last_step) == (False, None)
    closed = queries.bench(window=busy.cast.windows[5], worker=busy.cast.workers[5], now=busy.now)
    assert (closed.now.state, closed.is_mine, len(closed.line)) == ("closed", False, 4)


def test_undo_is_not_offered_after_its_minute(busy: Day) -> None:
    busy.wait(seconds=61)
    bench = queries.bench(window=busy.cast.windows[1], worker=busy.cast.workers[1], now=busy.now)
    assert bench.last_step is None


def test_a_bench_costs_the_same_whatever_the_line(busy: Day, django_assert_num_queries: Any) -> None:
    for _ in range(2):
        with django_assert_num_queries(BENCH):
            queries.bench(window=busy.cast.windows[1], worker=busy.cast.workers[1], now=busy.now)
        for _ in range(3):
            busy.take()


def test_a_visit_is_told_how_many_go_first_by_the_rule(busy: Day) -> None:
    ticket = queries.ticket_by_code(code=busy.take(holder=busy.cast.resident).code)
    standing = queries.standing(ticket=ticket, now=busy.now)
    assert (standing.state, standing.ahead, standing.windows_open, standing.last_label) == ("waiting", 4, 2, "A001")
    assert [group.slug for group in standing.groups] == ["consult"]
    assert (standing.may_leave, standing.may_return, standing.why) == (True, False, ())
    busy.take(priority="disabled")
    busy.at(1, "call_next")
    busy.at(1, "welcome")
    busy.at(1, "call_next")
    assert queries.standing(ticket=ticket, now=busy.now).ahead == 3


def test_a_visitor_learns_why_somebody_else_went_first(day: Day) -> None:
    ticket = day.open(1).take()
    day.take(priority="pregnant")
    day.serve(1)
    assert queries.standing(ticket=ticket, now=day.now).why == (
        queries.Overtaking("A002", day.now, day.cast.windows[1], "priority_share", every=3),
    )


def test_a_called_visit_is_told_its_window_and_a_missed_one_that_it_may_return(busy: Day) -> None:
    ticket = queries.ticket_by_code(code=busy.cast.windows[2].visitor.code)
    standing = queries.standing(ticket=ticket, now=busy.now)
    assert (standing.window, standing.ahead) == (busy.cast.windows[2], None)
    busy.at(2, "mark_missed")
    standing = queries.standing(ticket=queries.ticket_by_code(code=ticket.code), now=busy.now)
    assert (standing.state, standing.window, standing.may_return) == ("missed", None, True)


def test_a_visit_of_another_day_is_told_without_looking_at_the_line(busy: Day, django_assert_num_queries: Any) -> None:
    ticket = queries.ticket_by_code(code=busy.take().code)
    with django_assert_num_queries(8):
        queries.standing(ticket=ticket, now=busy.now)
    busy.wait(days=1)
    with django_assert_num_queries(0):
        standing = queries.standing(ticket=ticket, now=busy.now)
    assert (standing.is_today, standing.ahead, standing.may_leave) == (False, None, True)


def test_my_tickets_are_mine_only(busy: Day) -> None:
    mine, theirs = busy.take(holder=busy.cast.resident), busy.take(holder=busy.cast.other_resident)
    found = queries.my_tickets(person=busy.cast.resident, now=busy.now)
    assert [one.ticket for one in found] == [mine]
    assert theirs not in [one.ticket for one in found]


def test_a_held_ticket_is_found_by_person_or_device(busy: Day) -> None:
    mine, devices = busy.take(holder=busy.cast.resident), busy.take(device="tablet")
    hall = busy.cast.hall
    assert queries.held_ticket(hall=hall, holder=busy.cast.resident, device="", now=busy.now) == mine
    assert queries.held_ticket(hall=hall, holder=None, device="tablet", now=busy.now) == devices
    assert queries.held_ticket(hall=hall, holder=None, device="", now=busy.now) is None
    busy.visitor("leave_line", devices)
    assert queries.held_ticket(hall=hall, holder=None, device="tablet", now=busy.now) is None


def test_windows_cost_the_same_however_many(busy: Day, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(6):
        states = queries.windows_of(hall=busy.cast.hall, now=busy.now)
    assert [one.state for one in states] == ["serving", "called", "paused", "closed", "closed"]
    with django_assert_num_queries(6):
        assert queries.window_state(window=busy.cast.windows[3], now=busy.now).state == "paused"


def test_a_visit_was_served_by_everybody_who_had_to_do_with_it(day: Day) -> None:
    cast = day.open(1, 2).cast
    ticket = day.take("consult", "housing", taken_by=cast.backups[4], channel="desk")
    day.serve(1)
    day.at(1, "finish_matter", position=1, outcome="done", note="")
    day.at(1, "transfer", to_window=cast.windows[2], reason="住房")
    day.serve(2)
    day.at(2, "finish")
    other = day.take()
    assert queries.served_by(ticket=ticket) == {cast.backups[4].pk, cast.workers[1].pk, cast.workers[2].pk}
    assert queries.served_by(ticket=other) == frozenset()
    span = {"first_day": ticket.day, "last_day": ticket.day}
    assert queries.served_between(hall=cast.hall, **span) == 1
    assert queries.served_between(hall=cast.other_hall, **span) == 0
