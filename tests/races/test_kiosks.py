"""Several kiosks keep numbers, give them without the network and tell of them, while others take theirs online."""

from __future__ import annotations

from itertools import chain

import pytest

from .conftest import Track
from .test_hall import in_order

pytestmark = pytest.mark.races


def test_no_number_is_given_twice_and_none_is_unexplained(track: Track) -> None:
    track.scene("prepare")
    told = list(chain(*track.race("keep_and_tell", range(8), times=2)))
    assert len(told) == len(set(told)) == 8 * 2 * 4
    left, accounts = track.scene("look"), track.scene("accounts")
    assert [ticket["number"] for ticket in left["tickets"]] == sorted(told)
    assert accounts == {"given": 64, "kept": 16, "unexplained": [], "shared_places": 0}
    assert in_order(left["seqs"])
    assert left["faults"] == 0


def test_numbers_told_by_eight_at_once_are_written_down_once(track: Track) -> None:
    track.scene("prepare")
    block = track.scene("keep", count=10)
    told = track.race("tell_of", range(8), block=block, numbers=list(range(1, 11)))
    assert told == [list(range(1, 11))] * 8
    left = track.scene("look")
    assert [ticket["number"] for ticket in left["tickets"]] == list(range(1, 11))
    assert in_order(left["seqs"])
    assert left["faults"] == 0
