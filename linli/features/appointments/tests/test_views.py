"""The pages of appointments: for residents, at the kiosk and at the desk."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from icalendar import Calendar

from linli.base.limits.models import Limit
from linli.base.ui.tests.calendar_client import CalendarClient, read
from linli.community.notices.models import Message
from linli.community.notices.rules import code_in
from linli.features.appointments import actions
from linli.features.appointments.models import Appointment, AppointmentTerms
from tests.signing_in import signed_in

from .book import Book, at

SITE = "/sites/tuoran/appointments"
EN = {"accept-language": "en"}


def send(client: Client, address: str, **fields: Any) -> HttpResponse:
    return client.post(address, {"key": uuid.uuid4().hex, **fields}, headers=EN)  # type: ignore[return-value]


def text(response: HttpResponse) -> str:
    return response.content.decode()


def codes(response: HttpResponse) -> list[str]:
    return re.findall(r'data-code="(\w+)"', text(response))


def later(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    monkeypatch.setattr("linli.base.kernel.clock.now", lambda: at(moment))


def booking(client: Client, **fields: Any) -> HttpResponse:
    asked = {"starts_at": at("24T14:00").isoformat(), "group": "housing"}
    return send(client, f"{SITE}/booking/", **(asked | fields))


def confirmed(client: Client, answer: HttpResponse) -> Appointment:
    """The appointment that was booked by the answer, after the code that was sent came back."""
    code = code_in(Message.objects.filter(is_secret=True).latest("pk").text)
    assert send(client, f"{answer['Location']}confirmation/", code=code).status_code == 303
    return Appointment.objects.get()


def test_the_next_free_time_stands_first_and_a_full_one_is_no_link(client: Client, book: Book) -> None:
    book.fill("24T11:30")
    page = text(client.get(f"{SITE}/?day=2026-11-24", headers=EN))
    assert "12:00" in page[: page.index("Or choose a day")]
    assert re.search(r'is-full"><strong>11:30', page)


def test_a_day_and_a_matter_can_be_asked_for(client: Client, book: Book) -> None:
    page = text(client.get(f"{SITE}/?day=2026-11-29&group=housing", headers=EN))
    assert "There are no times on this day" in page
    page = text(client.get(f"{SITE}/?item=public-rental", headers=EN))
    assert "Public rental housing" in page
    assert "item=public-rental" in page
    assert client.get(f"{SITE}/?day=nonsense&group=%E2%80%AE&item=x'").status_code == 200


def test_a_hall_without_terms_sends_people_to_the_line(client: Client, book: Book) -> None:
    AppointmentTerms.objects.all().delete()
    assert "/sites/tuoran/tickets/" in text(client.get(f"{SITE}/", headers=EN))
    assert client.get(f"{SITE}/booking/")["Location"] == f"{SITE}/"


def test_booking_leads_to_the_own_page_and_the_phone_is_known_again(client: Client, book: Book) -> None:
    answer = booking(client, item="public-rental", priority="elder", phone="138 0000 0009")
    mine = Appointment.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/appointments/{mine.code}/")
    assert (mine.item and mine.item.slug, mine.priority, mine.contact) == ("public-rental", "elder", "+8613800000009")
    confirmed(client, answer)
    page = text(client.get(answer["Location"], headers=EN))
    assert mine.short_code in page
    assert "/guides/public-rental/" in page
    assert f"/appointments/{mine.code}/" in text(client.get(f"{SITE}/", headers=EN))


def test_a_refusal_keeps_the_form_and_offers_other_times(client: Client, book: Book) -> None:
    book.fill("24T14:00")
    answer = booking(client, phone="13800000009", priority="elder")
    assert (answer.status_code, codes(answer)) == (409, ["slot_full"])
    page = text(answer)
    assert page.count('type="radio" name="starts_at"') == 3
    assert 'value="13800000009"' in page
    assert re.search(r'value="housing" checked', page)
    assert re.search(r'value="elder" selected', page)


def test_a_badly_filled_form_comes_back(client: Client, book: Book) -> None:
    for wrong in ({"starts_at": "soon"}, {"starts_at": "0001-01-01T00:00:00+08:00"}, {"group": ""}, {"phone": "12"}):
        assert booking(client, **wrong).status_code == 422
    assert not Appointment.objects.exists()


def test_an_appointment_is_moved_by_two_taps(client: Client, book: Book) -> None:
    mine = book.book()
    address = f"/appointments/{mine.code}/time/"
    chosen = text(client.get(address, {"starts_at": at("24T15:00").isoformat()}, headers=EN))
    assert "Move it there" in chosen
    assert send(client, address, starts_at=at("24T15:00").isoformat()).status_code == 303
    mine.refresh_from_db()
    assert mine.starts_at == at("24T15:00")
    book.fill("24T16:00")
    refused = send(client, address, starts_at=at("24T16:00").isoformat())
    assert (refused.status_code, codes(refused)) == (409, ["slot_full"])
    assert send(client, address).status_code == 422


def test_cancelling_asks_once_more(client: Client, book: Book) -> None:
    mine = book.book()
    address = f"/appointments/{mine.code}/cancellation/"
    assert "Yes, cancel it" in text(client.get(address, headers=EN))
    assert send(client, address).status_code == 303
    assert "was cancelled" in text(client.get(f"/appointments/{mine.code}/", headers=EN))
    assert codes(send(client, address)) == ["cancelled"]


def test_checking_in_leads_to_the_number(client: Client, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = confirmed(client, booking(client, phone="13800000009"))
    address = f"/appointments/{mine.code}/arrival/"
    assert codes(send(client, address)) == ["too_early"]
    later(monkeypatch, "24T13:50")
    answer = send(client, address)
    mine.refresh_from_db()
    assert mine.ticket is not None
    assert answer["Location"] == f"/tickets/{mine.ticket.code}/"
    assert mine.ticket.holder_key.startswith("d:")
    page = text(client.get(answer["Location"], headers=EN))
    assert "Appointment today at 14:00" in page
    assert mine.ticket.label in text(client.get(f"/appointments/{mine.code}/", headers=EN))


def test_who_is_late_is_told_kindly(client: Client, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = book.book()
    later(monkeypatch, "24T14:30")
    assert "You are still welcome" in text(client.get(f"/appointments/{mine.code}/", headers=EN))
    assert send(client, f"/appointments/{mine.code}/arrival/").status_code == 303
    assert "you wait in the ordinary line" in text(client.get(f"/appointments/{mine.code}/", headers=EN))


def test_the_calendar_file_carries_time_place_version_and_a_cancellation(client: Client, book: Book) -> None:
    mine = book.move(book.book(), "24T15:00")
    answer = client.get(f"/appointments/{mine.code}/calendar.ics", headers=EN)
    assert answer["Content-Type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(text(answer)).walk("VEVENT")
    (read_twice,) = read(text(answer))
    assert event.decoded("dtstart") == at("24T15:00")
    assert uuid.UUID(read_twice["uid"])
    assert (event["status"], event["sequence"]) == ("CONFIRMED", 2)
    assert mine.short_code in event["description"]
    assert mine.code not in event["uid"]
    book.cancel(mine)
    after = Calendar.from_ical(text(client.get(f"/appointments/{mine.code}/calendar.ics")))
    (gone,) = after.walk("VEVENT")
    assert (after["method"], gone["status"], gone["sequence"], gone["uid"]) == ("CANCEL", "CANCELLED", 3, event["uid"])
    for order in ((text(answer), after.to_ical().decode()), (after.to_ical().decode(), text(answer))):
        assert not CalendarClient().receive(*order).shown


@pytest.mark.parametrize("how", ["move", "cancel", "check_in", "forget"])
def test_each_change_of_an_appointment_counts_and_is_stamped(client: Client, book: Book, how: str) -> None:
    mine = book.book(holder=book.cast.resident)
    address = f"/appointments/{mine.code}/calendar.ics"
    (before,) = read(text(client.get(address)))
    book.now = at("24T13:50") if how == "check_in" else at("24T13:20")
    steps: dict[str, Any] = {
        "move": lambda: book.move(mine, "24T15:00"),
        "cancel": lambda: book.cancel(mine),
        "check_in": lambda: book.check_in(mine),
        "forget": lambda: actions.forget_person(person=book.cast.resident, actor="person:1", now=book.now),
    }
    steps[how]()
    (after,) = read(text(client.get(address)))
    assert (after["uid"], after["sequence"]) == (before["uid"], before["sequence"] + 1)
    assert after["dtstamp"] == after["last-modified"] == book.now
    assert after["status"] == ("CANCELLED" if how in ("cancel", "forget") else "CONFIRMED")


def test_own_pages_are_kept_by_nobody_and_open_to_the_code_alone(client: Client, book: Book) -> None:
    mine = book.book()
    for rest in ("", "time/", "cancellation/", "slip/?width=58", "calendar.ics"):
        answer = client.get(f"/appointments/{mine.code}/{rest}")
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"
        assert client.get(f"/appointments/{mine.code}x/{rest}").status_code == 404


def test_at_the_kiosk_six_digits_or_the_scanned_code_give_the_number(
    client: Client, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed, scanned = book.book(), book.book()
    later(monkeypatch, "24T13:50")
    page = text(client.get(f"{SITE}/kiosk/?typed={typed.short_code[:5]}&lang=en"))
    assert f"typed={typed.short_code[:5]}0" in page
    assert "kiosk-take" not in page
    assert "kiosk-take" in text(client.get(f"{SITE}/kiosk/?typed={typed.short_code}"))
    for shown in (typed.short_code, f"http://linli.example/appointments/{scanned.code}/"):
        answer = send(client, f"{SITE}/kiosk/?width=58", shown=shown)
        assert answer.status_code == 303
        assert answer["Location"].startswith("/sites/tuoran/kiosk/")
        assert "width=58" in answer["Location"]
        assert client.get(answer["Location"]).status_code == 200


def test_strangers_digits_cannot_be_tried_for_ever(client: Client, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    Limit.objects.filter(kind="wrong_code").update(at_most=2)
    mine = book.book()
    later(monkeypatch, "24T13:50")
    wrong = f"{(int(mine.short_code) + 1) % 1_000_000:06d}"
    for _ in range(2):
        assert codes(send(client, f"{SITE}/kiosk/", shown=wrong)) == ["unknown_code"]
    answer = send(client, f"{SITE}/kiosk/", shown=mine.short_code)
    assert (answer.status_code, codes(answer)) == (429, ["too_often"])
    assert send(client, f"{SITE}/kiosk/", shown="").status_code == 422


def test_the_desk_lists_today_without_names_and_checks_in(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = book.book(holder=book.cast.resident)
    client = signed_in(book.cast.workers[1])
    page = text(client.get(f"{SITE}/desk/", headers=EN))
    assert mine.short_code in page
    assert book.cast.resident.name not in page
    assert "社区预约服务约定" in page
    fragment = client.get(f"{SITE}/desk/", headers={**EN, "HX-Request": "true"})
    assert "<html" not in text(fragment)
    assert codes(send(client, f"{SITE}/desk/arrivals/", shown=mine.short_code)) == ["too_early"]
    later(monkeypatch, "24T13:50")
    answer = send(client, f"{SITE}/desk/arrivals/", shown=mine.short_code)
    mine.refresh_from_db()
    assert mine.ticket is not None
    assert answer["Location"] == f"/sites/tuoran/desk/?taken={mine.ticket.code}"
    assert mine.ticket.taken_by == book.cast.workers[1]


def test_a_worker_books_on_behalf_and_hands_out_the_slip(book: Book) -> None:
    client = signed_in(book.cast.workers[1])
    answer = send(client, f"{SITE}/desk/", starts_at=at("25T14:00").isoformat(), group="housing")
    mine = Appointment.objects.get()
    assert answer["Location"] == f"{SITE}/desk/?booked={mine.code}"
    assert (mine.booked_by, mine.channel) == (book.cast.workers[1], "desk")
    assert mine.short_code in text(client.get(answer["Location"], headers=EN))
    book.fill("24T14:00")
    full = send(client, f"{SITE}/desk/", starts_at=at("24T14:00").isoformat(), group="housing")
    assert (full.status_code, codes(full)) == (409, ["slot_full"])
    assert send(client, f"{SITE}/desk/", group="").status_code == 422


def test_a_signed_in_resident_finds_the_appointment_under_mine(book: Book) -> None:
    client = signed_in(book.cast.resident)
    booking(client)
    mine = Appointment.objects.get()
    assert mine.holder == book.cast.resident
    assert f"/appointments/{mine.code}/" in text(client.get("/mine/", headers=EN))


def test_an_old_page_neither_moves_nor_cancels_what_was_moved_meanwhile(client: Client, book: Book) -> None:
    mine = book.book()
    own = f"/appointments/{mine.code}/"
    assert f'name="version" value="{mine.version}"' in text(client.get(own + "cancellation/"))
    seen = mine.version
    book.move(mine, "24T15:00")
    for address, rest in ((own + "cancellation/", {}), (own + "time/", {"starts_at": "2026-11-24T16:00:00+08:00"})):
        answer = send(client, address, version=seen, **rest)
        assert (answer.status_code, codes(answer)) == (409, ["changed_meanwhile"])
    assert send(client, own + "cancellation/", version=seen + 1).status_code == 303
