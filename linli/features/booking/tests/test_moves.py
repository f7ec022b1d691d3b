"""Another time asked for a booking that stands: it holds both until somebody decides, and is never without one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from linli.community.notices.models import Message
from linli.features.booking import actions, queries
from linli.features.booking.models import Booking, Claim, Move, QuotaUse, Suspension, Terms, Wait

from .browsing import anybody, at_work, send, text
from .house import House

Check = Callable[..., Any]


@pytest.fixture
def booked(house: House) -> Booking:
    """Front, the 25th from 10 to 12, granted by the head."""
    Terms.objects.filter(venue=house.rooms.front).update(needs_approval=True, approval_hours=48)
    return house.decide("approve", house.book(house.rooms.front, "25 10:00", 2))


def kinds(booking: Booking) -> dict[str, list[str]]:
    """The hours of a booking's claims by what they are for."""
    found: dict[str, list[str]] = {}
    for kind, slot in Claim.objects.filter(booking=booking).order_by("slot").values_list("kind", "slot"):
        hour = f"{slot // 4 % 24}:{slot % 4 * 15:02d}"
        found.setdefault(kind, []).append(hour)
    return {kind: [hours[0], str(len(hours))] for kind, hours in found.items()}


def test_the_old_time_stays_until_the_new_one_is_granted(house: House, booked: Booking, refused: Check) -> None:
    moved = house.move(booked, "25 14:00", 1)
    assert (moved.state, moved.starts_at, moved.version) == ("booked", house.at("25 10:00"), booked.version + 1)
    assert moved.moving is not None
    assert (moved.moving.starts_at, moved.moving.hold_until) == (house.at("25 14:00"), house.at("25 10:00"))
    assert kinds(moved) == {"booking": ["10:00", "8"], "hold": ["14:00", "4"]}
    for taken in ("25 10:00", "25 14:00"):
        with refused("taken"):
            house.book(house.rooms.front, taken, who="other_resident")
    assert queries.requests(site=house.cast.site) == [moved]
    granted = house.decide("approve", moved)
    assert (granted.state, granted.starts_at, granted.ends_at) == ("booked", house.at("25 14:00"), house.at("25 15:00"))
    assert kinds(granted) == {"booking": ["14:00", "4"]}
    assert not Move.objects.exists()
    assert house.book(house.rooms.front, "25 10:00", who="other_resident").state == "requested"


def test_a_refusal_leaves_the_old_time_and_says_so(house: House, booked: Booking, refused: Check) -> None:
    moved = house.move(booked, "25 14:00", people=9)
    with refused("no_reason"):
        house.decide("refuse", moved, reason="")
    kept = house.decide("refuse", moved, reason="那时换届选举")
    assert (kept.state, kept.starts_at, kept.people) == ("booked", house.at("25 10:00"), 2)
    assert kinds(kept) == {"booking": ["10:00", "8"]}
    told = Message.objects.filter(kind="booking_move_refused").first()
    assert told is not None
    assert "14:00" in told.text
    assert "10:00" in told.text
    with refused("not_waiting"):
        house.decide("refuse", kept, reason="再来")


def test_a_time_that_overlaps_the_old_one_is_claimed_once_and_kept_by_either_answer(
    house: House, booked: Booking
) -> None:
    moved = house.move(booked, "25 11:00", 2)
    assert kinds(moved) == {"booking": ["10:00", "4"], "both": ["11:00", "4"], "hold": ["12:00", "4"]}
    kept = house.decide("refuse", moved, reason="那时有课")
    assert kinds(kept) == {"booking": ["10:00", "8"]}
    granted = house.decide("approve", house.move(kept, "25 11:00", 2))
    assert kinds(granted) == {"booking": ["11:00", "8"]}


