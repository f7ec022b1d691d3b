"""Book, and every reason why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from linli.community.calendar.models import Closure
from linli.community.journal.models import Entry
from linli.community.notices.models import Message
from linli.community.people.queries import Caller
from linli.features.booking import queries
from linli.features.booking.models import Booking, Claim, QuotaUse, Terms

from .house import House, somebody

Check = Callable[..., Any]


def test_a_resident_books_a_room_with_its_buffers(house: House) -> None:
    booking = house.book(house.rooms.hall, "28 10:00", 2, layout="theatre", people=60, title="示例：摄影课")
    assert (booking.state, booking.name, booking.layout.kind) == ("booked", "王秀兰", "theatre")  # type: ignore[union-attr]
    assert Claim.objects.count() == 2 * (8 + 2 + 2)
    assert queries.booking_by_code(code=booking.code) == booking
    assert Message.objects.get().kind == "booking_booked"
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.subject) == ("booking.book", f"booking:{booking.pk}")
    assert "王秀兰" not in str(entry.details)


def test_the_same_key_books_once(house: House) -> None:
    first = house.book(house.rooms.front, "25 10:00", key="tap")
    assert house.book(house.rooms.front, "25 10:00", key="tap") == first
    assert Booking.objects.count() == 1


def test_the_whole_hall_keeps_its_parts_and_a_part_the_whole(house: House, refused: Check) -> None:
    house.book(house.rooms.front, "25 10:00", 2)
    house.book(house.rooms.back, "25 10:00", 2, who="other_resident")
    with refused("taken") as info:
        house.book(house.rooms.hall, "25 11:00", 2)
    assert f"{info.value.objections[0].values['nearest']:%d %H:%M}" == "25 12:30"
    house.book(house.rooms.hall, "25 15:00", 2)
    with refused("taken"):
        house.book(house.rooms.back, "25 16:00")
    with refused("being_set_up"):
        house.book(house.rooms.back, "25 17:00", 0.5)


def test_every_reason_is_told_at_once(house: House, refused: Check) -> None:
    house.book(house.rooms.study, "25 10:00")
    with refused("too_long", "off_step", "purpose_not_here", "no_such_layout", "nobody", "outside_hours", "no_contact"):
        house.book(
            house.rooms.study, "25 18:10", 4.5, who=Caller(name="示例"), purpose="display", layout="tables", people=0
        )
    with refused("in_the_past"):
        house.book(house.rooms.front, "24 10:00", 0.5)
    with refused("ends_before_start"):
        house.book(house.rooms.front, "25 10:00", 0)
    with refused("too_far"):
        house.book(house.rooms.front, "12-30 10:00")
    with refused("too_short"):
        house.book(house.rooms.front, "25 10:00", 0.25)
    with refused("not_for_you"):
        house.book(house.rooms.square, "25 10:00", who=somebody(0))
    with refused("conditions_not_accepted"):
        house.book(house.rooms.talk, "25 10:00", accepts_conditions=False)
    with refused("too_many_people"):
        house.book(house.rooms.front, "25 10:00", people=37)
    with refused("closed_day"):
        house.book(house.rooms.talk, "29 10:00")


def test_a_closure_and_notice_are_told_with_the_nearest_time(house: House, refused: Check) -> None:
    Closure.objects.create(
        site=house.cast.site, starts_at=house.at("25 9:00"), ends_at=house.at("25 12:00"), reason="停电检修"
    )
    with refused("closed_for") as info:
        house.book(house.rooms.front, "25 11:00")
    (told,) = info.value.objections
    assert (told.values["reason"].name, f"{told.values['nearest']:%d %H:%M}") == ("停电检修", "25 12:00")
    Terms.objects.filter(venue=house.rooms.front).update(notice_minutes=24 * 60, horizon_days=7)
    with refused("too_soon"):
        house.book(house.rooms.front, "24 15:00")
    Terms.objects.filter(venue=house.rooms.back).delete()
    with refused("not_given"):
        house.book(house.rooms.back, "25 10:00")


def test_a_person_has_so_many_bookings_and_hours_a_month(house: House, refused: Check) -> None:
    study = house.rooms.study
    house.book(study, "25 10:00", 2)
    with refused("monthly_time"):
        house.book(study, "26 10:00", 4)
    house.book(study, "26 10:00", 3)
    with refused("monthly_count", "monthly_time"):
        house.book(study, "27 10:00", 1)
    december = house.book(study, "12-01 10:00", 1)
    assert QuotaUse.objects.filter(booking=december, period=202612).count() == 1 + 4
    same_phone = Caller(name="示例", phone=house.cast.resident.phone, is_proved=True)
    with refused("monthly_count", "monthly_time"):
        house.book(study, "27 10:00", who=same_phone)
    house.book(study, "27 10:00", who="other_resident")


def test_three_lanes_take_three_groups(house: House, refused: Check) -> None:
    for number in range(3):
        house.book(house.rooms.study, "25 10:00", who=somebody(number))
    with refused("taken"):
        house.book(house.rooms.study, "25 10:30")
    assert sorted(Claim.objects.values_list("lane", flat=True).distinct()) == [0, 1, 2]


def test_a_worker_books_for_somebody_who_has_only_a_phone(house: House) -> None:
    elder = Caller(name="示例老人", phone="+8613900000009", language="zh-hans", is_proved=True)
    worker = house.cast.workers[1]
    booking = house.book(house.rooms.front, "25 10:00", who=elder, booked_by=worker, channel="desk")
    booking.refresh_from_db()
    assert (booking.contact, booking.name, booking.made_by) == ("+8613900000009", "示例老人", worker)
    told = Message.objects.get()
    assert (told.channel, told.address) == ("sms", "+8613900000009")
    assert told.text == "【邻里】front厅约好了：11月25日 周三 10:00。"


@pytest.mark.parametrize("people", [5, 0])
def test_a_walk_in_takes_a_free_room_without_a_name(house: House, refused: Check, people: int) -> None:
    from linli.features.booking import actions

    asked: dict[str, Any] = {
        "venue": house.rooms.front, "ends_at": house.at("24 12:00"), "purpose": "study", "people": people,
        "recorded_by": house.cast.workers[1], "key": "", "now": house.now,
    }  # fmt: skip
    if not people:
        with refused("nobody"):
            actions.record_walk_in(**asked)
        return
    walk_in = actions.record_walk_in(**asked)
    assert (walk_in.state, walk_in.holder_key, walk_in.name, walk_in.came) == ("used", "", "", 5)
    with refused("taken"):
        actions.record_walk_in(**asked)
