"""How the rooms are used: over each day's own hours, every figure with its rows."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import pytest

from linli.features.booking.queries.use import Use, matching, use

from .browsing import anybody, text
from .house import House

PATH = "/sites/tuoran/spaces/use"


@pytest.fixture
def used(house: House) -> House:
    """Last week: two hours on Tuesday of which somebody came, one on Saturday to which nobody came."""
    house.wait(days=-14)
    first = house.book(house.rooms.front, "17 10:00", 2, people=18)
    house.book(house.rooms.back, "21 10:00", 1, people=9, who="other_resident")
    house.wait(days=7)
    house.do("check_in", first, came=12, now=house.at("17 10:00"))
    house.wait(days=7)
    return house


def seen(house: House, first: str, last: str) -> Use:
    days = date.fromisoformat(first), date.fromisoformat(last)
    return use(site=house.cast.site, first=days[0], last=days[1], now=house.now)


def test_open_hours_are_those_of_the_day_itself(house: House) -> None:
    def opened(day: str) -> float:
        return next(one.open_hours for one in seen(house, day, day).venues if one.label == house.rooms.front)

    assert opened("2026-11-17") == 11  # a workday 9:00–20:00
    assert opened("2026-11-21") == 6.5  # a Saturday
    assert opened("2026-10-01") == 6.5  # a public holiday
    assert opened("2026-10-10") == 11  # a Saturday that is worked


def test_booked_over_open_used_over_booked(used: House) -> None:
    found = seen(used, "2026-11-16", "2026-11-22")
    front = next(one for one in found.venues if one.label == used.rooms.front)
    assert (front.booked_hours, front.count, front.percent) == (2, 1, round(100 * 2 / front.open_hours, 1))
    assert found.six.used == round(100 * 2 / 3, 1)
    assert found.six.residents == 2
    assert found.six.filled == round(100 * 12 / 36, 1)
    assert {str(one.label): one.booked for one in found.kinds} == {"workday": 120, "weekend": 60, "holiday": 0}
    assert used.rooms.study in found.unused


def test_every_figure_opens_its_rows(used: House) -> None:
    found = seen(used, "2026-11-16", "2026-11-22")
    for share in found.hours:
        assert share.booked == sum(row.by_hour[share.label] for row in matching(found.rows, hour=share.label))
    for share in found.weekdays:
        assert share.booked == sum(row.minutes for row in matching(found.rows, weekday=share.label))
    for share in found.purposes:
        assert share.count == len(matching(found.rows, purpose=str(share.label)))
    assert sum(share.booked for share in found.kinds) == sum(row.minutes for row in found.rows)


def test_the_pages_name_nobody_and_the_file_is_a_table(used: House, now: datetime) -> None:
    browser = anybody()
    page, rows = text(browser.get(PATH + "/")), text(browser.get(PATH + "/rows/", {"venue": "front", "hour": "10"}))
    assert "王秀兰" not in page + rows
    assert rows.count("<tr>") == 2
    table = list(csv.reader(io.StringIO(text(browser.get(PATH + ".csv")).lstrip("\ufeff"))))
    assert len(table) == 1 + 6


@pytest.mark.parametrize("asked", [{"weeks": "x"}, {"hour": "99"}, {"weekday": "-1"}, {"kind": "moon"}])
def test_what_cannot_be_read_is_left_out(house: House, asked: dict[str, str]) -> None:
    assert anybody().get(PATH + "/rows/", asked).status_code == 200
