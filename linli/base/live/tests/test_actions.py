"""Topics move with the transaction that touches them."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from linli.base.live import actions, queries

pytestmark = pytest.mark.django_db


def test_a_touch_moves_each_topic_by_one_in_one_statement() -> None:
    with CaptureQueriesContext(connection) as statements:
        actions.touch("hall.b", "hall.a", "hall.b")
    assert len(statements) == 1
    actions.touch("hall.b")
    assert queries.versions("hall.b", "hall.a", "hall.c") == {"hall.b": 2, "hall.a": 1, "hall.c": 0}


def test_touching_nothing_asks_the_database_nothing() -> None:
    with CaptureQueriesContext(connection) as statements:
        actions.touch()
    assert len(statements) == 0


def test_a_rolled_back_touch_did_not_happen() -> None:
    with transaction.atomic():
        actions.touch("hall.a")
        transaction.set_rollback(True)
    assert queries.versions("hall.a") == {"hall.a": 0}


@pytest.mark.parametrize("name", ["", "Hall", "hall tuoran", "hall:1", "大厅", ".a", "a" * 101])
def test_a_name_that_is_not_a_topic_is_an_error(name: str) -> None:
    with pytest.raises(ValueError, match="not a topic"):
        actions.touch(name)


def test_the_stream_url_carries_the_present_versions() -> None:
    actions.touch("hall.tuoran")
    assert queries.stream_url("hall.tuoran", "hall.chunhe") == "/live/?t=hall.tuoran:1&t=hall.chunhe:0"


@pytest.mark.django_db(transaction=True)
def test_a_touch_outside_a_transaction_says_so() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        actions.touch("hall.a")
