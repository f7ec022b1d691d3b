"""What somebody unknown books only holds its seat until their number is shown to be theirs, or the desk confirms it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from linli.base.kernel import TooOften
from linli.base.limits.models import Limit
from linli.community.journal.models import Entry
from linli.community.notices.models import Message, Proof
from linli.community.notices.rules import code_in
from linli.community.people.queries import Caller
from linli.features.appointments import actions, queries
from linli.features.appointments.models import Appointment
from linli.features.hall.models import Ticket
from tests.refusing import Refusal
from tests.signing_in import signed_in

from .book import Book, at, fresh_key

PHONE = "+8613900000007"
SITE = "/sites/tuoran/appointments"
EN = {"accept-language": "en"}


def stranger(phone: str = PHONE, device: str = "phone-1", **rest: Any) -> Caller:
    return Caller(phone=phone, device=device, language="zh-hans", address="192.0.2.1", **rest)


def held(book: Book, time: str = "24T14:00", **who: Any) -> Appointment:
    return book.book(time, caller=stranger(**who))


def code_sent() -> str:
    return code_in(Message.objects.filter(channel="sms", is_secret=True).latest("pk").text)


def confirm(book: Book, appointment: Appointment, code: str) -> Appointment:
    key = fresh_key()
    return actions.confirm(appointment=appointment, code=code, key=key, actor="visitor", now=book.now)


def without_texts(settings: Any) -> None:
    settings.LINLI_DEMO, settings.LINLI_SMS_URL = False, ""


def test_it_holds_its_seat_until_the_code_comes_back(book: Book, refused: Refusal) -> None:
    mine = held(book)
    assert (mine.state, mine.hold_until, mine.holder_key[:2]) == ("unproved", book.now + timedelta(minutes=15), "d:")
    book.fill(people=4)
    with refused("slot_full"):
        book.book()
    after = confirm(book, mine, code_sent())
    assert (after.state, after.hold_until, after.holder_key[:2]) == ("booked", None, "c:")
    assert (after.seat, after.version) == (mine.seat, mine.version + 1)
    assert Entry.objects.filter(verb="appointments.confirm", subject=f"appointment:{mine.pk}").count() == 1


def test_the_code_may_come_back_twice(book: Book) -> None:
    mine, code = held(book), code_sent()
    confirm(book, mine, code)
    mine.refresh_from_db()
    assert confirm(book, mine, code).state == "booked"
    assert mine.version == Appointment.objects.get().version


def test_without_the_code_its_seat_is_free_again_by_itself(book: Book, refused: Refusal) -> None:
    mine, code = held(book), code_sent()
    book.fill(people=4)
    book.wait(minutes=15)
    (day,) = queries.free_slots(hall=book.cast.hall, first=mine.day, days=1, now=book.now)
    assert next(slot.free for slot in day.slots if slot.starts_at == at("24T14:00")) == 1
    assert queries.standing(appointment=mine, now=book.now).state == "lapsed"
    assert book.book().seat == mine.seat
    mine.refresh_from_db()
    assert (mine.state, mine.contact, mine.holder_key, mine.device_key) == ("lapsed", "", "", "")
    with refused("not_to_confirm"):
        confirm(book, mine, code)


def test_time_itself_frees_what_was_not_confirmed(book: Book) -> None:
    held(book)
    assert actions.expire_holds(now=book.now + timedelta(minutes=14)) == 0
    assert actions.expire_holds(now=book.now + timedelta(minutes=15)) == 1
    assert Appointment.objects.get().state == "lapsed"
    assert Entry.objects.filter(verb="appointments.lapse", actor="system").count() == 1


def test_wrong_codes_end_the_tries_and_nothing_is_booked(book: Book, refused: Refusal) -> None:
    mine, code = held(book), code_sent()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for tried, expected in ((wrong, "wrong_code"), (wrong, "wrong_code"), (wrong, "code_over"), (code, "code_over")):
        with refused(expected):
            confirm(book, mine, tried)
    assert Appointment.objects.get().state == "unproved"


def test_a_number_gets_one_text_an_hour(book: Book) -> None:
    held(book)
    with pytest.raises(TooOften):
        held(book, "25T14:00", device="another")
    assert Appointment.objects.count() == Message.objects.count() == 1


def test_what_stands_against_its_owner_is_asked_only_once_the_number_is_shown(book: Book, refused: Refusal) -> None:
    book.book("24T15:00", phone=PHONE)
    mine = held(book)  # a stranger learns nothing here
    with refused("already_booked"):
        confirm(book, mine, code_sent())
    mine.refresh_from_db()
    assert (mine.state, mine.holder_key[:2]) == ("unproved", "d:")


def test_the_number_is_bounded_over_all_its_devices_once_it_is_shown(book: Book, refused: Refusal) -> None:
    Limit.objects.update(at_most=100)
    confirm(book, held(book, device="one"), code_sent())
    again = held(book, "24T15:00", device="two")
    with refused("already_booked"):
        confirm(book, again, code_sent())


def test_a_device_holds_one_time_a_day_and_finds_it_again(book: Book, refused: Refusal) -> None:
    Limit.objects.update(at_most=100)
    mine = held(book)
    with refused("already_booked"):
        held(book, "24T15:00", phone="+8613900000008")
    confirm(book, mine, code_sent())
    found = queries.held_appointment(hall=book.cast.hall, holder=None, device="phone-1", now=book.now)
    assert found == mine


@pytest.mark.parametrize("phone", ["", PHONE])
def test_without_a_number_or_without_texts_the_desk_confirms(book: Book, phone: str, settings: Any) -> None:
    if phone:
        without_texts(settings)
    mine = held(book, "26T14:00", phone=phone)
    assert mine.hold_until == book.now + timedelta(hours=24)
    assert not Proof.objects.exists()
    assert not Message.objects.exists()
    key, by = fresh_key(), book.cast.workers[3]
    after = actions.confirm_at_desk(appointment=mine, by=by, key=key, now=book.now)
    assert (after.state, after.hold_until, after.is_proved) == ("booked", None, bool(phone))


def test_a_hold_ends_at_the_latest_with_its_time(book: Book) -> None:
    assert held(book, phone="").hold_until == at("24T14:00")


def test_who_is_known_needs_no_code(book: Book) -> None:
    desk = Caller(phone=PHONE, is_proved=True)
    signed = Caller(person=book.cast.resident, address="192.0.2.1")
    program = Caller(phone="+8613900000009", is_proved=True, address="192.0.2.1")
    kiosk = Caller()
    for time, who in zip(("24T14:00", "24T14:30", "24T15:00", "24T15:30"), (desk, signed, program, kiosk), strict=True):
        assert book.book(time, caller=who).state == "booked"
    assert not Proof.objects.exists()


def test_what_is_held_is_neither_moved_nor_comes_in_but_may_be_given_back(book: Book, refused: Refusal) -> None:
    mine = held(book)
    with refused("unproved"):
        book.move(mine, "24T15:00")
    book.now = at("24T10:50")
    with refused("unproved"):
        book.check_in(mine, channel="kiosk")
    after = book.cancel(mine)
    assert (after.state, after.hold_until) == ("cancelled", None)
    with refused("cancelled"):
        confirm(book, after, code_sent())


def test_a_worker_who_sees_the_holder_confirms_by_letting_them_in(book: Book) -> None:
    mine = held(book, phone="")
    book.now = at("24T13:50")
    came = book.check_in(mine, channel="desk", taken_by=book.cast.workers[3])
    assert (came.state, came.hold_until) == ("checked_in", None)
    assert Ticket.objects.count() == 1


def test_who_leaves_linli_leaves_nothing_held(book: Book) -> None:
    resident = book.cast.resident
    mine = held(book, phone=resident.phone)
    assert actions.forget_person(person=resident, actor="person", now=book.now) == 1
    mine.refresh_from_db()
    assert (mine.state, mine.hold_until, mine.holder_key, mine.device_key) == ("cancelled", None, "", "")


def test_what_is_kept_of_its_device_is_forgotten_after_the_day(book: Book) -> None:
    confirm(book, held(book), code_sent())
    assert actions.purge_contacts(now=book.now + timedelta(days=9)) == 1
    mine = Appointment.objects.get()
    assert (mine.device_key, mine.holder_key, mine.contact) == ("", "", "")


def send(client: Client, address: str, **fields: Any) -> Any:
    return client.post(address, {"key": uuid.uuid4().hex, **fields}, headers=EN)


def test_a_page_asks_for_the_code_and_takes_it(book: Book, client: Client) -> None:
    fields = {"starts_at": at("24T14:00").isoformat(), "group": "housing", "phone": "13900000007"}
    own = send(client, f"{SITE}/booking/", **fields)["Location"]
    page = client.get(own, headers=EN).content.decode()
    mine = Appointment.objects.get()
    assert "Not booked yet" in page
    assert "139****0007" in page
    assert mine.short_code not in page
    assert "but not confirmed" in client.get(f"{SITE}/", headers=EN).content.decode()
    for leaf in ("calendar.ics", "slip/"):
        assert client.get(own + leaf).status_code == 303
    assert send(client, f"{own}confirmation/", code="1").status_code == 409
    assert send(client, f"{own}confirmation/", code=f"验证码 {code_sent()}").status_code == 303
    page = client.get(own, headers=EN).content.decode()
    assert mine.short_code in page
    assert "Not booked yet" not in page
    mine.refresh_from_db()
    assert f"SEQUENCE:{mine.version}" in client.get(f"{own}calendar.ics").content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_without_a_number_the_page_says_who_confirms(book: Book, client: Client, language: str) -> None:
    fields = {"key": uuid.uuid4().hex, "starts_at": at("24T14:00").isoformat(), "group": "housing"}
    own = client.post(f"{SITE}/booking/", fields)["Location"]
    page = client.get(own, headers={"accept-language": language}).content.decode()
    assert ("You left no number" if language == "en" else "您没有留下号码") in page
    assert Appointment.objects.get().short_code in page


def test_where_no_texts_can_be_sent_form_and_page_say_so(book: Book, client: Client, settings: Any) -> None:
    without_texts(settings)
    address = f"{SITE}/booking/"
    assert "No text messages can be sent here" in client.get(address, headers=EN).content.decode()
    fields = {"starts_at": at("24T14:00").isoformat(), "group": "housing", "phone": "13900000007"}
    own = send(client, address, **fields)["Location"]
    assert "No text messages can be sent here" in client.get(own, headers=EN).content.decode()


def test_what_lapsed_says_so(book: Book, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = held(book)
    later = book.now + timedelta(minutes=16)
    monkeypatch.setattr("linli.base.kernel.clock.now", lambda: later)
    page = client.get(f"/appointments/{mine.code}/", headers=EN).content.decode()
    assert 'data-state="lapsed"' in page
    assert "free for others" in page
    assert "Code from the text message" not in page


def test_the_desk_lists_what_waits_on_any_day_and_confirms_it(book: Book, client: Client) -> None:
    mine = held(book, "26T14:00", phone="")
    desk = signed_in(book.cast.workers[3])
    page = desk.get(f"{SITE}/desk/", headers=EN).content.decode()
    assert "Waiting to be confirmed" in page
    assert mine.short_code in page
    answer = send(desk, f"{SITE}/desk/confirmations/", shown=f"/appointments/{mine.code}/")
    assert (answer.status_code, Appointment.objects.get().state) == (303, "booked")
    assert "Waiting to be confirmed" not in desk.get(f"{SITE}/desk/", headers=EN).content.decode()
    assert send(client, f"{SITE}/desk/confirmations/", shown=f"/appointments/{mine.code}/").status_code == 302
