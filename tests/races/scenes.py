"""What one process of a race does: it is told a scene a line, and answers each with a line of JSON.

    {"scene": "take", "waits": true, "arguments": {"racer": 1, "times": 25}}

Who `waits` answers `set` and starts at the next line, `go`: so all racers of a race start together, however busy the
machine is, each with a database connection of its own.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import django

from . import appointments, at_hand, kiosks, rooms

NOW = datetime.fromisoformat("2026-11-24T10:40:00+08:00")


def prepare(*, windows: int = 5, tickets: int = 0, opened: int = 0) -> dict[str, Any]:
    """An empty hall of 拓然家苑 with so many windows, the first so many `opened`, and so many people waiting."""
    from linli.entrypoints.demo.cast import TUORAN, gather
    from linli.features.hall import actions
    from linli.features.hall.models import Terms, Window
    from tests.races.emptying import empty

    empty()
    cast = gather()
    Terms.objects.update(daily_cap=None, line_cap=None)
    for number in range(len(cast.windows) + 1, windows + 1):
        Window.objects.create(hall=cast.hall, number=number, name=str(number), name_en=str(number))
    for number in range(1, opened + 1):
        open_window(number=number, worker=_worker(number), key=f"open-{number}")
    for number in range(tickets):
        actions.take_ticket(
            hall=cast.hall, groups=cast.groups[:1], channel="kiosk", key=f"take-{number}", actor="kiosk:tuoran",
            priority="elder" if number % 5 == 4 else "ordinary", now=NOW,
        )  # fmt: skip
    return {"community": TUORAN}


def take(*, racer: int, times: int, key: str = "") -> list[dict[str, Any]]:
    """Take so many numbers one after another; `key` for one key that all racers share."""
    from linli.features.guides.queries import groups
    from linli.features.hall import actions

    chosen = groups()[:1]
    taken = []
    for turn in range(times):
        ticket = actions.take_ticket(
            hall=_hall(), groups=chosen, priority="ordinary", channel="kiosk", key=key or f"take-{racer}-{turn}",
            actor="kiosk:tuoran", now=NOW,
        )  # fmt: skip
        taken.append({"id": ticket.pk, "number": ticket.number, "code": ticket.code})
    return taken


def serve(*, racer: int) -> list[int]:
    """Call and welcome at window `racer` until nobody waits; a call that another's lock delayed is no excuse."""
    from linli.features.hall import actions

    window, worker = _window(racer), _worker(racer)
    served: list[int] = []
    while True:
        ticket = actions.call_next(window=window, worker=worker, key=f"call-{racer}-{len(served)}", now=NOW)
        if ticket is None:
            return served
        actions.welcome(window=window, worker=worker, key=f"come-{racer}-{len(served)}", now=NOW)
        served.append(ticket.pk)


def call_and_welcome(*, racer: int) -> list[int]:
    """One visitor called to window `racer` and served there."""
    from linli.features.hall import actions

    window, worker = _window(racer), _worker(racer)
    actions.call_next(window=window, worker=worker, key=f"call-{racer}", now=NOW)
    return [actions.welcome(window=window, worker=worker, key=f"come-{racer}", now=NOW).pk]


def call_once(*, racer: int, number: int, key: str) -> list[int]:
    """Call once at window `number` (all racers at the same one)."""
    from linli.base.kernel import Refused
    from linli.features.hall import actions

    try:
        ticket = actions.call_next(window=_window(number), worker=_worker(number), key=key or str(racer), now=NOW)
    except Refused as refused:
        return [-1] if refused.codes == ["visitor_not_answered"] else [-2]
    return [ticket.pk] if ticket else []


def finish_and_call(*, racer: int, meant: int) -> list[Any]:
    """Finish the visitor that every racer saw at window 1 and call the next, each with a key of its own."""
    from linli.base.kernel import Refused
    from linli.features.hall import actions

    try:
        ticket = actions.call_next(window=_window(1), worker=_worker(1), meant=meant, key=f"tab-{racer}", now=NOW)
    except Refused as refused:
        return list(refused.codes)
    return [ticket.pk] if ticket else []


def open_once(*, racer: int, numbers: list[int]) -> list[str]:
    """Open the racer's window of `numbers` with one and the same worker."""
    from linli.base.kernel import Refused

    try:
        open_window(number=numbers[racer % len(numbers)], worker=_worker(1), key=f"open-{racer}")
    except Refused as refused:
        return sorted(refused.codes)
    return ["opened"]


