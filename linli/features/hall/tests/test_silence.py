"""Nobody waits for a window that does not call, and the head knows when people wait and nobody calls."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.community.notices.models import Message
from linli.entrypoints.jobs.actions import JOBS
from linli.features.hall import actions, queries
from linli.features.hall.models import Terms, Ticket
from tests.signing_in import signed_in

from .browsing import HALL, text
from .day import Day


@pytest.fixture
def handed_on(day: Day) -> tuple[Day, Ticket]:
    """Windows 1 and 2 are open; a visitor was handed on to window 2, whose worker is busy with somebody."""
    day.open(1, 2)
    first, second = day.take(), day.take()
    day.serve(2)
    day.serve(1)
    day.at(1, "transfer", to_window=day.cast.windows[2], reason="材料在 2 号")
    return day, second if first.state == Ticket.State.WAITING else first_waiting()


def first_waiting() -> Ticket:
    return Ticket.objects.get(state=Ticket.State.WAITING)


def standing(day: Day, ticket: Ticket) -> queries.Standing:
    return queries.standing(ticket=queries.ticket_by_code(code=ticket.code), now=day.now)


def told() -> list[Message]:
    return list(Message.objects.filter(kind="hall_silence", channel=Message.Channel.IN_APP))


def tick(day: Day) -> int:
    return next(job for job in JOBS if job.name == "tell of people nobody calls").do(day.now)


def test_who_is_kept_for_a_busy_window_waits_for_it(handed_on: tuple[Day, Ticket]) -> None:
    day, _ = handed_on
    assert day.wait(minutes=30).at(1, "call_next") is None


@pytest.mark.parametrize("kept_minutes", [10, 3])
def test_who_is_kept_for_a_paused_window_belongs_to_everybody_after_the_time_in_the_terms(
    handed_on: tuple[Day, Ticket], kept_minutes: int
) -> None:
    day, _ = handed_on
    Terms.objects.update(kept_minutes=kept_minutes)
    ticket = first_waiting()
    day.at(2, "finish")
    day.by_head(2, "pause_window", reason="午饭")
    assert day.wait(minutes=kept_minutes - 1).at(1, "call_next") is None
    assert day.wait(minutes=1).at(1, "call_next") == ticket


def test_the_time_begins_when_the_visitor_was_handed_on(day: Day) -> None:
    day.open(1, 2).take()
    day.by_head(2, "pause_window", reason="午饭")
    day.wait(minutes=60)
    day.serve(1)
    day.at(1, "transfer", to_window=day.cast.windows[2], reason="x")
    assert day.wait(minutes=9).at(1, "call_next") is None
    assert day.wait(minutes=1).at(1, "call_next") is not None


def test_who_is_kept_for_a_window_that_stands_idle_is_let_go_too(handed_on: tuple[Day, Ticket]) -> None:
    day, _ = handed_on
    day.at(2, "finish")
    assert day.wait(minutes=10).at(1, "call_next") is not None


def test_the_window_itself_still_calls_them_first(handed_on: tuple[Day, Ticket]) -> None:
    day, _ = handed_on
    ticket = first_waiting()
    Ticket.objects.filter(pk=ticket.pk).update(place=10**12)
    day.take()
    day.at(2, "finish")
    assert day.wait(minutes=11).at(2, "call_next") == ticket


def test_no_wait_is_promised_by_a_window_that_pauses(handed_on: tuple[Day, Ticket]) -> None:
    day, _ = handed_on
    ticket = first_waiting()
    day.at(2, "finish")
    day.by_head(2, "pause_window", reason="午饭")
    seen = standing(day, ticket)
    assert (seen.is_called_for, seen.wait and seen.wait.is_known) == (False, False)
    assert seen.kept_until == day.now + timedelta(minutes=10)
    page = text(signed_in(day.cast.workers[1]).get(f"/tickets/{ticket.code}/"))
    assert "您是下一位" not in page
    assert "10:50" in page
    day.wait(minutes=10)
    assert standing(day, ticket).is_called_for


def test_nobody_is_next_while_no_window_is_open(day: Day) -> None:
    day.open(1)
    ticket = day.take()
    assert standing(day, ticket).is_called_for
    day.by_head(1, "close_window")
    page = text(signed_in(day.cast.workers[1]).get(f"/tickets/{ticket.code}/"))
    assert "您是下一位" not in page
    assert "现在没有窗口在叫号" in page


def test_the_head_is_told_the_moment_the_last_window_stops(day: Day) -> None:
    day.open(1, 2).take()
    day.by_head(1, "pause_window", reason="午饭")
    assert told() == []
    day.by_head(2, "close_window")
    [message] = told()
    assert message.person == day.cast.head
    assert "1" in message.text


def test_the_head_is_told_once_and_again_only_after_a_call(day: Day) -> None:
    day.open(1)
    day.take()
    day.take()
    day.by_head(1, "pause_window", reason="午饭")
    for _ in range(5):
        day.wait(minutes=3)
        assert tick(day) == 0
    day.by_head(1, "resume_window")
    day.at(1, "call_next")
    day.at(1, "mark_missed")
    day.by_head(1, "pause_window", reason="又停")
    assert len(told()) == 2


def test_the_tick_tells_of_a_window_that_stands_idle(day: Day) -> None:
    day.open(1)
    day.wait(minutes=60).take()
    assert tick(day.wait(minutes=4)) == 0
    assert tick(day.wait(minutes=1)) == 1
    assert tick(day.wait(minutes=1)) == 0
    assert len(told()) == 1


def test_nobody_is_told_while_everybody_is_called_for(day: Day) -> None:
    day.open(1)
    day.take()
    day.serve(1)
    day.take()
    assert tick(day.wait(minutes=30)) == 0
    assert queries.silence(hall=day.cast.hall, now=day.now) is None


def test_head_bench_and_desk_see_it(day: Day) -> None:
    day.open(1).take()
    day.by_head(1, "pause_window", reason="午饭")
    head = signed_in(day.cast.head)
    for address in ("windows/", "windows/1/", "desk/"):
        assert "data-silence" in text(head.get(f"{HALL}/{address}")), address
    day.by_head(1, "resume_window")
    for address in ("windows/", "windows/1/", "desk/"):
        assert "data-silence" not in text(head.get(f"{HALL}/{address}")), address


def test_an_appointment_whose_time_is_to_come_waits_for_nobody(day: Day) -> None:
    day.take(appointed_at=day.now + timedelta(minutes=40))
    assert queries.silence(hall=day.cast.hall, now=day.now) is None
    assert actions.tell_of_silence(hall=day.cast.hall, now=day.now) is False
