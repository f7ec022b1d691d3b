"""Taking a number, leaving the line, coming back to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from linli.base.kernel import Refused
from linli.community.calendar.models import OpeningRule
from linli.community.journal.models import Entry
from linli.features.hall import actions
from linli.features.hall.models import NumberSeries, Terms, Ticket, WindowException

from .day import Day, events, everything

Refuses = Callable[..., Any]


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}+08:00")


def objection(code: str, call: Callable[[], object]) -> Any:
    with pytest.raises(Refused) as info:
        call()
    return next(one for one in info.value.objections if one.code == code)


def test_numbers_are_given_in_order_with_a_secret_code_each(day: Day) -> None:
    first, second = day.take("consult", "housing"), day.take()
    assert (first.label, second.label) == ("A001", "A002")
    assert len(first.code) >= 16
    assert first.code != second.code
    assert list(first.matters.order_by("position").values_list("group__slug", flat=True)) == ["consult", "housing"]
    assert [(event.seq, event.kind) for event in events()] == [(1, "taken"), (2, "taken")]


def test_a_repeated_key_gives_the_same_ticket(day: Day) -> None:
    first = day.take(key="tap")
    before = everything()
    assert day.take(key="tap").pk == first.pk
    assert everything() == before


def test_a_key_used_for_something_else_is_refused(day: Day, refused: Refuses) -> None:
    day.take(key="tap")
    with refused("key_reused"):
        day.take("housing", key="tap")


def test_the_journal_tells_the_number_and_no_phone(day: Day) -> None:
    day.take(phone="+8613800000009", channel="desk", taken_by=day.cast.workers[1])
    entry = Entry.objects.get()
    assert (entry.scope, entry.verb, entry.details["label"]) == ("tuoran", "hall.take_ticket", "A001")
    assert "13800000009" not in str(entry.details)
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact, holder_key FROM hall_ticket")
        assert "13800000009" not in str(cursor.fetchone())
    assert Ticket.objects.get().contact == "+8613800000009"


def test_a_closed_hall_says_when_it_opens(day: Day, refused: Refuses) -> None:
    day.now = at("11-24T18:10")
    with refused("hall_closed"):
        day.take()
    assert objection("hall_closed", day.take).values["opens_at"] == at("11-25T09:00")
    day.now = at("11-24T08:10")
    assert objection("hall_closed", day.take).values["opens_at"] == at("11-24T09:00")


def test_a_duty_hour_at_noon_counts_as_open(day: Day) -> None:
    day.now = at("11-24T12:30")
    assert day.take().label == "A001"


def test_a_lunch_break_says_when_the_afternoon_begins_and_gives_numbers_until_its_minute(day: Day) -> None:
    OpeningRule.objects.filter(kind="duty").delete()
    day.now = at("11-24T11:58")
    day.take()
    day.now = at("11-24T12:30")
    assert objection("hall_closed", day.take).values["opens_at"] == at("11-24T14:00")


def test_shortly_before_closing_no_number_is_given(day: Day, refused: Refuses) -> None:
    day.now = at("11-24T17:19")
    day.take()
    day.now = at("11-24T17:20")
    with refused("closing_soon"):
        day.take()
    found = objection("closing_soon", day.take)
    assert found.values == {"last_at": at("11-24T17:20"), "opens_at": at("11-25T09:00")}


def test_a_full_line_is_refused_until_somebody_is_called(day: Day, refused: Refuses) -> None:
    Terms.objects.update(line_cap=2)
    day.open(1).take()
    day.take()
    with refused("line_full"):
        day.take()
    day.at(1, "call_next")
    assert day.take().label == "A003"


def test_the_daily_cap_offers_the_next_day(day: Day, refused: Refuses) -> None:
    Terms.objects.update(daily_cap=1)
    day.take()
    with refused("daily_cap"):
        day.take()
    assert objection("daily_cap", day.take).values == {"cap": 1, "opens_at": at("11-25T09:00")}


def test_nobody_holds_two_live_numbers(day: Day, refused: Refuses) -> None:
    for holder in ({"holder": day.cast.resident}, {"phone": "+8613800000009"}, {"device": "browser-1"}):
        ticket = day.take(**holder)
        with refused("already_holding"):
            day.take(**holder)
        assert objection("already_holding", lambda who=holder: day.take(**who)).values == {"label": ticket.label}
        day.visitor("leave_line", ticket)
        day.take(**holder)


def test_the_same_person_may_stand_in_another_hall(day: Day) -> None:
    day.take(holder=day.cast.resident)
    assert day.take(holder=day.cast.resident, hall=day.cast.other_hall).label == "A001"


def test_a_group_that_no_window_takes_is_refused(day: Day, refused: Refuses) -> None:
    housing = next(group for group in day.cast.groups if group.slug == "housing")
    rows = [WindowException(window=window, group=housing, reason="迁移", since=day.now)
            for window in day.cast.windows.values()]  # fmt: skip
    WindowException.objects.bulk_create(rows[:-1])
    day.take("housing")
    rows[-1].save()
    with refused("group_not_taken"):
        day.take("housing", "consult")


def test_every_objection_comes_at_once(day: Day, refused: Refuses) -> None:
    day.take(holder=day.cast.resident)
    Terms.objects.update(line_cap=1, daily_cap=1)
    day.now = at("11-24T20:00")
    with refused("hall_closed", "line_full", "daily_cap", "already_holding", "no_groups"):
        day.take(holder=day.cast.resident, groups=[])


def test_a_closed_day_gives_no_number(day: Day, refused: Refuses) -> None:
    day.take()
    day.now = at("11-24T17:31")
    actions.close_day(hall=day.cast.hall, day=day.now.date(), now=day.now)
    day.now = at("11-24T10:00")
    with refused("day_closed"):
        day.take()
    assert objection("day_closed", day.take).values["opens_at"] == at("11-25T09:00")


def test_a_refusal_leaves_no_gap_in_the_numbers(day: Day) -> None:
    Terms.objects.update(line_cap=1)
    day.open(1).take()
    with pytest.raises(Refused):
        day.take()
    day.at(1, "call_next")
    assert day.take().label == "A002"
    assert NumberSeries.objects.get().last == 2


def test_numbers_begin_anew_with_the_site_s_own_day(day: Day) -> None:
    OpeningRule.objects.filter(kind="staffed").update(opens="00:00", closes="23:59:59")
    Terms.objects.update(last_ticket_minutes=0)
    day.now = at("11-24T23:59")
    assert day.take().label == "A001"
    assert day.take().label == "A002"
    day.now = at("11-25T00:01")
    assert day.take().label == "A001"
    day.now = at("11-24T23:58")  # a clock set back: the day before goes on where it was
    assert day.take().label == "A003"


def test_a_day_that_starts_at_four_keeps_its_numbers_through_the_night(day: Day) -> None:
    day.cast.site.day_starts_at = "04:00"
    day.cast.site.save()
    day.cast.hall.refresh_from_db()
    OpeningRule.objects.filter(kind="staffed").update(opens="04:00", closes="23:59:59")
    Terms.objects.update(last_ticket_minutes=0)
    day.now = at("11-25T05:00")
    assert (day.take().label, str(Ticket.objects.get().day)) == ("A001", "2026-11-25")
    day.now = at("11-25T23:50")
    assert day.take().label == "A002"


def test_the_terms_of_the_day_decide_the_letter(day: Day) -> None:
    Terms.objects.create(hall=day.cast.hall, from_day="2026-11-25", prefix="B", source="x")
    assert day.take().label == "A001"
    day.now = at("11-25T10:00")
    assert day.take().label == "B001"


def test_leaving_ends_the_visit_and_keeps_the_number_used(day: Day, refused: Refuses) -> None:
    ticket = day.take()
    left = day.visitor("leave_line", ticket, key="bye")
    assert (left.state, left.ended_at) == ("left", day.now)
    assert day.visitor("leave_line", ticket, key="bye").pk == ticket.pk
    assert day.take().label == "A002"
    with refused("visit_over"):
        day.visitor("leave_line", ticket)


def test_a_called_visitor_may_leave_and_frees_the_window(day: Day) -> None:
    ticket = day.open(1).take()
    day.at(1, "call_next")
    day.visitor("leave_line", ticket)
    following = day.take()
    assert day.at(1, "call_next").pk == following.pk


def test_who_is_served_cannot_leave_by_the_ticket(day: Day, refused: Refuses) -> None:
    ticket = day.open(1).take()
    day.serve(1)
    with refused("being_served"):
        day.visitor("leave_line", ticket)


def test_who_missed_the_call_rejoins_behind_two(day: Day, refused: Refuses) -> None:
    day.open(1)
    missed, second, third, fourth = (day.take() for _ in range(4))
    day.at(1, "call_next")
    day.at(1, "mark_missed")
    with refused("still_in_line"):
        day.visitor("return_to_line", second)
    back = day.visitor("return_to_line", missed, key="back")
    assert (back.state, back.calls) == ("waiting", 0)
    assert day.visitor("return_to_line", missed, key="back").pk == missed.pk
    order = []
    while ticket := day.serve(1):
        order.append(ticket.pk)
    assert order == [second.pk, third.pk, missed.pk, fourth.pk]


def test_nobody_rejoins_yesterday_s_line(day: Day, refused: Refuses) -> None:
    ticket = day.open(1).take()
    day.at(1, "call_next")
    day.at(1, "mark_missed")
    day.wait(days=1)
    with refused("day_closed"):
        day.visitor("return_to_line", ticket)


def test_a_visit_that_is_over_cannot_come_back(day: Day, refused: Refuses) -> None:
    ticket = day.take()
    day.visitor("leave_line", ticket)
    with refused("visit_over"):
        day.visitor("return_to_line", ticket)


def test_hours_by_appointment_are_open_to_who_booked_and_closed_to_who_walks_in(day: Day, refused: Refuses) -> None:
    day.now = at("11-24T17:40")
    with refused("hall_closed"):
        day.take()
    ticket = day.take(appointed_at=at("11-24T17:30"))
    assert (ticket.label, ticket.appointed_at) == ("A001", at("11-24T17:30"))


def test_who_booked_is_admitted_before_the_hour_opens_and_when_numbers_are_no_longer_given(day: Day) -> None:
    day.now = at("11-24T08:50")
    assert day.take(appointed_at=at("11-24T09:00")).label == "A001"
    OpeningRule.objects.filter(kind="appointment").delete()
    day.now = at("11-24T17:25")
    assert day.take(appointed_at=at("11-24T17:00")).label == "A002"


def test_no_cap_keeps_out_who_booked(day: Day) -> None:
    Terms.objects.update(line_cap=1, daily_cap=1)
    day.take()
    assert day.take(appointed_at=day.now).label == "A002"


def test_a_closure_made_after_the_booking_is_told(day: Day, refused: Refuses) -> None:
    OpeningRule.objects.filter(day_type="workday").delete()
    with refused("day_closed"):
        day.take(appointed_at=day.now)
