"""The rules of appointments, without a database."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from linli.base.kernel import Period
from linli.features.appointments import rules
from linli.features.appointments.rules import Booking, Hours, Seats, Slot, Terms, Windows

HALF = Terms(slot_minutes=30, minutes_per_visit=15, share_percent=50)
TWO = Windows(frozenset({1, 2}))
PICKY = Windows(frozenset({1, 2}), {7: frozenset({2})})


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-24T{text}+08:00")


def hours(start: str, end: str, kind: str = "staffed", staff: int = 1) -> Hours:
    return Hours(Period(at(start), at(end)), kind, staff)


def slots(*stretches: Hours, terms: Terms = HALF, windows: Windows = TWO) -> list[tuple[str, int]]:
    found = rules.slots_of(hours=stretches, terms=terms, windows=windows, taken={})
    return [(f"{slot.starts_at:%H:%M}", slot.capacity) for slot in found]


def test_hours_are_cut_into_slots_and_what_is_left_over_is_dropped() -> None:
    assert slots(hours("09:00", "10:10")) == [("09:00", 2), ("09:30", 2)]


def test_in_staffed_hours_every_window_counts_with_the_share() -> None:
    assert slots(hours("09:00", "09:30")) == [("09:00", 2)]
    assert slots(hours("09:00", "09:30"), terms=Terms(30, 10, 100)) == [("09:00", 6)]


def test_on_duty_only_so_many_windows_serve_as_people_are_promised() -> None:
    assert slots(hours("12:00", "12:30", "duty", 1)) == [("12:00", 1)]


def test_hours_by_appointment_know_no_share() -> None:
    assert slots(hours("17:30", "18:00", "appointment", 1)) == [("17:30", 2)]


def test_a_share_never_rounds_down_to_nothing_and_no_share_is_nothing() -> None:
    assert slots(hours("09:00", "09:30"), terms=Terms(30, 15, 1)) == [("09:00", 1)]
    assert slots(hours("09:00", "09:30"), terms=Terms(30, 15, 0)) == []


def test_where_hours_overlap_the_readier_ones_count_once() -> None:
    found = slots(hours("09:30", "10:30", "duty", 1), hours("10:00", "11:00", "appointment", 1))
    assert found == [("09:30", 1), ("10:00", 1), ("10:30", 2)]


def test_activity_hours_and_halls_without_a_window_have_no_slot() -> None:
    assert slots(hours("09:00", "10:00"), windows=Windows(frozenset())) == []


def free(windows: Windows, taken: dict[int, int], group: int | None, terms: Terms = HALF) -> int:
    return Seats(hours("09:00", "09:30"), terms, windows).free(taken, group)


def test_what_is_taken_is_no_longer_free() -> None:
    assert free(TWO, {}, 1) == 2
    assert free(TWO, {1: 1, 2: 1}, 1) == 0
    assert free(TWO, {1: 3}, 1) == 0


def test_windows_that_do_not_take_a_matter_reduce_its_room() -> None:
    assert free(PICKY, {}, 7) == 1
    assert free(PICKY, {7: 1}, 7) == 0
    assert free(PICKY, {7: 1}, 1) == 1


def test_others_who_fit_elsewhere_leave_room_at_the_only_window_for_a_matter() -> None:
    assert free(PICKY, {1: 1}, 7) == 1
    assert free(PICKY, {1: 2}, 7) == 0


@given(
    refusing=st.dictionaries(st.integers(1, 4), st.frozensets(st.integers(1, 3), max_size=2), max_size=3),
    wishes=st.lists(st.integers(1, 4), max_size=12),
)
def test_everybody_who_was_given_a_seat_finds_a_window_that_takes_them(
    refusing: dict[int, frozenset[int]], wishes: list[int]
) -> None:
    windows = Windows(frozenset({1, 2, 3}), refusing)
    seats = Seats(hours("09:00", "09:30"), Terms(30, 15, 100), windows)
    taken: dict[int, int] = {}
    for group in wishes:
        before = taken | {group: taken.get(group, 0) + 1}
        assert (seats.free(taken, group) > 0) == _can_all_sit(before, windows, per_window=2)
        if seats.free(taken, group):
            taken = before


def _can_all_sit(taken: dict[int, int], windows: Windows, per_window: int) -> bool:
    """Try every assignment, one person after the other."""

    def sit(people: list[int], room: dict[int, int]) -> bool:
        if not people:
            return True
        return any(
            room[window] and sit(people[1:], room | {window: room[window] - 1}) for window in windows.taking(people[0])
        )

    people = [group for group, count in taken.items() for _ in range(count)]
    return sit(people, dict.fromkeys(windows.all, per_window))


def booking(**known: object) -> Booking:
    slot = Slot(at("10:00"), at("10:30"), 2, 1)
    facts = {"starts_at": at("10:00"), "slot": slot, "from_": at("09:30"), "until": at("23:59")}
    return Booking(**(facts | known))  # type: ignore[arg-type]


def codes(**known: object) -> list[str]:
    return [one.code for one in rules.objections_to_booking(booking(**known))]


def test_a_free_time_within_the_bounds_can_be_had() -> None:
    assert codes() == []


def test_every_reason_comes_at_once_and_names_the_nearest_free_times() -> None:
    full = Slot(at("10:00"), at("10:30"), 2, 0)
    found = rules.objections_to_booking(
        booking(slot=full, instead=[at("11:00")], own_that_day=at("15:00"), refused_group="住房保障")
    )
    assert [one.code for one in found] == ["group_not_taken", "slot_full", "already_booked"]
    assert found[1].values == {"instead": [at("11:00")]}


def test_too_near_too_far_and_no_such_time_are_told_apart() -> None:
    assert codes(from_=at("10:01")) == ["too_soon"]
    assert codes(until=at("10:00")) == ["too_far"]
    assert codes(slot=None) == ["no_such_time"]


def test_nobody_holds_more_than_the_limit() -> None:
    assert codes(ahead=2, open_limit=2) == ["too_many_ahead"]
    assert codes(ahead=1, open_limit=2) == []


def test_the_nearest_free_times_come_in_their_order() -> None:
    day = [Slot(at(f"{hour}:00"), at(f"{hour}:30"), 1, int(hour != 12)) for hour in range(10, 16)]
    assert [slot.starts_at.hour for slot in rules.nearest(slots=day, to=at("12:00"))] == [10, 11, 13]


def test_the_lowest_free_seat_is_given() -> None:
    assert rules.first_free_seat(taken=[]) == 1
    assert rules.first_free_seat(taken=[1, 3]) == 2
    assert rules.first_free_seat(taken=[2, 1]) == 3


def change(now: str, state: str = "booked", label: str = "") -> list[str]:
    found = rules.objections_to_change(state=state, label=label, starts_at=at("10:00"), minutes=30, now=at(now))
    return [one.code for one in found]


def test_a_change_is_possible_until_so_many_minutes_before() -> None:
    assert change("09:30") == []
    assert change("09:31") == ["too_late_to_change"]
    assert change("09:00", state="cancelled") == ["cancelled"]
    assert change("09:00", state="missed") == ["missed"]
    assert change("09:00", state="checked_in", label="A003") == ["checked_in"]


def checking_in(now: str, **known: object) -> list[str]:
    facts = {"state": "booked", "label": "", "is_of_today": True, "starts_at": at("10:00"), "early_minutes": 15}
    found = rules.objections_to_checking_in(**(facts | known), now=at(now))  # type: ignore[arg-type]
    return [one.code for one in found]


def test_checking_in_opens_some_minutes_before_and_being_late_is_no_objection() -> None:
    assert checking_in("09:44") == ["too_early"]
    assert checking_in("09:45") == []
    assert checking_in("11:00") == []
    assert checking_in("11:00", state="missed") == []


def test_nobody_checks_in_twice_or_with_what_was_cancelled_or_on_another_day() -> None:
    assert checking_in("10:00", state="checked_in", label="A003") == ["checked_in"]
    assert checking_in("11:00", state="missed", label="A003") == ["checked_in"]
    assert checking_in("10:00", state="cancelled") == ["cancelled"]
    assert checking_in("23:00", is_of_today=False) == ["another_day"]


def test_late_is_who_comes_after_the_minutes_of_grace() -> None:
    ten = {"starts_at": at("10:00"), "late_minutes": 10}
    assert not rules.is_late(**ten, now=at("10:10"))
    assert rules.is_late(**ten, now=at("10:10") + timedelta(seconds=1))
