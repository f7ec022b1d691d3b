"""What is free, and why something is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from linli.features.booking import queries

from .rooms import Rooms

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

TUESDAY = date(2026, 11, 24)


def clock(starts: Any) -> list[str]:
    return [f"{start:%H:%M}" for start in starts]


def test_an_empty_room_is_free_from_now_on_until_it_closes(rooms: Rooms, now: datetime) -> None:
    found = queries.free_times(venues=[rooms.front], first=TUESDAY, days=2, minutes=120, now=now)
    today, tomorrow = found.rows[rooms.front.pk]
    assert clock(today.starts)[:2] == ["11:00", "11:30"]
    assert clock(today.starts)[-1] == "18:00"
    assert clock(tomorrow.starts)[0] == "09:00"
    assert tomorrow.free_minutes == 11 * 60
    assert (today.why, tomorrow.why) == (None, None)
    assert found.nearest is not None
    assert found.nearest.starts_at == datetime.fromisoformat("2026-11-24T11:00:00+08:00")


def test_a_month_of_every_venue_takes_three_statements(
    rooms: Rooms, cast: Cast, now: datetime, django_assert_num_queries: Callable[..., Any]
) -> None:
    with django_assert_num_queries(3):
        found = queries.free_times(site=cast.site, first=TUESDAY, days=30, now=now)
    assert [venue.slug for venue in found.venues] == ["hall", "front", "back", "talk", "study", "square"]


def test_only_rooms_that_fit_are_shown(rooms: Rooms, cast: Cast, now: datetime) -> None:
    def slugs(**asked: Any) -> list[str]:
        found = queries.free_times(site=cast.site, first=TUESDAY, now=now, **asked)
        return [venue.slug for venue in found.venues]

    assert slugs(people=50) == ["hall", "study", "square"]
    assert slugs(people=20, layout="tables") == ["hall"]
    assert slugs(purpose="study", layout="sofas") == ["talk"]
    assert slugs(is_step_free=True, people=30, layout="theatre") == ["hall", "front"]
    assert slugs(purpose="display", people=90) == ["square"]


def test_a_day_says_why_nothing_is_free(rooms: Rooms, now: datetime) -> None:
    sunday = date(2026, 11, 29)
    found = queries.free_times(venues=[rooms.talk, rooms.front], first=sunday, days=1, minutes=60, now=now)
    assert found.rows[rooms.front.pk][0].starts
    why = found.rows[rooms.talk.pk][0].why
    assert why is not None
    assert (why.code, why.values["day"]) == ("closed_day", sunday)

    far = queries.free_times(venues=[rooms.front], first=date(2027, 3, 1), now=now)
    assert far.rows[rooms.front.pk][0].why.code == "too_far"  # type: ignore[union-attr]
    assert far.rows[rooms.front.pk][0].is_provisional
    long = queries.free_times(venues=[rooms.front], first=TUESDAY, minutes=300, now=now)
    assert long.rows[rooms.front.pk][0].why.code == "too_long"  # type: ignore[union-attr]
    past = queries.free_times(venues=[rooms.front], first=TUESDAY - timedelta(days=1), days=2, now=now)
    yesterday = past.rows[rooms.front.pk][0].why
    assert yesterday is not None
    assert (yesterday.code, f"{yesterday.values['nearest']:%d %H:%M}") == ("in_the_past", "24 11:00")


def test_a_holiday_is_named_and_the_day_after_it_is_nearest(rooms: Rooms, cast: Cast) -> None:
    cast.site.opening_rules.filter(day_type="holiday", room=None).delete()
    now = datetime.fromisoformat("2026-09-30T18:00:00+08:00")
    found = queries.free_times(venues=[rooms.front], first=date(2026, 10, 1), days=12, now=now)
    days = found.rows[rooms.front.pk]
    why = days[0].why
    assert why is not None
    assert (why.code, why.values["holiday"].name) == ("closed_holiday", "国庆节")
    assert f"{why.values['nearest']:%m-%d %H:%M}" == "10-08 09:00"
    assert clock(days[9].starts)[0] == "09:00"  # Saturday the 10th is worked in exchange


def test_the_next_free_time_is_looked_for_beyond_the_days_asked(rooms: Rooms, now: datetime) -> None:
    sunday = date(2026, 11, 29)
    found = queries.free_times(venues=[rooms.talk], first=sunday, now=now)
    assert found.is_empty
    assert found.nearest is not None
    assert found.nearest.starts_at == datetime.fromisoformat("2026-11-30T09:00:00+08:00")
    assert queries.next_free(venues=[rooms.talk], minutes=600, now=now) is None
