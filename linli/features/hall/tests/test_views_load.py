"""The pages of the load: figures that open their rows, the same numbers as charts and files, and no people in them."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, datetime
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from django.test import Client

from linli.community.people.models import Person
from linli.features.hall import actions
from linli.features.hall.models import HalfHour
from tests.signing_in import signed_in

from .browsing import HALL, statements, text
from .day import Day

LOAD = f"{HALL}/load/"
CELL = re.compile(r'<a href="([^"]*/load/rows/[^"]*)">\s*([\d.]+)')


@pytest.fixture
def head(day: Day) -> Client:
    return signed_in(day.cast.head)


@pytest.fixture
def busy(day: Day) -> Day:
    """Two windows since 10:10, six who came, one served, one gone, one who did not come."""
    day.now = datetime.fromisoformat("2026-11-24T10:10:00+08:00")
    day.open(1, 2)
    tickets = [day.take("housing", phone=f"+861380000000{number}") for number in range(6)]
    day.wait(minutes=3).serve(1)
    day.wait(minutes=9).at(1, "finish")
    day.at(1, "call_next")
    day.wait(minutes=2).at(1, "mark_missed")
    day.visitor("leave_line", tickets[5])
    day.wait(minutes=16)
    return day


def file_of(client: Client, query: str = "") -> list[list[str]]:
    response = client.get(LOAD + "table.csv" + query)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_a_quiet_day_says_so(head: Client, day: Day) -> None:
    assert "这一天没有人来" in text(head.get(LOAD))
    assert "这一天大厅不开放" not in text(head.get(LOAD + "?day=2026-11-24"))
    assert "echarts" not in text(head.get(LOAD))


def test_a_holiday_is_named(head: Client, day: Day) -> None:
    page = text(head.get(LOAD + "?day=2026-10-01"))
    assert "国庆节" in page


def test_every_figure_opens_rows_that_come_to_it(head: Client, busy: Day) -> None:
    page = text(head.get(LOAD)).split("<tbody>")[1]
    links = [(unescape(address), figure) for address, figure in CELL.findall(page)]
    assert len(links) > 20
    for address, figure in links:
        rows = text(head.get(address))
        told = re.search(r"<h1>[^<]*: ([\d:]+)</h1>", rows)
        assert told, rows
        kind = parse_qs(urlparse(address).query)["kind"][0]
        if kind in ("came", "gave_up", "served"):
            assert rows.count('<th scope="row">') == int(told[1])
        if kind in ("gave_up", "served") or ("." not in figure and kind == "came"):
            assert int(told[1]) == int(figure)
        if kind in ("paused", "idle", "idle_waited"):
            assert round(int(told[1].split(":")[0]) + int(told[1].split(":")[1]) / 60) == int(figure)


def test_the_charts_draw_the_tables_own_numbers(head: Client, busy: Day) -> None:
    page = text(head.get(LOAD))
    found = re.search(r'<script id="load-numbers" type="application/json">(.*?)</script>', page)
    assert found
    numbers = json.loads(found[1])
    heading, *rows = file_of(head)
    assert numbers["slots"] == [row[0].partition("–")[0] for row in rows[:-1]]
    for name, column in (("came", 1), ("gave_up", 2), ("served", 8), ("median", 9), ("open", 12), ("needed", 13)):
        assert [value if value is None else float(value) for value in numbers[name]] == [
            float(row[column]) if row[column] else None for row in rows[:-1]
        ], heading[column]


def test_a_file_holds_the_day_and_its_rows(head: Client, busy: Day) -> None:
    heading, *rows = file_of(head)
    assert heading[:3] == ["时段", "取号", "未办离开"]
    assert rows[-1][:3] == ["全天", "6.0", "2.0"]
    assert sum(float(row[1]) for row in rows[:-1]) == 6
    _heading, *visits = file_of(head, "?kind=gave_up")
    assert [row[0] for row in visits] == ["A002", "A006"]
    assert {row[5] for row in visits} == {"叫号未到", "已退号"}
    _heading, *stretches = file_of(head, "?kind=open&slot=20")
    assert stretches == [["1", "10:10:00", "10:30:00", "20:00"], ["2", "10:10:00", "10:30:00", "20:00"]]


def test_which_window_was_idle_is_not_told(head: Client, busy: Day) -> None:
    for kind in ("idle", "idle_waited"):
        heading, *stretches = file_of(head, f"?kind={kind}")
        assert len(heading) == 3
        assert "窗口" not in heading
        assert stretches == sorted(stretches, key=lambda row: row[0])


def test_no_worker_and_no_visitor_is_in_any_page_or_file(head: Client, busy: Day) -> None:
    codes = list(busy.cast.hall.tickets.values_list("code", flat=True))
    people = Person.objects.exclude(pk=busy.cast.head.pk).exclude(staff_number=None)
    named = [word for person in people for word in (person.name, person.staff_number)]
    queries = ["", "weekdays/", "table.csv", *(f"rows/?kind={kind}" for kind in ("came", "called", "served", "open"))]
    queries += [f"table.csv?kind={kind}" for kind in ("came", "served", "open", "idle")]
    for address in queries:
        page = text(head.get(LOAD + address))
        assert not [word for word in [*named, *codes, "1380000"] if word in page], address


def test_the_mean_of_the_weeks_by_kind_of_day(head: Client, busy: Day) -> None:
    for day, came in (("2026-11-17", 4), ("2026-11-10", 7)):
        HalfHour.objects.create(
            hall=busy.cast.hall, day=date.fromisoformat(day), slot=20, came=came, called=1, waits=[300], open_s=1800
        )
    page = text(head.get(LOAD + "weekdays/?group=tue"))
    assert "周二：2 天的平均" in page
    assert re.search(r"slot=20\">\s*5\.5", page)
    rows = text(head.get(LOAD + "rows/?group=tue&weeks=4&slot=20&kind=came"))
    assert "<h1>取号: 11</h1>" in rows
    assert 'href="/sites/tuoran/load/rows/?day=2026-11-10&amp;kind=came&amp;slot=20"' in rows
    assert file_of(head, "?group=tue&weeks=4")[1][:2] == ["10:00–10:30", "5.5"]


def test_sums_that_another_system_counted_are_said_to_be_so(head: Client, day: Day) -> None:
    HalfHour.objects.create(hall=day.cast.hall, day=date(2026, 11, 23), slot=20, came=4, source="示例：旧系统")
    assert "示例：旧系统" in text(head.get(LOAD + "?day=2026-11-23"))
    rows = text(head.get(LOAD + "rows/?day=2026-11-23&kind=came"))
    assert "示例：旧系统" in rows
    assert "<tbody>" not in rows


@pytest.mark.parametrize("query", ["day=yesterday", "slot=77", "kind=worker", "weeks=5", "group=someday"])
def test_what_cannot_be_asked_is_answered_with_today(head: Client, busy: Day, query: str) -> None:
    for page in ("", "weekdays/", "rows/"):
        assert head.get(f"{LOAD}{page}?{query}").status_code == 422
    file = head.get(f"{LOAD}table.csv?{query}")  # no file of another day: the page says why
    assert (file.status_code, file["Location"]) == (303, f"{LOAD}?{query}")


@pytest.mark.parametrize("page", ["", "rows/?kind=came", "rows/?kind=open", "weekdays/", "table.csv"])
def test_more_visitors_cost_no_more_statements(head: Client, busy: Day, page: str) -> None:
    few = len(statements(head, LOAD + page))
    for _ in range(8):
        busy.take()
    busy.wait(minutes=1).serve(2)
    assert len(statements(head, LOAD + page)) == few


def test_after_closing_the_pages_say_the_same(head: Client, busy: Day, monkeypatch: Any) -> None:
    before = file_of(head)[-1]
    busy.wait(days=1)
    actions.close_day(hall=busy.cast.hall, day=date(2026, 11, 24), now=busy.now)
    monkeypatch.setattr("linli.base.kernel.clock.now", lambda: busy.now)
    after = file_of(head, "?day=2026-11-24")[-1]
    assert after[1] == before[1] == "6.0"
    assert float(after[2]) == 5
