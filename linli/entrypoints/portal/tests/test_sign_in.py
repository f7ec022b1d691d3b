"""Residents sign in with phone and code."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.community.journal import queries as journal
from linli.community.notices.models import Message
from linli.community.people.models import Person, SignInCode

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

SIGN_IN, CODE, MINE = "/sign-in/", "/sign-in/code/", "/mine/"
NEW = "139 0000 0001"


def ask(client: Client, phone: str = NEW, **more: str) -> HttpResponse:
    return client.post(SIGN_IN, {"phone": phone, **more})


def code_shown(client: Client) -> str:
    code: str = client.get(CODE).context["demo_code"]
    return code


def test_a_new_phone_becomes_an_account_once_its_code_was_entered(anybody: Client, now: datetime) -> None:
    before = Person.objects.count()
    assert ask(anybody)["Location"] == CODE
    assert Person.objects.count() == before
    response = anybody.post(CODE, {"code": code_shown(anybody)})
    assert (response.status_code, response["Location"]) == (303, MINE)
    assert anybody.get(MINE).status_code == 200
    person = Person.objects.latest("pk")
    assert person.phone == "+8613900000001"
    assert int(anybody.session["_auth_user_id"]) == person.pk


def test_a_known_phone_and_an_unknown_one_are_answered_alike(cast: Cast, now: datetime) -> None:
    answers = []
    for phone in ("13800000001", "13900000009"):
        client = Client()
        asked = ask(client, phone)
        shown = client.get(CODE)
        page = shown.content.decode().replace(shown.context["phone"], "").replace(shown.context["demo_code"], "")
        answers.append((asked.status_code, asked["Location"], shown.status_code, without_tokens(page)))
    assert answers[0] == answers[1]


def test_asking_does_the_same_work_for_a_known_and_an_unknown_phone(cast: Cast, now: datetime) -> None:
    counts = []
    for phone in ("13800000001", "13900000009"):
        with CaptureQueriesContext(connection) as counted:
            ask(Client(), phone)
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_the_code_goes_out_as_a_secret_message_that_expires(anybody: Client, now: datetime) -> None:
    ask(anybody)
    message = Message.objects.get(kind="sign_in_code")
    assert (message.channel, message.is_secret) == ("sms", True)
    assert message.expires_at == now + timedelta(minutes=5)
    assert message.address == "+8613900000001"


def test_the_session_gets_a_fresh_key_and_the_sign_in_is_journaled(cast: Cast, anybody: Client, now: datetime) -> None:
    ask(anybody, "13800000001")
    before = anybody.session.session_key
    anybody.post(CODE, {"code": code_shown(anybody)})
    assert anybody.session.session_key != before
    assert "sign_in" not in anybody.session
    line = journal.entries(scope="linli").latest("seq")
    assert (line.verb, line.actor, line.details) == ("signed_in", f"person:{cast.resident.pk}", {"how": "code"})


def test_a_reader_is_led_back_to_where_they_wanted_to_go_and_never_elsewhere(anybody: Client, now: datetime) -> None:
    asked = anybody.get("/mine/erasure/")
    assert asked["Location"] == "/sign-in/?next=%2Fmine%2Ferasure%2F"
    ask(anybody, next="/mine/erasure/")
    assert anybody.post(CODE, {"code": code_shown(anybody)})["Location"] == "/mine/erasure/"
    other = Client()
    ask(other, "13900000002", next="https://evil.example/")
    assert other.post(CODE, {"code": code_shown(other)})["Location"] == MINE


def test_a_wrong_code_is_told_and_the_third_ends_it(anybody: Client, now: datetime) -> None:
    ask(anybody)
    right = code_shown(anybody)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    first = anybody.post(CODE, {"code": wrong})
    assert first.status_code == 409
    assert first.context["refused"].codes == ["wrong_code"]
    assert wrong in first.content.decode()
    anybody.post(CODE, {"code": wrong})
    anybody.post(CODE, {"code": wrong})
    assert anybody.post(CODE, {"code": right}).context["refused"].codes == ["code_over"]
    assert anybody.get(MINE).status_code == 303


def test_a_code_typed_with_blanks_or_full_width_digits_is_the_same_code(anybody: Client, now: datetime) -> None:
    ask(anybody)
    code = code_shown(anybody)
    typed = " ".join(code).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert anybody.post(CODE, {"code": typed}).status_code == 303


def test_a_code_of_one_browser_does_not_open_another(anybody: Client, now: datetime) -> None:
    ask(anybody)
    stranger = Client()
    assert stranger.post(CODE, {"code": code_shown(anybody)})["Location"] == SIGN_IN


def test_a_second_code_must_wait_and_the_first_stays_good(anybody: Client, now: datetime) -> None:
    ask(anybody)
    code = code_shown(anybody)
    again = anybody.post(SIGN_IN, {"again": "1"})
    assert again.status_code == 409
    assert again.context["refused"].codes == ["too_many_codes"]
    assert SignInCode.objects.count() == 1
    assert anybody.post(CODE, {"code": code}).status_code == 303


def test_a_new_code_can_be_asked_for_after_a_minute(
    anybody: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(anybody)
    first = code_shown(anybody)
    monkeypatch.setattr("linli.base.kernel.clock.now", lambda: now + timedelta(seconds=61))
    assert anybody.post(SIGN_IN, {"again": "1"}).status_code == 303
    assert SignInCode.objects.count() == 2
    newest = code_shown(anybody)
    if newest != first:
        assert anybody.post(CODE, {"code": first}).status_code == 409
    assert anybody.post(CODE, {"code": newest}).status_code == 303


def test_one_address_may_not_ask_for_codes_without_end(cast: Cast, now: datetime) -> None:
    for number in range(40):
        assert ask(Client(), f"1390001{number:04d}").status_code == 303
    refused = ask(Client(), "13900020000")
    assert refused.status_code == 429
    assert refused.context["refused"].codes == ["too_often"]
    assert "13900020000" in refused.content.decode()


def test_what_is_not_a_number_is_said_in_the_form(anybody: Client, now: datetime) -> None:
    response = ask(anybody, "12345")
    assert response.status_code == 422
    assert "12345" in response.content.decode()
    assert not SignInCode.objects.exists()
    assert anybody.post(CODE, {"code": "1"})["Location"] == SIGN_IN


def test_outside_the_demo_no_code_is_shown(anybody: Client, now: datetime, settings: Any) -> None:
    settings.LINLI_DEMO, settings.LINLI_SMS_URL = False, "json://127.0.0.1:9/{phone}"
    ask(anybody)
    page = anybody.get(CODE)
    assert page.context["demo_code"] == ""
    assert "demo-code" not in page.content.decode()


def test_where_no_text_can_be_sent_nobody_is_told_that_one_was(anybody: Client, now: datetime, settings: Any) -> None:
    settings.LINLI_DEMO, settings.LINLI_SMS_URL = False, ""
    response = ask(anybody, "13900020001")
    assert response.status_code == 409
    assert response.context["refused"].codes == ["cannot_text"]
    assert "13900020001" in response.content.decode()
    assert not SignInCode.objects.exists()


def test_the_devices_language_is_remembered_for_somebody_new(anybody: Client, now: datetime) -> None:
    anybody.cookies["linli_language"] = "en"
    anybody.cookies["linli_text"] = "elder"
    ask(anybody)
    anybody.post(CODE, {"code": code_shown(anybody)})
    person = Person.objects.latest("pk")
    assert (person.language, person.text_size) == ("en", "elder")


def test_who_is_signed_in_already_is_led_on(resident: Client) -> None:
    assert resident.get(SIGN_IN)["Location"] == MINE


def test_signing_out_leaves_nothing_behind(resident: Client, now: datetime) -> None:
    assert resident.get("/sign-out/").status_code == 405
    response = resident.post("/sign-out/")
    assert (response.status_code, response["Location"]) == (303, reverse("portal:home"))
    assert "_auth_user_id" not in resident.session
    assert resident.get(MINE).status_code == 303


def test_pages_of_signing_in_are_kept_by_nobody(anybody: Client, now: datetime) -> None:
    for address in (SIGN_IN, "/staff/sign-in/"):
        assert anybody.get(address)["Cache-Control"] == "private, no-store"


def without_tokens(page: str) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value|name="key" value|X-CSRFToken)"?[=:] ?"[^"]+"', "", page)