def test_another_wish_takes_the_place_of_the_first_and_the_own_time_withdraws_it(house: House, booked: Booking) -> None:
    first = house.move(booked, "25 14:00", 1)
    second = house.move(first, "25 15:00", 1)
    assert kinds(second) == {"booking": ["10:00", "8"], "hold": ["15:00", "4"]}
    same = house.move(second, "25 15:00", 1)
    assert same.version == second.version
    back = house.move(same, "25 10:00", 2)
    assert (back.moving, back.state) == (None, "booked")
    assert kinds(back) == {"booking": ["10:00", "8"]}


def test_cancelling_frees_both_times_for_who_waits(house: House, booked: Booking) -> None:
    moved = house.move(booked, "25 14:00", 1)
    house.queue(house.rooms.front, "25 10:00", 1)
    house.queue(house.rooms.front, "25 14:00", 1)
    house.do("cancel", moved)
    assert not Move.objects.exists()
    assert not Claim.objects.filter(booking=moved).exists()
    assert set(Wait.objects.values_list("state", flat=True)) == {"offered"}


def test_nobody_answers_in_time_and_the_old_time_stays(house: House, booked: Booking) -> None:
    Terms.objects.filter(venue=house.rooms.front).update(approval_hours=4)
    moved = house.move(booked, "26 14:00", 1)
    house.wait(hours=5)
    # Nobody has cleared it away yet; it stands in nobody's way.
    other = house.book(house.rooms.front, "26 14:00", who="other_resident")
    assert other.state == "requested"
    moved = queries.booking_by_code(code=moved.code)
    assert (moved.state, moved.moving, moved.is_excused) == ("booked", None, False)
    again = house.move(moved, "26 16:00", 1)
    house.wait(hours=5)
    assert actions.expire_holds(now=house.now) == 2
    assert kinds(again) == {"booking": ["10:00", "8"]}
    assert Message.objects.filter(kind="booking_move_lapsed").exists()


def test_who_asked_in_time_and_got_no_answer_is_not_blamed_for_not_coming(house: House, booked: Booking) -> None:
    Terms.objects.filter(venue=house.rooms.front).update(strikes=1, change_minutes=60, release_minutes=15)
    house.now = house.at("25 8:50")
    house.move(booked, "25 16:00", 1)
    house.now = house.at("25 10:16")
    actions.expire_holds(now=house.now)
    actions.release_no_shows(now=house.now)
    booked.refresh_from_db()
    assert (booked.state, booked.is_excused) == ("no_show", True)
    assert not Suspension.objects.exists()


def test_who_comes_at_the_old_time_does_not_want_the_other_one(house: House, booked: Booking) -> None:
    moved = house.move(booked, "25 14:00", 1)
    house.now = house.at("25 9:55")
    came = house.do("check_in", moved)
    assert (came.state, came.moving) == ("used", None)
    assert kinds(came) == {"booking": ["10:00", "8"]}


def test_a_workers_change_decides_it_and_details_leave_it_open(house: House, booked: Booking) -> None:
    moved = house.move(booked, "25 14:00", 1)
    detail = house.move(moved, "25 10:00", 2, people=5, changed_by=house.cast.head)
    assert (detail.people, detail.moving is not None) == (5, True)
    there = house.move(detail, "25 14:00", 1, changed_by=house.cast.head)
    assert (there.moving, kinds(there)) == (None, {"booking": ["14:00", "4"]})


def test_limits_count_both_times_once_in_a_month_and_each_in_its_own(house: House, refused: Check) -> None:
    study = house.rooms.study
    Terms.objects.filter(venue=study).update(needs_approval=True, approval_hours=480, horizon_days=60)
    first = house.decide("approve", house.book(study, "25 10:00", 1))
    house.book(study, "26 10:00", 1)
    longer = house.move(first, "25 14:00", 2)  # two a month are all there are: moving one within it is none more
    used = QuotaUse.objects.filter(booking=first)
    assert sorted(used.values_list("measure", "n")) == [
        ("count", 1),
        *(("quarters", n) for n in (1, 2, 3, 4, 9, 10, 11, 12)),
    ]
    december = house.move(longer, "12-02 10:00", 1)
    assert used.filter(period=202612).count() == used.filter(period=202611).count() == 1 + 4
    house.decide("approve", december)
    assert set(used.values_list("period", flat=True)) == {202612}
    assert house.book(study, "27 10:00", 1).state == "requested"


