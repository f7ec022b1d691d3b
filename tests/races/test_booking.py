"""Everybody wants the same room: exactly one gets it, always one, and nothing ever overlaps."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from .conftest import Track

pytestmark = pytest.mark.races

LOST = [["taken"], ["being_set_up"]]


def winners(told: list[Any]) -> list[Any]:
    """Who got it; everybody else must have been told that it is taken, and nothing else."""
    won = [one for one in told if isinstance(one, int)]
    assert all(one in LOST for one in told if not isinstance(one, int)), Counter(map(str, told))
    return won


def is_sound(left: dict[str, Any]) -> bool:
    return left["overlaps"] == 0 and left["faults"] == []


@pytest.mark.parametrize("size", [2, 8, 64])
def test_one_slot_goes_to_exactly_one(track: Track, size: int) -> None:
    track.scene("prepare_rooms")
    for start in range(4 if size < 64 else 1):
        told = track.scene("crowd", size=size, act="book_one", asked={"venue": "front", "start": 24 * start})
        assert len(winners(told)) == 1
    assert is_sound(track.scene("look_at_rooms"))


def test_a_hall_is_either_whole_or_in_halves(track: Track) -> None:
    for _again in range(3):
        track.scene("prepare_rooms")
        told = track.scene("crowd", size=9, act="book_one", asked={"venue": ["hall", "front", "back"]})
        winners(told)
        left = track.scene("look_at_rooms")
        assert left["venues"] in (["hall"], ["back", "front"])
        assert is_sound(left)


def test_a_series_is_booked_whole_or_not_at_all(track: Track) -> None:
    track.scene("prepare_rooms")
    assert len(winners(track.scene("crowd", size=8, act="book_many", asked={"venue": "front"}))) == 1
    left = track.scene("look_at_rooms")
    assert left["states"] == ["booked"] * 5
    assert is_sound(left)


def test_of_many_who_move_to_one_time_one_arrives_and_the_others_keep_theirs(track: Track) -> None:
    track.scene("prepare_rooms")
    ids = [
        track.scene("set_up", act="book_one", asked={"number": n, "venue": "front", "start": 24 * n}) for n in range(4)
    ]
    ids += [
        track.scene("set_up", act="book_one", asked={"number": n, "venue": "back", "start": 24 * n}) for n in range(4)
    ]
    told = track.scene("crowd", size=8, act="move_mine", asked={"ids": ids})
    assert len(told) - len([one for one in told if one in LOST]) == 2  # one in each half
    left = track.scene("look_at_rooms")
    assert left["states"] == ["booked"] * 8
    assert is_sound(left)


def test_a_request_keeps_its_time_while_it_is_decided(track: Track) -> None:
    track.scene("prepare_rooms")
    pk = track.scene("set_up", act="book_one", asked={"number": 1, "venue": "talk"})
    told = track.scene("crowd", size=8, act="decide_or_book", asked={"pk": pk})
    assert [one for one in told[::2] if one == pk] == [pk]
    assert [one for one in told[::2] if one != pk] == [["not_waiting"]] * 3
    assert told[1::2] == [["taken"]] * 4
    assert track.scene("look_at_rooms")["states"] == ["booked"]


def test_whatever_becomes_of_another_time_one_of_both_is_left(track: Track) -> None:
    for _again in range(4):
        track.scene("prepare_rooms", needs_approval=True)
        pk = track.scene("set_up", act="book_one", asked={"number": 1, "venue": "front"})
        track.scene("set_up", act="ask_for_another_time", asked={"number": 0, "pk": pk})
        asked = track.scene("look_at_rooms")
        assert (asked["asked"], asked["kinds"]) == (1, ["booking", "both", "hold"])
        told = track.scene("crowd", size=10, act="answer_or_get_past", asked={"pk": pk})
        answered = [one for number, one in enumerate(told) if number % 5 < 3 and one == pk]
        assert len(answered) <= 1
        left = track.scene("look_at_rooms")
        assert left["asked"] == 0
        assert "both" not in left["kinds"]
        assert ("cancelled" in left["states"]) == (pk in told[3::5])
        assert is_sound(left)


def test_who_waits_gets_it_before_who_is_only_quick(track: Track) -> None:
    for _again in range(3):
        track.scene("prepare_rooms")
        pk = track.scene("set_up", act="book_one", asked={"number": 1, "venue": "front"})
        track.scene("set_up", act="wait_in_line", asked={"number": 1, "venue": "front"})
        told = track.scene("crowd", size=8, act="cancel_or_book", asked={"pk": pk})
        assert told == [pk] + [["taken"]] * 7
        left = track.scene("look_at_rooms")
        assert (left["states"], left["waits"]) == (["cancelled", "offered"], ["offered"])
        told = track.scene("crowd", size=6, act="accept_or_decline", asked={"pk": pk + 1})
        assert [one for one in told if one != ["not_offered"]] == [pk + 1]
        assert is_sound(track.scene("look_at_rooms"))


def test_the_last_piece_of_a_limit_is_used_once(track: Track) -> None:
    track.scene("prepare_rooms", monthly_count=2)
    asked = {"venue": "study", "step": 1, "who": "one"}
    told = track.scene("crowd", size=8, act="book_one", asked=asked)
    assert [one for one in told if not isinstance(one, int)] == [["monthly_count"]] * 6
    left = track.scene("look_at_rooms")
    assert (left["states"], is_sound(left)) == (["booked"] * 2, True)


def test_three_lanes_go_to_exactly_three(track: Track) -> None:
    track.scene("prepare_rooms")
    assert len(winners(track.scene("crowd", size=16, act="book_one", asked={"venue": "study"}))) == 3
    assert is_sound(track.scene("look_at_rooms"))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_storm_leaves_nothing_overlapping(track: Track, seed: int) -> None:
    track.scene("prepare_rooms")
    told = track.scene("crowd", size=8, act="storm", asked={"seed": seed, "turns": 12})
    assert sum(turn == "done" for turns in told for turn in turns) > 20
    assert is_sound(track.scene("look_at_rooms"))


def test_what_is_confirmed_by_many_clicks_is_confirmed_once(track: Track) -> None:
    track.scene("prepare_rooms", monthly_count=1)
    made = track.scene("set_up", act="book_unknown")
    told = track.scene("crowd", size=8, act="confirm_or_take", asked=made | {"take": False})
    assert told == [made["pk"]] * 8
    left = track.scene("look_at_rooms")
    assert left["states"] == ["booked"]
    assert is_sound(left)


def test_a_time_that_lapses_while_it_is_confirmed_goes_to_exactly_one(track: Track) -> None:
    for _again in range(4):
        track.scene("prepare_rooms")
        made = track.scene("set_up", act="book_unknown")
        track.scene("crowd", size=8, act="confirm_or_take", asked=made | {"take": True})
        left = track.scene("look_at_rooms")
        assert left["states"] in (["booked"], ["booked", "lapsed"])
        assert is_sound(left)
