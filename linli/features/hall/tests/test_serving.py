"""Serving: several matters, putting aside, handing on, finishing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from linli.community.journal.models import Entry

from .day import Day, events

Refuses = Callable[..., Any]


def test_a_parked_visitor_goes_first_at_the_same_worker_on_return(day: Day) -> None:
    day.open(1, 2)
    parked, *_ = (day.take() for _ in range(4))
    day.serve(1)
    day.at(1, "park", reason="回家取材料", key="park")
    assert day.at(1, "park", reason="回家取材料", key="park").state == "parked"
    assert day.serve(1).label == "A002"
    day.visitor("return_to_line", parked)
    assert day.serve(2).label == "A003"
    assert day.at(1, "call_next").pk == parked.pk
    assert events("called")[-1].rule == "same_worker"
    assert events("parked")[0].reason == "回家取材料"
    assert not Entry.objects.filter(why="回家取材料").exists()


def test_when_the_worker_has_gone_a_returning_visitor_belongs_to_everybody(day: Day) -> None:
    day.open(1, 2)
    parked = day.take()
    day.serve(1)
    day.at(1, "park", reason="取材料")
    day.by_head(1, "close_window")
    day.visitor("return_to_line", parked)
    assert day.at(2, "call_next").pk == parked.pk
    assert events("called")[-1].rule == "arrival"


def test_parking_and_handing_on_need_a_served_visitor_and_a_reason(day: Day, refused: Refuses) -> None:
    day.open(1).take()
    with refused("nobody_here", "reason_missing"):
        day.at(1, "park", reason="")
    day.at(1, "call_next")
    with refused("visitor_not_answered"):
        day.at(1, "park", reason="填表")
    with refused("visitor_not_answered", "reason_missing"):
        day.at(1, "transfer", to_window=None, reason=" ")


def test_handing_on_keeps_place_and_first_worker(day: Day) -> None:
    day.open(1, 2)
    ticket, *_ = (day.take() for _ in range(3))
    place = ticket.place
    day.serve(1)
    handed = day.at(1, "transfer", to_window=day.cast.windows[2], reason="住房业务", key="t")
    assert day.at(1, "transfer", to_window=day.cast.windows[2], reason="住房业务", key="t").pk == handed.pk
    assert (handed.state, handed.place, handed.first_worker) == ("waiting", place, day.cast.workers[1])
    assert day.serve(1).label == "A002"
    assert day.serve(2).pk == ticket.pk
    assert events("called")[-1].rule == "transferred"
    ticket.refresh_from_db()
    assert ticket.first_worker == day.cast.workers[1]


def test_handing_on_to_everybody_puts_the_visitor_where_they_stood(day: Day) -> None:
    day.open(1, 2)
    ticket, *_ = (day.take() for _ in range(3))
    day.serve(1)
    day.at(1, "transfer", to_window=None, reason="系统故障")
    assert day.at(2, "call_next").pk == ticket.pk


def test_a_visitor_is_handed_on_to_an_open_window_that_takes_the_matter(day: Day, refused: Refuses) -> None:
    day.open(1, 2).take("housing")
    day.serve(1)
    with refused("same_window"):
        day.at(1, "transfer", to_window=day.cast.windows[1], reason="x")
    with refused("target_not_open"):
        day.at(1, "transfer", to_window=day.cast.windows[3], reason="x")
    day.by_head(2, "set_exception", group=day.cast.groups[2], reason="x")
    with refused("target_refuses"):
        day.at(1, "transfer", to_window=day.cast.windows[2], reason="x")


def test_several_matters_are_finished_one_by_one(day: Day, refused: Refuses) -> None:
    ticket = day.open(1).take("consult")
    housing = day.cast.groups[2]
    day.serve(1)
    added = day.at(1, "add_matter", group=housing, key="a")
    assert day.at(1, "add_matter", group=housing, key="a").pk == added.pk
    assert added.position == 2
    with refused("matter_named"):
        day.at(1, "add_matter", group=housing)
    with refused("reason_missing"):
        day.at(1, "finish_matter", position=2, outcome="not_done", note="")
    done = day.at(1, "finish_matter", position=2, outcome="not_done", note="缺收入证明", key="f")
    again = day.at(1, "finish_matter", position=2, outcome="not_done", note="缺收入证明", key="f")
    assert (again.pk, again.outcome, again.finished_by) == (done.pk, "not_done", day.cast.workers[1])
    with refused("matter_finished"):
        day.at(1, "finish_matter", position=2, outcome="done", note="")
    with refused("no_such_matter"):
        day.at(1, "finish_matter", position=9, outcome="done", note="")
    day.at(1, "add_matter", group=housing)
    finished = day.at(1, "finish", key="end")
    assert day.at(1, "finish", key="end").pk == finished.pk == ticket.pk
    assert list(ticket.matters.order_by("position").values_list("outcome", flat=True)) == ["done", "not_done", "done"]


def test_a_window_adds_no_matter_that_it_does_not_take(day: Day, refused: Refuses) -> None:
    day.open(1).take()
    with refused("nobody_here"):
        day.at(1, "add_matter", group=day.cast.groups[2])
    day.serve(1)
    day.by_head(1, "set_exception", group=day.cast.groups[2], reason="x")
    with refused("not_taken_at_window"):
        day.at(1, "add_matter", group=day.cast.groups[2])


def test_finishing_needs_a_served_visitor(day: Day, refused: Refuses) -> None:
    day.open(1).take()
    with refused("nobody_here"):
        day.at(1, "finish")
    with refused("nobody_here"):
        day.at(1, "finish_matter", position=1, outcome="done", note="")
    day.at(1, "call_next")
    with refused("visitor_not_answered"):
        day.at(1, "finish")


def test_a_visit_handed_over_with_one_matter_left_goes_where_that_is_taken(day: Day) -> None:
    housing = day.cast.groups[2]
    day.open(1, 2)
    day.by_head(1, "set_exception", group=housing, reason="x")
    ticket = day.take("consult", "housing")
    assert day.serve(1).pk == ticket.pk
    day.at(1, "finish_matter", position=1, outcome="done", note="")
    day.at(1, "transfer", to_window=None, reason="住房")
    assert day.at(1, "call_next") is None
    assert day.at(2, "call_next").pk == ticket.pk
