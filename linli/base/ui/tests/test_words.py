"""A refusal in the reader's own words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from linli.base.kernel import Objection
from linli.base.ui import words
from linli.base.ui.words import say

BEIJING = ZoneInfo("Asia/Shanghai")
VALUES = [
    (datetime(2026, 11, 24, 14, 0, tzinfo=BEIJING), "今天 14:00", "today at 14:00"),
    (datetime(2026, 11, 25, 9, 0, tzinfo=BEIJING), "明天 9:00", "tomorrow at 9:00"),
    (datetime(2026, 11, 23, 9, 5, tzinfo=BEIJING), "昨天 9:05", "yesterday at 9:05"),
    (datetime(2026, 11, 26, 9, 0, tzinfo=BEIJING), "11月26日 9:00", "26 November at 9:00"),
    (datetime(2027, 1, 4, 9, 0, tzinfo=BEIJING), "2027年1月4日 9:00", "4 January 2027 at 9:00"),
    (datetime(2026, 11, 24, 16, 30, tzinfo=UTC), "明天 0:30", "tomorrow at 0:30"),
    (datetime(2026, 11, 24, 8, 30, tzinfo=ZoneInfo("Asia/Tokyo")), "今天 8:30", "today at 8:30"),
    (date(2026, 11, 24), "今天", "today"),
    (date(2026, 12, 1), "12月1日", "1 December"),
    (time(9, 0), "9:00", "9:00"),
    (timedelta(minutes=5), "5 分钟", "5 minutes"),
    (timedelta(hours=1, minutes=1), "1 小时 1 分钟", "1 hour 1 minute"),
    (timedelta(hours=2), "2 小时", "2 hours"),
    (120, "120", "120"),
    (12480, "12,480", "12,480"),
    (Decimal("14.1"), "14.1", "14.1"),
    (True, "是", "yes"),
    ("A023", "A023", "A023"),
    (["A001", "A002"], "A001、A002", "A001, A002"),
    (SimpleNamespace(name="残联", name_en="Disabled persons' federation"), "残联", "Disabled persons' federation"),
]


@pytest.mark.parametrize(("value", "chinese", "english"), VALUES)
def test_a_value_is_said_as_neighbours_say_it(now: datetime, value: object, chinese: str, english: str) -> None:
    objection = Objection("example", "{value}", {"value": value})
    with translation.override("zh-hans"):
        assert say(objection) == chinese
    with translation.override("en"):
        assert say(objection) == english


def test_the_text_is_translated_before_its_values_are_filled() -> None:
    with translation.override("zh-hans"):
        assert say(Objection("example", "{n} hour", {"n": 3})) == "3 小时"


def test_a_missing_value_leaves_a_gap_and_not_an_error() -> None:
    assert say(Objection("example", "Come back {when}.")) == "Come back …."
    assert say(Objection("example", "An odd { brace")) == "An odd { brace"


def test_a_name_that_lacks_one_language_is_said_in_the_other() -> None:
    with translation.override("en"):
        assert words.local({"name": "议事厅", "name_en": ""}, "name") == "议事厅"
    with translation.override("zh-hans"):
        assert words.local({"name": "", "name_en": "Hall"}, "name") == "Hall"


def test_a_moment_in_full_names_weekday_and_day(now: datetime) -> None:
    with translation.override("zh-hans"):
        assert words.stamp(now) == "11月24日 周二 10:40"
    with translation.override("en"):
        assert words.stamp(now) == "Tue 24 Nov, 10:40"
