"""Told once, sent once, and what could not be sent is known."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.admin import site as admin_site
from django.db import connection, transaction
from django.test import RequestFactory

from linli.base.kernel.beside import Beside
from linli.community.notices import actions, queries
from linli.community.notices.actions import outbox
from linli.community.notices.actions.outbox import courier
from linli.community.notices.models import Message
from linli.community.people.models import Person

from . import gateway as gateways
from .gateway import Gateway

PHONE = "+8613800000001"
pytestmark = pytest.mark.django_db


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    with gateways.running() as gateway:
        settings.LINLI_SMS_URL = gateway.url
        yield gateway


def tell(now: datetime, **different: Any) -> Message:
    usual = {
        "kind": "ticket.soon",
        "text": "快到您了",
        "channel": "sms",
        "address": PHONE,
        "once_key": "k1",
        "now": now,
    }
    return actions.tell(**(usual | different))


def tell_code(now: datetime, **different: Any) -> Message:
    until = now + timedelta(minutes=5)
    return tell(now, **({"text": "验证码 123456", "is_secret": True, "expires_at": until} | different))


def test_a_message_is_sent_once_to_its_address(gateway: Gateway, now: datetime) -> None:
    message = tell(now)
    assert gateway.taken == []
    assert actions.deliver_due(now=now) == 1
    assert actions.deliver_due(now=now + timedelta(days=1)) == 0
    assert gateway.taken == [("/sms/+8613800000001", "快到您了")]
    message.refresh_from_db()
    assert (message.sent_at, message.tries, message.text) == (now, 1, "快到您了")


def test_told_twice_with_one_key_it_is_one_message(gateway: Gateway, now: datetime) -> None:
    assert tell(now) == tell(now, text="另一句")
    assert tell(now, once_key="x" * 300) == tell(now, once_key="x" * 300)
    actions.deliver_due(now=now)
    assert [text for _, text in gateway.taken] == ["快到您了", "快到您了"]


def test_more_than_a_batch_is_sent_in_one_go(gateway: Gateway, now: datetime) -> None:
    for number in range(45):
        tell(now, once_key=f"k{number}", text=str(number))
    assert actions.deliver_due(now=now) == 45
    assert [text for _, text in gateway.taken] == [str(number) for number in range(45)]


def test_without_an_address_it_goes_to_the_persons_phone(gateway: Gateway, now: datetime) -> None:
    person = Person.objects.create(phone=PHONE)
    tell(now, address="", person=person)
    actions.deliver_due(now=now)
    assert gateway.taken == [("/sms/+8613800000001", "快到您了")]


@pytest.mark.parametrize("nobody", [{"address": ""}, {"channel": "in_app"}, {"channel": "apprise", "address": ""}])
def test_told_to_nobody_is_an_error(now: datetime, nobody: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="nobody"):
        tell(now, **nobody)
    assert not Message.objects.exists()


def test_address_and_text_are_sealed_in_the_database(now: datetime) -> None:
    tell(now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, text, address_digest FROM notices_message")
        row = " ".join(cursor.fetchone())
    assert "138" not in row
    assert "快" not in row


def test_what_fails_is_tried_again_later(gateway: Gateway, now: datetime) -> None:
    gateway.next_statuses = [500]
    message = tell(now)
    assert actions.deliver_due(now=now) == 0
    message.refresh_from_db()
    assert message.sent_at is None
    assert message.last_error
    assert actions.deliver_due(now=now + timedelta(seconds=59)) == 0
    assert actions.deliver_due(now=now + timedelta(seconds=60)) == 1
    message.refresh_from_db()
    assert (message.tries, message.last_error) == (2, "")


def test_what_keeps_failing_is_given_up_with_a_reason_and_can_be_sent_again(gateway: Gateway, now: datetime) -> None:
    gateway.next_statuses = [500] * 6
    message = tell(now)
    for day in range(8):
        actions.deliver_due(now=now + timedelta(days=day))
    message.refresh_from_db()
    assert message.failed_at == now + timedelta(days=5)
    assert message.last_error.startswith("given up after 6: ")
    assert gateway.taken == []
    actions.send_again(message=message, now=now + timedelta(days=9))
    assert actions.deliver_due(now=now + timedelta(days=9)) == 1


def test_one_that_fails_does_not_hold_up_the_others(gateway: Gateway, now: datetime) -> None:
    gateway.next_statuses = [500]
    tell(now, once_key="k1")
    tell(now, once_key="k2")
    assert actions.deliver_due(now=now) == 1


def test_one_whose_seal_cannot_be_opened_does_not_hold_up_the_others(gateway: Gateway, now: datetime) -> None:
    lost = tell(now, once_key="k1")
    tell(now, once_key="k2")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notices_message SET text = 'gAAAA' WHERE id = %s", [lost.pk])
    assert actions.deliver_due(now=now) == 1


def test_the_expired_are_not_sent(gateway: Gateway, now: datetime) -> None:
    message = tell_code(now)
    assert actions.deliver_due(now=now + timedelta(minutes=5)) == 0
    message.refresh_from_db()
    assert message.failed_at
    assert message.text == ""
    assert "expired" in message.last_error
    assert gateway.taken == []


def test_a_secret_is_blanked_once_it_is_sent(gateway: Gateway, now: datetime) -> None:
    message = tell_code(now)
    actions.deliver_due(now=now)
    message.refresh_from_db()
    assert gateway.taken[0][1] == "验证码 123456"
    assert message.text == ""


def test_one_that_was_being_sent_when_its_deliverer_was_killed_is_not_sent_twice(
    gateway: Gateway, now: datetime
) -> None:
    message = tell(now)
    Message.objects.update(claimed_at=now, tries=1)
    assert actions.deliver_due(now=now + timedelta(minutes=14)) == 0
    assert actions.deliver_due(now=now + timedelta(minutes=15)) == 0
    message.refresh_from_db()
    assert message.last_error.startswith("interrupted")
    assert gateway.taken == []


@pytest.mark.django_db(transaction=True)
def test_an_urgent_message_is_sent_when_its_transaction_commits_and_not_before(gateway: Gateway, now: datetime) -> None:
    with transaction.atomic():
        tell_code(now, urgent=True)
        assert gateway.taken == []
    courier.settle()
    assert len(gateway.taken) == 1
    with transaction.atomic():
        tell_code(now, urgent=True, once_key="k2")
        transaction.set_rollback(True)
    courier.settle()
    assert len(gateway.taken) == 1
    assert not Message.objects.filter(once_key="k2").exists()


@pytest.mark.django_db(transaction=True)
def test_an_urgent_message_whose_gateway_is_down_waits_for_the_next_tick(gateway: Gateway, now: datetime) -> None:
    gateway.next_statuses = [503]
    tell_code(now, urgent=True)
    courier.settle()
    assert actions.deliver_due(now=now + timedelta(minutes=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_gateway_that_hangs_holds_up_no_page_and_loses_no_message(
    gateway: Gateway, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    courier, hangs, goes_on = Beside("courier", threads=1, most_waiting=2), threading.Event(), threading.Event()
    monkeypatch.setattr(outbox, "courier", courier)
    courier.soon(lambda: (hangs.set(), goes_on.wait(60)))  # as a gateway does that answers nobody
    assert hangs.wait(60)
    for number in range(5):  # more than may wait: the last ones are left to the next tick
        tell_code(now, urgent=True, once_key=f"k{number}")
    assert gateway.taken == []
    goes_on.set()
    courier.settle()
    assert len(gateway.taken) == 2
    actions.deliver_due(now=now + timedelta(minutes=1))
    assert len(gateway.taken) == 5


def test_without_a_gateway_it_says_so(settings: Any, now: datetime) -> None:
    settings.LINLI_DEMO = False
    settings.LINLI_SMS_URL = ""
    message = tell(now)
    assert actions.deliver_due(now=now) == 0
    message.refresh_from_db()
    assert "LINLI_SMS_URL" in message.last_error


def test_the_demo_shows_the_code_until_it_expires(settings: Any, now: datetime) -> None:
    assert settings.LINLI_DEMO
    settings.LINLI_SMS_URL = ""
    tell_code(now)
    assert queries.demo_code(address=PHONE, now=now) == "123456"
    assert actions.deliver_due(now=now) == 1
    assert queries.demo_code(address=PHONE, now=now) == "123456"
    assert queries.demo_code(address="+8613800000002", now=now) == ""
    tell_code(now + timedelta(seconds=1), once_key="k2", text="验证码 654321")
    assert queries.demo_code(address=PHONE, now=now) == "654321"
    actions.deliver_due(now=now + timedelta(minutes=6))
    assert {message.text for message in Message.objects.all()} == {""}


def test_outside_the_demo_no_code_is_shown(settings: Any, now: datetime) -> None:
    tell_code(now)
    settings.LINLI_DEMO = False
    assert queries.demo_code(address=PHONE, now=now) == ""


def test_the_inbox_tells_at_once_and_knows_what_was_read(now: datetime) -> None:
    person = Person.objects.create(name="王秀兰")
    told = tell(now, channel="in_app", person=person, address="")
    assert told.sent_at == now
    assert list(queries.inbox(person=person)) == [told]
    assert queries.unread_count(person=person) == 1
    assert actions.mark_read(person=person, now=now) == 1
    assert queries.unread_count(person=person) == 0
    assert actions.deliver_due(now=now) == 0


def test_a_messenger_address_is_used_as_it_is(gateway: Gateway, now: datetime) -> None:
    tell(now, channel="apprise", address=gateway.url.replace("{phone}", "head"))
    assert actions.deliver_due(now=now) == 1
    assert gateway.taken == [("/sms/head", "快到您了")]


def test_what_was_sent_long_ago_is_forgotten_and_what_waits_or_is_in_an_inbox_stays(
    gateway: Gateway, now: datetime
) -> None:
    tell(now, once_key="sent")
    actions.deliver_due(now=now)
    tell(now, once_key="waits")
    tell(now, once_key="inbox", channel="in_app", person=Person.objects.create(), address="")
    assert actions.forget_old(before=now) == 0
    assert actions.forget_old(before=now + timedelta(days=1)) == 1
    assert set(Message.objects.values_list("once_key", flat=True)) == {"waits", "inbox"}


def test_the_administration_sends_again_but_never_shows_what_was_said(rf: RequestFactory, now: datetime) -> None:
    page = admin_site.get_model_admin(Message)
    message = tell(now)
    Message.objects.update(failed_at=now)
    page.send_again(rf.get("/"), Message.objects.all())
    message.refresh_from_db()
    assert message.failed_at is None
    assert {"text", "address", "person"}.isdisjoint([*page.get_fields(rf.get("/")), *page.list_display])
    assert not page.has_add_permission(rf.get("/"))
    assert not page.has_change_permission(rf.get("/"))
    assert not page.has_delete_permission(rf.get("/"))


def test_who_asks_to_be_forgotten_leaves_no_message_behind(now: datetime) -> None:
    person = Person.objects.create(phone=PHONE)
    tell(now, once_key="by phone, before the person was known")
    tell(now, once_key="inbox", channel="in_app", person=person, address="")
    tell(now, once_key="another", address="+8613800000002")
    assert actions.forget(person=person) == 2
    assert [message.once_key for message in Message.objects.all()] == ["another"]
