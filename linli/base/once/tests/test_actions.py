"""Idempotency keys: one answer, whoever asks how often."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from linli.base.kernel import Refused
from linli.base.once import actions
from linli.base.once.models import Answer
from linli.base.seal.seal import digest

ASKED = {"hall": 1, "groups": ["consult"]}
pytestmark = pytest.mark.django_db


def ask(now: datetime, *, key: str = "k1", actor: str = "person:1", **asked: object) -> str | None:
    return actions.answer(actor=actor, key=key, asked=asked or ASKED, now=now)


def test_the_first_request_gets_none_and_a_repeat_gets_its_ref(now: datetime) -> None:
    assert ask(now) is None
    actions.remember(actor="person:1", key="k1", ref="ticket:7")
    assert ask(now) == "ticket:7"
    assert ask(now + timedelta(hours=1)) == "ticket:7"


def test_a_repeat_of_a_request_that_remembered_nothing_gets_the_empty_ref(now: datetime) -> None:
    assert ask(now) is None
    assert ask(now) == ""


def test_an_empty_key_is_always_the_first_request_and_leaves_nothing(now: datetime) -> None:
    assert ask(now, key="") is None
    actions.remember(actor="person:1", key="", ref="ticket:7")
    assert ask(now, key="") is None
    assert not Answer.objects.exists()


def test_a_key_used_for_something_else_is_refused(now: datetime) -> None:
    assert ask(now) is None
    with pytest.raises(Refused) as refused:
        ask(now, hall=2)
    assert refused.value.codes == ["key_reused"]


def test_the_order_in_which_the_request_is_described_does_not_matter(now: datetime) -> None:
    assert ask(now, a=1, b=now) is None
    assert ask(now, b=now, a=1) == ""


def test_two_actors_may_use_the_same_key(now: datetime) -> None:
    assert ask(now) is None
    assert ask(now, actor="person:2") is None


@pytest.mark.parametrize("key", ["x" * 500, "a\x00b", "\n", "键" * 200, "\ud800"])
def test_any_key_a_client_may_send_is_kept(now: datetime, key: str) -> None:
    assert ask(now, key=key) is None
    actions.remember(actor="person:1", key=key, ref="r")
    assert ask(now, key=key) == "r"
    assert ask(now, key=key + "!") is None


def test_a_refused_request_leaves_its_key_unused(now: datetime) -> None:
    with transaction.atomic():
        ask(now)
        transaction.set_rollback(True)
    assert ask(now) is None


def test_a_first_request_costs_two_statements_in_all(now: datetime) -> None:
    with CaptureQueriesContext(
        connection,
    ) as statements:
        ask(now)
        actions.remember(actor="person:1", key="k1", ref="ticket:7")
    assert len(statements) == 2


def test_old_answers_are_forgotten_and_newer_ones_stay(now: datetime) -> None:
    ask(now - timedelta(days=3), key="old")
    ask(now, key="new")
    assert actions.forget_old(before=now - timedelta(days=2)) == 1
    assert Answer.objects.get().key == digest("new", purpose="once")  # who reads the table learns no key


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_says_so(now: datetime) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        ask(now)
