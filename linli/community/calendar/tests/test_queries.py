from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from linli.base.kernel.period import merged
from linli.community.calendar import queries as calendar
from linli.community.calendar.models import Closure, OpeningRule
from linli.community.places.models import Room

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast


def clock(periods: list[Any]) -> list[str]:
    return [f"{period.start:%H:%M}-{period.end:%H:%M}" for period in periods]


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.mark.parametrize(
    ("day", "type_", "name", "status"),
    [
        ("2026-10-10", "workday", "国庆节", "official"),
        ("2026-10-01", "holiday", "国庆节", "official"),
        ("2026-10-07", "holiday", "国庆节", "official"),  # a Wednesday
        ("2026-02-14", "workday", "春节", "official"),
        ("2026-12-31", "workday", "", "official"),
        ("2027-01-01", "holiday", "元旦", "computed"),
        ("2027-02-06", "holiday", "春节", "computed"),
        ("2027-02-09", "workday", "", "computed"),
        ("2025-10-08", "holiday", "国庆节、中秋节", "official"),
        ("2025-10-11", "workday", "国庆节、中秋节", "official"),
        ("2028-10-02", "workday", "", "unknown"),
    ],
)
def test_the_table_knows_what_a_day_counts_as(db: None, day: str, type_: str, name: str, status: str) -> None:
    kind = calendar.day_type(day=date.fromisoformat(day))
    assert (kind.type, kind.name, kind.status) == (type_, name, status)


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        ("2026-11-24", ["09:00-17:30"]),
        ("2026-10-10", ["09:00-17:30"]),  # a Saturday worked in exchange
        ("2026-10-01", ["09:30-16:00"]),
        ("2026-11-28", ["09:30-16:00"]),  # a Saturday
        ("2026-11-29", []),  # a Sunday: activity rooms only
        ("2027-01-01", ["09:30-16:00"]),
    ],
)
def test_a_day_has_the_hours_of_its_type(cast: Cast, day: str, hours: list[str]) -> None:
    assert clock(calendar.open_periods(site=cast.site, day=date.fromisoformat(day))) == hours


def test_kinds_of_hours_are_told_apart(cast: Cast) -> None:
    day = date(2026, 11, 24)
    assert clock(calendar.open_periods(site=cast.site, day=day, kinds=("staffed",))) == ["09:00-12:00", "14:00-17:30"]
    assert clock(calendar.open_periods(site=cast.site, day=day, kinds=("appointment",))) == ["17:30-20:00"]


def test_open_periods_takes_one_statement(cast: Cast, django_assert_num_queries: Callable[[int], Any]) -> None:
    with django_assert_num_queries(1):
        calendar.open_periods(site=cast.site, day=date(2026, 11, 24))


def test_a_closure_cuts_into_the_hours_and_gives_its_reason(cast: Cast) -> None:
    Closure.objects.create(
        site=cast.site, starts_at=beijing("2026-11-24T11:00"), ends_at=beijing("2026-11-24T14:30"), reason="消防演练"
    )
    day = date(2026, 11, 24)
    assert clock(calendar.open_periods(site=cast.site, day=day)) == ["09:00-11:00", "14:30-17:30"]
    assert [one.reason for one in calendar.week_hours(site=cast.site, day=day)[0].closures] == ["消防演练"]
    assert not calendar.is_open(site=cast.site, now=beijing("2026-11-24T12:00"))
    assert calendar.is_open(site=cast.site, now=beijing("2026-11-24T14:30"))
    assert clock(calendar.open_periods(site=cast.other_site, day=day)) == ["09:00-17:30"]


def test_a_rooms_closure_and_hours_leave_the_site_alone(cast: Cast) -> None:
    room = Room.objects.create(site=cast.site, zone="activity_zone", slug="reading", name="阅览室", name_en="Reading")
    day = date(2026, 11, 24)
    Closure.objects.create(
        site=cast.site,
        room=room,
        starts_at=beijing("2026-11-24T10:00"),
        ends_at=beijing("2026-11-24T11:00"),
        reason="消毒",
    )
    assert clock(calendar.open_periods(site=cast.site, day=day, room=room)) == ["09:00-10:00", "11:00-17:30"]
    OpeningRule.objects.create(
        site=cast.site, room=room, day_type="workday", kind="staffed", opens=time(8), closes=time(12), from_day=day
    )
    assert clock(calendar.open_periods(site=cast.site, day=day, room=room)) == ["08:00-10:00", "11:00-12:00"]
    assert clock(calendar.open_periods(site=cast.site, day=day)) == ["09:00-17:30"]


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-24T08:00", "2026-11-24T09:00"),
        ("2026-11-24T10:00", "2026-11-25T09:00"),
        ("2026-11-28T16:00", "2026-11-30T09:00"),  # over the Sunday
        ("2026-12-31T18:00", "2027-01-01T09:30"),  # over the year's edge into a holiday
        ("2026-10-09T18:00", "2026-10-10T09:00"),  # into a Saturday worked in exchange
    ],
)
def test_the_next_opening(cast: Cast, now: str, opens: str) -> None:
    assert calendar.next_opening(site=cast.site, now=beijing(now)) == beijing(opens)


def test_the_next_opening_gives_up_after_sixty_days_in_three_statements(
    cast: Cast, django_assert_num_queries: Callable[[int], Any]
) -> None:
    now = beijing("2026-11-24T10:00")
    Closure.objects.create(site=cast.site, starts_at=now, ends_at=now + timedelta(days=90), reason="装修")
    with django_assert_num_queries(3):
        assert calendar.next_opening(site=cast.site, now=now) is None


