"""The talk room: whoever comes is named to two people, and on no page, feed, export or message of anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client

from linli.community.journal.models import Entry
from linli.community.people.queries import Caller
from linli.features.booking.models import Booking

from .browsing import anybody, at_work, send, signed_in
from .house import House

NAME, PHONE = "陆小曼示例", "+8613800007777"
PUBLIC = (
    "/sites/tuoran/spaces/", "/sites/tuoran/spaces/?look=day&day=2026-11-25", "/sites/tuoran/spaces/talk/",
    "/sites/tuoran/spaces/talk/?day=2026-11-25", "/sites/tuoran/spaces/talk/door/",
    "/sites/tuoran/spaces/talk/calendar.ics", "/sites/tuoran/spaces/use/", "/sites/tuoran/spaces/use/rows/",
    "/sites/tuoran/spaces/use.csv", "/sites/tuoran/", "/spaces/",
)  # fmt: skip
STAFF = ("", "week/", "requests/", "lines/", "terms/", "desk/")


@pytest.fixture
def talk(house: House) -> Booking:
    """A talk that was asked for and is taken by worker 1."""
    holder = Caller(name=NAME, phone=PHONE, language="zh-hans", is_proved=True)
    booking = house.book(house.rooms.talk, "25 10:00", purpose="", people=1, who=holder)
    house.book(house.rooms.talk, "26 10:00", purpose="", people=1, who=holder)
    return house.decide("approve", booking, host=house.cast.workers[1])


def told(browser: Client, *paths: str) -> Iterator[tuple[str, str]]:
    for path in paths:
        page = browser.get(path)
        assert page.status_code == 200, path
        yield path, page.content.decode()


def leaks(pages: Iterator[tuple[str, str]]) -> list[str]:
    return [path for path, text in pages if any(secret in text for secret in (NAME, PHONE[3:]))]


def test_the_public_sees_only_that_the_room_is_busy(house: House, talk: Booking) -> None:
    assert leaks(told(anybody(), *PUBLIC)) == []
    assert leaks(told(signed_in(house.cast.other_resident), *PUBLIC, "/mine/")) == []


def test_other_workers_and_the_head_see_no_name(house: House, talk: Booking) -> None:
    one = f"/sites/tuoran/rooms/bookings/{talk.pk}/"
    paths = [f"/sites/tuoran/rooms/{path}" for path in STAFF]
    assert leaks(told(at_work(house.cast.head), *paths, "/sites/tuoran/rooms/blocks/", one)) == []
    assert leaks(told(at_work(house.cast.workers[2]), *paths, one)) == []
    refused = send(
        at_work(house.cast.head), "/sites/tuoran/rooms/blocks/", venue="talk", day="2026-11-25", starts="09:00",
        ends="12:00", reason="检修",
    )  # fmt: skip
    assert refused.status_code == 409
    assert NAME not in refused.content.decode()


def test_the_host_sees_whom_they_talk_to(house: House, talk: Booking) -> None:
    page = at_work(house.cast.workers[1]).get(f"/sites/tuoran/rooms/bookings/{talk.pk}/")
    assert NAME in page.content.decode()


def test_the_journal_and_what_is_told_to_others_hold_no_name(house: House, talk: Booking) -> None:
    assert not any(NAME in str(entry.details) + entry.subject + entry.actor for entry in Entry.objects.all())


def test_figures_only_count_it(house: House, talk: Booking, now: datetime) -> None:
    from linli.features.booking.queries.use import use

    day = talk.starts_at.date()
    seen = use(site=house.cast.site, first=day, last=day, now=now + timedelta(days=2))
    [share] = [share for share in seen.venues if share.label == house.rooms.talk]
    assert (share.count, share.booked, share.percent) == (1, 0, None)
    assert all(row.venue != house.rooms.talk for row in seen.rows)
