"""What every page and step costs the database, and that looking changes nothing."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.features.appointments.models import Appointment
from linli.features.hall import actions

from . import rooms
from .access import PAGES
from .conftest import Stage, undone
from .costs import DEARER, DOING, HOT, LOOKING
from .roles import ANONYMOUS, KIOSK

pytestmark = pytest.mark.django_db  # the stage is set in the database that this mark makes

WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE|WITH\b.*\b(INSERT|UPDATE|DELETE))\b", re.IGNORECASE | re.DOTALL)
_FRAME = re.compile(r"^\s*(SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT)\b", re.IGNORECASE)

PARTS = 4
DOORS = sorted(f"{method} {name}" for name, door in PAGES.items() for method in door.ways)


# Health writes to prove that it can, and takes it back (its own test shows that nothing is left).
LOOKED_AT = {door for door in DOORS if door.startswith("GET")} - {"GET portal:health"}


def _visitor(name: str, method: str) -> str:
    """Who is counted: whoever serves if they may, else nobody in particular, else the resident."""
    roles = PAGES[name].ways[method]
    if ANONYMOUS in roles:
        return ANONYMOUS
    return next(role for role in ("resident", "worker", "head", "bureau", KIOSK) if role in roles)


def _call_next(stage: Stage) -> None:
    actions.call_next(window=stage.cast.windows[1], worker=stage.cast.workers[1], key="", now=stage.now)


def _finish(stage: Stage) -> None:
    actions.finish(window=stage.cast.windows[1], worker=stage.cast.workers[1], key="", now=stage.now)


def _close(stage: Stage) -> None:
    _finish(stage)
    actions.close_window(window=stage.cast.windows[1], by=stage.cast.workers[1], key="", now=stage.now)


def _pause(stage: Stage) -> None:
    _finish(stage)
    actions.pause_window(window=stage.cast.windows[1], reason="喝水", by=stage.cast.workers[1], key="", now=stage.now)


def _miss(stage: Stage) -> None:
    _call_next(stage)
    actions.mark_missed(window=stage.cast.windows[1], worker=stage.cast.workers[1], key="", now=stage.now)


def _except_housing(stage: Stage) -> None:
    group = next(group for group in stage.cast.groups if group.slug == "housing")
    actions.set_exception(
        window=stage.cast.windows[1], group=group, reason="设备检修", by=stage.cast.head, key="", now=stage.now
    )


def _serve_next(stage: Stage) -> None:
    _finish(stage)
    _call_next(stage)
    actions.welcome(window=stage.cast.windows[1], worker=stage.cast.workers[1], key="", now=stage.now)
    _finish(stage)


def _book_later(stage: Stage) -> None:
    later = {"starts_at": stage.now.replace(hour=16), "ends_at": stage.now.replace(hour=17)}
    Appointment.objects.filter(code=stage.values["appointment"]).update(**later)


# What must have happened before a step can be taken; on the stage a visitor is being served and another waits.
BEFORE: dict[str, Callable[[Stage], None]] = {
    "appointments:time": _book_later,
    "appointments:cancellation": _book_later,
    "feedback:rating": _serve_next,
    "hall:recalls": _call_next,
    "hall:arrivals": _call_next,
    "hall:no_shows": _call_next,
    "hall:return": _miss,
    "hall:shift": _close,
    "hall:shift_end": _finish,
    "hall:pause": _finish,
    "hall:pause_end": _pause,
    "hall:exception_end": _except_housing,
    **rooms.BEFORE,
}
# Where what the table of access carries is refused on purpose.
REFUSED = {"portal:sign_in_code", "portal:staff_sign_in", "portal:staff_invitation"}


def _statements(stage: Stage, method: str, name: str) -> list[str]:
    browser = stage.browser(_visitor(name, method))
    data = {**stage.carried(name), "key": str(uuid.uuid4())} if method == "POST" else {}
    with undone():
        if method == "POST" and name in BEFORE:
            BEFORE[name](stage)
        with CaptureQueriesContext(connection) as seen:
            response = getattr(browser, method.lower())(stage.at(name), data)
    if name not in REFUSED:
        assert response.status_code < 400, f"{response.status_code} {response.content.decode()[:2000]}"
    return [query["sql"] for query in seen.captured_queries if not _FRAME.match(query["sql"])]


def _count(stage: Stage, door: str) -> list[str] | str:
    """The statements of a door, or why it did not open."""
    try:
        return _statements(stage, *door.split())
    except AssertionError as wrong:
        return f"{door}: {wrong}"


def test_the_table_names_only_doors_that_are_there() -> None:
    assert sorted({*HOT, *DEARER} - set(DOORS)) == []


# Together, since a line of twelve people is set once for many doors; in parts, so that two processes share them.
@pytest.mark.parametrize("part", range(PARTS))
def test_a_door_costs_what_its_line_says_with_few_and_with_many(part: int, stage: Stage) -> None:
    doors, wrong = DOORS[part::PARTS], []
    first = {door: _count(stage, door) for door in doors}  # what is kept in memory is made here
    few = {door: _count(stage, door) for door in doors}
    stage.come(10)
    stage.book(4)
    many = {door: _count(stage, door) for door in doors}
    for door in doors:
        if shut := next((said for said in (first[door], few[door], many[door]) if isinstance(said, str)), None):
            wrong.append(shut)
        elif objection := _objection(door, len(few[door]), len(many[door])):
            wrong.append(objection + "\n" + "\n".join(many[door]))
        elif door in LOOKED_AT:
            wrong += [f"{door} writes: {sql}" for sql in first[door] if WRITES.match(sql)]
    assert not wrong, "\n\n".join(wrong)


def _objection(door: str, few: int, many: int) -> str:
    if few != many:
        return f"{door} takes {few} with few people and {many} with many"
    if door in HOT:
        return "" if few == HOT[door] else f"{door} takes {few}, the table says {HOT[door]}"
    most = DEARER.get(door, LOOKING if door.startswith("GET") else DOING)
    return "" if few <= most else f"{door} takes {few}, at most {most} are allowed"
