"""The wait as it is told, kept, judged and published, in the hall of the cast."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from linli.features.hall import actions, queries
from linli.features.hall.models import Terms, Ticket, WaitDay, WaitTold

from .day import Day

HALL = "/sites/tuoran"


@pytest.fixture
def busy(day: Day) -> Day:
    """Two windows serve, four people wait."""
    day.open(1, 2)
    for _ in range(6):
        day.take("housing")
    day.serve(1)
    day.serve(2)
    return day


def wait_now(day: Day, **rest: Any) -> queries.Wait:
    found = queries.wait_now(hall=day.cast.hall, now=day.now, **rest)
    assert found is not None
    return found


def standing(day: Day, ticket: Ticket) -> queries.Standing:
    return queries.standing(ticket=queries.ticket_by_code(code=ticket.code), now=day.now)


def end_of(day: Day) -> WaitDay:
    """The day, closed after everybody went home."""
    day.now = day.now.replace(hour=23, minute=59)
    actions.close_day(hall=day.cast.hall, day=day.now.date(), now=day.now + timedelta(minutes=2))
    return WaitDay.objects.get()


# Told -----------------------------------------------------------------------------------------------------------


def test_somebody_about_to_take_a_number_is_told_a_range(busy: Day) -> None:
    told = wait_now(busy)
    assert (told.ahead, told.windows_open, told.is_known, told.is_doubtful) == (4, 2, True, False)
    assert told.low_minutes is not None
    assert told.high_minutes is not None
    assert 5 <= told.low_minutes < told.high_minutes <= 40


def test_the_board_and_the_first_in_line_are_told_by_the_same_rule(busy: Day) -> None:
    assert queries.board(hall=busy.cast.hall, now=busy.now).wait == wait_now(busy)
    first, last = (Ticket.objects.filter(state="waiting").order_by(order).first() for order in ("place", "-place"))
    assert first is not None
    assert last is not None
    near, far = standing(busy, first).wait, standing(busy, last).wait
    assert near is not None
    assert far is not None
    assert (near.ahead, far.ahead) == (0, 3)
    assert (near.high_minutes or 0) < (far.high_minutes or 0)


def test_without_an_open_window_nothing_is_known(day: Day) -> None:
    ticket = day.take()
    assert wait_now(day).is_known is False
    assert standing(day, ticket).told is None


def test_windows_that_do_not_take_the_matter_do_not_count(busy: Day) -> None:
    housing, consult = (next(g for g in busy.cast.groups if g.slug == slug) for slug in ("housing", "consult"))
    for number in (1, 2):
        busy.by_head(number, "set_exception", group=housing, reason="设备检修")
    assert wait_now(busy, group=housing).is_known is False
    assert wait_now(busy, group=consult).is_known is True


def test_more_windows_and_a_pause_change_what_is_told(busy: Day) -> None:
    before = wait_now(busy)
    busy.open(3, 4)
    after = wait_now(busy)
    assert (after.high_minutes or 0) < (before.high_minutes or 0)
    busy.by_head(3, "pause_window", reason="喝水")
    busy.by_head(4, "pause_window", reason="喝水")
    assert (wait_now(busy).high_minutes or 0) > (after.high_minutes or 0)


def test_outside_hours_and_on_a_closed_day_there_is_nothing_to_tell(busy: Day) -> None:
    ticket = busy.take()
    busy.now = busy.now.replace(hour=22)
    assert queries.wait_now(hall=busy.cast.hall, now=busy.now) is None
    seen = standing(busy, ticket)
    assert (seen.wait, seen.ahead) == (None, 4)


def test_close_to_closing_we_say_that_we_may_not_reach_them(busy: Day) -> None:
    busy.now = busy.now.replace(hour=17, minute=15)
    told = wait_now(busy)
    assert told.is_doubtful
    assert told.high_minutes == 15
    ticket = busy.take()
    assert WaitTold.objects.get(ticket=ticket).is_doubtful
    ways = queries.alternatives(hall=busy.cast.hall, closes_at=told.closes_at, now=busy.now)
    assert ways.opens_at is not None
    assert (ways.opens_at.date(), ways.quiet_at, ways.nearby) == (busy.now.date() + timedelta(days=1), None, ())


def test_what_was_told_is_kept_with_the_number_and_stays(busy: Day) -> None:
    told = wait_now(busy, group=next(group for group in busy.cast.groups if group.slug == "housing"))
    ticket = busy.take("housing")
    kept = WaitTold.objects.get(ticket=ticket)
    assert (kept.low_minutes, kept.high_minutes, kept.ahead, kept.windows_open) == (
        told.low_minutes, told.high_minutes, 4, 2,
    )  # fmt: skip
    busy.wait(minutes=6).at(1, "call_next")
    seen = standing(busy, ticket)
    assert seen.told == kept
    assert seen.wait is not None
    assert (seen.wait.low_minutes, seen.wait.high_minutes) != (kept.low_minutes, kept.high_minutes)


def test_an_appointment_still_to_come_is_its_own_promise(busy: Day) -> None:
    later = busy.take("housing", appointed_at=busy.now + timedelta(hours=1))
    due = busy.take("housing", appointed_at=busy.now)
    assert (standing(busy, later).told, standing(busy, later).wait) == (None, None)
    assert (standing(busy, due).wait or wait_now(busy)).ahead == 0


def test_a_range_has_two_ends(busy: Day) -> None:
    kept = WaitTold.objects.get(ticket=busy.take())
    with pytest.raises(IntegrityError), transaction.atomic():
        WaitTold.objects.filter(pk=kept.pk).update(low_minutes=kept.high_minutes)


# Judged ---------------------------------------------------------------------------------------------------------


def test_every_promise_is_judged_once_when_the_day_closes(busy: Day) -> None:
    waiting = list(Ticket.objects.filter(state="waiting").order_by("place"))
    WaitTold.objects.filter(ticket__in=waiting).update(low_minutes=10, high_minutes=20)
    busy.wait(minutes=12).at(1, "call_next")  # the first: within
    busy.wait(minutes=20).at(2, "call_next")  # the second: later
    busy.visitor("leave_line", waiting[2])  # the third leaves; nobody calls the fourth
    settled = end_of(busy)
    verdicts = dict(WaitTold.objects.values_list("ticket", "verdict"))
    assert [verdicts[ticket.pk] for ticket in waiting] == ["hit", "late", "left", "late"]
    assert (settled.told, settled.late, settled.left) == (5, 2, 1)
    assert settled.hits + settled.early == 3
    actions.close_day(hall=busy.cast.hall, day=settled.day, now=busy.now + timedelta(minutes=5))
    assert WaitDay.objects.get() == settled


def test_a_day_teaches_the_next_what_to_expect(day: Day) -> None:
    Terms.objects.update(min_turns=5)
    day.open(1)
    for _ in range(6):
        day.take("housing")
    for _ in range(6):
        day.serve(1)
        day.wait(minutes=20)
    day.at(1, "finish")
    settled = end_of(day)
    assert settled.facts["calls"] == 6
    day.now = (day.now + timedelta(days=1)).replace(hour=9, minute=5)
    day.open(2)
    day.take("housing")
    day.serve(2)
    told = wait_now(day)
    # One turn goes on; every turn known takes about twenty minutes.
    assert (told.low_minutes or 0) >= 18


# Published ------------------------------------------------------------------------------------------------------


def settled(day: Day, days_ago: int, **counts: int) -> WaitDay:
    told = sum(counts.get(name, 0) for name in ("hits", "early", "late"))
    return WaitDay.objects.create(
        hall=day.cast.hall, day=day.now.date() - timedelta(days=days_ago), told=told, **counts
    )


def test_the_share_that_held_is_published_with_what_is_behind_it(day: Day, client: Client) -> None:
    settled(day, 1, hits=8, early=1, late=1, left=2)
    settled(day, 2, hits=2, late=1)
    settled(day, 40, late=100)
    found = queries.promises(hall=day.cast.hall, now=day.now)
    assert (found.total.told, found.total.percent) == (13, 77)
    assert [held.percent for _, held in found.days] == [80, None]
    text = client.get(f"{HALL}/waits/").content.decode()
    assert "77" in text
    assert f"{HALL}/waits/2026-11-23/" in text
    assert f"{HALL}/waits/2026-11-22/" not in text


def test_few_promises_are_not_published(day: Day, client: Client) -> None:
    settled(day, 1, hits=4)
    assert queries.promises(hall=day.cast.hall, now=day.now).total.percent is None
    assert "100" not in client.get(f"{HALL}/waits/").content.decode().partition("</header>")[2].partition("<footer")[0]


def test_a_day_shows_numbers_and_never_a_code(busy: Day, client: Client) -> None:
    first = Ticket.objects.order_by("place").first()
    assert first is not None
    day = end_of(busy).day
    text = client.get(f"{HALL}/waits/{day}/").content.decode()
    assert first.label in text
    assert first.code not in text
    assert client.get(f"{HALL}/waits/yesterday/").status_code == 404
    assert "<table" not in client.get(f"{HALL}/waits/2020-01-01/").content.decode()


# Seen -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["hall", "tickets", "kiosk", "board"])
def test_the_wait_is_seen_before_a_number_is_taken(busy: Day, client: Client, page: str) -> None:
    told = wait_now(busy)
    assert f"大约 {told.low_minutes}–{told.high_minutes} 分钟" in client.get(f"{HALL}/{page}/").content.decode()


def test_my_ticket_and_its_slip_say_what_was_told(busy: Day, client: Client) -> None:
    ticket = busy.take("housing")
    told = WaitTold.objects.get(ticket=ticket)
    text = client.get(f"/tickets/{ticket.code}/").content.decode()
    assert f"{told.low_minutes}–{told.high_minutes} 分钟" in text
    assert "10:40 取号时" in text
    slip = client.get(f"/tickets/{ticket.code}/slip/").content.decode()
    assert f"大约要等 {told.low_minutes}–{told.high_minutes} 分钟" in slip


@pytest.mark.parametrize("page", ["hall", "tickets", "kiosk"])
def test_what_else_can_be_done_is_said_before_it_is_too_late(
    busy: Day, client: Client, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = busy.now.replace(hour=17, minute=15)
    monkeypatch.setattr("linli.base.kernel.clock.now", lambda: late)
    text = client.get(f"{HALL}/{page}/").content.decode()
    assert "可能排不到您" in text
    assert "明天 9:00" in text
    assert f"{HALL}/appointments/" in text


def test_my_ticket_says_why_each_of_them_was_called_first(busy: Day, client: Client) -> None:
    housing = next(group for group in busy.cast.groups if group.slug == "housing")
    mine = busy.take("housing")
    elder, other = busy.take(priority="elder"), busy.take("consult")
    busy.open(3).by_head(3, "set_exception", group=housing, reason="设备检修")
    busy.wait(minutes=1).at(3, "call_next")
    busy.at(3, "welcome")
    busy.wait(minutes=1).at(3, "call_next")
    why = standing(busy, mine).why
    assert [(one.label, one.rule) for one in why] == [
        (other.label, "not_taken"), (elder.label, why[1].rule),
    ]  # fmt: skip
    text = client.get(f"/tickets/{mine.code}/").content.decode()
    assert f"10:42 先叫了 {other.label} 到3号窗口：这个窗口不办您要办的事。" in text


def test_somebody_kept_for_their_worker_is_named_with_that_rule(day: Day) -> None:
    day.open(1)
    mine = day.take()
    came_back = day.take(priority="pregnant")
    day.serve(1)
    day.at(1, "park", reason="去复印")
    day.visitor("return_to_line", came_back)
    day.wait(minutes=3).at(1, "call_next")
    assert [one.rule for one in standing(day, mine).why] == ["same_worker", "priority_share"]
