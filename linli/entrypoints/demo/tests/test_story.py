"""The story is the same for the same day."""

from __future__ import annotations

from datetime import date, time, timedelta

from linli.entrypoints.demo import story

DAY = date(2026, 11, 24)


def test_a_day_has_its_visitors_in_order() -> None:
    visitors = story.visitors(day=DAY, zone="Asia/Shanghai")
    morning = [visitor for visitor in visitors if visitor.at.time() < story.TOLD_UNTIL]
    assert visitors == story.visitors(day=DAY, zone="Asia/Shanghai")
    assert visitors == sorted(visitors, key=lambda visitor: visitor.at)
    assert 55 <= len(morning) <= 110
    assert {visitor.channel for visitor in visitors} == {"kiosk", "phone", "desk"}


def test_another_day_tells_another_story() -> None:
    tomorrow = story.visitors(day=DAY + timedelta(days=1), zone="Asia/Shanghai")
    assert len({visitor.at.time() for visitor in tomorrow}) > 50
    assert [visitor.groups for visitor in tomorrow] != [
        visitor.groups for visitor in story.visitors(day=DAY, zone="Asia/Shanghai")
    ]


def test_windows_rest_and_say_why() -> None:
    assert story.rest(number=4, at=time(12, 30)) == "午间轮休"
    assert story.rest(number=1, at=time(12, 30)) == ""
    assert story.is_rest("午间轮休")
    assert not story.is_rest("接电话")
