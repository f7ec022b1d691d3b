"""A double click on a button of the portal: the first answer never arrived, so the second is the first again.

The second request carries the cookies of before the first answer, as a browser's does that gave the first one up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from axes.models import AccessAttempt
from django.http import HttpResponse
from django.test import Client

from linli.community.journal import queries as journal
from linli.community.people import queries as people
from linli.community.people.models import Person, SignInCode
from linli.features.booking.models import Feed

from .conftest import PASSWORD, code_of, with_authenticator

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

SIGN_IN, CODE, STAFF = "/sign-in/", "/sign-in/code/", "/staff/sign-in/"


@pytest.fixture
def browser(cast: Cast) -> Client:
    """A browser whose forms are checked as in life."""
    return Client(enforce_csrf_checks=True)


def fields(page: HttpResponse) -> dict[str, str]:
    """What the page's first form with a key carries unseen."""
    form = next(form for form in page.content.decode().split("<form") if 'name="key"' in form)
    return {
        name: re.search(rf'name="{name}" value="([^"]+)"', form)[1]  # type: ignore[index]
        for name in ("csrfmiddlewaretoken", "key")
    }


def twice(client: Client, address: str, sent: Mapping[str, str]) -> list[HttpResponse]:
    """Both answers; the browser keeps what the second one brings."""
    before = {name: morsel.value for name, morsel in client.cookies.items()}
    answers = [client.post(address, sent)]
    client.cookies.clear()
    for name, value in before.items():
        client.cookies[name] = value
    return [*answers, client.post(address, sent)]


def outcomes(answers: list[HttpResponse]) -> list[tuple[int, str]]:
    return [(answer.status_code, answer.headers.get("Location", "")) for answer in answers]


def test_asking_for_a_code(browser: Client, now: datetime) -> None:
    sent = {"phone": "13900000001", "next": "/spaces/", **fields(browser.get(SIGN_IN))}
    assert outcomes(twice(browser, SIGN_IN, sent)) == [(303, CODE)] * 2
    assert SignInCode.objects.count() == 1
    assert browser.get(CODE).context["demo_code"]


def test_signing_in_with_a_code(browser: Client, now: datetime) -> None:
    browser.post(SIGN_IN, {"phone": "13900000001", "next": "/spaces/", **fields(browser.get(SIGN_IN))})
    page = browser.get(CODE)
    sent = {"code": page.context["demo_code"], **fields(page)}
    assert outcomes(twice(browser, CODE, sent)) == [(303, "/spaces/")] * 2
    assert browser.get("/mine/").status_code == 200
    assert SignInCode.objects.get().tries == 1
    assert [entry.verb for entry in journal.entries(scope="linli")] == ["signed_in"]


def test_a_wrong_code_counts_once(browser: Client, now: datetime) -> None:
    browser.post(SIGN_IN, {"phone": "13900000001", **fields(browser.get(SIGN_IN))})
    page = browser.get(CODE)
    wrong = f"{(int(page.context['demo_code']) + 1) % 1_000_000:06d}"
    answers = twice(browser, CODE, {"code": wrong, **fields(page)})
    assert [answer.context["refused"].codes for answer in answers] == [["wrong_code"]] * 2
    assert [answer.context["refused"].objections[0].values for answer in answers] == [{"left": 2}] * 2
    assert SignInCode.objects.get().tries == 1


def test_staff_with_password_and_code(cast: Cast, browser: Client, now: datetime) -> None:
    device = with_authenticator(cast.workers[1])
    sent = {"staff_number": "T101", "password": PASSWORD, "code": code_of(device), **fields(browser.get(STAFF))}
    assert outcomes(twice(browser, STAFF, sent)) == [(303, "/staff/")] * 2
    assert browser.get("/staff/").status_code == 200
    assert browser.session.get_expiry_age() <= 12 * 60 * 60
    assert not AccessAttempt.objects.exists()


def test_a_wrong_password_counts_once(cast: Cast, browser: Client, now: datetime) -> None:
    with_authenticator(cast.workers[1])
    sent = {"staff_number": "T101", "password": "not it", "code": "000000", **fields(browser.get(STAFF))}
    answers = twice(browser, STAFF, sent)
    assert [answer.context["refused"].codes for answer in answers] == [["not_recognised"]] * 2
    assert AccessAttempt.objects.get().failures_since_start == 1


def test_the_same_code_in_another_browser_or_after_a_while_opens_nothing(
    cast: Cast, browser: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = with_authenticator(cast.workers[1])
    sent = {"staff_number": "T101", "password": PASSWORD, "code": code_of(device), **fields(browser.get(STAFF))}
    before = {name: morsel.value for name, morsel in browser.cookies.items()}
    assert browser.post(STAFF, sent).status_code == 303
    stranger = Client(enforce_csrf_checks=True)
    stolen = fields(stranger.get(STAFF))["csrfmiddlewaretoken"]
    assert stranger.post(STAFF, sent | {"csrfmiddlewaretoken": stolen}).status_code == 409
    monkeypatch.setattr("linli.base.kernel.clock.now", lambda: now + timedelta(seconds=20))
    browser.cookies.clear()
    for name, value in before.items():
        browser.cookies[name] = value
    assert browser.post(STAFF, sent).status_code == 409


def test_an_invitation(cast: Cast, browser: Client, now: datetime) -> None:
    invited = cast.workers[3]
    token = people.invitation_token(person=invited)
    address = f"/staff/invitation/{invited.code}/{token}/"
    code = people._code_now(people.device_offered(person=invited, token=token))
    password = "seven-quiet-herons"
    sent = {"password": password, "again": password, "code": code, **fields(browser.get(address))}
    answers = twice(browser, address, sent)
    assert outcomes(answers) == [(303, STAFF)] * 2
    assert "messages" in answers[1].cookies


def test_an_erasure(cast: Cast, browser: Client, now: datetime) -> None:
    browser.force_login(cast.resident, backend="allauth.account.auth_backends.AuthenticationBackend")
    sent = {"understood": "on", **fields(browser.get("/mine/erasure/"))}
    answers = twice(browser, "/mine/erasure/", sent)
    assert outcomes(answers) == [(303, "/")] * 2
    assert "messages" in answers[1].cookies
    assert Person.objects.get(pk=cast.resident.pk).erased_at


def test_a_calendar_link(cast: Cast, browser: Client, now: datetime) -> None:
    browser.force_login(cast.resident, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = browser.get("/mine/").content.decode()
    form = next(form for form in page.split("<form") if "Make a" in form or 'value="make"' in form)
    token, key = (re.search(rf'name="{name}" value="([^"]+)"', form)[1] for name in ("csrfmiddlewaretoken", "key"))  # type: ignore[index]
    answers = twice(browser, "/mine/room-calendar/", {"wish": "make", "csrfmiddlewaretoken": token, "key": key})
    assert outcomes(answers)[0] == outcomes(answers)[1]
    assert Feed.objects.count() == 1
    assert answers[0].cookies["messages"].value != ""
    assert "messages" in answers[1].cookies
