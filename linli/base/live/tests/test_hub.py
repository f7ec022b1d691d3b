"""What is news to whom; no database, no server."""

from __future__ import annotations

import pytest

from linli.base.live import rules
from linli.base.live.hub import Hub
from linli.base.live.stream import _Teller


def test_only_those_who_watch_a_topic_are_woken() -> None:
    hub = Hub()
    hub.learn_all({"a": 1, "b": 1})
    with hub.watched({"a": 1}) as of_a, hub.watched({"b": 1, "a": 1}) as of_both:
        hub.learn_move("b", 2)
        assert (of_a.is_set(), of_both.is_set()) == (False, True)
        assert hub.news({"b": 1, "a": 1}) == {"b": 2}


def test_many_moves_are_one_piece_of_news() -> None:
    hub = Hub()
    hub.learn_all({})
    for version in range(1, 100):
        hub.learn_move("a", version)
    assert hub.news({"a": 0}) == {"a": 99}


def test_a_hub_out_of_touch_tells_nothing_and_then_catches_up() -> None:
    hub = Hub()
    assert hub.news({"a": 17}) == {}
    hub.learn_all({"a": 17})
    hub.lose_touch()
    with hub.watched({"a": 17}) as wake:
        assert hub.news({"a": 17}) == {}
        hub.learn_all({"a": 19})
        assert wake.is_set()
    assert hub.news({"a": 17}) == {"a": 19}


def test_a_restored_backup_is_noticed_although_its_versions_are_lower() -> None:
    hub = Hub()
    hub.learn_all({"a": 17, "b": 3})
    with hub.watched({"a": 17, "b": 3}) as wake:
        hub.learn_all({"a": 12})
        assert wake.is_set()
    assert hub.set_backs == 1
    assert hub.differences({"a": 17, "b": 3}) == {"a": 12, "b": 0}


def test_a_page_that_is_ahead_of_the_reader_is_told_nothing_until_its_time_has_passed() -> None:
    hub = Hub()
    hub.learn_all({"a": 16})
    teller = _Teller(hub, {"a": 17})
    assert b"data: 16" not in teller.words(100.0)
    assert teller.words(101.0) == b""
    hub.learn_move("a", 17)
    assert teller.words(102.0) == b""
    hub.learn_move("a", 18)
    assert teller.words(103.0) == b"event: a\ndata: 18\nid: a:18\n\n"


def test_a_page_from_before_a_restored_backup_is_told_after_a_beat() -> None:
    hub = Hub()
    hub.learn_all({"a": 16})
    teller = _Teller(hub, {"a": 17})
    teller.words(100.0)
    assert b"data: 16" in teller.words(110.5)


def test_a_beat_comes_only_while_the_database_is_followed() -> None:
    hub = Hub()
    teller = _Teller(hub, {"a": 0})
    assert b"beat" not in teller.words(100.0)
    hub.learn_all({})
    assert b"beat" in teller.words(101.0)
    hub.lose_touch()
    assert teller.words(110.0) == b""
    assert b"beat" not in teller.words(111.5)


def test_nothing_is_kept_of_those_who_left() -> None:
    hub = Hub()
    with hub.watched({"a": 0}):
        pass
    hub.learn_move("a", 1)
    assert not hub._watchers


@pytest.mark.parametrize(
    "pairs",
    [
        [],
        ["hall"],
        ["hall:"],
        ["hall:-1"],
        ["hall:x"],
        ["Hall:1"],
        [":1"],
        ["hall:" + "9" * 19],
        ["hall:１"],
        [f"t{n}:0" for n in range(61)],
    ],
)
def test_malformed_topics_are_refused(pairs: list[str]) -> None:
    with pytest.raises(ValueError, match=r"topic|topics"):
        rules.parsed(pairs)


def test_what_is_written_is_read_back() -> None:
    versions = {"hall.tuoran": 17, "hall.chunhe": 0}
    assert rules.parsed(rules.written(versions).split(",")) == versions
