"""Opening, pausing, closing and arranging windows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from linli.features.hall import actions, queries
from linli.features.hall.models import Absence, WindowGroup, WindowPost, WindowShift

from .day import Day, events, fresh_key

Refuses = Callable[..., Any]


def test_a_window_opens_with_its_a_worker(day: Day) -> None:
    shift = day.shift(1)
    assert (shift.worker, shift.is_backup) == (day.cast.workers[1], False)
    assert [(event.kind, event.worker) for event in events()] == [("opened", day.cast.workers[1])]


def test_while_a_is_absent_b_is_asked(day: Day) -> None:
    _absent(day, day.cast.workers[1])
    shift = day.shift(1)
    assert (shift.worker, shift.is_backup) == (day.cast.backups[1], True)


def test_with_nobody_on_post_a_window_stays_closed(day: Day, refused: Refuses) -> None:
    _absent(day, day.cast.workers[1])
    _absent(day, day.cast.backups[1])
    with refused("nobody_on_post"):
        day.shift(1)


def test_two_workers_are_refused(day: Day, refused: Refuses) -> None:
    with refused("several_workers"):
        day.shift(1, day.cast.workers[1], day.cast.backups[1])


def test_an_absent_worker_and_one_of_another_community_are_refused(day: Day, refused: Refuses) -> None:
    _absent(day, day.cast.workers[2])
    with refused("worker_absent"):
        day.shift(1, day.cast.workers[2])
    with refused("not_a_worker"):
        day.shift(1, day.cast.other_worker)
    with refused("not_a_worker"):
        day.shift(1, day.cast.resident)


def test_an_open_window_is_not_opened_twice_and_a_worker_serves_at_one_window(day: Day, refused: Refuses) -> None:
    shift = day.shift(1, key="open")
    assert day.shift(1, key="open").pk == shift.pk
    with refused("already_open", "worker_elsewhere"):
        day.shift(1)
    with refused("worker_elsewhere"):
        day.shift(2, day.cast.workers[1])


def test_a_window_out_of_use_stays_closed(day: Day, refused: Refuses) -> None:
    window = day.cast.windows[1]
    type(window).objects.filter(pk=window.pk).update(is_in_use=False)
    with refused("window_not_in_use"):
        day.shift(1)


def test_a_closed_day_opens_no_window(day: Day, refused: Refuses) -> None:
    day.take()
    day.now = datetime.fromisoformat("2026-11-24T17:31+08:00")
    actions.close_day(hall=day.cast.hall, day=day.now.date(), now=day.now)
    with refused("day_closed"):
        day.shift(1)


def test_closing_a_window_ends_shift_and_pause(day: Day) -> None:
    day.open(1)
    day.by_head(1, "pause_window", reason="接热水")
    shift = day.by_head(1, "close_window", key="close")
    assert day.by_head(1, "close_window", key="close").pk == shift.pk
    shift.refresh_from_db()
    assert shift.closed_at == day.now
    assert not shift.pauses.filter(ended_at=None).exists()
    assert day.shift(1).pk != shift.pk


def test_a_window_with_a_visitor_is_not_closed(day: Day, refused: Refuses) -> None:
    day.open(1).take()
    day.at(1, "call_next")
    with refused("visitor_here"):
        day.by_head(1, "close_window")


def test_a_closed_window_neither_closes_nor_pauses_nor_resumes(day: Day, refused: Refuses) -> None:
    with refused("window_not_open"):
        day.by_head(1, "close_window")
    with refused("window_not_open", "reason_missing"):
        day.by_head(1, "pause_window", reason=" ")
    with refused("window_not_open"):
        day.by_head(1, "resume_window")


def test_a_paused_window_calls_nobody_until_it_resumes(day: Day, refused: Refuses) -> None:
    day.open(1).take()
    day.by_head(1, "pause_window", reason="核对材料", key="p")
    day.by_head(1, "pause_window", reason="核对材料", key="p")
    with refused("already_paused"):
        day.by_head(1, "pause_window", reason="又一次")
    with refused("window_paused"):
        day.at(1, "call_next")
    day.by_head(1, "resume_window", key="r")
    day.by_head(1, "resume_window", key="r")
    with refused("not_paused"):
        day.by_head(1, "resume_window")
    assert day.at(1, "call_next").label == "A001"


def test_re_dividing_keeps_history_and_open_tickets(day: Day) -> None:
    ticket = day.open(1).take("housing")
    consult, _, housing, *_ = day.cast.groups
    day.wait(minutes=1)
    for _ in range(2):
        day.by_head(1, "divide", groups=[housing], key="d")
    spans = WindowGroup.objects.filter(window=day.cast.windows[1]).order_by("since")
    assert [(span.group, span.until) for span in spans] == [(consult, day.now), (housing, None)]
    day.by_head(1, "divide", groups=[housing, consult])
    assert spans.all().count() == 3
    assert day.at(1, "call_next").pk == ticket.pk
    assert len(queries.division_history(hall=day.cast.hall).groups) == 7


def test_an_exception_says_why_and_keeps_the_matter_from_that_window_only(day: Day, refused: Refuses) -> None:
    housing = day.cast.groups[2]
    with refused("reason_missing"):
        day.by_head(1, "set_exception", group=housing, reason="")
    for _ in range(2):
        day.by_head(1, "set_exception", group=housing, reason="需要专用设备", key="x")
    day.open(1, 2).take("housing")
    assert day.at(1, "call_next") is None
    assert day.at(2, "call_next").label == "A001"
    day.take("housing")
    for _ in range(2):
        day.by_head(1, "end_exception", group=housing, key="y")
    assert day.at(1, "call_next").label == "A002"


def test_a_post_changes_hands_and_keeps_its_history(day: Day, refused: Refuses) -> None:
    new = day.cast.backups[5]
    post = day.by_head(1, "set_post", post="A", worker=new, key="post")
    assert day.by_head(1, "set_post", post="A", worker=new, key="post").pk == post.pk
    assert WindowPost.objects.filter(window=day.cast.windows[1], post="A").count() == 2
    assert day.shift(1).worker == new
    with refused("holds_other_post"):
        day.by_head(1, "set_post", post="B", worker=new)
    with refused("not_a_worker"):
        day.by_head(1, "set_post", post="B", worker=day.cast.other_worker)
    assert day.by_head(1, "set_post", post="B", worker=None) is None
    assert [post.post for post in queries.posts(hall=day.cast.hall) if post.window.number == 1] == ["A"]


def test_absence_is_said_once_a_day_and_taken_back(day: Day, refused: Refuses) -> None:
    first = _absent(day, day.cast.workers[1], key="abs")
    assert _absent(day, day.cast.workers[1], key="abs").pk == first.pk
    assert _absent(day, day.cast.workers[1], reason="培训").reason == "培训"
    assert [one.worker for one in queries.absences(hall=day.cast.hall, day=day.now.date())] == [day.cast.workers[1]]
    for _ in range(2):
        actions.mark_present(
            hall=day.cast.hall, worker=day.cast.workers[1], day=day.now.date(), by=day.cast.head, key="p", now=day.now
        )
    assert not Absence.objects.exists()
    with refused("not_a_worker"):
        _absent(day, day.cast.other_worker)
    day.open(1)
    with refused("at_a_window"):
        _absent(day, day.cast.workers[1])


def test_workers_of_the_hall_are_its_own(day: Day) -> None:
    found = queries.workers(hall=day.cast.hall, now=day.now)
    assert day.cast.workers[1] in found
    assert day.cast.head in found
    assert day.cast.other_worker not in found
    assert day.cast.resident not in found


def test_a_worker_of_two_halls_serves_at_one(day: Day, refused: Refuses) -> None:
    WindowShift.objects.create(window=day.cast.other_windows[1], worker=day.cast.workers[1], opened_at=day.now)
    with refused("worker_elsewhere"):
        day.shift(1)


def _absent(day: Day, worker: Any, *, reason: str = "", key: str = "") -> Absence:
    return actions.mark_absent(
        hall=day.cast.hall, worker=worker, day=day.now.date(), reason=reason, by=day.cast.head,
        key=key or fresh_key(), now=day.now,
    )  # fmt: skip
