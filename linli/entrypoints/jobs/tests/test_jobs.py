"""Each job does its work, and none stands in another's way."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import OperationalError, transaction

from linli.base.once import actions as once
from linli.base.once.models import Answer
from linli.base.seal.seal import digest
from linli.community.journal import queries as journal
from linli.community.notices import actions as notices
from linli.community.notices.models import Message
from linli.community.people.queries import Caller
from linli.entrypoints.jobs import actions
from linli.entrypoints.jobs.actions import Job
from linli.features.appointments import actions as appointments
from linli.features.hall import actions as hall_actions
from linli.features.hall import queries as hall
from linli.features.hall.models import HallDay, Ticket

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

pytestmark = pytest.mark.django_db


def tick() -> tuple[int, str]:
    """The exit code and what was said."""
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("tick", stdout=out, stderr=out)
    return int(ended.value.code or 0), out.getvalue()


def take_ticket(cast: Cast, now: datetime) -> Ticket:
    return hall_actions.take_ticket(
        hall=cast.hall,
        groups=cast.groups[:1],
        priority="ordinary",
        channel="kiosk",
        caller=Caller(phone="+8613800000009"),
        key="k1",
        actor="kiosk:tuoran",
        now=now,
    )


def test_with_nothing_to_do_it_says_nothing_and_is_content() -> None:
    assert tick() == (0, "")


def test_it_delivers_notices(settings: Any, now: datetime) -> None:
    settings.LINLI_SMS_URL = ""
    notices.tell(kind="k", text="好", channel="sms", address="+8613800000001", once_key="k", now=now)
    assert tick() == (0, "deliver notices: 1\n")
    assert Message.objects.get().sent_at == now


def test_it_marks_missed_appointments_and_keeps_a_hall_open_that_awaits_somebody(
    cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_ticket(cast, now)
    appointments.book(
        hall=cast.hall, starts_at=now.replace(hour=18, minute=0), group=cast.groups[0], priority="ordinary",
        channel="phone", key="k", actor="device:1", now=now,
    )  # fmt: skip
    monkeypatch.setattr("linli.base.kernel.clock.now", lambda: now.replace(hour=18, minute=5))
    assert tick() == (0, "tell of people nobody calls: 1\n")
    monkeypatch.setattr("linli.base.kernel.clock.now", lambda: now.replace(hour=18, minute=11))
    assert tick() == (0, "miss appointments: 1\nclose business days: 1\npurge contacts: 1\n")


def test_it_closes_a_day_that_is_over_and_purges_its_phone_numbers(
    cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = take_ticket(cast, now)
    assert tick() == (0, "")
    monkeypatch.setattr("linli.base.kernel.clock.now", lambda: now + timedelta(days=1))
    assert tick() == (0, "close business days: 1\npurge contacts: 1\n")
    ticket.refresh_from_db()
    assert ticket.state == Ticket.State.LAPSED
    assert ticket.contact == ""
    assert tick() == (0, "")
    assert journal.verify() == []


def test_a_hall_whose_day_cannot_be_closed_does_not_keep_the_others_open(
    cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_ticket(cast, now)
    HallDay.objects.create(hall=cast.other_hall, day=now.date())
    really_close = hall_actions.close_day

    def close_day(**given: Any) -> HallDay:
        if given["hall"] == cast.hall:
            raise OperationalError("locked")
        return really_close(**given)

    monkeypatch.setattr(hall_actions, "close_day", close_day)
    later = now + timedelta(days=1)
    monkeypatch.setattr("linli.base.kernel.clock.now", lambda: later)
    code, said = tick()
    assert code == 1
    assert "close business days: FAILED: RuntimeError: not closed: " in said
    assert [of for of, _ in hall.open_days(now=later)] == [cast.hall]


def test_it_forgets_answers_messages_and_sign_ins_whose_time_is_up(now: datetime) -> None:
    for key, at in (("old", now - timedelta(days=3)), ("new", now)):
        with transaction.atomic():
            once.answer(actor="a", key=key, asked={}, now=at)
    for key, at in (("old", now - timedelta(days=91)), ("new", now)):
        told = {"kind": "k", "text": "好", "channel": "sms", "address": "+8613800000001"}
        notices.tell(**told, once_key=key, now=at)
        Message.objects.update(sent_at=at)
    for username, at in (("T001", now - timedelta(days=185)), ("T002", now - timedelta(days=183))):
        attempt = AccessAttempt.objects.create(username=username, ip_address="10.0.0.1", failures_since_start=1)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=at)
    Session.objects.create(session_key="old", session_data="", expire_date=datetime(2020, 1, 1, tzinfo=now.tzinfo))
    code, said = tick()
    assert (code, said) == (0, "forget answers: 1\nforget messages: 1\nforget sign-ins: 1\n")
    assert Answer.objects.get().key == digest("new", purpose="once")
    assert [message.once_key for message in Message.objects.all()] == ["new"]
    assert AccessAttempt.objects.count() == 1
    assert not Session.objects.exists()


def test_a_job_that_fails_does_not_stop_the_others_and_is_told(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    done = []

    def fails(now: datetime) -> int:
        raise ValueError("no")

    jobs = [Job("first", timedelta(0), fails), Job("second", timedelta(0), lambda now: done.append(now) or 3)]
    monkeypatch.setattr(actions, "JOBS", jobs)
    assert tick() == (1, "first: FAILED: ValueError: no\nsecond: 3\n")
    assert done == [now]
