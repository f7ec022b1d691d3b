"""Ratings, newspapers and drop-ins with many at once: once is once, and nobody is lost."""

from __future__ import annotations

from itertools import chain

import pytest

from .conftest import Track

pytestmark = pytest.mark.races


def test_one_code_used_by_eight_at_once_rates_once(track: Track) -> None:
    track.scene("prepare", opened=1, tickets=1)
    code = track.scene("visit")
    told = list(chain(*track.race("rate", range(8), code=code)))
    assert sorted(told) == ["already_rated"] * 7 + ["rated"]
    left = track.scene("look_at_hand")
    assert (left["uses"], left["marks"]) == (1, [["", 1], ["attitude", 1]])


def test_a_tap_sent_six_times_rates_once_and_everybody_is_thanked(track: Track) -> None:
    track.scene("prepare", opened=1, tickets=1)
    code = track.scene("visit")
    assert set(chain(*track.race("rate", range(6), code=code, key="one-tap"))) == {"rated"}
    assert track.scene("look_at_hand")["marks"] == [["", 1], ["attitude", 1]]


def test_no_rating_is_lost_or_counted_twice_while_a_day_is_published(track: Track) -> None:
    track.scene("prepare", opened=1, tickets=13)
    codes = [track.scene("visit") for _ in range(13)]
    for racer, code in enumerate(codes[:6]):
        track.scene("rate", racer=racer, code=code)
    track.race("publish_or_rate", range(8), codes=codes[6:])
    left = track.scene("look_at_hand")
    assert len(left["published"]) == 1
    assert left["published"][0] >= 6
    waiting = sum(n for about, n in left["marks"] if not about)
    assert left["published"][0] + waiting == 13


def test_seven_copies_go_seven_times_however_many_hands(track: Track) -> None:
    track.scene("prepare")
    issue = track.scene("lay", copies=7)
    assert sum(track.race("grab", range(6), issue=issue, times=4)) == 7
    left = track.scene("look_at_hand")
    assert (left["out"], left["moves"]) == ([7], 7)


def test_every_visitor_is_counted_however_many_count(track: Track) -> None:
    track.scene("prepare")
    assert sum(track.race("drop_in", range(6), times=10)) == 60
    assert track.scene("look_at_hand")["dropped_in"] == [60]