def test_many_sites_take_three_statements(cast: Cast, django_assert_num_queries: Callable[[int], Any]) -> None:
    now = beijing("2026-11-24T12:30")
    with django_assert_num_queries(3):
        found = calendar.open_now_by_site(sites=[cast.site, cast.other_site], now=now)
    assert {(one.is_open, one.kind) for one in found.values()} == {(True, "duty")}
    assert calendar.open_now_by_site(sites=[], now=now) == {}


def test_the_business_day_is_the_sites_own_whatever_zone_now_is_in(cast: Cast) -> None:
    assert calendar.business_day(site=cast.site, now=datetime.fromisoformat("2026-11-24T16:30:00+00:00")) == date(
        2026, 11, 25
    )
    cast.site.day_starts_at = time(4)
    assert calendar.business_day(site=cast.site, now=beijing("2026-11-25T03:59")) == date(2026, 11, 24)


def test_the_outlook_tells_the_week_and_the_special_days_beyond_in_three_statements(
    cast: Cast, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(3):
        outlook = calendar.outlook(site=cast.site, now=beijing("2026-11-24T10:40"))
    assert outlook.now.until == beijing("2026-11-24T17:30")
    assert [day.day.day for day in outlook.week] == [24, 25, 26, 27, 28, 29, 30]
    assert [(day.day, day.kind.status) for day in outlook.special] == [(date(2027, 1, 1), "computed")]


def test_working_days_step_over_holidays_and_count_days_worked_in_exchange(db: None) -> None:
    # 30 September, then 8, 9 and Saturday 10 October.
    assert calendar.add_working_days(day=date(2026, 9, 30), days=3) == date(2026, 10, 10)
    assert calendar.working_days_between(start=date(2026, 9, 30), end=date(2026, 10, 10)) == 3
    assert calendar.add_working_days(day=date(2026, 10, 10), days=-3) == date(2026, 9, 30)


def test_a_due_day_over_the_years_edge_is_provisional(db: None) -> None:
    due = calendar.due_day(day=date(2026, 12, 30), days=2)
    assert (due.day, due.is_provisional) == (date(2027, 1, 4), True)
    assert not calendar.due_day(day=date(2026, 9, 30), days=5).is_provisional


def test_working_days_take_one_statement(db: None, django_assert_num_queries: Callable[[int], Any]) -> None:
    with django_assert_num_queries(1):
        calendar.add_working_days(day=date(2026, 9, 30), days=20)


def test_many_rooms_and_days_are_asked_for_in_one_statement_and_say_the_same(
    cast: Cast, django_assert_num_queries: Callable[..., Any]
) -> None:
    own, plain = (Room.objects.create(site=cast.site, zone="activity_zone", slug=s, name=s, name_en=s) for s in "ab")
    OpeningRule.objects.create(
        site=cast.site, room=own, day_type="workday", kind="staffed", opens=time(8), closes=time(21),
        from_day=date(2026, 1, 1), until_day=date(2026, 12, 31),
    )  # fmt: skip
    for room, start, end in (
        (None, "2026-11-25T10:00", "2026-11-25T11:00"),
        (own, "2026-11-26T19:00", "2026-11-27T09:00"),
    ):
        Closure.objects.create(site=cast.site, room=room, starts_at=beijing(start), ends_at=beijing(end), reason="维修")
    first, days = date(2026, 9, 28), 100
    with django_assert_num_queries(1):
        hours = calendar.room_hours(
            sites=[cast.site, cast.other_site], rooms=[own.pk, plain.pk], first=first, days=days
        )
        for after in range(days):
            hours.of(site=cast.site, room=own.pk, day=first + timedelta(days=after))
    kinds = ("staffed", "duty", "appointment", "activity")
    for after in (0, 3, 7, 12, 57, 58, 59, 60, 61, 62):
        day = first + timedelta(days=after)
        for site, room in ((cast.site, None), (cast.site, own), (cast.site, plain), (cast.other_site, None)):
            seen = hours.of(site=site, room=room.pk if room else None, day=day)
            assert seen.kind == calendar.day_type(day=day)
            wanted = calendar.open_periods(site=site, day=day, kinds=kinds, room=room)
            assert merged(part.period for part in seen.periods) == wanted
    assert [one.reason for one in hours.of(site=cast.site, room=own.pk, day=date(2026, 11, 26)).closures] == ["维修"]
    assert hours.of(site=cast.site, room=plain.pk, day=date(2026, 11, 26)).closures == []


def test_a_site_open_until_midnight_says_so_everywhere(cast: Cast) -> None:
    OpeningRule.objects.filter(site=cast.site, day_type="workday", opens=time(17, 30)).update(closes=time(0))
    day = date(2026, 11, 24)
    expected = beijing("2026-11-25T00:00")
    kinds = ("staffed", "duty", "appointment")
    assert calendar.open_periods(site=cast.site, day=day, kinds=kinds)[-1].end == expected
    assert calendar.week_hours(site=cast.site, day=day)[0].periods[-1].end == expected
    assert (
        calendar.room_hours(sites=[cast.site], rooms=[], first=day, days=1).of(site=cast.site, day=day).periods[-1].end
        == expected
    )
    now = beijing("2026-11-24T23:59")
    assert calendar.is_open(site=cast.site, now=now, kinds=kinds)
    assert calendar.open_now(site=cast.site, now=now, kinds=kinds).until == expected
    assert not calendar.is_open(site=cast.site, now=expected, kinds=kinds)
