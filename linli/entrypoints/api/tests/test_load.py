"""The load, for programs with a token."""

from __future__ import annotations

from datetime import datetime

from linli.entrypoints.demo.cast import Cast
from linli.features.hall import actions

from .conftest import Program

LOAD = "/sites/tuoran/load"


def test_a_day_is_told_by_half_hour_with_its_total(worker: Program, cast: Cast, now: datetime) -> None:
    taken = {"hall": cast.hall, "groups": cast.groups[:1], "priority": "ordinary", "channel": "kiosk"}
    for _ in range(3):
        actions.take_ticket(**taken, key="", actor="kiosk:tuoran", now=now)
    answer = worker.get(LOAD)
    assert answer.status_code == 200, answer.content
    found = answer.json()
    assert (found["day"], found["is_today"], found["total"]["came"]) == ("2026-11-24", True, 3)
    last = found["half_hours"][-1]
    assert (last["starts"], last["ends"], last["came"], last["is_going_on"]) == ("10:30", "11:00", 3, True)
    assert sum(half["came"] for half in found["half_hours"]) == 3
    assert last["demand_s"] is None


def test_another_day_may_be_asked_for(worker: Program) -> None:
    found = worker.get(f"{LOAD}?day=2026-11-23").json()
    assert (found["day"], found["is_today"], found["total"]["came"]) == ("2026-11-23", False, 0)
    assert worker.get(f"{LOAD}?day=yesterday").status_code == 422
