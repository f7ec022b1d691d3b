"""The end of a business day, and of what may be known about its visitors."""

from __future__ import annotations

from datetime import date, datetime

from linli.community.journal.models import Entry
from linli.features.hall import actions, queries
from linli.features.hall.models import HallDay, Terms, Ticket, WindowShift

from .day import Day, events, everything

TODAY = date(2026, 11, 24)


def close(day: Day) -> HallDay:
    return actions.close_day(hall=day.cast.hall, day=TODAY, now=day.now)


def full(day: Day) -> Day:
    """One waiting, one parked, one missed, one called, one served; all with phone numbers."""
    day.open(1, 2, 3)
    for number in range(6):
        day.take(phone=f"+861380000001{number}")
    day.serve(1)
    day.at(1, "park", reason="x")
    day.at(1, "call_next")
    day.at(1, "mark_missed")
    day.serve(2)
    day.at(3, "call_next")
    day.visitor("leave_line", Ticket.objects.get(number=6))
    return day


def test_when_the_day_is_over_everybody_is_told_the_truth(day: Day) -> None:
    full(day).wait(days=1)
    closed = close(day)
    assert closed.closed_at == day.now
    states = Ticket.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["lapsed", "lapsed", "done", "lapsed", "lapsed", "left"]
    assert not Ticket.objects.exclude(at_window=None).exists()
    assert not WindowShift.objects.filter(closed_at=None).exists()
    assert [event.seq for event in events()] == list(range(1, len(events()) + 1))
    entry = Entry.objects.get(verb="hall.close_day")
    counts = {name: entry.details[name] for name in ("taken", "done", "left", "lapsed")}
    assert counts == {"taken": 6, "done": 1, "left": 1, "lapsed": 4}


def test_closing_twice_changes_nothing(day: Day) -> None:
    full(day).wait(days=1)
    close(day)
    before = everything()
    day.wait(hours=1)
    close(day)
    assert everything() == before


def test_a_day_goes_on_while_its_hours_last_or_a_window_serves(day: Day) -> None:
    day.open(1).take()
    assert close(day).closed_at is None
    day.now = datetime.fromisoformat("2026-11-24T17:40+08:00")
    assert close(day).closed_at is None
    assert queries.open_days(now=day.now) == []
    day.by_head(1, "close_window")
    assert queries.open_days(now=day.now) == [(day.cast.hall, TODAY)]
    assert close(day).closed_at == day.now
    assert Ticket.objects.get().state == "lapsed"
    assert queries.open_days(now=day.now) == []


def test_yesterday_is_closed_without_touching_today(day: Day) -> None:
    day.open(1).take()
    day.wait(days=1)
    today = day.take()
    day.shift(2)
    close(day)
    today.refresh_from_db()
    assert today.state == "waiting"
    assert [shift.window.number for shift in WindowShift.objects.filter(closed_at=None)] == [2]


def test_phone_numbers_go_when_the_day_closes(day: Day) -> None:
    full(day)
    day.cast.resident.refresh_from_db()
    mine = day.take(holder=day.cast.resident)
    assert actions.purge_contacts(now=day.now) == 0
    day.wait(days=1)
    assert actions.purge_contacts(now=day.now) == 0  # not closed yet
    close(day)
    assert actions.purge_contacts(now=day.now) == 7  # who signed in is texted on their own number
    assert set(Ticket.objects.values_list("contact", flat=True)) == {""}
    assert not Ticket.objects.exclude(holder_key="").exists()  # a key made of a number goes with it
    assert list(Ticket.objects.exclude(holder=None)) == [mine]
    assert actions.purge_contacts(now=day.now) == 0


def test_phone_numbers_stay_as_long_as_the_terms_say(day: Day) -> None:
    Terms.objects.update(contact_days=2)
    day.take(phone="+8613800000001")
    day.wait(days=1)
    close(day)
    day.wait(days=1)
    assert actions.purge_contacts(now=day.now) == 0
    day.wait(days=1)
    assert actions.purge_contacts(now=day.now) == 1
