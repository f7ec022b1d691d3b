"""The second click, asked of a view of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from linli.base.kernel import Objection, Refused, clock
from linli.base.once.clicks import note_about, note_refusal, refused_before, second_click
from linli.base.once.models import Answer

pytestmark = pytest.mark.django_db


def _request(*, cookie: str = "a", path: str = "/do/", **sent: Any) -> HttpRequest:
    request = RequestFactory().post(path, {"key": "k", **sent})
    request.COOKIES["csrftoken"] = cookie
    vars(request)["_messages"] = CookieStorage(request)
    return request


def _carried(request: HttpRequest) -> list[str]:
    """What the next page will say."""
    response = HttpResponse()
    vars(request)["_messages"].update(response)
    next_page = RequestFactory().get("/there/")
    next_page.COOKIES["messages"] = response.cookies["messages"].value
    return [str(message) for message in CookieStorage(next_page)]


class _Counted:
    """A view that takes something away the first time."""

    def __init__(self) -> None:
        self.runs = 0
        self.again: list[str] = []

    def view(self, request: HttpRequest) -> HttpResponse:
        self.runs += 1
        messages.success(request, "Done.")
        return note_about(HttpResponseRedirect("/there/"), "thing:7")

    def asked(self, request: HttpRequest) -> HttpResponse:
        return second_click(again=lambda _, about: self.again.append(about))(self.view)(request)


def test_the_second_click_gets_the_firsts_answer_words_and_session() -> None:
    counted = _Counted()
    first, repeat = _request(q="1"), _request(q="1")
    assert counted.asked(first)["Location"] == "/there/"
    answer = counted.asked(repeat)
    assert (answer.status_code, answer["Location"], counted.runs) == (303, "/there/", 1)
    assert counted.again == ["thing:7"]
    assert _carried(first) == _carried(repeat) == ["Done."]


@pytest.mark.parametrize("other", [{"cookie": "b"}, {"path": "/else/"}, {"q": "2"}, {"key": "l"}, {"key": ""}])
def test_another_browser_address_content_or_key_is_another_request(other: dict[str, str]) -> None:
    counted = _Counted()
    counted.asked(_request(q="1"))
    counted.asked(_request(**({"q": "1"} | other)))
    assert (counted.runs, counted.again) == (2, [])


def test_after_the_grace_it_is_a_new_request(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = _Counted()
    counted.asked(_request())
    later = clock.now() + timedelta(seconds=16)
    monkeypatch.setattr("linli.base.kernel.clock.now", lambda: later)
    counted.asked(_request())
    assert counted.runs == 2


def test_a_refusal_is_told_again_and_not_judged_again() -> None:
    heard = []

    @second_click()
    def view(request: HttpRequest) -> HttpResponse:
        heard.append(refused_before(request))
        return note_refusal(HttpResponse(status=409), Refused(Objection("no", "No.")))

    assert [view(_request()).status_code for _ in range(2)] == [409, 409]
    assert heard == [(), ("no",)]


def test_a_first_click_that_broke_leaves_the_key_unused() -> None:
    @second_click()
    def broken(request: HttpRequest) -> HttpResponse:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        broken(_request())
    counted = _Counted()
    counted.asked(_request())
    assert counted.runs == 1


def test_a_first_click_that_was_killed_holds_nobody_up_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linli.base.once.clicks.in_force", lambda **_: {"grace_seconds": 15, "patience_seconds": 0})
    counted = _Counted()
    counted.asked(_request())
    Answer.objects.update(ref="")
    counted.asked(_request())
    assert counted.runs == 2


def test_what_is_kept_of_a_click_can_be_read_by_nobody() -> None:
    _Counted().asked(_request(code="123456"))
    kept = Answer.objects.get()
    assert "there" not in kept.ref
    assert "Done" not in kept.ref
