"""Bookings that come again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from django.utils import translation

from linli.base.kernel import Refused
from linli.base.ui.words import say
from linli.features.booking import actions, queries
from linli.features.booking.models import Booking, Claim, Series, Terms
from linli.features.booking.rules import SeriesWish

from .house import House, fresh_key

Check = Callable[..., Any]
MORNINGS = "FREQ=WEEKLY;BYDAY=MO,WE,FR;UNTIL=20261211"


def wish(**rest: Any) -> SeriesWish:
    asked = {"rule": MORNINGS, "first_day": date(2026, 11, 25), "starts": time(9), "minutes": 60}
    return SeriesWish(**{**asked, "purpose": "recreation", "people": 20, "accepts_conditions": True, **rest})


def book(house: House, venue: Any = None, **rest: Any) -> Series:
    return actions.book_series(
        venue=venue or house.rooms.square, wish=wish(**rest), holder=house.holder(), channel="web", key=fresh_key(),
        actor="person:1", now=house.now,
    )  # fmt: skip


def days(series: Series, *states: str) -> list[int]:
    found = series.bookings.filter(state__in=states or ["booked"]).order_by("starts_at")
    return [booking.series_day.day for booking in found if booking.series_day]


def test_a_series_over_the_october_holiday_leaves_it_out_or_keeps_it(house: House) -> None:
    house.now = house.at("09-20 10:00")
    rule = "FREQ=WEEKLY;BYDAY=MO,WE,FR;UNTIL=20261012"
    asked: dict[str, Any] = {"rule": rule, "first_day": date(2026, 9, 25)}
    plan = queries.plan(venue=house.rooms.square, wish=wish(**asked), now=house.now)
    assert [(one.day.day, one.left_out) for one in plan.occurrences] == [
        (25, "holiday"), (28, ""), (30, ""), (2, "holiday"), (5, "holiday"), (7, "holiday"), (9, ""), (12, ""),
    ]  # fmt: skip
    assert not plan.conflicts
    skipping = book(house, **asked)
    assert days(skipping) == [28, 30, 9, 12]
    keeping = book(house, **asked, holidays="keep", starts=time(10), except_days=(date(2026, 10, 9),))
    assert days(keeping) == [25, 28, 30, 2, 5, 7, 12]
    assert keeping.bookings.first().starts_at == house.at("09-25 10:00")  # type: ignore[union-attr]


def test_one_day_that_is_taken_refuses_the_series_or_is_noted(house: House, refused: Check) -> None:
    house.book(house.rooms.front, "30 9:30", who="other_resident")
    plan = queries.plan(venue=house.rooms.front, wish=wish(), now=house.now)
    (conflict,) = plan.conflicts
    assert (conflict.day.day, [one.code for one in conflict.objections]) == (30, ["taken"])
    assert conflict.nearest is not None
    assert conflict.nearest.starts_at == house.at("30 10:30")
    with refused("taken") as info:
        book(house, house.rooms.front)
    with translation.override("zh-hans"):
        assert say(info.value.objections[0]).startswith("11月30日")
    series = book(house, house.rooms.front, books_what_is_free=True)
    assert days(series) == [25, 27, 2, 4, 7, 9, 11]
    seen = queries.series_by_code(code=series.code)
    assert seen.skipped == ((date(2026, 11, 30), "taken"),)
    with refused("not_skipped"):
        actions.retry_skipped(series=series, day=date(2026, 11, 27), key="", actor="person:1", now=house.now)
    with refused("taken"):
        actions.retry_skipped(series=series, day=date(2026, 11, 30), key="", actor="person:1", now=house.now)
    house.do("cancel", Booking.objects.get(series=None))
    again = actions.retry_skipped(series=series, day=date(2026, 11, 30), key="", actor="person:1", now=house.now)
    assert (again.series, again.state) == (series, "booked")


@pytest.mark.parametrize(
    "rule",
    ["", "FREQ=HOURLY", "FREQ=DAILY;COUNT=5;UNTIL=20261201", "FREQ=DAILY;FREQ=DAILY", "FREQ=WEEKLY;BYDAY=1MO",
     "FREQ=DAILY;UNTIL=20261301", "FREQ=DAILY;BYHOUR=3", "DAILY", "FREQ=DAILY;COUNT=1000"],
)  # fmt: skip
def test_a_rule_that_is_not_clear_is_refused(house: House, rule: str) -> None:
    with pytest.raises(Refused) as info:
        queries.plan(venue=house.rooms.square, wish=wish(rule=rule), now=house.now)
    assert info.value.codes == ["bad_rule"]


def test_limits_count_every_day_of_a_series(house: House, refused: Check) -> None:
    with refused("monthly_count"):
        book(house, house.rooms.study, rule="FREQ=DAILY;COUNT=3", purpose="study")
    series = book(house, house.rooms.study, rule="FREQ=DAILY;COUNT=3", purpose="study", books_what_is_free=True)
    assert days(series) == [25, 26]
    with refused("nothing_free"):
        book(house, house.rooms.study, rule="FREQ=DAILY;COUNT=3", purpose="study", books_what_is_free=True)


def test_a_series_without_an_end_goes_as_far_as_can_be_booked(house: House, refused: Check) -> None:
    Terms.objects.filter(venue=house.rooms.front).update(horizon_days=7)
    assert days(book(house, house.rooms.front, rule="FREQ=DAILY", starts=time(10))) == [25, 26, 27, 28, 29, 30, 1]
    with refused("too_many_days"):
        book(house, house.rooms.front, rule="FREQ=DAILY;UNTIL=20291231", starts=time(10))


def test_a_series_of_nothing_but_holidays_left_out_has_no_day_to_book(house: House, refused: Check) -> None:
    with refused("no_days"):
        book(house, rule="FREQ=DAILY;UNTIL=20270101", first_day=date(2027, 1, 1))


def test_this_and_later_days_move_and_the_old_series_ends(house: House, refused: Check) -> None:
    series = book(house)
    from_here = series.bookings.get(series_day=date(2026, 12, 4))
    house.book(house.rooms.square, "12-07 17:30", who="other_resident")
    changed = {"booking": from_here, "scope": "later", "actor": "person:1", "now": house.now}
    rule = "FREQ=WEEKLY;BYDAY=MO,FR;UNTIL=20261211"
    with refused("taken"):
        actions.change_series(**changed, wish=wish(rule=rule, starts=time(17)), key="")  # type: ignore[arg-type]
    done = actions.change_series(**changed, wish=wish(rule=rule, starts=time(15)), key="")  # type: ignore[arg-type]
    later = done.series
    assert (done.changed, done.booked, done.cancelled, done.left) == (3, 0, 1, 0)
    series.refresh_from_db()
    assert (series.rule[-14:], days(series)) == ("UNTIL=20261203", [25, 27, 30, 2])
    assert days(later) == [4, 7, 11]
    assert Booking.objects.get(state="cancelled").series_day == date(2026, 12, 9)
    assert later.bookings.get(series_day=date(2026, 12, 4)).pk == from_here.pk
    assert {booking.starts_at.hour for booking in later.bookings.all()} == {7}  # 15:00 in Beijing


def test_all_days_to_come_move_by_half_an_hour_and_all_can_be_cancelled(house: House, refused: Check) -> None:
    series = book(house)
    house.now = house.at("28 12:00")
    any_day = series.bookings.get(series_day=date(2026, 12, 9))
    changed = actions.change_series(
        booking=any_day, scope="all", wish=wish(starts=time(9, 30)), key="", actor="person:1", now=house.now
    )
    starts = [f"{booking.starts_at:%d %H:%M}" for booking in series.bookings.order_by("starts_at")]
    assert (changed.series, starts[:3]) == (series, ["25 01:00", "27 01:00", "30 01:30"])
    any_day.refresh_from_db()
    actions.cancel_series(booking=any_day, scope="later", key="", actor="person:1", now=house.now)
    assert days(series) == [25, 27, 30, 2, 4, 7]
    actions.cancel_series(booking=any_day, scope="all", key="", actor="person:1", now=house.now)
    assert days(series) == [25, 27]
    assert Claim.objects.count() == 8
    with refused("over"):
        actions.cancel_series(booking=any_day, scope="all", key="", actor="person:1", now=house.now)
    single = house.book(house.rooms.front, "12-02 10:00")
    with refused("no_series"):
        actions.cancel_series(booking=single, scope="all", key="", actor="person:1", now=house.now)
