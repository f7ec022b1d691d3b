"""What stands in the way of a step at a window, of taking it back, and of closing the day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.base.kernel import Objection, Period
from linli.base.kernel import gettext_noop as _

from .windows import window_not_open

CALLED, SERVING, PARKED, MISSED = "called", "serving", "parked", "missed"


@dataclass(frozen=True)
class Desk:
    """A window as a worker's step finds it: `duty` is the worker on duty there (None: closed).

    `visitor` is the state of who is at the window, "" for nobody, and `label` their number. `is_meant`: the worker
    looked at this very visitor (or at nobody) when they chose the step; if not, `meant` is the number they looked at.
    """

    worker: int
    duty: int | None
    is_paused: bool = False
    is_day_closed: bool = False
    visitor: str = ""
    label: str = ""
    is_meant: bool = True
    meant: str = ""


def objections_to_calling(desk: Desk) -> list[Objection]:
    """Why this worker cannot call somebody here; who was called before must be answered for first."""
    found = _duty(desk)
    if desk.is_paused:
        found.append(Objection("window_paused", _("This window pauses. Resume first.")))
    if not desk.is_meant:
        found.append(visitor_changed(desk))
    elif desk.visitor == CALLED:
        found.append(visitor_not_answered(desk.label))
    return found


def objections_to_choosing(
    *, desk: Desk, label: str, state: str, is_today: bool, is_taken_here: bool
) -> list[Objection]:
    """Why this worker cannot call the visitor `label` out of turn: only parked and missed ones are called by choice."""
    found = objections_to_calling(desk)
    if not is_today:
        found.append(Objection("not_today", _("{label} is a number of another day."), {"label": label}))
    elif state not in (PARKED, MISSED):
        found.append(
            Objection("not_aside", _("{label} was not put aside and did not miss a call. Waiting people are called "
                                     "in turn."), {"label": label})
        )  # fmt: skip
    elif not is_taken_here:
        found.append(Objection("not_taken_here", _("This window does not take what {label} comes for."),
                               {"label": label}))  # fmt: skip
    return found


def objections_to_step(*, desk: Desk, needs: Collection[str]) -> list[Objection]:
    """Why this worker cannot do a step here that needs a visitor in one of the states `needs`."""
    found = _duty(desk)
    if not desk.is_meant:
        return [*found, visitor_changed(desk)]
    if desk.visitor in needs:
        return found
    if not desk.visitor:
        return [*found, Objection("nobody_here", _("Nobody is at this window."))]
    if desk.visitor == CALLED:
        return [*found, visitor_not_answered(desk.label)]
    return [*found, Objection("already_welcomed", _("{label} came to the window already."), {"label": desk.label})]


def objections_to_recalling(*, desk: Desk, calls: int, max_calls: int) -> list[Objection]:
    """Why the visitor cannot be called once more."""
    found = objections_to_step(desk=desk, needs=(CALLED,))
    if desk.is_meant and desk.visitor == CALLED and calls >= max_calls:
        found.append(
            Objection("called_often_enough", _("{label} was called {calls} times. Mark as not come; who comes later "
                                               "can rejoin the line."), {"label": desk.label, "calls": calls})
        )  # fmt: skip
    return found


def objections_to_handing_on(*, is_same: bool, is_open: bool, takes: bool, number: int) -> list[Objection]:
    """Why a visitor cannot be handed on to window `number`."""
    values = {"number": number}
    if is_same:
        return [Objection("same_window", _("The visitor is at window {number} already."), values, "to_window")]
    if not is_open:
        return [Objection("target_not_open", _("Window {number} is not open."), values, "to_window")]
    if not takes:
        return [Objection("target_refuses", _("Window {number} does not take this matter."), values, "to_window")]
    return []


def objections_to_outcome(*, exists: bool, is_finished: bool, is_not_done: bool, note: str) -> list[Objection]:
    """Why a matter cannot be finished; what could not be done needs a word why."""
    found = []
    if not exists:
        found.append(Objection("no_such_matter", _("This visit has no such matter.")))
    if is_finished:
        found.append(Objection("matter_finished", _("This matter is finished already.")))
    if is_not_done and not note.strip():
        found.append(Objection("reason_missing", _("Please say why it could not be done."), field="note"))
    return found


def objections_to_checking(*, exists: bool, is_finished: bool, has_list: bool) -> list[Objection]:
    """Why a matter's list cannot be gone through: it has none, or the matter is finished."""
    if not exists:
        return [Objection("no_such_matter", _("This visit has no such matter."))]
    found = []
    if is_finished:
        found.append(Objection("matter_finished", _("This matter is finished already.")))
    if not has_list:
        found.append(Objection("no_list", _("There is no list for this matter.")))
    return found


