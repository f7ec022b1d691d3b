"""Everybody at once: numbers stay unique, nobody is called twice, one key makes one ticket."""

from __future__ import annotations

from itertools import chain, pairwise
from typing import Any

import pytest

from .conftest import Track

pytestmark = pytest.mark.races


def in_order(seqs: list[int]) -> bool:
    return seqs == list(range(1, len(seqs) + 1))


def test_eight_processes_take_two_hundred_numbers_without_gap_or_double(track: Track) -> None:
    track.scene("prepare")
    taken: list[dict[str, Any]] = list(chain(*track.race("take", range(8), times=25)))
    assert sorted(ticket["number"] for ticket in taken) == list(range(1, 201))
    assert len({ticket["code"] for ticket in taken}) == 200
    left = track.scene("look")
    assert [ticket["number"] for ticket in left["tickets"]] == list(range(1, 201))
    assert {ticket["id"] for ticket in taken} == {ticket["pk"] for ticket in left["tickets"]}
    assert in_order(left["seqs"])
    assert left["faults"] == 0


def test_eight_windows_call_everybody_once_and_nobody_twice(track: Track) -> None:
    track.scene("prepare", windows=8, opened=8, tickets=80)
    served = list(chain(*track.race("serve", range(1, 9))))
    left = track.scene("look")
    assert sorted(served) == sorted(ticket["pk"] for ticket in left["tickets"])
    assert {ticket["state"] for ticket in left["tickets"]} == {"done"}
    assert in_order(left["seqs"])
    overtaking = [turn for turn, (_, rule) in enumerate(left["calls"]) if rule == "priority_share"]
    assert all(later - sooner >= 3 for sooner, later in pairwise(overtaking))


def test_fifty_requests_with_one_key_make_one_ticket(track: Track) -> None:
    track.scene("prepare")
    taken = list(chain(*track.race("take", range(10), times=5, key="the-same-tap")))
    assert len(taken) == 50
    assert len({ticket["code"] for ticket in taken}) == 1
    assert [ticket["number"] for ticket in track.scene("look")["tickets"]] == [1]


@pytest.mark.parametrize("key", ["one-click", ""])
def test_a_window_clicked_by_six_at_once_calls_one_visitor(track: Track, key: str) -> None:
    track.scene("prepare", opened=1, tickets=6)
    told = list(chain(*track.race("call_once", range(6), number=1, key=key)))
    called = {answer for answer in told if answer > 0}
    assert len(called) == 1
    assert set(told) - called <= {-1}  # with keys of their own the others are asked whether the visitor came
    at_window = [ticket["pk"] for ticket in track.scene("look")["tickets"] if ticket["at_window"]]
    assert at_window == list(called)


@pytest.mark.parametrize(
    ("numbers", "losers_hear"),
    [([1], {"already_open", "worker_elsewhere"}), ([1, 2, 3], {"already_open", "worker_elsewhere"})],
)
def test_one_window_and_one_worker_open_once(track: Track, numbers: list[int], losers_hear: set[str]) -> None:
    track.scene("prepare")
    told = track.race("open_once", range(6), numbers=numbers)
    assert told.count(["opened"]) == 1
    assert set(chain(*told)) - {"opened"} <= losers_hear
    assert len(track.scene("look")["shifts"]) == 1


def test_a_visitor_handed_on_is_either_called_there_or_taken_back(track: Track) -> None:
    for _ in range(3):
        track.scene("prepare", opened=2, tickets=1)
        ticket = track.scene("hand_on")["ticket"]
        (undone,), (called,) = track.race("undo_or_call", range(1, 3))
        left = track.scene("look")
        assert (undone, called) in ((ticket, None), (["moved_on"], ticket))
        assert sum(one["at_window"] is not None for one in left["tickets"]) == 1
        assert in_order(left["seqs"])


@pytest.mark.parametrize("racers", [2, 8])
def test_of_many_pages_that_show_one_visitor_one_step_is_done(track: Track, racers: int) -> None:
    track.scene("prepare", opened=1, tickets=6)
    [[first]] = track.race("call_and_welcome", range(1, 2))
    told = list(chain(*track.race("finish_and_call", range(racers), meant=first)))
    called = [answer for answer in told if isinstance(answer, int)]
    assert len(called) == 1
    assert [answer for answer in told if answer not in called] == ["visitor_changed"] * (racers - 1)
    left = track.scene("look")
    assert [ticket["pk"] for ticket in left["tickets"] if ticket["state"] == "done"] == [first]
    assert [ticket["pk"] for ticket in left["tickets"] if ticket["at_window"]] == called


@pytest.mark.parametrize("racers", [range(1, 3), range(1, 4)], ids=["two idle windows", "and the one that paused"])
def test_who_is_let_go_by_a_paused_window_is_called_to_exactly_one(track: Track, racers: range) -> None:
    for _ in range(3):
        track.scene("prepare", opened=3, tickets=1)
        ticket = track.scene("keep_for_a_paused_window")
        assert track.race("call_kept", range(1, 3), minutes=9) == [None, None]
        called = track.race("call_kept", racers, minutes=10)
        assert sorted(called, key=bool) == [None] * (len(racers) - 1) + [ticket]
        left = track.scene("look")
        assert [(one["pk"], one["state"]) for one in left["tickets"]] == [(ticket, "called")]
        assert left["tickets"][0]["at_window"] is not None
        assert len([pk for pk, _rule in left["calls"] if pk == ticket]) == 2  # to window 1 at first, and once now
        assert in_order(left["seqs"])
        assert left["faults"] == 0
