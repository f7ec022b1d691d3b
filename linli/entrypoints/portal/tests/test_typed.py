"""What was typed survives a sign-in in another tab, and a change of language or text size."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest
from django.http import HttpResponse
from django.test import Client

from linli.features.appointments.models import Appointment

from .conftest import PASSWORD, code_of, with_authenticator

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

HOME = "http://testserver"
BOOKING = "/sites/tuoran/appointments/booking/"
SENT = {"starts_at": "2026-11-25T14:00:00+08:00", "group": "housing", "phone": "12", "key": "k" * 20}


@pytest.fixture
def browser(cast: Cast) -> Client:
    """A browser whose forms are checked as in life, and which says where a form stood."""
    return Client(enforce_csrf_checks=True, headers={"Origin": HOME, "Referer": f"{HOME}/sign-in/"})


def hidden(page: HttpResponse, form: str) -> dict[str, str]:
    """The unseen fields of the first form whose tag has these words."""
    body = re.search(rf"<form[^>]*{re.escape(form)}[^>]*>(.*?)</form>", page.content.decode(), re.DOTALL)
    assert body, page.content.decode()
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', body[1]))


def token_of(page: HttpResponse) -> str:
    return hidden(page, 'method="post"')["csrfmiddlewaretoken"]


def sign_in_meanwhile(client: Client, cast: Cast) -> None:
    """In another tab of the same browser."""
    device = with_authenticator(cast.workers[1])
    sent = {"staff_number": "T101", "password": PASSWORD, "code": code_of(device)}
    assert client.post("/staff/sign-in/", sent | {"csrfmiddlewaretoken": token_of(client.get("/staff/sign-in/"))})


def test_a_form_that_was_open_during_a_sign_in_comes_back_with_what_was_typed(
    cast: Cast, browser: Client, now: datetime
) -> None:
    old = token_of(browser.get("/sign-in/"))
    sign_in_meanwhile(browser, cast)
    typed = {"q": "养狗证 & <b>", "csrfmiddlewaretoken": old, "key": "k1"}
    back = browser.post("/questions/?from=here", typed)
    assert back.status_code == 403
    assert back["Cache-Control"] == "private, no-store"
    assert back.context["fields"] == [("q", "养狗证 & <b>"), ("key", "k1")]
    again = hidden(back, "data-once-more")
    assert again["csrfmiddlewaretoken"] != old
    assert again["q"] == "养狗证 &amp; &lt;b&gt;"
    assert 'action="/questions/?from=here"' in back.content.decode()
    fresh = typed | {"csrfmiddlewaretoken": again["csrfmiddlewaretoken"], "sent_again": "1"}
    assert browser.post("/questions/", fresh).status_code == 303


@pytest.mark.parametrize(
    "sender",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "", "Referer": "https://evil.example/"},
        {"Origin": HOME, "Sec-Fetch-Site": "cross-site"},
        {"Origin": "", "Referer": ""},
    ],
)
def test_a_strange_site_gets_no_form_to_be_sent_once_more(
    sender: dict[str, str], cast: Cast, browser: Client, now: datetime
) -> None:
    browser.get("/sign-in/")
    refused = browser.post(BOOKING, SENT, headers=sender)
    assert refused.status_code == 403
    assert "data-once-more" not in refused.content.decode()
    assert not Appointment.objects.exists()


def test_nothing_is_done_before_the_button_is_pressed(cast: Cast, browser: Client, now: datetime) -> None:
    browser.get("/sign-in/")
    assert browser.post(BOOKING, SENT | {"phone": "13900000001"}).status_code == 403
    assert not Appointment.objects.exists()


def test_a_browser_without_cookies_is_not_sent_in_circles(cast: Cast, browser: Client) -> None:
    assert "data-once-more" in browser.post(BOOKING, SENT).content.decode()
    browser.cookies.clear()
    assert "data-once-more" not in browser.post(BOOKING, SENT | {"sent_again": "1"}).content.decode()


def test_a_password_is_never_written_into_a_page(cast: Cast, browser: Client, now: datetime) -> None:
    sign_in_meanwhile(browser, cast)
    sent = {
        "staff_number": "T101",
        "password": PASSWORD,
        "code": "000000",
        "next": "/staff/",
        "csrfmiddlewaretoken": "",
    }
    led_on = browser.post("/staff/sign-in/", sent, follow=True)
    assert led_on.redirect_chain == [("/staff/sign-in/?next=%2Fstaff%2F", 303), ("/staff/", 303)]


def test_a_refused_form_survives_another_language_and_text_size(cast: Cast, now: datetime) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"Referer": f"{HOME}/sign-in/"})
    refused = browser.post("/sign-in/", {"phone": "12345", "csrfmiddlewaretoken": token_of(browser.get("/sign-in/"))})
    assert refused.status_code == 422
    switch = hidden(refused, "language-switch")
    assert parse_qs(switch["typed"].replace("&amp;", "&"))["phone"] == ["12345"]
    choice = {name: value.replace("&amp;", "&") for name, value in switch.items()} | {"language": "en"}
    kept = browser.post("/preferences/", choice | {"text_size": "elder"})
    assert kept.status_code == 200
    assert "What you typed is still here" in kept.content.decode()
    assert 'data-text="elder"' in kept.content.decode()
    assert kept.cookies["linli_language"].value == "en"
    go_on = hidden(kept, "data-once-more")
    assert go_on["phone"] == "12345"
    back = browser.post("/sign-in/", go_on)
    assert back.status_code == 422
    assert 'value="12345"' in back.content.decode()
    assert hidden(kept, "language-switch")["typed"] == switch["typed"]


def test_a_switch_takes_nothing_to_another_site(cast: Cast, anybody: Client) -> None:
    chosen = {"language": "en", "typed": "a=1", "typed_at": "https://evil.example/", "next": "/sites/"}
    answer = anybody.post("/preferences/", chosen)
    assert (answer.status_code, answer["Location"]) == (303, "/sites/")


def test_the_switches_of_a_page_that_was_only_opened_carry_nothing(cast: Cast, anybody: Client) -> None:
    assert "typed" not in hidden(anybody.get("/sign-in/"), "language-switch")


def test_the_switches_carry_no_password(cast: Cast, anybody: Client) -> None:
    sent = {"staff_number": "T101", "password": PASSWORD, "code": "000000"}
    refused = anybody.post("/staff/sign-in/", sent)
    carried = parse_qs(hidden(refused, "language-switch")["typed"])
    assert carried == {"staff_number": ["T101"]}
