"""Numbers kept for a machine and given while the network was away: none twice, none lost, everybody in their place."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from linli.community.journal.models import Entry
from linli.features.hall import actions, queries, rules
from linli.features.hall.models import NumberBlock, Terms, Ticket

from .day import Day, events, everything, fresh_key


def reserve(day: Day, device: str = "kiosk:1", count: int = 5, **rest: Any) -> NumberBlock:
    asked = {"hall": day.cast.hall, "device": device, "count": count, "key": fresh_key(), "actor": "kiosk:k"}
    return actions.reserve_numbers(**{**asked, "now": day.now, **rest})


def issued(day: Day, number: int, at: datetime | None = None, **rest: Any) -> actions.Issued:
    told = {"number": number, "groups": day.cast.groups[:1], "priority": "ordinary", "language": "zh-hans"}
    return actions.Issued(**{**told, "taken_at": at or day.now, **rest})


def admit(day: Day, block: NumberBlock, *numbers: actions.Issued) -> list[Ticket]:
    return actions.admit_offline(block=block, issued=numbers, actor="kiosk:k", now=day.now)


def line(day: Day) -> list[str]:
    waiting = Ticket.objects.filter(state="waiting").order_by("place", "arrival")
    return [ticket.label for ticket in waiting]


def test_a_block_comes_out_of_the_series_of_all_numbers(day: Day) -> None:
    day.take()
    block = reserve(day)
    assert (block.first, block.last) == (2, 6)
    assert day.take().number == 7
    gaps = queries.gaps(hall=day.cast.hall, day=block.day)
    assert (gaps.given, gaps.kept, gaps.unexplained) == (2, 5, ())


def test_the_same_key_gives_the_same_block(day: Day) -> None:
    first = reserve(day, key="once")
    assert reserve(day, key="once") == first
    assert day.take().number == 6


def test_a_new_block_closes_the_machines_earlier_one_and_says_which_numbers_nobody_got(day: Day) -> None:
    block = reserve(day, count=3)
    admit(day, block, issued(day, 1))
    second = reserve(day, count=3)
    assert queries.block_of(hall=day.cast.hall, device="kiosk:1", now=day.now) == second
    told = Entry.objects.filter(verb="hall.reserve_numbers").latest("seq").details
    assert told["numbers_returned"] == ["A002", "A003"]


def test_no_numbers_are_kept_on_a_closed_day_or_beyond_the_cap(day: Day, refused: Any) -> None:
    Terms.objects.update(daily_cap=4)
    with refused("daily_cap"):
        reserve(day)
    Terms.objects.update(daily_cap=None)
    actions.close_day(hall=day.cast.hall, day=day.now.date(), now=day.wait(hours=9).now)
    with refused("day_closed"):
        reserve(day)
    assert not NumberBlock.objects.exists()


def test_who_took_a_number_offline_stands_between_those_who_came_before_and_after(day: Day) -> None:
    block, other = reserve(day, count=2), reserve(day, device="kiosk:2", count=2)
    day.take()
    first = issued(day, 1, day.wait(minutes=1).now)
    between = issued(day, 3, day.wait(minutes=1).now)
    second = issued(day, 2, day.wait(minutes=1).now)
    day.wait(minutes=1).take()
    admit(day, block, second, first)
    admit(day, other, between)
    assert line(day) == ["A005", "A001", "A003", "A002", "A006"]
    assert [event.seq for event in events()] == list(range(1, len(events()) + 1))


def test_who_comes_before_everybody_is_first(day: Day) -> None:
    block = reserve(day, count=1)
    early = issued(day, 1, day.wait(minutes=1).now)
    day.wait(minutes=1).take()
    admit(day, block, early)
    assert line(day) == ["A001", "A002"]


def test_telling_twice_makes_one_ticket_and_changes_nothing(day: Day) -> None:
    block = reserve(day)
    told = admit(day, block, issued(day, 1), issued(day, 2))
    before = everything()
    assert admit(day.wait(minutes=5), block, issued(day, 2), issued(day, 1)) == told
    assert everything() == before
    assert Entry.objects.filter(verb="hall.admit_offline").count() == 1


def test_the_ticket_opens_with_the_code_the_machine_showed(day: Day) -> None:
    block = reserve(day)
    (ticket,) = admit(day, block, issued(day, 3))
    assert queries.ticket_by_code(code=queries.code_in(block=block, number=3)) == ticket
    assert len({queries.code_in(block=block, number=number) for number in block.numbers}) == 5


def test_a_number_outside_the_block_is_left_out(day: Day) -> None:
    block, other = reserve(day, count=1), reserve(day, device="kiosk:2", count=1)
    assert admit(day, block, issued(day, other.first), issued(day, 99)) == []
    assert not Ticket.objects.exists()


def test_a_clock_that_is_wrong_moves_nobody_out_of_the_time_of_the_block(day: Day) -> None:
    block = reserve(day)
    reserved_at = day.now
    day.wait(minutes=10)
    hours = timedelta(hours=3)
    early, late = admit(day, block, issued(day, 1, day.now - hours), issued(day, 2, day.now + hours))
    assert (early.taken_at, late.taken_at) == (reserved_at, day.now)


def test_what_is_told_after_the_day_was_closed_is_written_down_as_not_reached(day: Day) -> None:
    block = reserve(day)
    told = issued(day, 1)
    day.wait(days=1)
    closed = actions.close_day(hall=day.cast.hall, day=block.day, now=day.now)
    entry = Entry.objects.get(verb="hall.close_day")
    assert entry.details["numbers_returned"] == ["A001", "A002", "A003", "A004", "A005"]
    (ticket,) = admit(day, block, told)
    assert (ticket.state, ticket.day, ticket.ended_at) == ("lapsed", closed.day, day.now)
    assert queries.gaps(hall=day.cast.hall, day=block.day).unexplained == ()
    assert queries.block_of(hall=day.cast.hall, device="kiosk:1", now=day.now) is None


def test_numbers_are_given_until_shortly_before_closing(day: Day) -> None:
    periods = queries.giving_times(hall=day.cast.hall, now=day.now)
    terms = Terms.objects.get(hall=day.cast.hall)
    assert [f"{period.start:%H:%M}" for period in periods] == ["09:00"]
    assert periods[-1].length == timedelta(hours=8, minutes=30 - terms.last_ticket_minutes)


def test_no_two_share_a_place() -> None:
    taken: set[int] = set()
    for _ in range(3):
        taken.add(rules.place_among(arrival=4, second_of_day=60.0, taken=taken))
    assert sorted(taken) == [4_000_601, 4_000_602, 4_000_603]
    assert rules.place_among(arrival=4, second_of_day=90_000 * 2, taken=()) < 5 * rules.PLACE_STEP
