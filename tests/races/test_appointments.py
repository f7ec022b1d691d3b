"""Everybody wants two o'clock: as many get it as there are seats, never more and never fewer."""

from __future__ import annotations

from itertools import chain
from typing import Any

import pytest

from .conftest import Track

pytestmark = pytest.mark.races


def seats(told: list[list[Any]]) -> list[int]:
    return sorted(one[0] for one in told if isinstance(one[0], int))


def losers(told: list[list[Any]]) -> set[str]:
    return set(chain(*(one for one in told if not isinstance(one[0], int))))


@pytest.mark.parametrize(("racers", "times"), [(2, 4), (8, 2), (10, 1)])
def test_as_many_win_as_there_are_seats(track: Track, racers: int, times: int) -> None:
    capacity = track.scene("prepare_book")
    told = list(chain(*track.race("book_at_two", range(racers), times=times)))
    assert seats(told) == list(range(1, capacity + 1))
    assert losers(told) == {"slot_full"}
    left = track.scene("look_at_book")
    assert (left["seats_at_two"], left["faults"]) == (list(range(1, capacity + 1)), 0)


@pytest.mark.parametrize("racers", [2, 8])
def test_the_last_seat_has_one_winner(track: Track, racers: int) -> None:
    track.scene("prepare_book", taken=4)
    told = list(chain(*track.race("book_at_two", range(racers))))
    assert seats(told) == [5]


def test_one_key_books_once(track: Track) -> None:
    track.scene("prepare_book")
    told = list(chain(*track.race("book_at_two", range(8), key="the-same-tap", device="one-phone")))
    assert seats(told) == [1] * 8
    assert track.scene("look_at_book")["standing"] == 1


def test_one_phone_gets_one_time_a_day(track: Track) -> None:
    track.scene("prepare_book")
    told = track.race("book_one_day", range(6))
    assert len(seats(told)) == 1
    assert losers(told) == {"already_booked"}


@pytest.mark.parametrize("racers", [2, 8, 10])
def test_who_moves_gets_the_new_time_or_keeps_the_old(track: Track, racers: int) -> None:
    track.scene("prepare_book", taken=4, each_has_one=racers)
    told = track.race("move_to_two", range(racers))
    assert seats(told) == [5]
    assert losers(told) == {"slot_full"}
    left = track.scene("look_at_book")
    assert left["seats_at_two"] == [1, 2, 3, 4, 5]
    assert left["standing"] == 4 + racers
    assert len(set(left["holders"])) == racers


def test_an_appointment_becomes_one_number(track: Track) -> None:
    track.scene("prepare_book", taken=1)
    told = track.race("come_in", range(8))
    assert sorted(one[0] for one in told if one != ["checked_in"]) == [1]
    assert track.scene("look_at_book")["tickets"] == 1


def test_what_is_confirmed_by_many_clicks_is_confirmed_once(track: Track) -> None:
    track.scene("prepare_book")
    made = track.scene("book_unknown")
    assert seats(track.race("confirm_or_take", range(8), **made, take=False)) == [1] * 8
    left = track.scene("look_at_book")
    assert (left["states"], left["faults"]) == (["booked"], 0)


def test_a_seat_that_lapses_while_it_is_confirmed_goes_to_exactly_one(track: Track) -> None:
    for _again in range(4):
        track.scene("prepare_book", taken=4)
        made = track.scene("book_unknown")
        told = track.race("confirm_or_take", range(8), **made, take=True)
        left = track.scene("look_at_book")
        assert left["seats_at_two"] == [1, 2, 3, 4, 5]
        assert left["states"] in (["booked"] * 5, [*["booked"] * 5, "lapsed"])
        assert losers(told) <= {"slot_full", "not_to_confirm"}
        assert left["faults"] == 0
