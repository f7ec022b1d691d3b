"""What somebody unknown books only holds its time until their number is shown to be theirs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from linli.base.kernel import Refused, TooOften
from linli.base.limits.models import Limit
from linli.community.notices.models import Message, Proof
from linli.community.notices.rules import code_in
from linli.community.people.queries import Caller
from linli.features.booking import actions
from linli.features.booking.models import Booking, Suspension, Terms

from .house import House, faults, fresh_key

PHONE = "+8613900000007"
STRANGER = Caller(name="示例", phone=PHONE, language="zh-hans", address="192.0.2.1")


def held(house: House, start: str = "26 10:00", **rest: Any) -> Booking:
    return house.book(house.rooms.front, start, who=STRANGER, **rest)


def code_sent() -> str:
    return code_in(Message.objects.filter(channel="sms", is_secret=True).latest("pk").text)


def confirm(house: House, booking: Booking, code: str) -> Booking:
    return actions.confirm(booking=booking, code=code, key=fresh_key(), actor="visitor", now=house.now)


def test_it_holds_its_time_until_the_code_comes_back(house: House, refused: Any) -> None:
    booking = held(house)
    assert (booking.state, booking.hold_until, booking.holder_key) == (
        "unproved", house.now + timedelta(minutes=15), "",
    )  # fmt: skip
    with refused("taken"):
        house.book(house.rooms.front, "26 10:00")
    after = confirm(house, booking, code_sent())
    assert (after.state, after.hold_until, after.holder_key[:2]) == ("booked", None, "c:")
    assert set(after.claims.values_list("hold_until", flat=True)) == {None}
    assert faults() == []


def test_the_code_may_come_back_twice(house: House) -> None:
    booking, code = held(house), code_sent()
    confirm(house, booking, code)
    assert confirm(house, booking, code).state == "booked"


def test_without_the_code_its_time_is_free_again_by_itself(house: House) -> None:
    booking = held(house)
    texts = Message.objects.count()
    house.wait(minutes=15)
    assert house.book(house.rooms.front, "26 10:00").state == "booked"
    booking.refresh_from_db()
    assert booking.state == "lapsed"
    assert Message.objects.filter(address_digest=Message.objects.earliest("pk").address_digest).count() == texts
    with pytest.raises(Refused) as over:
        confirm(house, booking, code_sent())
    assert over.value.codes == ["code_over"] or over.value.codes == ["not_to_confirm"]
    assert faults() == []


def test_time_itself_frees_what_was_not_confirmed(house: House) -> None:
    held(house)
    house.wait(minutes=15)
    assert actions.expire_holds(now=house.now) == 1
    assert Booking.objects.get().state == "lapsed"
    assert faults() == []


def test_three_wrong_codes_end_the_tries(house: House) -> None:
    booking, code = held(house), code_sent()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    told = []
    for tried in (wrong, wrong, wrong, code):
        with pytest.raises(Refused) as refusal:
            confirm(house, booking, tried)
        told += refusal.value.codes
    assert told == ["wrong_code", "wrong_code", "code_over", "code_over"]
    booking.refresh_from_db()
    assert booking.state == "unproved"


def test_a_number_gets_one_text_an_hour_and_three_a_day(house: House) -> None:
    held(house)
    with pytest.raises(TooOften) as often:
        held(house, "27 10:00")
    assert often.value.wait_seconds == 20 * 60
    assert Booking.objects.count() == 1
    for _ in range(2):
        house.wait(hours=1)
        held(house, f"{27 + _} 10:00")
    house.wait(hours=1)
    with pytest.raises(TooOften):
        held(house, "30 10:00")
    assert Message.objects.filter(channel="sms").count() == 3


def test_nobody_is_counted_or_suspended_under_a_number_they_did_not_show(house: House) -> None:
    Terms.objects.update(monthly_count=1, release_minutes=15, strikes=1)
    Limit.objects.update(at_most=100)
    booking = held(house)
    house.wait(minutes=15)
    actions.expire_holds(now=house.now)
    house.now = booking.starts_at + timedelta(minutes=20)
    actions.release_no_shows(now=house.now)
    assert not Suspension.objects.exists()
    owner = Caller(name="示例", phone=PHONE, is_proved=True)
    assert house.book(house.rooms.front, "27 10:00", who=owner).state == "booked"


def test_who_signed_in_counts_as_that_person_whatever_the_form_says(house: House, refused: Any) -> None:
    Terms.objects.update(monthly_count=1)
    house.book(house.rooms.front, "26 10:00")
    other_number = Caller(person=house.cast.resident, phone=PHONE, address="192.0.2.1")
    with refused("monthly_count"):
        house.book(house.rooms.front, "27 10:00", who=other_number)


def test_what_stands_against_its_owner_is_asked_only_once_the_number_is_shown(house: House) -> None:
    Terms.objects.update(monthly_count=1)
    house.book(house.rooms.front, "25 10:00", who=Caller(name="示例", phone=PHONE, is_proved=True))
    booking = held(house)  # a stranger learns nothing here
    with pytest.raises(Refused) as refusal:
        confirm(house, booking, code_sent())
    assert refusal.value.codes == ["monthly_count"]
    booking.refresh_from_db()
    assert (booking.state, booking.holder_key) == ("unproved", "")


def test_a_request_is_asked_for_once_it_is_confirmed(house: House) -> None:
    Terms.objects.update(needs_approval=True)
    booking = held(house)
    after = confirm(house, booking, code_sent())
    assert after.state == "requested"
    assert after.hold_until == after.starts_at  # sooner than a worker must have answered


def test_without_text_messages_the_desk_confirms(house: House, settings: Any) -> None:
    settings.LINLI_DEMO, settings.LINLI_SMS_URL = False, ""
    booking = held(house)
    assert booking.hold_until == house.now + timedelta(hours=24)
    assert not Proof.objects.exists()
    assert not Message.objects.exists()
    after = actions.confirm_at_desk(booking=booking, by=house.cast.head, key="", now=house.now)
    assert (after.state, after.is_proved) == ("booked", True)


def test_a_desk_needs_no_code(house: House) -> None:
    at_desk = Caller(name="示例", phone=PHONE, is_proved=True)
    assert house.book(house.rooms.front, "26 10:00", who=at_desk, channel="desk").state == "booked"


def test_a_page_asks_for_the_code_and_takes_it(house: House, client: Client) -> None:
    booking = held(house)
    page = client.get(f"/bookings/{booking.code}/", headers={"accept-language": "en"})
    assert "calendar.ics" not in page.content.decode()
    assert "Not booked yet" in page.content.decode()
    assert code_sent() in page.content.decode()
    wrong = client.post(f"/bookings/{booking.code}/confirmation/", {"code": "1"})
    assert wrong.status_code == 409
    right = client.post(f"/bookings/{booking.code}/confirmation/", {"code": code_sent()}, follow=True)
    assert Booking.objects.get().state == "booked"
    assert code_sent() not in right.content.decode()


def test_the_codes_are_gone_when_their_time_is_up(house: House) -> None:
    from linli.community.notices.actions import forget_proofs

    held(house)
    assert forget_proofs(now=house.now + timedelta(minutes=14)) == 0
    assert forget_proofs(now=house.now + timedelta(minutes=15)) == 1
