"""The load by half hour, held against an account that walks the day minute by minute."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.base.kernel import Period
from linli.features.hall.rules.load import (
    Figures,
    Happening,
    Span,
    Stretch,
    by_half_hour,
    demand_s,
    is_short,
    slot_of,
    tell,
    total,
)

START = datetime.fromisoformat("2026-11-24T00:00:00+08:00")
NINE = 9 * 60
MINUTES = 95
WINDOWS = (1, 2)
DEEDS = ("take", "open", "close", "pause", "resume", "call", "miss", "park", "hand_on", "finish", "back", "leave")

deeds = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(DEEDS), st.sampled_from(WINDOWS)), max_size=60)


@dataclass
class Walk:
    """A hall that is walked minute by minute; it shares no code with the rules."""

    minute: int = NINE
    tickets: dict[int, str] = field(default_factory=dict)
    at: dict[int, int] = field(default_factory=dict)
    open: dict[int, int] = field(default_factory=dict)
    paused: dict[int, int] = field(default_factory=dict)
    log: list[Happening] = field(default_factory=list)
    shifts: list[Stretch] = field(default_factory=list)
    pauses: list[Stretch] = field(default_factory=list)
    counted: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    took: dict[int, int] = field(default_factory=dict)
    first_called: dict[int, int] = field(default_factory=dict)
    finished: dict[int, int] = field(default_factory=dict)
    busy: Counter[int] = field(default_factory=Counter)

    def moment(self, minute: int) -> datetime:
        return START + timedelta(minutes=minute)

    def note(self, kind: str, ticket: int, state: str, window: int | None = None) -> None:
        self.tickets[ticket] = state
        self.log.append(Happening(kind, self.moment(self.minute), ticket, window))

    def tick(self, minutes: int) -> None:
        for _ in range(minutes):
            count = self.counted[self.minute // 30]
            is_waited = "waiting" in self.tickets.values()
            for window in self.open:
                is_idle = window not in self.paused and window not in self.at
                count["open"] += 1
                count["paused"] += window in self.paused
                count["idle"] += is_idle
                count["idle_waited"] += is_idle and is_waited
            for ticket in self.at.values():
                self.busy[ticket] += 1
            self.minute += 1

    def do(self, deed: str, window: int) -> None:
        getattr(self, deed)(window)

    def take(self, _window: int) -> None:
        ticket = len(self.tickets) + 1
        self.took[ticket] = self.minute
        self.note("taken", ticket, "waiting")

    def open_(self, window: int) -> None:
        self.open.setdefault(window, self.minute)

    def close(self, window: int) -> None:
        if window in self.open and window not in self.at:
            self.resume(window)
            _add(self.shifts, window, self.moment(self.open.pop(window)), self.moment(self.minute))

    def pause(self, window: int) -> None:
        if window in self.open:
            self.paused.setdefault(window, self.minute)

    def resume(self, window: int) -> None:
        if window in self.paused:
            _add(self.pauses, window, self.moment(self.paused.pop(window)), self.moment(self.minute))

    def call(self, window: int) -> None:
        waiting = [ticket for ticket, state in self.tickets.items() if state == "waiting"]
        if window in self.open and window not in self.at and window not in self.paused and waiting:
            self.at[window] = waiting[0]
            self.first_called.setdefault(waiting[0], self.minute)
            self.note("called", waiting[0], "called", window)
            self.note("welcomed", waiting[0], "called", window)

    def _away(self, kind: str, window: int, state: str) -> int | None:
        if window not in self.at:
            return None
        ticket = self.at.pop(window)
        self.note(kind, ticket, state, window)
        return ticket

    def miss(self, window: int) -> None:
        self._away("missed", window, "missed")

    def park(self, window: int) -> None:
        self._away("parked", window, "parked")

    def hand_on(self, window: int) -> None:
        self._away("transferred", window, "waiting")

    def finish(self, window: int) -> None:
        if ticket := self._away("finished", window, "done"):
            self.finished[ticket] = self.minute

    def back(self, _window: int) -> None:
        for ticket in [ticket for ticket, state in self.tickets.items() if state in ("missed", "parked")][:1]:
            self.note("returned", ticket, "waiting")

    def leave(self, _window: int) -> None:
        for ticket in [ticket for ticket, state in self.tickets.items() if state == "waiting"][:1]:
            self.note("left", ticket, "left")


def _add(stretches: list[Stretch], window: int, start: datetime, end: datetime) -> None:
    if start < end:
        stretches.append(Stretch(window, Period(start, end)))


def walked(story: list[tuple[int, str, int]]) -> Walk:
    walk = Walk()
    for minutes, deed, window in [*story, (MINUTES, "take", 1)]:
        walk.do({"open": "open_"}.get(deed, deed), window)
        walk.tick(minutes)
    return walk


@settings(max_examples=60, deadline=None)
@given(deeds)
def test_the_figures_are_those_of_somebody_who_watches_every_minute(story: list[tuple[int, str, int]]) -> None:
    walk = walked(story)
    now = walk.moment(walk.minute)
    shifts, pauses = list(walk.shifts), list(walk.pauses)
    for left, found in ((walk.open, shifts), (walk.paused, pauses)):
        for window, since in left.items():
            _add(found, window, walk.moment(since), now)
    span = Span(START, now)
    told = tell(span=span, happenings=walk.log, shifts=shifts, pauses=pauses)
    figures = by_half_hour(told)
    slots = range((walk.minute // 30) + 1)
    for slot in slots:
        found, watched = figures.get(slot, Figures()), walk.counted[slot]
        lasted = {kind: getattr(found, f"{kind}_s") for kind in ("open", "paused", "idle", "idle_waited")}
        assert lasted == {kind: watched[kind] * 60 for kind in lasted}
        assert found.came == _in(slot, walk.took.values())
        assert found.called == _in(slot, walk.first_called.values()) == len(found.waits)
        assert found.served == _in(slot, walk.finished.values())
        for state in ("left", "missed"):
            gone = [at for ticket, at in walk.took.items() if walk.tickets[ticket] == state]
            assert getattr(found, state) == _in(slot, gone)
    whole = total(figures.values())
    assert whole.came == len(walk.tickets)
    assert list(whole.waits) == sorted((at - walk.took[ticket]) * 60 for ticket, at in walk.first_called.items())
    assert whole.service_s == sum(walk.busy[ticket] for ticket in walk.finished) * 60
    for kind in ("came", "gave_up", "called", "served"):
        rows = [slot_of(visit, kind=kind, span=span) for visit in told.visits]
        assert len([slot for slot in rows if slot is not None]) == getattr(whole, kind)


def _in(slot: int, minutes: object) -> int:
    return sum(minute // 30 == slot for minute in minutes)  # type: ignore[attr-defined]


def test_who_lapsed_after_a_missed_call_did_not_come() -> None:
    span = Span(START, START + timedelta(hours=17, minutes=30))
    nine = START + timedelta(hours=9)
    log = [
        Happening("taken", nine, 1), Happening("called", nine + timedelta(minutes=40), 1, 1),
        Happening("missed", nine + timedelta(minutes=42), 1, 1), Happening("taken", nine, 2),
        # The day was closed over night: neither is of the half hour in which that was written down.
        Happening("lapsed", START + timedelta(days=1), 1), Happening("lapsed", START + timedelta(days=1), 2),
    ]  # fmt: skip
    figures = by_half_hour(tell(span=span, happenings=log, shifts=[], pauses=[]))
    assert figures == {18: Figures(came=2, missed=1, lapsed=1), 19: Figures(called=1, waits=(2400,))}


def test_what_was_written_down_over_night_belongs_to_the_last_half_hour_told() -> None:
    span = Span(START, START + timedelta(hours=17, minutes=30))
    at = START + timedelta(hours=17)
    log = [
        Happening("taken", at, 1),
        Happening("called", at, 1, 1),
        Happening("finished", START + timedelta(days=1, hours=8), 1, 1),
    ]
    figures = by_half_hour(tell(span=span, happenings=log, shifts=[], pauses=[]))
    assert figures == {34: Figures(came=1, called=1, waits=(0,), served=1, service_s=1800)}


@pytest.mark.parametrize(
    ("waits", "median", "most", "longest"),
    [((), None, None, None), ((60,), 60, 60, 60), (tuple(range(60, 660, 60)), 330, 540, 600), ((0, 0, 90), 0, 90, 90)],
)
def test_waits_are_told_by_their_median_nine_of_ten_and_the_longest(
    waits: tuple[int, ...], median: int | None, most: int | None, longest: int | None
) -> None:
    found = Figures(waits=waits)
    assert (found.median_wait_s, found.most_wait_s, found.longest_wait_s) == (median, most, longest)


def test_a_half_hour_is_short_when_more_is_asked_than_open_windows_can_serve() -> None:
    busy = Figures(came=10, open_s=3600, paused_s=600)
    assert demand_s(busy, mean_service_s=301.0) == 3010
    assert is_short(busy, mean_service_s=301.0)
    assert not is_short(busy, mean_service_s=300.0)
    assert not is_short(busy, mean_service_s=None)
    assert is_short(Figures(came=1), mean_service_s=300.0)


def test_figures_of_several_half_hours_add_up() -> None:
    first, second = Figures(came=4, left=1, called=2, waits=(30, 90)), Figures(came=1, called=1, waits=(60,), open_s=9)
    assert total([first, second]) == Figures(came=5, left=1, called=3, waits=(30, 60, 90), open_s=9)
    assert total([first, second]).gave_up_share == 0.2
    assert total([]).gave_up_share is None
