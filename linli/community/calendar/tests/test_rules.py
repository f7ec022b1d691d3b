from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.base.kernel import Period
from linli.community.calendar import rules
from linli.community.calendar.rules import Clock, DayKind, Hours, Special, Table

BEIJING = ZoneInfo("Asia/Shanghai")
CLOCK = Clock(BEIJING)
TUESDAY = date(2026, 11, 24)
WORKDAY = DayKind("workday", "official")
START = date(2026, 1, 1)


def at(hour: int, minute: int = 0, day: date = TUESDAY, zone: ZoneInfo = BEIJING) -> datetime:
    return datetime.combine(day, time(hour, minute), zone)


def hours(opens: int, closes: int, kind: str = "staffed", day_type: str = "workday", **fields: object) -> Hours:
    return Hours(day_type, kind, time(opens), time(closes), **({"from_day": START} | fields))  # type: ignore[arg-type]


def periods(
    *rules_: Hours, closures: tuple[Period, ...] = (), clock: Clock = CLOCK, day: date = TUESDAY
) -> list[Period]:
    served = rules.periods_of_day(day=day, kind=WORKDAY, hours=rules_, closures=closures, clock=clock)
    return rules.open_stretches(served, kinds=("staffed", "duty"))


# What a day counts as -------------------------------------------------------------------------------------------


def test_a_day_counts_as_its_weekday_unless_the_table_says_otherwise() -> None:
    table = Table({2026: "official"}, {date(2026, 11, 25): Special("holiday", "节", "Feast")})
    assert [table.kind_of(date(2026, 11, day)).type for day in (24, 25, 28, 29)] == [
        "workday",
        "holiday",
        "saturday",
        "sunday",
    ]
    assert table.kind_of(date(2026, 11, 25)).name_en == "Feast"


def test_a_weekend_day_worked_in_exchange_is_a_workday_and_says_for_which_holiday() -> None:
    table = Table({2026: "official"}, {date(2026, 10, 10): Special("workday", "国庆节", "National Day")})
    kind = table.kind_of(date(2026, 10, 10))
    assert kind.is_workday
    assert kind.is_makeup
    assert kind.name == "国庆节"


def test_a_year_without_a_table_goes_by_weekdays_and_says_that_it_is_unknown() -> None:
    kind = Table().kind_of(date(2031, 1, 1))
    assert (kind.type, kind.status, kind.is_provisional) == ("workday", "unknown", True)


# Hours ----------------------------------------------------------------------------------------------------------


def test_touching_hours_are_one_opening_and_a_break_makes_two() -> None:
    assert periods(hours(9, 12), hours(12, 14, "duty"), hours(14, 17)) == [Period(at(9), at(17))]
    assert periods(hours(9, 12), hours(14, 17)) == [Period(at(9), at(12)), Period(at(14), at(17))]


def test_hours_of_another_day_type_or_another_time_do_not_count() -> None:
    late = hours(9, 12, from_day=date(2027, 1, 1))
    over = hours(9, 12, until_day=date(2026, 11, 23))
    assert periods(hours(9, 12, day_type="holiday"), late, over) == []
    assert periods(hours(9, 12, until_day=TUESDAY), hours(14, 15, from_day=TUESDAY)) == [
        Period(at(9), at(12)),
        Period(at(14), at(15)),
    ]


def test_a_closure_in_the_middle_cuts_an_opening_in_two() -> None:
    assert periods(hours(9, 17), closures=(Period(at(11), at(13)),)) == [
        Period(at(9), at(11)),
        Period(at(13), at(17)),
    ]


def test_a_closure_over_the_whole_day_leaves_nothing() -> None:
    assert periods(hours(9, 17), closures=(Period(at(0), at(23)),)) == []


def test_a_room_follows_its_own_rules_where_it_has_any_in_force() -> None:
    site, room = hours(9, 17), hours(10, 12, room=7)
    known = [site, room]
    assert rules.hours_for(hours=known, room=None, day=TUESDAY) == [site]
    assert rules.hours_for(hours=known, room=7, day=TUESDAY) == [room]
    assert rules.hours_for(hours=known, room=8, day=TUESDAY) == [site]
    assert rules.hours_for(hours=known, room=7, day=date(2025, 1, 1)) == [site]


@pytest.mark.parametrize(
    ("moment", "day"),
    [("2026-11-24T02:59:00+08:00", 23), ("2026-11-24T03:00:00+08:00", 24), ("2026-11-23T20:00:00+00:00", 24)],
)
def test_the_business_day_begins_when_the_site_says_in_its_own_zone(moment: str, day: int) -> None:
    clock = Clock(BEIJING, time(3))
    assert clock.business_day(datetime.fromisoformat(moment)) == date(2026, 11, day)


def test_hours_before_the_days_beginning_belong_to_the_night_after() -> None:
    clock = Clock(BEIJING, time(4))
    night = TUESDAY + timedelta(days=1)
    assert periods(hours(0, 2), clock=clock) == [Period(at(0, day=night), at(2, day=night))]


