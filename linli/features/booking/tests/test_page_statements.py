"""A page asks the database as often for twelve bookings as for two."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.community.people.queries import Caller

from .browsing import at_work, signed_in
from .house import House

STAFF = ("/sites/tuoran/rooms/", "/sites/tuoran/rooms/week/", "/sites/tuoran/rooms/requests/",
         "/sites/tuoran/rooms/lines/")  # fmt: skip
EVERYBODY = ("/sites/tuoran/spaces/", "/sites/tuoran/spaces/?look=month", "/sites/tuoran/spaces/front/",
             "/sites/tuoran/spaces/front/door/", "/sites/tuoran/spaces/front/calendar.ics", "/spaces/",
             "/sites/tuoran/spaces/use/", "/sites/tuoran/spaces/use/rows/")  # fmt: skip


def _fill(house: House, first: int, last: int) -> None:
    """Some bookings and requests, each of somebody else, and the resident's own."""
    for number in range(first, last):
        holder = Caller(name=f"示例{number}", phone=f"+86138000020{number:02d}", language="zh-hans", is_proved=True)
        hour = f"{12 + number % 6}:00"
        house.book(house.rooms.front, f"{25 + number // 6} {hour}", who=holder)
        house.book(house.rooms.back, f"{25 + number // 6} {hour}", people=3)
        house.queue(house.rooms.back, f"{25 + number // 6} {hour}", who=holder)
        house.book(house.rooms.square, f"24 {hour}" if number < 6 else f"28 {hour}")


def _asked(browser: object, path: str) -> int:
    browser.get(path)  # type: ignore[attr-defined]
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(path).status_code == 200  # type: ignore[attr-defined]
    return len(seen)


@pytest.mark.parametrize("path", [*STAFF, *EVERYBODY, "/mine/"])
def test_many_bookings_cost_no_more_than_few(house: House, path: str) -> None:
    browser = at_work(house.cast.workers[1]) if path in STAFF else signed_in(house.cast.resident)
    _fill(house, 0, 2)
    few = _asked(browser, path)
    _fill(house, 2, 12)
    assert _asked(browser, path) == few
