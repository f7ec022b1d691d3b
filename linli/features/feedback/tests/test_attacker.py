"""Somebody has the database, all it was before and every log, but no key: what do they learn of a rating? (ADR 12)"""

from __future__ import annotations

import logging
import logging.config
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from linli.features.feedback import actions
from linli.features.feedback.models import RatingUse, Remark
from linli.features.hall.models import Ticket
from linli.features.hall.tests.day import Day

from .conftest import fresh_key, rate, serve

Rows = list[tuple[Any, ...]]
PLACE = {"sqlite": "rowid", "postgresql": "ctid"}
OURS = ("feedback_ratinguse", "feedback_tally", "feedback_remark")


def stolen() -> dict[str, Rows]:
    """Every table as a thief reads it: the rows in the order in which they lie."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        copy = {}
        for table in tables:
            cursor.execute(f"SELECT * FROM {table} ORDER BY {PLACE[connection.vendor]}")
            copy[table] = cursor.fetchall()
        return copy


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """What the installation's own handler writes while the test runs."""
    written = StringIO()
    made = settings.LOGGING["filters"]["without_secrets"]["()"]
    handler = logging.StreamHandler(written)
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["without_secrets"]
    handler.addFilter(logging.config.DictConfigurator({}).resolve(made)())  # type: ignore[no-untyped-call]
    root = logging.getLogger()
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


def test_a_rating_leaves_nothing_outside_its_own_tables_and_no_moment_in_them(day: Day, visit: Ticket) -> None:
    before = stolen()
    rate(day, visit, 1, words="等了很久")
    after = stolen()
    assert [table for table in after if after[table] != before[table]] == sorted(OURS)
    new = [value for table in OURS for row in after[table] for value in row]
    assert not [value for value in new if isinstance(value, datetime)]
    own = {str(visit.pk), visit.code, visit.label, visit.holder_key or "-"}
    assert not [value for value in new if isinstance(value, str) and value in own]


def test_the_same_request_again_is_answered_alike_though_no_moment_of_it_is_kept(day: Day, visit: Ticket) -> None:
    rate(day, visit, 2, key="one-tap")
    before = stolen()
    rate(day, visit, 2, key="one-tap")
    assert stolen() == before


def test_neither_log_nor_refusals_name_a_ticket(day: Day, visit: Ticket, client: Client, log: StringIO) -> None:
    address = reverse("feedback:rating", args=[visit.code])
    sent = {"key": fresh_key(), "level": "1", "words": "等了很久"}
    assert client.post(address, sent).status_code == 303
    assert client.post(address, sent | {"key": fresh_key()}).status_code == 409  # Django notes what it refuses
    assert client.post(address, {"level": "x"}).status_code == 422
    assert client.get(f"{address}?{visit.code}").status_code == 200
    assert client.get(f"/tickets/{'x' * 16}/rating/?from={visit.code}").status_code == 404
    logging.getLogger("django.request").error("Internal Server Error: %s", address)
    assert "Internal Server Error" in log.getvalue()
    assert visit.code not in log.getvalue()


def test_after_the_night_rows_lie_in_an_order_of_chance(day: Day) -> None:
    for _ in range(12):
        rate(day, serve(day), 1)
    before = stolen()
    assert actions.shuffle(now=day.now) == 12 + 12 + 1
    after = stolen()
    for table in OURS:
        assert sorted(map(str, after[table])) == sorted(map(str, before[table]))
    assert after["feedback_ratinguse"] != before["feedback_ratinguse"]  # 1 in 479,001,600 says otherwise
    assert after["feedback_remark"] != before["feedback_remark"]
    orders = [[row[0] for row in copy["feedback_ratinguse"]] for copy in (before, after)]
    assert set(orders[0]) == set(orders[1]) == set(RatingUse.objects.values_list("pk", flat=True))
    assert Remark.objects.filter(level=1).count() == 12


def test_it_is_done_once_a_day(day: Day, visit: Ticket) -> None:
    rate(day, visit)
    assert actions.shuffle(now=day.now) == 2
    assert actions.shuffle(now=day.now + timedelta(hours=3)) == 0
    assert actions.shuffle(now=day.now + timedelta(days=1)) == 2
    assert [row[0] for row in stolen()["feedback_shuffled"]] in ([date(2026, 11, 25)], ["2026-11-25"])


@pytest.mark.engine("postgresql")
def test_no_two_rows_tell_by_their_transaction_that_they_were_written_together(day: Day) -> None:
    for level in (1, 5, 2):
        rate(day, serve(day), level)
    actions.shuffle(now=day.now)
    with connection.cursor() as cursor:
        writers = set()
        for table in OURS:
            cursor.execute(f"SELECT DISTINCT xmin::text FROM {table}")
            writers |= {row[0] for row in cursor.fetchall()}
    assert len(writers) == 1


@pytest.mark.engine("sqlite")
def test_what_is_deleted_is_overwritten_in_the_file() -> None:
    assert "PRAGMA secure_delete=ON" in settings.DATABASES["default"]["OPTIONS"]["init_command"]
