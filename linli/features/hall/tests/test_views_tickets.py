"""The pages of a resident's ticket."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client

from linli.features.hall.models import Ticket
from tests.signing_in import signed_in

from .browsing import HALL, HTMX, codes, send, statements, text
from .day import Day

TICKETS = f"{HALL}/tickets/"


def taken(client: Client) -> Ticket:
    send(client, TICKETS, groups=["consult"])
    return Ticket.objects.get()


def test_the_hall_page_says_what_is_open_and_how_many_wait(client: Client, day: Day) -> None:
    day.open(1, 2).take()
    page = client.get(f"{HALL}/hall/", headers={"accept-language": "en"})
    assert page.status_code == 200
    assert "Take a number" in text(page)
    assert "t=hall.tuoran:" in text(page)  # the stream that says when it changes
    fragment = client.get(f"{HALL}/hall/", headers={**HTMX, "accept-language": "en"})
    assert "<html" not in text(fragment)
    assert "Windows serving" in text(fragment)


def test_taking_a_number_leads_to_the_ticket_and_remembers_the_device(client: Client, day: Day) -> None:
    answer = send(client, TICKETS, groups=["consult", "housing"], priority="elder", phone="138 0000 0009")
    ticket = Ticket.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == f"/tickets/{ticket.code}/"
    assert ticket.priority == "elder"
    assert ticket.channel == "phone"
    assert ticket.contact == "+8613800000009"
    assert [matter.group.slug for matter in ticket.matters.order_by("position")] == ["consult", "housing"]
    cookie = client.cookies["linli_device"]
    assert cookie["httponly"]
    assert cookie["max-age"] > 300 * 24 * 3600
    assert f"/tickets/{ticket.code}/" in text(client.get(TICKETS))


def test_looking_never_writes(client: Client, day: Day) -> None:
    assert "linli_device" not in client.get(TICKETS).cookies
    assert not Ticket.objects.exists()


def test_a_double_tap_is_one_ticket(client: Client, day: Day) -> None:
    first = send(client, TICKETS, groups=["consult"], key="tap")
    second = send(client, TICKETS, groups=["consult"], key="tap")
    assert first["Location"] == second["Location"]
    assert Ticket.objects.count() == 1


def test_a_refusal_lists_every_reason_and_keeps_what_was_filled_in(
    client: Client, day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = taken(client)
    monkeypatch.setattr("linli.base.kernel.clock.now", lambda: day.now + timedelta(hours=9))
    refused = send(client, TICKETS, groups=["housing"], priority="veteran", phone="13800000009")
    assert refused.status_code == 409
    assert len(codes(refused)) == 2
    assert 'value="housing" checked' in text(refused)
    assert 'value="veteran" checked' in text(refused)
    assert 'value="13800000009"' in text(refused)
    assert f"/tickets/{ticket.code}/" in text(refused)
    assert Ticket.objects.count() == 1


def test_a_form_without_a_matter_or_with_a_wrong_phone_is_shown_again(client: Client, day: Day) -> None:
    refused = send(client, TICKETS, phone="12")
    assert refused.status_code == 422
    assert codes(refused) == ["shape", "shape"]
    assert 'value="12"' in text(refused)
    assert not Ticket.objects.exists()


def test_a_resident_who_signed_in_holds_the_ticket(day: Day) -> None:
    client = Client()
    client.force_login(day.cast.resident, backend="django.contrib.auth.backends.ModelBackend")
    ticket = taken(client)
    assert ticket.holder == day.cast.resident
    assert "linli_device" not in client.cookies


def test_my_ticket_is_private_and_tells_of_nobody_else(client: Client, day: Day) -> None:
    day.open(1)
    other = day.take("housing")
    ticket = taken_by_kiosk = day.take("consult")
    page = client.get(f"/tickets/{ticket.code}/")
    assert page["Cache-Control"] == "private, no-store"
    assert page["Referrer-Policy"] == "same-origin"
    assert "noindex" in page["X-Robots-Tag"]
    assert taken_by_kiosk.label in text(page)
    assert other.code not in text(page)
    assert other.label not in text(page)


def test_my_ticket_says_which_window_when_it_is_called(client: Client, day: Day) -> None:
    ticket = day.open(3).take()
    day.at(3, "call_next")
    fragment = text(client.get(f"/tickets/{ticket.code}/", headers={**HTMX, "accept-language": "en"}))
    assert 'data-state="called"' in fragment
    assert "<span>Window</span> <strong>3</strong>" in fragment
    assert "<html" not in fragment


def test_leaving_the_line_asks_first(client: Client, day: Day) -> None:
    ticket = day.take()
    asked = client.get(f"/tickets/{ticket.code}/departure/")
    assert asked.status_code == 200
    ticket.refresh_from_db()
    assert ticket.state == "waiting"
    left = send(client, f"/tickets/{ticket.code}/departure/")
    assert left.status_code == 303
    ticket.refresh_from_db()
    assert ticket.state == "left"
    again = send(client, f"/tickets/{ticket.code}/departure/")
    assert again.status_code == 409
    assert codes(again)


def test_who_missed_the_call_comes_back_into_the_line(client: Client, day: Day) -> None:
    ticket = day.open(1).take()
    day.at(1, "call_next")
    day.at(1, "mark_missed")
    assert f"/tickets/{ticket.code}/return/" in text(client.get(f"/tickets/{ticket.code}/"))
    assert send(client, f"/tickets/{ticket.code}/return/").status_code == 303
    ticket.refresh_from_db()
    assert ticket.state == "waiting"


@pytest.mark.parametrize(("asked", "width"), [("", "80"), ("?width=58", "58"), ("?width=80", "80"), ("?width=7", "80")])
def test_the_slip_fits_the_paper(client: Client, day: Day, asked: str, width: str) -> None:
    ticket = day.take()
    slip = text(client.get(f"/tickets/{ticket.code}/slip/{asked}"))
    assert f"slip-{width}" in slip
    assert f'<p class="slip-number">{ticket.label}</p>' in slip
    assert '<svg class="qr"' in slip


def test_a_code_nobody_has_opens_nothing(client: Client, day: Day) -> None:
    assert client.get("/tickets/nothing/").status_code == 404
    assert client.get("/sites/nowhere/tickets/").status_code == 404


def test_a_changed_device_cookie_is_a_new_device(client: Client, day: Day) -> None:
    taken(client)
    client.cookies["linli_device"] = "forged:value"
    assert client.get(TICKETS).status_code == 200
    assert send(client, TICKETS, groups=["consult"]).status_code == 303
    assert Ticket.objects.count() == 2


def test_the_pages_take_few_statements_however_long_the_line(client: Client, day: Day) -> None:
    ticket = day.open(1, 2, 3).take()
    pages = [f"{HALL}/hall/", TICKETS, f"/tickets/{ticket.code}/", f"/tickets/{ticket.code}/slip/"]
    short = [len(statements(client, address)) for address in pages]
    for _ in range(9):
        day.take("housing", "consult")
    assert [len(statements(client, address)) for address in pages] == short
    assert short == [20, 20, 11, 10]


def test_a_worker_is_a_resident_here_too(day: Day) -> None:
    client = signed_in(day.cast.workers[1])
    assert send(client, TICKETS, groups=["consult"]).status_code == 303
    assert Ticket.objects.get().holder == day.cast.workers[1]


@pytest.mark.parametrize(
    "typed", ["１３８００００００９９", "13８0000０099", "+86 138-0000-0099", "0086 138 0000 0099"]
)
def test_a_phone_number_is_understood_however_it_was_typed(client: Client, day: Day, typed: str) -> None:
    assert send(client, TICKETS, groups=["consult"], phone=typed).status_code == 303
    assert Ticket.objects.get().contact == "+8613800000099"


@pytest.mark.parametrize("code", ["%00", "a%00b", "%F0%9F%98%80", "a" * 300])
def test_what_cannot_be_a_code_opens_nothing(client: Client, day: Day, code: str) -> None:
    for address in (f"/tickets/{code}/", f"/tickets/{code}/departure/", f"{HALL}/kiosk/{code}/"):
        assert client.get(address).status_code == 404
    # A NUL is taken nowhere (400); any other text is no ticket (404).
    desk = signed_in(day.cast.workers[1]).get(f"{HALL}/desk/?taken={code}")
    assert desk.status_code == (400 if "%00" in code else 404)


def test_a_form_sent_twice_before_the_first_answer_came_is_one_number(day: Day) -> None:
    sent = {"groups": ["consult"], "key": str(uuid.uuid4())}
    answers = [Client(REMOTE_ADDR=address).post(f"{HALL}/tickets/", sent) for address in ("192.0.2.1", "203.0.113.9")]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Ticket.objects.count() == 1
