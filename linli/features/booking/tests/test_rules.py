"""Bitmaps and days, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from linli.base.kernel import Period
from linli.features.booking import rules
from linli.features.booking.rules import Given, Place

bitmaps = st.integers(0, 2**120 - 1)
EVERY_HOUR = frozenset({"staffed"})


@settings(max_examples=60)
@given(bits=bitmaps, length=st.integers(1, 20))
def test_runs_are_where_so_many_bits_follow_each_other(bits: int, length: int) -> None:
    found = rules.runs(bits, length=length)
    naive = [at for at in range(120) if all(bits >> at + after & 1 for after in range(length))]
    assert list(rules.ones(found)) == naive


@settings(max_examples=60)
@given(bits=bitmaps, wanted=st.integers(0, 119))
def test_stretches_hold_every_set_bit_once_and_the_nearest_bit_is_nearest(bits: int, wanted: int) -> None:
    set_bits = [at for at in range(120) if bits >> at & 1]
    assert [bit for stretch in rules.stretches(bits) for bit in stretch] == set_bits
    nearest = min(set_bits, key=lambda at: (abs(at - wanted), -at), default=None)
    assert rules.nearest_bit(bits, wanted=wanted) == nearest


@settings(max_examples=60)
@given(slots=st.sets(st.integers(200_000, 200_400), max_size=40))
def test_stored_halves_come_back_as_the_same_bits(slots: set[int]) -> None:
    days = rules.days_of(first=date(2025, 9, 14), days=5, zone="Asia/Shanghai")
    rows = [(day, lo, hi) for day, (lo, hi) in rules.halves(slots).items()]
    assert all(0 <= lo < 2**48 and 0 <= hi < 2**48 for _day, lo, hi in rows)
    back = rules.busy_bits(rows, days=days)
    assert {days.origin + bit for bit in rules.ones(back)} == {slot for slot in slots if slot >= days.origin}


def test_a_moment_is_in_its_quarter_hour_and_a_stretch_touches_all_of_its() -> None:
    start = datetime(2026, 11, 24, 2, 7, tzinfo=UTC)
    assert rules.moment_of(rules.slot_of(start)) == start.replace(minute=0)
    assert rules.moment_of(rules.slot_from(start)) == start.replace(minute=15)
    assert len(rules.slots_between(start=start, end=start + timedelta(minutes=10))) == 2
    assert rules.slot_of(rules.EPOCH) == 0


def test_a_day_on_which_the_clocks_change_is_shorter_and_loses_no_time() -> None:
    days = rules.days_of(first=date(2026, 3, 28), days=3, zone="Europe/Berlin")
    assert [end - begin for begin, end in zip(days.starts, days.starts[1:], strict=False)] == [96, 92, 96]
    (first, *_rest), spring, _third = rules.starts_by_day(days.whole, days=days)
    assert (len(spring), spring[0] - first, spring[8].hour) == (92, timedelta(days=1), 3)


def place(**terms: int) -> Place:
    """A room open 9 to 12 and 14 to 18 on Wednesday, taken 10 to 11 and from 16 on."""
    days = WEDNESDAY
    asked = {"min_minutes": 30, "max_minutes": 240, "step_minutes": 30, "notice_minutes": 0, "horizon_days": 30}
    return Place(
        open_by_kinds={EVERY_HOUR: rules.open_bits([at("9:00", "12:00"), at("14:00", "18:00")], days=days)},
        busy=[[days.touched(*ends("10:00", "11:00")) | days.touched(*ends("16:00", "20:00"))]],
        terms=[Given(date(2026, 1, 1), EVERY_HOUR, frozenset({"study"}), **{**asked, **terms})],
    )


WEDNESDAY = rules.days_of(first=date(2026, 11, 25), days=1, zone="Asia/Shanghai")


def ends(start: str, end: str) -> tuple[datetime, datetime]:
    first, last = (datetime.fromisoformat(f"2026-11-25T{hour:0>5}:00+08:00") for hour in (start, end))
    return first, last


def at(start: str, end: str) -> Period:
    return Period(*ends(start, end))


def starts(of: Place, *, minutes: int = 60, now: str = "2026-11-24T08:00:00+08:00", purpose: str = "") -> list[str]:
    moment = datetime.fromisoformat(now)
    bits = rules.start_bits(of, days=WEDNESDAY, minutes=minutes, now=moment, today=moment.date(), purpose=purpose)
    return [f"{start:%H:%M}" for start in rules.starts_by_day(bits, days=WEDNESDAY)[0]]


def test_buffers_steps_notice_and_horizon_each_take_starts_away() -> None:
    assert starts(place()) == ["09:00", "11:00", "14:00", "14:30", "15:00"]
    assert starts(place(setup_minutes=30, cleanup_minutes=30)) == ["14:00", "14:30"]
    assert starts(place(setup_minutes=30)) == ["09:00", "14:00", "14:30", "15:00"]
    assert starts(place(step_minutes=60)) == ["09:00", "11:00", "14:00", "15:00"]
    assert starts(place(notice_minutes=29 * 60 + 15)) == ["14:00", "14:30", "15:00"]
    assert starts(place(), now="2026-10-20T08:00:00+08:00") == []
    assert starts(place(), minutes=300) == []
    assert starts(place(), purpose="display") == []
    assert starts(place(), now="2026-11-25T14:20:00+08:00") == ["14:30", "15:00"]


def test_a_second_lane_is_free_where_the_first_is_taken_but_lanes_do_not_add_up() -> None:
    one = place()
    other = WEDNESDAY.touched(*ends("9:00", "10:00")) | WEDNESDAY.touched(*ends("14:00", "16:00"))
    both = Place(one.open_by_kinds, [[*one.busy[0], other]], one.terms)
    assert starts(both, minutes=120) == ["10:00", "14:00", "16:00"]
    assert "15:00" not in starts(both, minutes=120)  # an hour in either lane is no place for two hours
    halves = Place(one.open_by_kinds, [[one.busy[0][0]], [other]], one.terms)
    assert starts(halves) == ["11:00"]