def test_an_hour_that_the_clocks_skip_does_not_open() -> None:
    zone = ZoneInfo("Europe/Berlin")
    skipped = date(2026, 3, 29)
    kind = DayKind("workday", "official")
    served = rules.periods_of_day(
        day=skipped, kind=kind, hours=[hours(1, 4), hours(2, 3)], closures=[], clock=Clock(zone)
    )
    assert [(part.end.astimezone(UTC) - part.start.astimezone(UTC)) for part in served] == [timedelta(hours=2)]


def test_the_next_opening_is_not_the_one_that_goes_on() -> None:
    def day(number: int) -> list[rules.Served]:
        on = TUESDAY + timedelta(days=number)
        return rules.periods_of_day(day=on, kind=WORKDAY, hours=[hours(9, 12), hours(14, 17)], closures=[], clock=CLOCK)

    days = [day(0), day(1)]
    tomorrow = at(9, day=TUESDAY + timedelta(days=1))
    found = [rules.next_opening(days, kinds=("staffed",), now=now) for now in (at(8), at(9), at(12), at(14), at(17))]
    assert found == [at(9), at(14), at(14), tomorrow, tomorrow]
    assert rules.next_opening(days, kinds=("staffed",), now=tomorrow + timedelta(hours=6)) is None


def test_open_now_says_until_when_and_as_what() -> None:
    served = rules.periods_of_day(
        day=TUESDAY, kind=WORKDAY, hours=[hours(9, 12), hours(12, 14, "duty")], closures=[], clock=CLOCK
    )
    now = rules.open_now([served], kinds=("staffed", "duty"), now=at(12, 30))
    assert (now.is_open, now.kind, now.turns_at) == (True, "duty", at(14))
    closed = rules.open_now([served], kinds=("staffed", "duty"), now=at(14))
    assert (closed.is_open, closed.turns_at) == (False, None)


# Working days ---------------------------------------------------------------------------------------------------

DAYS = st.dates(date(2025, 6, 1), date(2026, 12, 31))
TABLES = st.builds(
    lambda days: Table({2025: "official", 2026: "official"}, days),
    st.dictionaries(
        st.dates(date(2025, 1, 1), date(2026, 12, 31)),
        st.builds(Special, st.sampled_from(["holiday", "workday"]), st.just("节"), st.just("Feast")),
        max_size=40,
    ),
)


@given(table=TABLES, day=DAYS, days=st.integers(1, 60))
def test_counting_on_ends_on_a_working_day_and_counts_back(table: Table, day: date, days: int) -> None:
    due = rules.count_on(table=table, day=day, days=days).day
    assert table.kind_of(due).is_workday
    assert rules.working_days_between(table=table, start=day, end=due) == days


@given(table=TABLES, day=DAYS, first=st.integers(0, 30), then=st.integers(0, 30))
def test_counting_on_twice_is_counting_on_once(table: Table, day: date, first: int, then: int) -> None:
    twice = rules.count_on(table=table, day=rules.count_on(table=table, day=day, days=first).day, days=then).day
    assert twice == rules.count_on(table=table, day=day, days=first + then).day


@given(table=TABLES, start=DAYS, end=DAYS, between=DAYS)
def test_stretches_of_working_days_add_up(table: Table, start: date, end: date, between: date) -> None:
    def count(since: date, until: date) -> int:
        return rules.working_days_between(table=table, start=since, end=until)

    assert count(start, between) + count(between, end) == count(start, end)


@given(table=TABLES, day=DAYS, days=st.integers(1, 40))
def test_counting_back_from_a_working_day_undoes_counting_on(table: Table, day: date, days: int) -> None:
    on = rules.count_on(table=table, day=day, days=1).day
    due = rules.count_on(table=table, day=on, days=days).day
    assert rules.count_on(table=table, day=due, days=-days).day == on


def test_no_days_is_the_day_itself() -> None:
    saturday = date(2026, 11, 28)
    assert rules.count_on(table=Table(), day=saturday, days=0).day == saturday


def test_a_count_that_enters_an_unpublished_year_is_provisional() -> None:
    table = Table({2026: "official", 2027: "computed"})
    assert not rules.count_on(table=table, day=date(2026, 12, 28), days=3).is_provisional
    assert rules.count_on(table=table, day=date(2026, 12, 30), days=3).is_provisional


# Midnight -------------------------------------------------------------------------------------------------------


def test_what_closes_at_midnight_closes_with_its_day() -> None:
    (period,) = periods(hours(18, 0))
    assert (period.start, period.end) == (at(18), at(0, day=date(2026, 11, 25)))
    (whole,) = periods(hours(0, 0))
    assert whole.length == timedelta(days=1)


def test_an_evening_goes_on_after_midnight_where_the_business_day_does() -> None:
    (period,) = periods(hours(18, 0), hours(0, 2), clock=Clock(BEIJING, time(4)))
    assert (period.start, period.end) == (at(18), at(2, day=date(2026, 11, 25)))


def test_the_end_of_a_stretch_at_midnight_is_that_of_the_day() -> None:
    assert rules.end_on(day=TUESDAY, closes=time(0), zone=BEIJING) == at(0, day=date(2026, 11, 25))
    assert rules.end_on(day=TUESDAY, closes=time(23, 45), zone=BEIJING) == at(23, 45)
