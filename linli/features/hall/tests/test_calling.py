"""Calling: who, to which window, by which rule; recall, no-show, by choice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from linli.features.hall import queries
from linli.features.hall.models import HallDay, Ticket

from .day import Day, events, everything

Refuses = Callable[..., Any]


def test_calling_sends_the_first_visitor_to_the_window(day: Day) -> None:
    ticket = day.open(2).take()
    called = day.at(2, "call_next")
    assert (called.pk, called.state, called.at_window, called.calls) == (ticket.pk, "called", day.cast.windows[2], 1)
    event = events("called")[0]
    assert (event.window, event.worker, event.rule) == (day.cast.windows[2], day.cast.workers[2], "arrival")


def test_a_double_click_calls_the_same_visitor(day: Day, refused: Refuses) -> None:
    day.open(1).take()
    day.take()
    first = day.at(1, "call_next", key="click")
    assert day.at(1, "call_next", key="click").pk == first.pk
    with refused("visitor_not_answered"):
        day.at(1, "call_next")


def test_nobody_waiting_gives_nobody_and_remembers_the_answer(day: Day) -> None:
    day.open(1)
    before = everything()
    assert day.at(1, "call_next", key="k") is None
    assert everything() == before
    day.take()
    assert day.at(1, "call_next", key="k") is None


def test_calling_on_finishes_the_present_visit(day: Day) -> None:
    first = day.open(1).take("consult", "housing")
    day.serve(1)
    assert day.at(1, "call_next") is None
    first.refresh_from_db()
    assert (first.state, first.at_window, first.ended_at) == ("done", None, day.now)
    assert set(first.matters.values_list("outcome", flat=True)) == {"done"}
    day.take()
    day.take()
    day.serve(1)
    assert day.at(1, "call_next").label == "A003"
    assert [event.seq for event in events()] == list(range(1, len(events()) + 1))


def test_only_the_worker_on_duty_calls_at_an_open_window(day: Day, refused: Refuses) -> None:
    day.take()
    with refused("window_not_open"):
        day.at(1, "call_next")
    day.open(1)
    with refused("not_on_duty"):
        day.at(1, "call_next", worker=day.cast.workers[2])


def test_priority_visitors_have_a_bounded_share(day: Day) -> None:
    day.open(1)
    for number in range(8):
        day.take(priority="ordinary" if number < 5 else "elder")
    order = []
    while ticket := day.serve(1):
        order.append(ticket.number)
    assert order == [6, 1, 2, 7, 3, 4, 8, 5]
    assert [event.rule == "priority_share" for event in events("called")] == [True, False, False] * 2 + [True, False]


def test_the_database_itself_keeps_a_window_to_one_visitor(day: Day) -> None:
    day.open(1).take()
    day.take()
    day.at(1, "call_next")
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(number=2).update(state="called", at_window=day.cast.windows[1])
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(number=2).update(state="called")


def test_recalling_counts_and_ends(day: Day, refused: Refuses) -> None:
    day.open(1).take()
    with refused("nobody_here"):
        day.at(1, "recall")
    day.at(1, "call_next")
    assert day.at(1, "recall", key="again").calls == 2
    assert day.at(1, "recall", key="again").calls == 2
    day.at(1, "recall")
    with refused("called_often_enough"):
        day.at(1, "recall")
    day.at(1, "welcome")
    with refused("already_welcomed"):
        day.at(1, "recall")


def test_who_comes_is_served_and_the_first_worker_owns_the_visit(day: Day, refused: Refuses) -> None:
    day.open(1).take()
    with refused("nobody_here"):
        day.at(1, "welcome")
    day.at(1, "call_next")
    served = day.at(1, "welcome", key="w")
    assert (served.state, served.served_at, served.first_worker) == ("serving", day.now, day.cast.workers[1])
    assert day.at(1, "welcome", key="w").pk == served.pk
    with refused("already_welcomed"):
        day.at(1, "welcome")
    with refused("not_on_duty"):
        day.at(1, "finish", worker=day.cast.workers[2])


def test_who_does_not_come_has_missed_the_call(day: Day, refused: Refuses) -> None:
    day.open(1).take()
    day.at(1, "call_next")
    missed = day.at(1, "mark_missed", key="m")
    assert (missed.state, missed.at_window) == ("missed", None)
    assert day.at(1, "mark_missed", key="m").pk == missed.pk
    with refused("nobody_here"):
        day.at(1, "mark_missed")
    assert day.at(1, "call_next") is None


def test_a_missed_visitor_is_called_by_choice(day: Day, refused: Refuses) -> None:
    day.open(1, 2)
    missed, waiting = day.take(), day.take()
    day.at(1, "call_next")
    day.at(1, "mark_missed")
    present = day.serve(1)
    with refused("not_aside"):
        day.at(2, "call_ticket", ticket=present)
    called = day.at(1, "call_ticket", ticket=missed, key="c")
    assert (called.pk, called.state) == (missed.pk, "called")
    assert day.at(1, "call_ticket", ticket=missed, key="c").pk == missed.pk
    waiting.refresh_from_db()
    assert waiting.state == "done"
    assert events("called")[-1].rule == "by_choice"
    with refused("visitor_not_answered", "not_aside"):
        day.at(1, "call_ticket", ticket=missed)


def test_waiting_people_are_not_called_out_of_turn(day: Day, refused: Refuses) -> None:
    day.open(1).take()
    second = day.take()
    with refused("not_aside"):
        day.at(1, "call_ticket", ticket=second)


def test_a_ticket_of_another_hall_or_day_is_not_called_here(day: Day, refused: Refuses) -> None:
    stranger = day.open(1).take(hall=day.cast.other_hall)
    with refused("not_today"):
        day.at(1, "call_ticket", ticket=stranger)


def test_by_choice_a_window_still_takes_only_what_it_takes(day: Day, refused: Refuses) -> None:
    ticket = day.open(1, 2).take("housing")
    day.at(1, "call_next")
    day.at(1, "mark_missed")
    day.by_head(2, "set_exception", group=day.cast.groups[2], reason="需要专用设备")
    with refused("not_taken_here"):
        day.at(2, "call_ticket", ticket=ticket)
    with refused("window_not_open"):
        day.at(3, "call_ticket", ticket=ticket)


def test_the_counter_of_the_share_is_kept_with_the_day(day: Day) -> None:
    day.open(1).take()
    day.take(priority="veteran")
    day.serve(1)
    assert HallDay.objects.get().calls_since_overtaking == 0
    day.serve(1)
    assert HallDay.objects.get().calls_since_overtaking == 1


def test_an_appointment_that_is_due_and_the_line_take_turns(day: Day) -> None:
    day.open(1)
    first, second = day.take(), day.take()
    due, soon = day.take(appointed_at=day.now), day.take(appointed_at=day.now + timedelta(minutes=2))
    day.take(appointed_at=day.now + timedelta(minutes=3))
    called = [day.serve(1) for _ in range(5)]
    assert called[:4] == [due, first, soon, second]
    assert [event.rule for event in events("called")] == [
        "appointed_share", "arrival", "appointed_share", "arrival", "arrival",
    ]  # fmt: skip
    assert HallDay.objects.get().calls_since_appointed == 2


def test_a_worker_sees_the_line_as_it_will_be_called(day: Day) -> None:
    day.open(1).take()
    due = day.take(appointed_at=day.now)
    line = queries.bench(window=day.cast.windows[1], worker=day.cast.workers[1], now=day.now).line
    assert (line[0].ticket, line[0].rule) == (due, "appointed_share")
    assert queries.standing(ticket=due, now=day.now).ahead == 0