def objections_to_naming(
    *, exists: bool, is_finished: bool, is_of_group: bool, is_offered: bool, item: object
) -> list[Objection]:
    """Why a matter cannot be said to be about `item`."""
    if not exists:
        return [Objection("no_such_matter", _("This visit has no such matter."))]
    found = []
    if is_finished:
        found.append(Objection("matter_finished", _("This matter is finished already.")))
    if not is_of_group:
        text = _("{item} belongs to another group. Add it as a matter of its own.")
        found.append(Objection("item_of_another_group", text, {"item": item}, field="item"))
    if not is_offered:
        text = _("{item} is not offered any more. Please choose what it was about.")
        found.append(Objection("item_not_offered", text, {"item": item}, field="item"))
    return found


def objections_to_adding(*, is_named: bool, is_taken_here: bool, group: object) -> list[Objection]:
    """Why a matter of `group` cannot be added to the visit."""
    if is_named:
        return [Objection("matter_named", _("This visit has an open matter of {group} already."), {"group": group})]
    if not is_taken_here:
        return [Objection("not_taken_at_window", _("This window does not take {group}."), {"group": group})]
    return []


def objections_to_leaving(*, label: str, state: str, is_live: bool) -> list[Objection]:
    """Why a visitor cannot give the number back: it is over, or they are being served."""
    if not is_live:
        return [visit_over(label)]
    if state == SERVING:
        return [Objection("being_served", _("{label} is being served."), {"label": label})]
    return []


def objections_to_returning(*, label: str, state: str, is_live: bool, is_day_closed: bool) -> list[Objection]:
    """Why a visitor cannot rejoin the line: only who missed a call or was put aside can."""
    found = [Objection("day_closed", _("The hall has closed for today."))] if is_day_closed else []
    if not is_live:
        found.append(visit_over(label))
    elif state not in (PARKED, MISSED):
        found.append(Objection("still_in_line", _("{label} is in the line or at a window."), {"label": label}))
    return found


@dataclass(frozen=True)
class Step:
    """The last step at a window that still stands. `later`: something else happened to its visitor afterwards.

    `is_meant`: it is the step that the worker looked at.
    """

    worker: int
    at: datetime
    label: str
    later: bool = False
    is_meant: bool = True


def objections_to_undo(*, desk: Desk, step: Step | None, undo_seconds: int, now: datetime) -> list[Objection]:
    """Why the last step at a window cannot be taken back: another's, too long ago, or built upon."""
    found = _duty(desk)
    if step is None:
        return [*found, Objection("nothing_to_undo", _("There is nothing to take back."))]
    if not step.is_meant:
        text = _("Another step came after the one you meant (now {label} would be taken back). Nothing was done.")
        return [*found, Objection("step_changed", text, {"label": step.label})]
    if step.worker != desk.worker:
        found.append(Objection("not_your_step", _("Somebody else did the last step here.")))
    if now > step.at + timedelta(seconds=undo_seconds):
        found.append(
            Objection("too_late", _("A step can be taken back within {seconds} seconds."), {"seconds": undo_seconds})
        )
    if step.later:
        found.append(
            Objection("moved_on", _("{label} has moved on since; this cannot be taken back."), {"label": step.label})
        )
    return found


def may_close_day(*, is_over: bool, periods: Sequence[Period], windows_open: int, now: datetime) -> bool:
    """Whether the business day may be closed: it `is_over`, or its hours have ended and no window serves any longer."""
    return is_over or (bool(periods) and now >= periods[-1].end and windows_open == 0)


def visitor_not_answered(label: str) -> Objection:
    """The visitor was called and nobody has said yet whether they came."""
    return Objection(
        "visitor_not_answered", _("{label} was called: did they come? Say yes, no, or call again first."),
        {"label": label},
    )  # fmt: skip


def visitor_changed(desk: Desk) -> Objection:
    """Somebody else than the worker meant is at the window by now."""
    if not desk.visitor:
        text = _("You meant {meant}, who is not at this window any more. Nothing was done.")
    elif not desk.meant:
        text = _("Meanwhile {label} is at this window. Nothing was done; please look and choose again.")
    else:
        text = _("You meant {meant}; {label} is at this window. Nothing was done; please look and choose again.")
    return Objection("visitor_changed", text, {"meant": desk.meant, "label": desk.label})


def visit_over(label: str) -> Objection:
    """The ticket's visit has ended."""
    return Objection("visit_over", _("The visit of {label} is over."), {"label": label})


def _duty(desk: Desk) -> list[Objection]:
    found = [Objection("day_closed", _("The hall has closed for today."))] if desk.is_day_closed else []
    if desk.duty is None:
        found.append(window_not_open())
    elif desk.duty != desk.worker:
        found.append(Objection("not_on_duty", _("Somebody else is on duty at this window.")))
    return found
