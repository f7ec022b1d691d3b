"""A second, simple-minded account of a hall's day, to hold against the real one.

It keeps everything in memory, recomputes from the whole story each time, and shares no code with the hall's rules.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

EVERY, APPOINTED_EVERY, BEHIND, MAX_CALLS, UNDO = 3, 2, 2, 3, timedelta(seconds=60)
LEAD = timedelta(minutes=2)


@dataclass(frozen=True)
class Visit:
    """A visitor: `slot` and `turn` order the line, then the number."""

    number: int
    is_priority: bool
    group: str
    appointed_at: datetime | None = None
    state: str = "waiting"
    slot: int = 0
    turn: int = 0
    window: int | None = None
    wants_window: int | None = None
    wants_worker: int | None = None
    calls: int = 0

    @property
    def order(self) -> tuple[int, int, int]:
        return self.slot, self.turn, self.number


@dataclass
class Step:
    """Something that happened to a visitor, `before` being how they stood; `window` 0: not at a window."""

    at: datetime
    window: int
    before: Visit
    rule: str = ""
    is_undone: bool = False


@dataclass
class Story:
    """The day so far; a worker is known by the number of the window they serve."""

    visits: dict[int, Visit] = field(default_factory=dict)
    open_windows: set[int] = field(default_factory=set)
    paused: set[int] = field(default_factory=set)
    refuses: dict[int, set[str]] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    def waiting(self) -> list[Visit]:
        return sorted((one for one in self.visits.values() if one.state == "waiting"), key=lambda one: one.order)

    def at(self, window: int) -> Visit | None:
        return next((one for one in self.visits.values() if one.window == window), None)

    def takes(self, window: int, visit: Visit) -> bool:
        return visit.group not in self.refuses.get(window, set())

    def take(self, is_priority: bool, group: str, appointed_at: datetime | None = None) -> Visit:
        number = len(self.visits) + 1
        self.visits[number] = Visit(number, is_priority, group, appointed_at, slot=number)
        return self.visits[number]

    def next_at(self, window: int, when: datetime) -> tuple[int, str] | None:
        """The number to be called to a window and why."""
        mine, everybody = [], []
        for visit in self.waiting():
            wanted = {one for one in (visit.wants_window, visit.wants_worker) if one in self.open_windows}
            wanted = {one for one in wanted if self.takes(one, visit)}
            if window in wanted:
                mine.append(visit)
            elif not wanted and self.takes(window, visit):
                everybody.append(visit)
        if mine:
            return mine[0].number, "transferred" if mine[0].wants_window else "same_worker"
        return self.next_of(everybody, when) if everybody else None

    def next_of(self, everybody: list[Visit], when: datetime) -> tuple[int, str]:
        """Whose turn it is among those who may go to any window."""
        first = everybody[0]
        due = [one for one in everybody if one.appointed_at and one.appointed_at - LEAD <= when]
        due.sort(key=lambda one: (one.appointed_at, one.order))
        if due and due[0] is not first and self.may_use("appointed_share", APPOINTED_EVERY):
            return due[0].number, "appointed_share"
        elders = [one for one in everybody if one.is_priority]
        if len(elders) == len(everybody):
            return first.number, "only_priority"
        if elders and not first.is_priority and self.may_use("priority_share", EVERY):
            return elders[0].number, "priority_share"
        return first.number, "arrival"

    def may_use(self, share: str, every: int) -> bool:
        rules = [step.rule for step in self.steps if step.rule in COUNTED[share] and not step.is_undone]
        return share not in rules or rules[::-1].index(share) >= every - 1

    def change(self, where: int, when: datetime, number: int, rule: str = "", **values: object) -> None:
        """Note a step and where it leaves the visitor."""
        before = self.visits[number]
        self.steps.append(Step(when, where, before, rule))
        self.visits[number] = replace(before, **values)  # type: ignore[arg-type]

    def rejoin(self, at: datetime, number: int) -> None:
        line, visit = self.waiting(), self.visits[number]
        slot, turn = visit.slot, visit.turn
        if line:
            behind = line[min(BEHIND, len(line)) - 1]
            last = max(one.turn for one in line if one.slot == behind.slot)
            slot, turn = max((slot, turn), (behind.slot, last + 1))
        self.change(0, at, number, state="waiting", slot=slot, turn=turn, calls=0)

    def undoable(self, window: int, at: datetime) -> Step | None:
        """The step that undo at a window must take back, or None where it must refuse."""
        mine = [step for step in self.steps if step.window == window and not step.is_undone]
        if not mine or at > mine[-1].at + UNDO:
            return None
        later = self.steps[self.steps.index(mine[-1]) + 1 :]
        if any(step.before.number == mine[-1].before.number and not step.is_undone for step in later):
            return None
        return mine[-1]

    def undo(self, step: Step) -> None:
        step.is_undone = True
        self.visits[step.before.number] = step.before


COUNTED = {
    "priority_share": ("arrival", "only_priority", "priority_share"),
    "appointed_share": ("arrival", "only_priority", "priority_share", "appointed_share"),
}
