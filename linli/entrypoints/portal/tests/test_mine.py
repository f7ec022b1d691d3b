"""What is mine: numbers, messages, consents, data, erasure; language and size; the notice; health."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.base.live.models import Topic
from linli.community.journal import queries as journal
from linli.community.notices import actions as notices
from linli.community.notices.models import Message
from linli.community.people import actions as people_actions
from linli.community.people import queries as people
from linli.community.people.queries import Caller
from linli.entrypoints.portal import queries as portal
from linli.entrypoints.portal.views.health import WRITTEN
from linli.features.appointments import actions as appointments
from linli.features.hall import actions as hall
from linli.features.hall.models import Ticket

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

MINE, ERASURE = "/mine/", "/mine/erasure/"


@pytest.fixture
def ticket(cast: Cast, now: datetime) -> Ticket:
    return take(cast, now)


def take(cast: Cast, now: datetime, holder: Any = None) -> Ticket:
    person = holder or cast.resident
    return hall.take_ticket(
        hall=cast.hall, groups=cast.groups[:1], priority="ordinary", channel="phone", caller=Caller(person=person),
        key=f"take-{person.pk}", actor=f"person:{person.pk}", now=now,
    )  # fmt: skip


@pytest.mark.parametrize("address", [MINE, ERASURE])
def test_mine_is_only_for_whom_it_belongs_to(anybody: Client, address: str) -> None:
    assert anybody.get(address)["Location"].startswith("/sign-in/?next=")


def test_my_number_is_mine_and_nobody_elses(cast: Cast, resident: Client, ticket: Ticket, now: datetime) -> None:
    other = take(cast, now, cast.other_resident)
    page = resident.get(MINE)
    assert [standing.ticket for standing in page.context["live"]] == [ticket]
    assert ticket.code in page.content.decode()
    assert other.code not in page.content.decode()


def test_what_i_was_told_stands_there(cast: Cast, resident: Client, now: datetime) -> None:
    notices.tell(
        kind="news", text="周六停水", channel=Message.Channel.IN_APP, person=cast.resident, once_key="1", now=now
    )
    assert "周六停水" in resident.get(MINE).content.decode()


def test_consent_is_given_and_withdrawn_with_one_press(cast: Cast, resident: Client, now: datetime) -> None:
    address = "/mine/consents/community_notices/"
    assert resident.post(address, {"wish": "give"}).status_code == 303
    assert people.has_consent(person=cast.resident, purpose="community_notices")
    assert resident.post(address, {"wish": "withdraw"}).status_code == 303
    assert not people.has_consent(person=cast.resident, purpose="community_notices")


def test_a_consent_without_a_wish_or_a_purpose_is_none(cast: Cast, resident: Client, now: datetime) -> None:
    assert resident.post("/mine/consents/community_notices/").status_code == 422
    assert resident.post("/mine/consents/sign_in/", {"wish": "give"}).status_code == 404
    assert resident.get("/mine/consents/community_notices/").status_code == 405
    assert not people.consents_of(person=cast.resident)


def test_my_page_takes_few_statements(
    cast: Cast, resident: Client, ticket: Ticket, now: datetime, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(21):
        resident.get(MINE)


# My data


def test_every_relation_to_a_person_has_an_answer() -> None:
    assert {name for name, _, _ in portal.relations()} == set(portal.KEPT)


def test_my_data_holds_everything_about_me_and_nothing_about_others(
    cast: Cast, resident: Client, ticket: Ticket, now: datetime
) -> None:
    take(cast, now, cast.other_resident)
    people_actions.give_consent(person=cast.resident, purpose="service_calls", now=now)
    response = resident.post("/mine/data/")
    assert response["Content-Disposition"].startswith("attachment;")
    data = json.loads(response.content)
    assert data["account"]["phone"] == "+8613800000001"
    assert [row["code"] for row in data["hall.Ticket.holder"]] == [ticket.code]
    assert [row["ticket_id"] for row in data["matters"]] == [ticket.pk]
    assert data["people.Consent.person"][0]["purpose"] == "service_calls"
    assert data["journal"][0]["actor"] == f"person:{cast.resident.pk}"
    text = response.content.decode()
    assert "13800000002" not in text
    assert not {"password", "phone_digest", "holder_key"} & set(data["account"] | data["hall.Ticket.holder"][0])


def test_the_data_of_a_worker_says_when_they_worked_and_not_what_visitors_brought(
    cast: Cast, staff: Any, ticket: Ticket, now: datetime
) -> None:
    worker = cast.workers[1]
    hall.open_window(window=cast.windows[1], workers=[worker], by=cast.head, key="o", now=now)
    hall.call_next(window=cast.windows[1], worker=worker, key="c", now=now)
    data = json.loads(staff(worker).post("/mine/data/").content)
    assert data["hall.WindowShift.worker"]
    assert all(set(row) <= {"id", "at", "undone_at", "day"} for row in data["hall.HallEvent.worker"])
    assert data["hall.HallEvent.worker"]
    assert ticket.code not in json.dumps(data)


# Erasure


def test_erasing_leaves_the_line_and_keeps_only_a_number(
    cast: Cast, resident: Client, ticket: Ticket, now: datetime
) -> None:
    notices.tell(kind="x", text="你好", channel=Message.Channel.IN_APP, person=cast.resident, once_key="1", now=now)
    assert ticket.label in resident.get(ERASURE).content.decode()
    response = resident.post(ERASURE, {"understood": "on"})
    assert (response.status_code, response["Location"]) == (303, reverse("portal:home"))
    cast.resident.refresh_from_db()
    ticket.refresh_from_db()
    assert (cast.resident.name, cast.resident.phone, cast.resident.is_active) == ("", "", False)
    assert ticket.state == Ticket.State.LEFT
    assert not Message.objects.filter(person=cast.resident).exists()
    line = journal.entries(scope="linli").latest("seq")
    assert (line.verb, line.subject) == ("erased", f"person:{cast.resident.pk}")
    assert journal.verify() == []
    assert resident.get(MINE).status_code == 303


def test_erasing_takes_the_phone_number_off_every_ticket(cast: Cast, resident: Client, now: datetime) -> None:
    asked = {"hall": cast.hall, "groups": cast.groups[:1], "priority": "ordinary", "actor": "x", "now": now}
    own = hall.take_ticket(
        **asked, channel="phone", caller=Caller(person=cast.resident, phone="+8613800000055"), key="1"
    )
    hall.leave_line(ticket=own, key="", actor="x", now=now)
    at_desk = hall.take_ticket(
        **asked, channel="desk", caller=Caller(phone=cast.resident.phone, is_proved=True), key="2"
    )
    foreign = hall.take_ticket(**asked, channel="desk", caller=Caller(phone="+8613800000066", is_proved=True), key="3")
    resident.post(ERASURE, {"understood": "on"})
    contacts = [Ticket.objects.get(pk=one.pk).contact for one in (own, at_desk, foreign)]
    assert contacts == ["", "", "+8613800000066"]


def test_erasing_cancels_appointments_and_the_copy_of_the_data_holds_them(
    cast: Cast, resident: Client, now: datetime
) -> None:
    booked = appointments.book(
        hall=cast.hall, starts_at=now.replace(hour=15, minute=0), group=cast.groups[0], priority="ordinary",
        channel="phone", caller=Caller(person=cast.resident), key="k", actor="x", now=now,
    )  # fmt: skip
    (row,) = json.loads(resident.post("/mine/data/").content)["appointments.Appointment.holder"]
    assert row["starts_at"].startswith("2026-11-24")
    resident.post(ERASURE, {"understood": "on"})
    booked.refresh_from_db()
    assert (booked.state, booked.contact) == ("cancelled", "")


def test_erasing_needs_to_be_understood(cast: Cast, resident: Client, now: datetime) -> None:
    assert resident.post(ERASURE).status_code == 422
    cast.resident.refresh_from_db()
    assert cast.resident.is_active


def test_nobody_is_erased_at_a_window(cast: Cast, resident: Client, ticket: Ticket, now: datetime) -> None:
    window, worker = cast.windows[1], cast.workers[1]
    hall.open_window(window=window, workers=[worker], by=cast.head, key="o", now=now)
    hall.call_next(window=window, worker=worker, key="c", now=now)
    hall.welcome(window=window, worker=worker, key="w", now=now)
    response = resident.post(ERASURE, {"understood": "on"})
    assert response.status_code == 409
    assert response.context["refused"].codes == ["being_served"]
    cast.resident.refresh_from_db()
    assert cast.resident.name == "王秀兰"


def test_staff_are_not_erased_while_they_hold_a_role(cast: Cast, half: Client, now: datetime) -> None:
    response = half.post(ERASURE, {"understood": "on"})
    assert response.context["refused"].codes == ["holds_a_role"]
    assert not journal.entries(scope="linli").exists()


def test_another_browser_of_an_erased_person_is_signed_out(cast: Cast, resident: Client, now: datetime) -> None:
    second = Client()
    second.force_login(cast.resident, backend="allauth.account.auth_backends.AuthenticationBackend")
    resident.post(ERASURE, {"understood": "on"})
    assert second.get(MINE).status_code == 303


# Preferences, the notice, health


def test_preferences_are_remembered_on_the_device_and_for_the_person(cast: Cast, resident: Client) -> None:
    response = resident.post("/preferences/", {"language": "en", "text_size": "elder", "next": "/privacy/"})
    assert (response.status_code, response["Location"]) == (303, "/privacy/")
    assert response.cookies["linli_language"].value == "en"
    assert response.cookies["linli_text"].value == "elder"
    cast.resident.refresh_from_db()
    assert (cast.resident.language, cast.resident.text_size) == ("en", "elder")


def test_what_is_not_sent_stays_as_it_was(anybody: Client) -> None:
    response = anybody.post("/preferences/", {"text_size": "largest", "next": "https://evil.example/"})
    assert response["Location"] == reverse("portal:home")
    assert "linli_language" not in response.cookies
    refused = anybody.post("/preferences/", {"language": "tlh"})
    assert refused.status_code == 400
    assert "首页" in refused.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_notice_tells_every_purpose_without_a_statement(
    anybody: Client, language: str, django_assert_num_queries: Any
) -> None:
    anybody.cookies["linli_language"] = language
    with django_assert_num_queries(0):
        page = anybody.get("/privacy/").content.decode()
    for purpose in people.purposes():
        assert (purpose.name if language == "zh-hans" else purpose.name_en) in page


def test_health_writes_and_takes_it_back_and_asks_again_only_after_some_seconds(
    anybody: Client, django_assert_num_queries: Any
) -> None:
    cache.delete(WRITTEN)
    with CaptureQueriesContext(connection) as written:
        assert anybody.get("/health/").json() == {"database": True}
    assert any("live_topic" in query["sql"] for query in written.captured_queries)
    assert not Topic.objects.filter(name="health").exists()
    with django_assert_num_queries(1):
        assert anybody.get("/health/").json() == {"database": True}


def test_health_says_no_when_nothing_can_be_written(anybody: Client) -> None:
    cache.delete(WRITTEN)
    off = "PRAGMA query_only=OFF" if connection.vendor == "sqlite" else ""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only=ON" if off else "SET LOCAL transaction_read_only = on")
        response = anybody.get("/health/")
        if off:
            cursor.execute(off)
        transaction.set_rollback(True)  # with the savepoint the setting goes
    assert (response.status_code, response.json()) == (503, {"database": False})


@pytest.mark.parametrize("was_proved", [True, False])
def test_health_says_that_the_database_is_away(
    anybody: Client, monkeypatch: pytest.MonkeyPatch, was_proved: bool
) -> None:
    cache.set(WRITTEN, was_proved)

    def fail() -> None:
        raise OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", fail)
        response = anybody.get("/health/")
    assert (response.status_code, response.json()) == (503, {"database": False})
    assert not cache.get(WRITTEN)
