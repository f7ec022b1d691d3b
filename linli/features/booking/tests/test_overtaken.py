"""Days whose holidays were not published when they were booked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import linli.community.calendar
from linli.community.calendar.actions import import_holidays
from linli.community.calendar.models import OpeningRule, Year
from linli.features.booking import actions, queries
from linli.features.booking.models import Booking, Series, Terms
from linli.features.booking.rules import SeriesWish

from .browsing import anybody, at_work, send, text
from .house import House, fresh_key

Check = Callable[..., Any]
ROOMS = "/sites/tuoran/rooms/"
TABLE = Path(linli.community.calendar.__file__).parent / "data" / "2027.csv"


def new_year(house: House) -> Series:
    """Every Monday, Wednesday and Friday over the turn of the year, holidays left out, as the computed table has it."""
    Terms.objects.filter(venue=house.rooms.square).update(horizon_days=90)
    wish = SeriesWish(
        rule="FREQ=WEEKLY;BYDAY=MO,WE,FR;UNTIL=20270108", first_day=date(2026, 12, 28), starts=time(9), minutes=60,
        purpose="recreation", people=20, accepts_conditions=True,
    )  # fmt: skip
    return actions.book_series(
        venue=house.rooms.square, wish=wish, holder=house.holder(), channel="web", key=fresh_key(), actor="person:1",
        now=house.now,
    )  # fmt: skip


def publish() -> None:
    """The official table of 2027, in which Monday the 4th of January is off too."""
    computed = TABLE.read_text(encoding="utf-8").replace("status: computed", "status: official")
    import_holidays(text=computed.rstrip() + "\n2027-01-04,holiday,元旦,New Year\n")


def listed(house: House) -> list[tuple[date | None, str]]:
    found = queries.overtaken(site=house.cast.site, viewer=house.cast.head, now=house.now)
    return [(one.booking.series_day, one.why) for one in found]


def test_days_of_a_year_that_is_not_published_are_marked_until_it_is(house: House) -> None:
    series = new_year(house)
    days = list(series.bookings.order_by("starts_at"))
    assert [one.series_day.day for one in days if one.series_day] == [28, 30, 4, 6, 8]
    assert queries.provisional(bookings=days, now=house.now) == {one.pk for one in days[2:]}
    holder, staff = anybody(), at_work(house.cast.workers[1])
    assert text(holder.get(f"/booking-series/{series.code}/")).count("· provisional") == 3
    for page in (f"/bookings/{days[2].code}/", f"{ROOMS}bookings/{days[2].pk}/"):
        assert "not published yet" in text((staff if "rooms" in page else holder).get(page))
    publish()
    assert queries.provisional(bookings=days, now=house.now) == frozenset()
    assert "not published yet" not in text(holder.get(f"/bookings/{days[2].code}/"))


def test_a_published_holiday_lists_the_days_it_fell_on_and_a_person_decides(house: House, refused: Check) -> None:
    new_year(house)
    assert listed(house) == []
    publish()
    assert Year.objects.get(pk=2027).status == "official"
    assert listed(house) == [(date(2027, 1, 4), "holiday")]
    booking = Booking.objects.get(series_day=date(2027, 1, 4))
    assert booking.state == "booked"
    browser = at_work(house.cast.workers[1])
    page = text(browser.get(ROOMS))
    assert f"bookings/{booking.pk}/keeping/" in page
    assert "王秀兰" in page
    assert send(browser, f"{ROOMS}bookings/{booking.pk}/keeping/", against="weather").status_code == 422
    assert send(browser, f"{ROOMS}bookings/{booking.pk}/keeping/", against="holiday").status_code == 303
    assert listed(house) == []
    Booking.objects.filter(pk=booking.pk).update(version=2)
    assert listed(house) == [(date(2027, 1, 4), "holiday")]
    assert send(browser, f"{ROOMS}bookings/{booking.pk}/end/", reason="元旦").status_code == 303
    booking.refresh_from_db()
    assert (booking.state, booking.reason, listed(house)) == ("cancelled", "元旦", [])
    with refused("over"):
        actions.keep(booking=booking, against="holiday", by=house.cast.head, key="", now=house.now)


def test_a_day_whose_hours_have_changed_is_listed_whatever_its_series_says_of_holidays(house: House) -> None:
    booking = house.book(house.rooms.square, "25 9:00", people=20, purpose="recreation")
    assert listed(house) == []
    OpeningRule.objects.filter(room__isnull=False, site=house.cast.site).update(opens=time(10))
    assert listed(house) == [(None, "hours")]
    house.now = booking.starts_at
    assert listed(house) == []