def test_a_closure_takes_only_what_is_in_its_way(house: House, booked: Booking) -> None:
    def close(start: str, end: str) -> list[queries.InTheWay]:
        times = {"venue": house.rooms.front, "starts_at": house.at(start), "ends_at": house.at(end)}
        way = queries.in_the_way(**times, now=house.now)
        actions.block(
            **times, reason="修灯", displaced=[one.booking.pk for one in way], by=house.cast.head, key="", now=house.now
        )
        return way

    house.move(booked, "25 14:00", 1)
    (only_asked,) = close("25 14:00", "25 15:00")
    assert (only_asked.is_only_asked, only_asked.nearest) == (True, None)
    kept = queries.booking_by_code(code=booked.code)
    assert (kept.state, kept.moving) == ("booked", None)
    house.move(kept, "25 16:00", 1)
    (own,) = close("25 10:00", "25 11:00")
    assert not own.is_only_asked
    left = queries.booking_by_code(code=booked.code)
    assert (left.state, left.starts_at, left.moving) == ("requested", house.at("25 16:00"), None)
    assert kinds(left) == {"hold": ["16:00", "4"]}
    assert Message.objects.filter(kind="booking_move_left").exists()
    close("25 16:00", "25 17:00")
    assert queries.booking_by_code(code=booked.code).state == "cancelled"


def test_a_decision_is_about_the_time_that_was_seen(house: House, booked: Booking, refused: Check) -> None:
    seen = house.move(booked, "25 14:00", 1)
    house.move(seen, "25 15:00", 1)
    with refused("changed_meanwhile"):
        house.decide("approve", seen, version=seen.version)
    page = send(
        at_work(house.cast.head),
        f"/sites/tuoran/rooms/bookings/{booked.pk}/decision/",
        verdict="approve",
        version=seen.version,
    )
    assert page.status_code == 409


def test_everybody_sees_what_stands_and_what_is_asked(house: House, booked: Booking) -> None:
    path = f"/bookings/{booked.code}/"
    asked = {"day": "2026-11-25", "starts": "14:00", "minutes": 60, "people": 2, "purpose": "study"}
    answer = anybody().post(f"{path}change/", {**asked, "version": booked.version, "key": "x1"}, follow=True)
    assert "Your old time stays yours until the new one is approved." in text(answer)
    page = text(anybody().get(path))
    assert "10:00" in page
    assert "Asked for instead" in page
    assert 'value="14:00"' in text(anybody().get(f"{path}change/"))
    worker = at_work(house.cast.head)
    assert "Asked for instead" in text(worker.get("/sites/tuoran/rooms/requests/"))
    assert "Asked for instead" in text(worker.get(f"/sites/tuoran/rooms/bookings/{booked.pk}/"))
    assert booked.code not in text(worker.get("/sites/tuoran/rooms/week/?day=2026-11-25"))
    calendar = text(anybody().get(f"{path}calendar.ics"))
    assert "T100000" in calendar
    assert "CONFIRMED" in calendar
    table = queries.timetable(venue=house.rooms.front, first=house.at("25 9:00").date(), days=1, now=house.now)
    assert [(f"{one.starts_at:%H}", one.state) for one in table.days[0][1] if one.state == "busy"] == [
        ("10", "busy"), ("14", "busy"),
    ]  # fmt: skip
    assert send(anybody(), f"{path}move-end/").status_code == 303
    assert not Move.objects.exists()
    assert send(anybody(), f"{path}move-end/").status_code == 409
