"""A form that shows what is stored offers it, and the message says what was really done."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

import pytest

from linli.features.booking import actions
from linli.features.booking.models import Booking, Layout, Series, Terms
from linli.features.booking.rules import SeriesWish

from .browsing import anybody, at_work, send, text
from .house import House, fresh_key


def fields_of(page: str, action: str) -> dict[str, Any]:
    """What a browser would send if nobody touched the form: every field as it is shown."""
    start = page.index(f'action="{action}"')
    form = page[start : page.index("</form>", start)]
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name is None or ('type="checkbox"' in tag and "checked" not in tag) or name[1] == "csrfmiddlewaretoken":
            continue
        said = value[1] if value else "on" if "checkbox" in tag else ""
        sent[name[1]] = [*sent.get(name[1], []), said] if "checkbox" in tag and name[1] == "days" else said
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        values = re.findall(r'<option value="([^"]*)"( selected)?', options)
        sent[name] = next((value for value, is_chosen in values if is_chosen), values[0][0])
    return sent


@pytest.fixture
def odd(house: House) -> Booking:
    """A booking as no form offers it: 105 minutes, for more people, a purpose and layout nobody can choose any more."""
    booking = house.book(
        house.rooms.front, "25 10:00", 1.75, people=30, layout="theatre", title="示例：合唱", note="带钢琴",
        is_public=True, purpose="training",
    )  # fmt: skip
    Terms.objects.filter(venue=house.rooms.front).update(
        purposes=["study", "recreation"], max_minutes=60, hours=["staffed"]
    )
    Layout.objects.filter(venue=house.rooms.front, kind="theatre").update(capacity=20)
    return booking


@pytest.mark.parametrize("who", ["resident", "staff"])
def test_a_form_that_nobody_touched_changes_nothing(house: House, odd: Booking, who: str) -> None:
    path = f"/bookings/{odd.code}/change/" if who == "resident" else f"/sites/tuoran/rooms/bookings/{odd.pk}/change/"
    browser = anybody() if who == "resident" else at_work(house.cast.head)
    shown = text(browser.get(path if who == "resident" else path.removesuffix("change/")))
    before = Booking.objects.filter(pk=odd.pk).values().get()
    answer = browser.post(path, fields_of(shown, path), follow=True)
    assert "Nothing was changed." in text(answer)
    assert "Nothing was changed. The holder" not in text(answer)
    assert Booking.objects.filter(pk=odd.pk).values().get() == before


def test_fewer_people_and_a_note_leave_the_time_as_it_was(house: House, odd: Booking) -> None:
    path = f"/bookings/{odd.code}/change/"
    sent = fields_of(text(anybody().get(path)), path) | {"people": 12, "note": "不带钢琴了"}
    answer = text(anybody().post(path, sent, follow=True))
    assert "Changed: how many people, the note." in answer
    assert "free for others" not in answer
    odd.refresh_from_db()
    assert (odd.people, odd.note, odd.ends_at) == (12, "不带钢琴了", house.at("25 11:45"))
    assert (odd.purpose, odd.layout and odd.layout.kind) == ("training", "theatre")


@pytest.mark.parametrize(
    ("starts", "minutes", "said", "freed"),
    [
        ("14:00", 60, "Moved to", "The old time is free for others."),
        ("10:00", 120, "Moved to", ""),
        ("10:30", 60, "Moved to", "The rest of the old time is free for others."),
    ],
)
def test_a_message_tells_what_of_the_old_time_is_free(
    house: House, starts: str, minutes: int, said: str, freed: str
) -> None:
    booking = house.book(house.rooms.front, "25 10:00", 1.5)
    path = f"/bookings/{booking.code}/change/"
    sent = {"day": "2026-11-25", "starts": starts, "minutes": minutes, "people": 2, "purpose": "study", "version": 1}
    answer = text(anybody().post(path, {**sent, "key": fresh_key()}, follow=True))
    assert said in answer
    assert (freed or "Moved to") in answer
    assert ("free for others" in answer) == bool(freed)


def test_a_worker_reads_whether_anybody_was_told(house: House) -> None:
    walk_in = actions.record_walk_in(
        venue=house.rooms.front, ends_at=house.at("24 12:00"), purpose="study", people=2, recorded_by=house.cast.head,
        key=fresh_key(), now=house.now,
    )  # fmt: skip
    path = f"/sites/tuoran/rooms/bookings/{walk_in.pk}/"
    answer = at_work(house.cast.head).post(f"{path}end/", {"reason": "示例", "key": fresh_key()}, follow=True)
    assert "Nobody could be told" in text(answer)


def test_a_request_that_is_moved_is_still_a_request(house: House) -> None:
    booking = house.book(house.rooms.talk, "26 10:00")
    sent = {"day": "2026-11-26", "starts": "11:00", "minutes": 60, "people": 2, "version": 1, "key": fresh_key()}
    page = text(anybody().get(f"/bookings/{booking.code}/change/"))
    assert "It stays yours" not in page
    answer = text(anybody().post(f"/bookings/{booking.code}/change/", sent, follow=True))
    assert "Your request is now for" in answer


def test_what_was_written_when_joining_the_line_comes_along_with_the_offer(house: House) -> None:
    first = house.book(house.rooms.front, "25 10:00")
    house.queue(house.rooms.front, "25 10:00", title="示例：合唱", note="带钢琴", is_public=True)
    house.do("cancel", first)
    offer = Booking.objects.get(state="offered")
    assert (offer.title, offer.note, offer.is_public) == ("示例：合唱", "带钢琴", True)


def fortnightly(house: House, **rest: Any) -> Series:
    wish = SeriesWish(
        rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;COUNT=4", first_day=date(2026, 11, 25), starts=time(9), minutes=105,
        purpose="study", people=3, note="每次要投影", **rest,
    )  # fmt: skip
    return actions.book_series(
        venue=house.rooms.front, wish=wish, holder=house.holder(), channel="web", key=fresh_key(), actor="person:1",
        now=house.now,
    )  # fmt: skip


def test_a_series_form_keeps_its_length_rhythm_and_note(house: House) -> None:
    Terms.objects.filter(venue=house.rooms.front).update(horizon_days=90)
    series = fortnightly(house)
    first = series.bookings.order_by("starts_at").first()
    assert first is not None
    path = f"/bookings/{first.code}/series-change/"
    sent = fields_of(text(anybody().get(path)), path) | {"scope": "all", "people": 5, "step": "book"}
    answer = anybody().post(path, sent, follow=True)
    assert "4 days are changed." in text(answer)
    rows = series.bookings.order_by("starts_at")
    assert [(one.series_day, one.people, one.note) for one in rows] == [
        (day, 5, "每次要投影") for day in (date(2026, 11, 25), date(2026, 12, 9), date(2026, 12, 23), date(2027, 1, 6))
    ]
    assert {one.ends_at - one.starts_at for one in rows} == {first.ends_at - first.starts_at}


@pytest.mark.parametrize("is_asked", [False, True])
def test_days_cancelled_or_moved_by_hand_stay_unless_they_are_asked(house: House, is_asked: bool) -> None:
    Terms.objects.filter(venue=house.rooms.front).update(horizon_days=90)
    series = fortnightly(house)
    first, second, third, fourth = series.bookings.order_by("starts_at")
    house.do("cancel", second)
    house.move(third, "12-24 15:00", people=9)
    path = f"/bookings/{first.code}/series-change/"
    sent = fields_of(text(anybody().get(path)), path) | {"scope": "all", "starts": "13:00"}
    sent |= {"with_exceptions": "on"} if is_asked else {}
    plan = text(send(anybody(), path, **sent))
    assert ("changed by itself; stays as it is" in plan) is not is_asked
    answer = text(anybody().post(path, sent | {"step": "book", "key": fresh_key()}, follow=True))
    assert ("1 day that was changed by itself stays as it was." in answer) is not is_asked
    live = series.bookings.filter(state="booked").order_by("starts_at")
    hours = {"11-25": 13, "01-06": 13} | ({"12-09": 13, "12-23": 13} if is_asked else {"12-24": 15})
    zone = house.now.tzinfo
    assert {f"{one.starts_at.astimezone(zone):%m-%d}": one.starts_at.astimezone(zone).hour for one in live} == hours
    second.refresh_from_db()
    assert second.state == "cancelled"
    # A second change remembers them too, and so does the series that goes on from a later day.
    later = actions.change_series(
        booking=Booking.objects.get(pk=fourth.pk), scope="later", wish=_as(series, time(14)), key="", actor="person:1",
        now=house.now,
    )  # fmt: skip
    assert (later.changed, later.left) == (1, 0)


def _as(series: Series, starts: time) -> SeriesWish:
    return SeriesWish(
        rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;UNTIL=20270106", first_day=date(2027, 1, 6), starts=starts, minutes=105,
        purpose="study", people=3, accepts_conditions=True,
    )  # fmt: skip


def test_a_series_in_a_room_with_approval_asks_for_its_new_times(house: House) -> None:
    Terms.objects.filter(venue=house.rooms.front).update(needs_approval=True, horizon_days=90)
    series = fortnightly(house)
    for one in series.bookings.all():
        house.decide("approve", one)
    first = series.bookings.order_by("starts_at").first()
    assert first is not None
    done = actions.change_series(booking=first, scope="all", wish=_from(first), key="", actor="person:1", now=house.now)
    assert (done.changed, done.asked) == (0, 4)
    assert set(series.bookings.values_list("state", flat=True)) == {"booked"}
    assert {one.starts_at.hour for one in series.bookings.all()} == {1}  # 9:00 in Beijing
    house.decide("approve", first)
    first.refresh_from_db()
    assert first.starts_at.hour == 6


def _from(first: Booking) -> SeriesWish:
    return SeriesWish(
        rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;UNTIL=20270106", first_day=date(2026, 11, 25), starts=time(14),
        minutes=105, purpose="study", people=first.people, accepts_conditions=True,
    )  # fmt: skip