def undo_or_call(*, racer: int) -> list[Any]:
    """Racer 1 takes the handing-on of a visitor back, racer 2 calls that visitor, at the same moment."""
    from linli.base.kernel import Refused
    from linli.features.hall import actions

    act: Callable[..., Any] = actions.undo if racer == 1 else actions.call_next
    try:
        ticket = act(window=_window(racer), worker=_worker(racer), key=f"race-{racer}", now=NOW)
    except Refused as refused:
        return [refused.codes]
    return [ticket.pk if ticket else None]


def hand_on() -> dict[str, Any]:
    """Window 1 hands its visitor on to window 2."""
    from linli.features.hall import actions

    here = {"window": _window(1), "worker": _worker(1), "now": NOW}
    actions.call_next(**here, key="")
    actions.welcome(**here, key="")
    ticket = actions.transfer(**here, to_window=_window(2), reason="住房", key="")
    return {"ticket": ticket.pk}


def keep_for_a_paused_window() -> int:
    """Window 3 pauses and window 1 hands its visitor on to it: who is kept there."""
    from linli.community.people.models import Person
    from linli.features.hall import actions

    head, paused = Person.objects.get(staff_number="T001"), _window(3)
    actions.pause_window(window=paused, reason="午饭", by=head, key="", now=NOW)
    here: dict[str, Any] = {"window": _window(1), "worker": _worker(1), "now": NOW}
    actions.call_next(**here, key="")
    actions.welcome(**here, key="")
    return actions.transfer(**here, to_window=paused, reason="住房", key="").pk


def call_kept(*, racer: int, minutes: int) -> int | None:
    """Call at the racer's own window so many minutes later; racer 3 goes on after its pause first. Who was called."""
    from linli.community.people.models import Person
    from linli.features.hall import actions

    later = {"window": _window(racer), "now": NOW + timedelta(minutes=minutes)}
    if racer == 3:
        actions.resume_window(**later, by=Person.objects.get(staff_number="T001"), key="")
    ticket = actions.call_next(**later, worker=_worker(racer), key=f"kept-{racer}-{minutes}")
    return ticket.pk if ticket else None


def look() -> dict[str, Any]:
    """The hall's rows as a race left them."""
    from linli.community.journal.queries import verify
    from linli.features.hall.models import HallEvent, Ticket, WindowShift

    return {
        "tickets": list(Ticket.objects.order_by("number").values("pk", "number", "code", "state", "at_window")),
        "seqs": list(HallEvent.objects.order_by("seq").values_list("seq", flat=True)),
        "calls": list(HallEvent.objects.filter(kind="called").order_by("seq").values_list("ticket", "rule")),
        "shifts": list(WindowShift.objects.filter(closed_at=None).values_list("window__number", "worker")),
        "faults": len(verify()),
    }


def open_window(*, number: int, worker: Any, key: str) -> None:
    """Open a window with a worker, as the station head asks."""
    from linli.community.people.models import Person
    from linli.features.hall import actions

    head = Person.objects.get(staff_number="T001")
    actions.open_window(window=_window(number), workers=[worker], by=head, key=key, now=NOW)


def _hall() -> Any:
    from linli.features.hall.queries import hall_at

    return hall_at(slug="tuoran")


def _window(number: int) -> Any:
    from linli.features.hall.queries import window_at

    return window_at(hall=_hall(), number=number)


def _worker(number: int) -> Any:
    from linli.community.people.models import Person

    return Person.objects.get(staff_number=f"T1{number:02d}" if number <= 5 else f"T2{number - 5:02d}")


OWN = (
    prepare, take, serve, call_once, call_and_welcome, finish_and_call, open_once, undo_or_call, hand_on,
    keep_for_a_paused_window, call_kept, look,
)  # fmt: skip
ELSEWHERE = appointments.SCENES | at_hand.SCENES | kiosks.SCENES | rooms.SCENES
SCENES = {scene.__name__: scene for scene in OWN} | ELSEWHERE


def main() -> None:
    """Answer one scene after the other until there are no more."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    django.setup()
    from django.db import connection

    connection.ensure_connection()
    print("ready", flush=True)
    for line in sys.stdin:
        told = json.loads(line)
        if told["waits"]:
            print("set", flush=True)
            sys.stdin.readline()
        try:
            answer = {"told": SCENES[told["scene"]](**told["arguments"])}
        except Exception:  # whatever it is, the test shows it
            answer = {"failed": traceback.format_exc()}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
