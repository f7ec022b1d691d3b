"""No sequence of a day's events breaks numbers, one visitor a window, order, or the bounded shares."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from linli.base.kernel import Refused
from linli.features.hall import queries
from linli.features.hall.models import HallEvent, Ticket

from .day import Day, fresh_key
from .oracle import APPOINTED_EVERY, COUNTED, EVERY, MAX_CALLS, Story, Visit

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

WINDOWS = st.sampled_from([1, 2, 3])
PICKS = st.integers(0, 5)


class HallDayMachine(RuleBasedStateMachine):
    """Visitors and three workers do what comes into their heads; the oracle says what must come of it."""

    cast: Cast
    start: datetime

    def __init__(self) -> None:
        super().__init__()
        self._rollback = transaction.atomic()
        self._rollback.__enter__()
        self.day, self.story, self.has_undone = Day(self.cast, self.start), Story(), False
        self.day.by_head(2, "set_exception", group=self.cast.groups[2], reason="需要专用设备")
        self.story.refuses = {2: {"housing"}}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._rollback.__exit__(None, None, None)

    @rule(is_priority=st.booleans(), group=st.sampled_from(["consult", "housing"]))
    def take(self, is_priority: bool, group: str) -> None:
        key = fresh_key()
        ticket = self.day.take(group, priority="elder" if is_priority else "ordinary", key=key)
        assert ticket.number == self.story.take(is_priority, group).number
        assert self.day.take(group, priority="elder" if is_priority else "ordinary", key=key).pk == ticket.pk

    @rule(minutes=st.integers(-10, 10), is_priority=st.booleans())
    def come_with_an_appointment(self, minutes: int, is_priority: bool) -> None:
        booked = self.day.now + timedelta(minutes=minutes)
        ticket = self.day.take("consult", priority="elder" if is_priority else "ordinary", appointed_at=booked)
        assert ticket.number == self.story.take(is_priority, "consult", booked).number

    @rule(window=WINDOWS)
    def open_or_close(self, window: int) -> None:
        if window not in self.story.open_windows:
            self.day.open(window)
            self.story.open_windows.add(window)
        elif self.story.at(window) is None:
            self.day.by_head(window, "close_window")
            self.story.open_windows.discard(window)
            self.story.paused.discard(window)
        else:
            self.expect_refusal("visitor_here", self.day.by_head, window, "close_window")

    @precondition(lambda self: self.story.open_windows)
    @rule(pick=PICKS)
    def pause_or_resume(self, pick: int) -> None:
        window = self.pick(sorted(self.story.open_windows), pick)
        if window in self.story.paused:
            self.day.by_head(window, "resume_window")
        else:
            self.day.by_head(window, "pause_window", reason="x")
        self.story.paused ^= {window}

    @rule(window=WINDOWS)
    def call_next(self, window: int) -> None:
        visit = self.story.at(window)
        if window not in self.story.open_windows:
            self.expect_refusal("window_not_open", self.day.at, window, "call_next")
        elif window in self.story.paused:
            self.expect_refusal("window_paused", self.day.at, window, "call_next")
        elif visit and visit.state == "called":
            self.expect_refusal("visitor_not_answered", self.day.at, window, "call_next")
        else:
            self.call(window, visit)

    def call(self, window: int, present: Visit | None) -> None:
        key = fresh_key()
        expected = self.story.next_at(window, self.day.now)
        called = self.day.at(window, "call_next", key=key)
        again = self.day.at(window, "call_next", key=key)
        assert (again and again.pk) == (called and called.pk)
        if present:
            self.story.change(window, self.day.now, present.number, state="done", window=None)
        if expected is None:
            assert called is None
            return
        number, why = expected
        event = HallEvent.objects.filter(kind="called").latest("seq")
        assert (called.number, event.rule) == (number, why)
        calls = self.story.visits[number].calls + 1
        self.story.change(window, self.day.now, number, why, state="called", window=window, calls=calls)

    @precondition(lambda self: self.at_windows("called"))
    @rule(pick=PICKS, answer=st.sampled_from(["welcome", "welcome", "mark_missed", "recall"]))
    def answer(self, pick: int, answer: str) -> None:
        visit = self.pick(self.at_windows("called"), pick)
        assert visit.window
        if answer == "recall" and visit.calls >= MAX_CALLS:
            self.expect_refusal("called_often_enough", self.day.at, visit.window, "recall")
            return
        self.day.at(visit.window, answer)
        values: dict[str, Any] = {
            "welcome": {"state": "serving", "wants_window": None, "wants_worker": None},
            "mark_missed": {"state": "missed", "window": None},
            "recall": {"calls": visit.calls + 1},
        }
        self.story.change(visit.window, self.day.now, visit.number, **values[answer])

    @precondition(lambda self: self.at_windows("serving"))
    @rule(pick=PICKS, to=st.sampled_from([None, 1, 2, 3]), end=st.sampled_from(["finish", "park", "transfer"]))
    def end_service(self, pick: int, to: int | None, end: str) -> None:
        visit = self.pick(self.at_windows("serving"), pick)
        window = visit.window
        assert window
        if end == "finish":
            self.day.at(window, "finish")
            self.story.change(window, self.day.now, visit.number, state="done", window=None)
        elif end == "park":
            self.day.at(window, "park", reason="x")
            self.story.change(
                window, self.day.now, visit.number, state="parked", window=None, wants_window=None, wants_worker=window
            )
        else:
            self.hand_on(visit, window, to)

    def hand_on(self, visit: Visit, window: int, target: int | None) -> None:
        step = {"to_window": self.cast.windows[target] if target else None, "reason": "x"}
        if target == window:
            self.expect_refusal("same_window", self.day.at, window, "transfer", **step)
        elif target and target not in self.story.open_windows:
            self.expect_refusal("target_not_open", self.day.at, window, "transfer", **step)
        elif target and not self.story.takes(target, visit):
            self.expect_refusal("target_refuses", self.day.at, window, "transfer", **step)
        else:
            self.day.at(window, "transfer", **step)
            self.story.change(
                window, self.day.now, visit.number,
                state="waiting", window=None, wants_window=target, wants_worker=None, calls=0,
            )  # fmt: skip

    @precondition(lambda self: self.aside())
    @rule(pick=PICKS)
    def return_to_line(self, pick: int) -> None:
        visit = self.pick(self.aside(), pick)
        self.day.visitor("return_to_line", self.ticket(visit))
        self.story.rejoin(self.day.now, visit.number)

    @precondition(lambda self: self.aside())
    @rule(pick=PICKS, window=WINDOWS)
    def call_by_choice(self, pick: int, window: int) -> None:
        visit, present = self.pick(self.aside(), pick), self.story.at(window)
        is_free = present is None or present.state == "serving"
        if window not in self.story.open_windows - self.story.paused or not is_free:
            return
        if not self.story.takes(window, visit):
            self.expect_refusal("not_taken_here", self.day.at, window, "call_ticket", ticket=self.ticket(visit))
            return
        self.day.at(window, "call_ticket", ticket=self.ticket(visit))
        if present:
            self.story.change(window, self.day.now, present.number, state="done", window=None)
        calls = visit.calls + 1
        self.story.change(window, self.day.now, visit.number, "by_choice", state="called", window=window, calls=calls)

    @precondition(lambda self: self.story.visits)
    @rule(pick=PICKS)
    def leave(self, pick: int) -> None:
        visit = self.pick(list(self.story.visits.values()), pick)
        if visit.state in ("done", "left"):
            self.expect_refusal("visit_over", self.day.visitor, "leave_line", self.ticket(visit))
        elif visit.state == "serving":
            self.expect_refusal("being_served", self.day.visitor, "leave_line", self.ticket(visit))
        else:
            self.day.visitor("leave_line", self.ticket(visit))
            self.story.change(0, self.day.now, visit.number, state="left", window=None)

    @precondition(lambda self: self.story.open_windows)
    @rule(pick=PICKS)
    def undo(self, pick: int) -> None:
        window = self.pick(sorted(self.story.open_windows), pick)
        step = self.story.undoable(window, self.day.now)
        if step is None:
            with pytest.raises(Refused):
                self.day.at(window, "undo")
            return
        assert self.day.at(window, "undo").number == step.before.number
        self.story.undo(step)
        self.has_undone = True

    @rule(seconds=st.sampled_from([5, 20, 70]))
    def wait(self, seconds: int) -> None:
        self.day.wait(seconds=seconds)

    @invariant()
    def the_rows_tell_the_same_story(self) -> None:
        rows = Ticket.objects.order_by("number").values_list("number", "state", "at_window__number", "calls")
        visits = sorted(self.story.visits.values(), key=lambda one: one.number)
        assert list(rows) == [(one.number, one.state, one.window, one.calls) for one in visits]
        assert [one.number for one in visits] == list(range(1, len(visits) + 1))

    @invariant()
    def the_line_keeps_its_order(self) -> None:
        line = queries.line(hall=self.cast.hall, now=self.day.now)
        assert [one.ticket.number for one in line] == [visit.number for visit in self.story.waiting()]

    @invariant()
    def the_log_has_no_gap(self) -> None:
        seqs = list(HallEvent.objects.order_by("seq").values_list("seq", flat=True))
        assert seqs == list(range(1, len(seqs) + 1))

    @invariant()
    def overtaking_is_bounded(self) -> None:
        if self.has_undone:  # what was taken back and called again counts once in the hall, twice in this list
            return
        for share, every in (("priority_share", EVERY), ("appointed_share", APPOINTED_EVERY)):
            counted = [step.rule for step in self.story.steps if step.rule in COUNTED[share]]
            turns = [turn for turn, why in enumerate(counted) if why == share]
            assert all(later - sooner >= every for sooner, later in pairwise(turns))

    def at_windows(self, state: str) -> list[Visit]:
        return [one for one in self.story.visits.values() if one.state == state]

    def aside(self) -> list[Visit]:
        return [one for one in self.story.visits.values() if one.state in ("parked", "missed")]

    def ticket(self, visit: Visit) -> Ticket:
        return Ticket.objects.get(number=visit.number)

    @staticmethod
    def pick(things: list[Any], pick: int) -> Any:
        return things[pick % len(things)]

    @staticmethod
    def expect_refusal(code: str, call: Any, *args: Any, **rest: Any) -> None:
        with pytest.raises(Refused) as info:
            call(*args, **rest)
        assert code in info.value.codes


@pytest.fixture
def machine(cast: Cast, now: datetime) -> type[HallDayMachine]:
    HallDayMachine.cast, HallDayMachine.start = cast, now
    return HallDayMachine


def test_no_sequence_of_events_breaks_a_hall_s_day(machine: type[HallDayMachine]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=20,
            stateful_step_count=35,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
