"""Move, cancel, approve and refuse: a booking is never without its time, and what is freed goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from linli.community.journal.models import Entry
from linli.community.notices.models import Message
from linli.features.booking import actions, queries
from linli.features.booking.models import Booking, Claim, QuotaUse, Terms

from .house import House

Check = Callable[..., Any]


def test_a_booking_moves_by_half_an_hour_over_its_own_time(house: House) -> None:
    booking = house.book(house.rooms.hall, "25 10:00", 2)
    moved = house.move(booking, "25 10:30", 2, people=20)
    assert (moved.starts_at, moved.people, moved.version) == (house.at("25 10:30"), 20, 2)
    assert Claim.objects.filter(booking=booking).count() == 2 * 12


def test_a_booking_keeps_its_time_when_the_new_one_is_taken(house: House, refused: Check) -> None:
    booking = house.book(house.rooms.front, "25 10:00")
    house.book(house.rooms.front, "25 11:00", who="other_resident")
    with refused("taken"):
        house.move(booking, "25 10:30")
    with refused("changed_meanwhile"):
        house.move(booking, "25 14:00", version=7)
    with refused("other_site"):
        house.move(booking, "25 10:30", venue=house.rooms.other)
    moved = house.move(booking, "25 10:30", venue=house.rooms.back)
    assert moved.venue == house.rooms.back
    assert house.book(house.rooms.front, "25 10:00").state == "booked"


def test_limits_follow_a_moved_booking(house: House, refused: Check) -> None:
    first = house.book(house.rooms.study, "25 10:00")
    house.book(house.rooms.study, "26 10:00")
    moved = house.move(first, "12-02 10:00", 2)
    assert QuotaUse.objects.filter(booking=moved, period=202612).count() == 1 + 8
    house.book(house.rooms.study, "27 10:00")
    with refused("monthly_count"):
        house.move(moved, "28 10:00")


def test_nobody_changes_too_late_but_staff(house: House, refused: Check) -> None:
    Terms.objects.filter(venue=house.rooms.front).update(change_minutes=120)
    booking = house.book(house.rooms.front, "24 12:00")
    with refused("too_late"):
        house.do("cancel", booking)
    with refused("no_reason"):
        house.do("cancel", booking, cancelled_by=house.cast.head)
    cancelled = house.do("cancel", booking, cancelled_by=house.cast.head, reason="换届选举")
    assert (cancelled.state, cancelled.reason) == ("cancelled", "换届选举")
    assert "换届选举" in Message.objects.filter(kind="booking_cancelled").first().text  # type: ignore[union-attr]
    with refused("over"):
        house.do("cancel", booking)
    assert not Claim.objects.exists()


def test_a_request_holds_its_time_until_it_is_decided(house: House, refused: Check) -> None:
    request = house.book(house.rooms.talk, "26 10:00", note="不应保存", title="不应保存", is_public=True)
    assert (request.state, request.hold_until) == ("requested", house.at("26 10:00"))
    assert (request.note, request.title, request.is_public, request.purpose) == ("", "", False, "consultation")
    with refused("taken"):
        house.book(house.rooms.talk, "26 10:30", who="other_resident")
    approved = house.decide("approve", request)
    assert (approved.state, approved.host, approved.hold_until) == ("booked", house.cast.head, None)
    assert set(Claim.objects.values_list("kind", "hold_until")) == {("booking", None)}
    with refused("not_waiting"):
        house.decide("refuse", request, reason="迟了")


def test_a_request_is_refused_with_a_reason_or_lapses(house: House, refused: Check) -> None:
    Terms.objects.filter(venue=house.rooms.talk).update(approval_hours=4)
    request = house.book(house.rooms.talk, "26 10:00")
    with refused("no_reason"):
        house.decide("refuse", request, reason=" ")
    assert house.decide("refuse", request, reason="辅导员外出").state == "refused"
    late = house.book(house.rooms.talk, "26 10:00")
    house.wait(hours=5)
    with refused("held_too_long"):
        house.decide("approve", late)
    # Nobody has cleared the hold away yet; it stands in nobody's way.
    free = queries.free_times(venues=[house.rooms.talk], first=house.at("26 9:00").date(), now=house.now)
    assert house.at("26 10:00") in free.rows[house.rooms.talk.pk][0].starts
    assert house.book(house.rooms.talk, "26 10:00", who="other_resident").state == "requested"
    late.refresh_from_db()
    assert late.state == "lapsed"
    house.wait(hours=5)
    assert actions.expire_holds(now=house.now) == 1
    assert not Claim.objects.exists()


def test_who_asked_for_a_talk_is_in_no_journal_and_only_its_host_sees_names(house: House) -> None:
    worker, head = house.cast.workers[1], house.cast.head
    request = house.book(house.rooms.talk, "26 10:00", actor=f"person:{house.cast.resident.pk}")
    (waiting,) = queries.requests(site=house.cast.site)
    assert (waiting.name, waiting.contact, waiting.code, waiting.holder_id) == ("", "", "", None)
    house.queue(house.rooms.talk, "26 10:00", people=1)
    (in_line,) = queries.line(venue=house.rooms.talk, now=house.now)
    assert (in_line.name, in_line.contact, in_line.holder_id) == ("", "", None)
    actions.approve(booking=request, by=head, host=worker, key="", now=house.now)

    def seen(by: Any) -> Booking:
        day = house.at("26 0:00").date()
        return queries.agenda(site=house.cast.site, first=day, viewer=by, days=1).bookings[0]

    assert (seen(worker).name, seen(head).name, seen(head).holder_key) == ("王秀兰", "", "")
    entries = [f"{entry.actor} {entry.details} {entry.why}" for entry in Entry.objects.filter(verb="booking.book")]
    assert entries
    assert not any(f"person:{house.cast.resident.pk}" in entry or "王秀兰" in entry for entry in entries)
    for message in Message.objects.all():
        assert "talk" not in message.text.lower()


def test_a_timetable_shows_what_is_taken_and_no_more(house: House) -> None:
    house.book(house.rooms.hall, "26 10:00", 1, title="示例：合唱", is_public=True)
    house.book(house.rooms.front, "26 15:00", 1, title="示例：私人", who="other_resident")
    table = queries.timetable(venue=house.rooms.hall, first=house.at("26 9:00").date(), days=1, now=house.now)
    ((_day, stretches),) = table.days
    assert [(f"{one.starts_at:%H:%M}", one.state, one.title) for one in stretches] == [
        ("09:00", "free", ""),
        ("09:30", "setup", ""),
        ("10:00", "busy", "示例：合唱"),
        ("11:00", "setup", ""),
        ("11:30", "free", ""),
        ("15:00", "busy", ""),
        ("16:00", "free", ""),
    ]
    assert stretches[-1].ends_at == house.at("26 20:00")
    sign = queries.door(venue=house.rooms.hall, now=house.at("26 10:20"))
    assert (sign.state, sign.title, sign.until) == ("busy", "示例：合唱", house.at("26 11:00"))
    assert sign.next is not None
    assert sign.next.starts_at == house.at("26 15:00")


def test_the_judgement_offers_other_rooms_and_times(house: House) -> None:
    house.book(house.rooms.front, "26 10:00", 2)
    told = queries.judgement(venue=house.rooms.front, wish=house.wish("26 10:30"), now=house.now)
    assert [one.code for one in told.objections] == ["taken"]
    near = [(free.venue.slug, f"{free.starts_at:%d %H:%M}") for free in told.nearest]
    assert near[:2] == [("front", "26 09:00"), ("front", "26 12:00")]
    assert ("back", "26 10:30") in near
    assert queries.judgement(venue=house.rooms.front, wish=house.wish("26 12:00"), now=house.now).objections == ()
    assert timedelta(hours=1) == told.nearest[0].ends_at - told.nearest[0].starts_at
