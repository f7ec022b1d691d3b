"""Wait, come, do not come, be suspended, and be told why not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from linli.community.journal.models import Entry
from linli.community.notices.models import Message
from linli.community.people.queries import Caller
from linli.features.booking import actions, queries
from linli.features.booking.models import AtomDay, Booking, Claim, Feed, QuotaUse, Suspension, Wait

from .house import House, somebody

Check = Callable[..., Any]


def test_who_waits_first_is_offered_the_time_first(house: House, refused: Check) -> None:
    booking = house.book(house.rooms.front, "26 10:00", 2)
    first = house.queue(house.rooms.front, "26 10:30", 1)
    second = house.queue(house.rooms.front, "26 10:00", 2, who=somebody(1))
    third = house.queue(house.rooms.front, "26 11:30", 0.5, who=somebody(2))
    assert [queries.wait_by_code(code=wait.code).turn for wait in (first, second, third)] == [1, 2, 2]
    with refused("waits_already"):
        house.queue(house.rooms.front, "26 10:30", 1)
    with refused("is_free"):
        house.queue(house.rooms.back, "26 10:00")
    house.do("cancel", booking)
    offers = list(Booking.objects.filter(state="offered").order_by("pk"))
    assert [(offer.wait, offer.hold_until) for offer in offers] == [
        (first, house.now + timedelta(hours=2)),
        (third, house.now + timedelta(hours=2)),
    ]
    with refused("taken"):
        house.book(house.rooms.front, "26 10:30", 0.5)
    accepted = house.do("accept_offer", offers[0])
    assert (accepted.state, accepted.wait.state) == ("booked", "taken")
    house.do("decline_offer", offers[1])
    assert sorted(Wait.objects.values_list("state", flat=True)) == ["declined", "taken", "waiting"]
    told = Message.objects.filter(kind="booking_offered").values_list("channel", flat=True)
    assert sorted(told) == ["in_app", "sms", "sms"]
    verbs = [entry.verb for entry in Entry.objects.filter(verb__startswith="booking.").order_by("seq")]
    assert verbs[-3:] == ["booking.cancel", "booking.accept_offer", "booking.decline_offer"]


def test_an_offer_goes_on_when_its_time_is_up(house: House, refused: Check) -> None:
    booking = house.book(house.rooms.front, "26 10:00")
    house.queue(house.rooms.front, "26 10:00")
    next_one = house.queue(house.rooms.front, "26 10:00", who=somebody(1))
    house.do("cancel", booking)
    offer = Booking.objects.get(state="offered")
    house.wait(hours=3)
    with refused("offer_over"):
        house.do("accept_offer", offer)
    assert actions.expire_holds(now=house.now) == 1
    assert Booking.objects.get(state="offered").wait == next_one
    left = actions.leave_wait(wait=next_one, key="", actor="person:3", now=house.now)
    assert (left.state, Claim.objects.count()) == ("left", 0)


def test_check_in_opens_before_the_start_and_a_worker_counts_heads(house: House, refused: Check) -> None:
    booking = house.book(house.rooms.front, "24 14:00")
    with refused("too_early_to_check_in"):
        house.do("check_in", booking)
    house.wait(hours=3, minutes=10)
    used = house.do("check_in", booking, by=house.cast.workers[1], came=12)
    assert (used.state, used.came, used.checked_in_by) == ("used", 12, house.cast.workers[1])
    with refused("not_booked"):
        house.do("check_in", booking)
    house.wait(minutes=40)
    ended = house.do("leave_early", used)
    assert ended.ends_at == house.at("24 14:30")
    assert house.book(house.rooms.front, "24 14:30", who="other_resident").state == "booked"


def test_whoever_does_not_come_loses_the_rest_and_after_three_times_more(house: House, refused: Check) -> None:
    for day in ("24 12:00", "25 12:00", "26 12:00"):
        house.book(house.rooms.front, day, 2)
    kept = house.book(house.rooms.back, "28 12:00")
    assert actions.release_no_shows(now=house.at("24 12:10")) == 0
    assert actions.release_no_shows(now=house.at("24 12:20")) == 1
    assert Claim.objects.filter(booking__state="no_show").count() == 1  # the quarter-hour that has passed
    excused = house.decide("excuse", Booking.objects.get(state="no_show"), reason="住院")
    assert excused.is_excused
    with refused("not_a_no_show"):
        house.decide("excuse", kept, reason="住院")
    actions.release_no_shows(now=house.at("26 12:20"))
    assert not Suspension.objects.exists()
    house.now = house.at("26 12:30")
    house.book(house.rooms.front, "26 14:00")
    actions.release_no_shows(now=house.at("26 14:20"))
    (suspension,) = queries.suspensions(site=house.cast.site, now=house.at("26 14:20"))
    assert (suspension.person, suspension.reason, suspension.made_by) == (house.cast.resident, "no_shows", None)
    house.now = house.at("26 15:00")
    with refused("suspended"):
        house.book(house.rooms.front, "27 10:00")
    kept.refresh_from_db()
    assert kept.state == "booked"


def test_a_suspension_is_appealed_once_and_decided_by_somebody_else(house: House, refused: Check) -> None:
    head, worker, now = house.cast.head, house.cast.workers[1], house.now
    asked: dict[str, Any] = {
        "site": house.cast.site, "holder": house.holder(), "until": now + timedelta(days=10), "by": worker, "key": "",
        "now": now,
    }  # fmt: skip
    with refused("no_reason", "ends_before_start", "no_holder"):
        actions.suspend(**{**asked, "reason": "", "until": now, "holder": Caller()})
    made = actions.suspend(**asked, reason="损坏设备未赔偿")
    with refused("suspended_already"):
        actions.suspend(**asked, reason="再次")
    with refused("no_appeal"):
        actions.decide_appeal(suspension=made, is_lifted=True, reason="有误", by=head, key="", now=now)
    actions.appeal(suspension=made, text="当天设备已坏", key="", actor="person:1", now=now)
    with refused("appealed_already"):
        actions.appeal(suspension=made, text="请再看", key="", actor="person:1", now=now)
    with refused("own_decision"):
        actions.decide_appeal(suspension=made, is_lifted=True, reason="有误", by=worker, key="", now=now)
    (notice,) = queries.my_suspensions(person=house.cast.resident, now=now)
    assert (notice.is_in_force, notice.may_appeal) == (True, False)
    decided = actions.decide_appeal(suspension=made, is_lifted=True, reason="查明设备老化", by=head, key="", now=now)
    assert (decided.verdict, decided.ends_at) == ("lifted", now)
    assert house.book(house.rooms.front, "26 10:00").state == "booked"
    with refused("not_in_force"):
        actions.lift(suspension=made, reason="有误", by=head, key="", now=now)


def test_a_block_displaces_only_what_was_confirmed(house: House, refused: Check) -> None:
    booking = house.book(house.rooms.front, "26 10:00", 2)
    house.book(house.rooms.back, "26 18:00")
    asked: dict[str, Any] = {
        "venue": house.rooms.hall, "starts_at": house.at("26 9:00"), "ends_at": house.at("26 17:00"),
        "reason": "换灯管", "by": house.cast.head, "key": "", "now": house.now,
    }  # fmt: skip
    with refused("bookings_in_the_way"):
        actions.block(**asked)
    (way,) = queries.in_the_way(
        venue=house.rooms.hall, starts_at=asked["starts_at"], ends_at=asked["ends_at"], now=house.now
    )
    assert way.booking == booking
    assert way.nearest is not None
    block = actions.block(**asked, displaced=[booking.pk])
    booking.refresh_from_db()
    assert (booking.state, booking.reason) == ("cancelled", "换灯管")
    with refused("blocked") as info:
        house.book(house.rooms.back, "26 10:00")
    assert info.value.objections[0].values["reason"].name == "换灯管"
    with refused("blocked"):
        actions.block(**asked)
    actions.lift_block(block=block, by=house.cast.head, key="", now=house.at("26 12:00"))
    assert house.book(house.rooms.back, "26 14:00").state == "booked"


def test_calendars_show_a_venue_nameless_and_a_person_their_own(house: House) -> None:
    house.book(house.rooms.hall, "26 10:00", title="示例：合唱", is_public=True)
    mine = house.book(house.rooms.front, "27 10:00")
    gone = house.book(house.rooms.front, "28 10:00")
    house.do("cancel", gone)
    feed = queries.venue_feed(venue=house.rooms.front, now=house.now)
    spoken = [(f"{one.starts_at.astimezone(house.at('26 0:00').tzinfo):%d %H:%M}", one.title) for one in feed]
    assert spoken == [("26 09:30", ""), ("27 10:00", ""), ("28 10:00", "")]
    assert [one.is_cancelled for one in feed] == [False, False, True]
    secret = actions.make_feed(person=house.cast.resident, now=house.now)
    entries = queries.person_feed(secret=secret, now=house.now)
    assert [(one.code, one.is_cancelled) for one in entries[1:]] == [(mine.code, False), (gone.code, True)]
    again = actions.make_feed(person=house.cast.resident, now=house.now)
    assert (again != secret, Feed.objects.filter(revoked_at=None).count()) == (True, 1)
    assert actions.revoke_feed(person=house.cast.resident, now=house.now)
    assert not queries.has_feed(person=house.cast.resident)


def test_a_person_is_forgotten_with_all_they_have_to_come(house: House) -> None:
    house.book(house.rooms.study, "25 10:00", note="带画板")
    old = house.book(house.rooms.front, "24 12:00")
    house.book(house.rooms.front, "26 10:00", who="other_resident")
    house.queue(house.rooms.front, "26 10:00", who="resident")
    actions.make_feed(person=house.cast.resident, now=house.now)
    house.wait(hours=2)
    assert actions.forget_person(person=house.cast.resident, actor="person:1", now=house.now) == 1
    old.refresh_from_db()
    assert (old.name, old.contact, old.holder_key, old.holder, old.state) == ("", "", "", None, "booked")
    assert not QuotaUse.objects.exists()
    assert not Feed.objects.exists()
    assert Wait.objects.get().state == "left"


def test_names_and_numbers_are_removed_after_some_days(house: House) -> None:
    booking = house.book(house.rooms.front, "25 10:00")
    assert actions.purge_contacts(now=house.at("12-20 10:00")) == 0
    assert actions.purge_contacts(now=house.at("12-26 10:00")) == 1
    booking.refresh_from_db()
    assert (booking.name, booking.contact, booking.holder_key, booking.holder) == ("", "", "", house.cast.resident)


def test_bitmaps_are_mended_from_the_claims(house: House) -> None:
    house.book(house.rooms.hall, "25 10:00")
    house.book(house.rooms.study, "26 10:00")
    assert actions.rebuild_days(now=house.now) == 0
    AtomDay.objects.order_by("day").first().delete()  # type: ignore[union-attr]
    AtomDay.objects.order_by("-day").update(busy_hi=7)
    assert actions.rebuild_days(now=house.now) == 3
    assert actions.rebuild_days(now=house.now) == 0
