"""What stands in the way of opening, pausing, closing and staffing a window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from linli.base.kernel import Objection
from linli.base.kernel import gettext_noop as _


@dataclass(frozen=True)
class Opening:
    """What is known when a window is to be opened with `workers` people, the only one of whom is `worker`."""

    is_in_use: bool
    is_open: bool
    is_day_closed: bool
    workers: int
    may_serve: bool = True
    is_absent: bool = False
    serves_at: int | None = None


def objections_to_opening(facts: Opening) -> list[Objection]:
    """Every reason why the window cannot be opened; exactly one worker serves a window, and serves only it (A08)."""
    return [*_window(facts), *_staffing(facts), *_worker(facts)]


def objections_to_closing(*, is_open: bool, visitor: str) -> list[Objection]:
    """Why a window cannot be closed: it is not open, or `visitor` (a label) is at it."""
    if not is_open:
        return [window_not_open()]
    if visitor:
        return [Objection("visitor_here", _("{label} is at this window. Finish, park or hand on first."),
                          {"label": visitor})]  # fmt: skip
    return []


def objections_to_pausing(*, is_open: bool, is_paused: bool, reason: str) -> list[Objection]:
    """Why a window cannot pause; it may do so with a visitor at it and then calls no further one."""
    found = [] if is_open else [window_not_open()]
    if is_paused:
        found.append(Objection("already_paused", _("This window pauses already.")))
    return [*found, *reason_missing(reason)]


def objections_to_resuming(*, is_open: bool, is_paused: bool) -> list[Objection]:
    """Why a window cannot resume."""
    if not is_open:
        return [window_not_open()]
    return [] if is_paused else [Objection("not_paused", _("This window does not pause."))]


def objections_to_posting(*, is_other_post: bool, may_serve: bool) -> list[Objection]:
    """Why a worker cannot hold a window's A or B post."""
    found = []
    if is_other_post:
        found.append(
            Objection("holds_other_post", _("The A and the B post need two different people."), field="worker")
        )
    return found if may_serve else [*found, not_a_worker()]


def objections_to_absence(*, serves_at: int | None, may_serve: bool) -> list[Objection]:
    """Why a worker cannot be marked absent."""
    found = [] if may_serve else [not_a_worker()]
    if serves_at is not None:
        found.append(
            Objection("at_a_window", _("This worker serves at window {number} now. Close it first."),
                      {"number": serves_at}, field="worker")
        )  # fmt: skip
    return found


def window_not_open() -> Objection:
    """The window has no open shift."""
    return Objection("window_not_open", _("This window is not open."))


def shift_changed(worker: str) -> Objection:
    """The window was closed and opened again since the page was shown; `worker` serves there now."""
    text = _("Meanwhile {worker} has opened this window. Nothing was done; please look and choose again.")
    return Objection("shift_changed", text, {"worker": worker})


def mark_of(words: Iterable[str]) -> str:
    """What a page showed of several things, in whatever order, as one word; "-" for none."""
    return "+".join(sorted(words)) or "-"


def objections_to_stale(*, seen: str | None, mark: str, stands: str) -> list[Objection]:
    """Why a form is not done that was filled in before somebody else's: it `stands` otherwise than was `seen`.

    None: the caller does not say what they saw.
    """
    if seen in (None, mark):
        return []
    text = _("Somebody else changed this meanwhile; now it is: {stands}. Nothing was done, please look again.")
    return [Objection("changed_meanwhile", text, {"stands": stands})]


def not_a_worker() -> Objection:
    """The person has no right to serve in this hall."""
    return Objection("not_a_worker", _("This person does not serve in this hall."), field="worker")


def reason_missing(reason: str) -> list[Objection]:
    """An objection where a reason must be given and is not."""
    return [] if reason.strip() else [Objection("reason_missing", _("Please say why."), field="reason")]


def _window(facts: Opening) -> Iterator[Objection]:
    if facts.is_day_closed:
        yield Objection("day_closed", _("The hall has closed for today."))
    if not facts.is_in_use:
        yield Objection("window_not_in_use", _("This window is not in use."))
    if facts.is_open:
        yield Objection("already_open", _("This window is open already."))


def _staffing(facts: Opening) -> Iterator[Objection]:
    if facts.workers == 0:
        yield Objection(
            "nobody_on_post", _("Nobody on this window's A or B post is here today. Please choose a worker."),
            field="workers",
        )  # fmt: skip
    if facts.workers > 1:
        yield Objection("several_workers", _("Exactly one worker serves a window."), field="workers")


def _worker(facts: Opening) -> Iterator[Objection]:
    if facts.workers != 1:
        return
    if not facts.may_serve:
        yield not_a_worker()
    if facts.is_absent:
        yield Objection("worker_absent", _("This worker is absent today."), field="workers")
    if facts.serves_at is not None:
        yield worker_elsewhere(facts.serves_at)


def worker_elsewhere(number: int) -> Objection:
    """The worker serves at window `number` already (0: of another hall)."""
    if number == 0:
        return Objection("worker_elsewhere", _("This worker serves at another window now."), field="workers")
    return Objection("worker_elsewhere", _("This worker serves at window {number} now."), {"number": number}, "workers")
