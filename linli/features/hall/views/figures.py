"""The hall's load in words: the columns of its table, its charts and its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.base.ui import words
from linli.community.calendar.queries import DayKind

from ..queries import GroupLoad, HalfHourLoad, VisitRow, WindowRow
from ..queries.load import HALF_S
from ..rules.load import Figures, demand_s

KINDS = {
    "came": _("Took a number"),
    "gave_up": _("Gave up"),
    "left": _("Gave up: left the line"),
    "missed": _("Gave up: did not come when called"),
    "lapsed": _("Gave up: not reached before closing"),
    "called": _("Called for the first time"),
    "served": _("Served"),
    "open": _("Windows open"),
    "paused": _("Windows paused"),
    "idle": _("Windows idle"),
    "idle_waited": _("Windows idle while somebody waited"),
}
GROUP_WORDS = {
    "workday": _("Workdays"),
    "saturday": pgettext_lazy("days of the week", "Saturdays"),
    "sunday": pgettext_lazy("days of the week", "Sundays"),
    "holiday": pgettext_lazy("days of the week", "Holidays"),
}
ENDINGS = {
    "": _("Going on"),
    "done": _("Served"),
    "left": _("Left the line"),
    "missed": _("Did not come when called"),
    "lapsed": _("Not reached before closing"),
}
# A Monday; the others follow.
_MONDAY = date(2024, 1, 1)


@dataclass(frozen=True)
class Cell:
    """A figure of the table: what is shown, the exact number (None: nothing to tell), and which rows are behind it."""

    text: str
    number: float | None
    kind: str
    note: str = ""


@dataclass(frozen=True)
class Line:
    """A row of the table; `slot` None is the whole day."""

    label: str
    slot: int | None
    cells: tuple[Cell, ...]
    is_short: bool = False
    is_going_on: bool = False


def lines(halves: Iterable[HalfHourLoad]) -> list[Line]:
    """The table, a half hour a row; over several days the mean of a day."""
    return [
        Line(stretch(half.starts, half.ends), half.slot, cells(half.figures, half.lasted_s, half.demand_s),
             half.is_short, half.is_going_on)
        for half in halves
    ]  # fmt: skip


def whole(total: Figures, halves: Iterable[HalfHourLoad], *, days: int = 1) -> Line:
    """The last row: counts of the whole day, windows on average over the half hours shown."""
    lasted_s = sum(half.lasted_s for half in halves)
    demand = demand_s(total, mean_service_s=total.mean_service_s)
    return Line(gettext("Whole day"), None, cells(total, lasted_s, demand, days=days))


def cells(found: Figures, lasted_s: int, demand: float | None, *, days: int | None = None) -> tuple[Cell, ...]:
    """The figures of a row, in the order of the columns. `lasted_s`: seconds told of, which is 1,800 a day or less."""
    days = days or max(1, round(lasted_s / HALF_S))
    share = found.gave_up_share
    return (
        _count(found.came, days, "came"),
        _count(found.gave_up, days, "gave_up", f"{share:.0%}" if share else ""),
        _count(found.called, days, "called"),
        _count(found.served, days, "served"),
        _minutes(found.median_wait_s, "called"),
        _minutes(found.most_wait_s, "called"),
        _minutes(found.longest_wait_s, "called"),
        _windows(found.open_s, lasted_s, "open"),
        _windows(demand, lasted_s, "came"),
        _minutes(found.paused_s / days, "paused"),
        _minutes(found.idle_s / days, "idle"),
        _minutes(found.idle_waited_s / days, "idle_waited"),
    )


def _count(count: int, days: int, kind: str, note: str = "") -> Cell:
    number = count / days
    return Cell(f"{number:.0f}" if days == 1 else f"{number:.1f}", number, kind if count else "", note)


def _minutes(seconds: float | None, kind: str) -> Cell:
    if seconds is None:
        return Cell("–", None, "")
    return Cell(f"{seconds / 60:.0f}", round(seconds / 60, 1), kind if seconds or kind == "called" else "")


def _windows(seconds: float | None, lasted_s: int, kind: str) -> Cell:
    """So many windows on average: their seconds over the seconds that passed."""
    if seconds is None or not lasted_s:
        return Cell("–", None, "")
    return Cell(f"{seconds / lasted_s:.1f}", round(seconds / lasted_s, 2), kind if seconds else "")


def stretch(starts: time, ends: time) -> str:
    """A half hour by the clock: 9:00–9:30."""
    return f"{words.clock_time(starts)}–{words.end_time(ends)}"


def group_word(group: str) -> str:
    """A kind of day as people say it."""
    if group in GROUP_WORDS:
        return str(GROUP_WORDS[group])
    weekday = ("mon", "tue", "wed", "thu", "fri").index(group)
    return words.weekday(_MONDAY.replace(day=1 + weekday))


def day_notes(kind: DayKind, closures: Iterable[Any]) -> list[str]:
    """What is special about a day: the holiday, that it is worked in exchange, closures."""
    holiday = words.local(kind, "name")
    if holiday and kind.is_makeup:
        holiday = gettext("Worked in exchange for {holiday}").format(holiday=holiday)
    return [note for note in [holiday, *(words.local(one, "reason") for one in closures)] if note]


def chart(table: Iterable[Line]) -> dict[str, Any]:
    """What the charts draw: the table's own numbers, by column."""
    drawn = list(table)
    columns = ("came", "gave_up", "called", "served", "median", "most", "longest", "open", "needed")
    return {
        "slots": [line.label.partition("–")[0] for line in drawn],
        **{name: [line.cells[place].number for line in drawn] for place, name in enumerate(columns)},
    }


# Files ----------------------------------------------------------------------------------------------------------


def table_rows(table: Iterable[Line], figures: Iterable[Figures], *, days: int) -> list[list[Any]]:
    """The table as rows of a file, with what the page has no room for; counts are of a mean day."""
    rows: list[list[Any]] = [[str(heading) for heading, _value in FILE]]
    for line, found in zip(table, figures, strict=True):
        rows.append([value(line, found, days) for _heading, value in FILE])
    return rows


def _mean(name: str) -> Callable[[Line, Figures, int], float]:
    return lambda _line, found, days: round(getattr(found, name) / days, 2)


def _mean_minutes(name: str) -> Callable[[Line, Figures, int], float]:
    return lambda _line, found, days: round(getattr(found, name) / 60 / days, 1)


def _cell(place: int) -> Callable[[Line, Figures, int], float | None]:
    return lambda line, _found, _days: line.cells[place].number


FILE: tuple[tuple[Any, Callable[[Line, Figures, int], Any]], ...] = (
    (_("Half hour"), lambda line, _found, _days: line.label),
    (_("Took a number"), _mean("came")),
    (_("Gave up"), _mean("gave_up")),
    (_("Gave up: left the line"), _mean("left")),
    (_("Gave up: did not come when called"), _mean("missed")),
    (_("Gave up: not reached before closing"), _mean("lapsed")),
    (_("Gave up, per cent"), lambda _line, found, _days: round(100 * (found.gave_up_share or 0), 1)),
    (_("Called for the first time"), _mean("called")),
    (_("Served"), _mean("served")),
    (_("Half waited at most, minutes"), _cell(4)),
    (_("Nine of ten waited at most, minutes"), _cell(5)),
    (_("Longest wait, minutes"), _cell(6)),
    (_("Windows open"), _cell(7)),
    (_("Windows needed"), _cell(8)),
    (_("Windows open, minutes"), _mean_minutes("open_s")),
    (_("Windows paused, minutes"), _mean_minutes("paused_s")),
    (_("Windows idle, minutes"), _mean_minutes("idle_s")),
    (_("Windows idle while somebody waited, minutes"), _mean_minutes("idle_waited_s")),
    (_("Too few windows"), lambda line, _found, _days: gettext("yes") if line.is_short else ""),
)


def visit_table(rows: Iterable[VisitRow]) -> list[list[Any]]:
    """Visits as rows of a file and of the page."""
    heading = [_("Number"), _("Number taken"), _("Called"), _("Waited"), _("Ended"), _("How it ended"),
               _("At windows")]  # fmt: skip
    return [
        [str(word) for word in heading],
        *(
            [
                row.label, _at(row.taken_at), _at(row.called_at), length(row.waited_s), _at(row.ended_at),
                str(ENDINGS[row.ending]), length(row.at_windows_s or None),
            ]
            for row in rows
        ),
    ]  # fmt: skip


def window_table(rows: Sequence[WindowRow]) -> list[list[Any]]:
    """Stretches of windows as rows of a file and of the page; which window only where that is told."""
    heading = [str(word) for word in (pgettext_lazy("column", "Window"), _("From"), _("Until"), _("Lasted"))]
    told = [[row.window, _at(row.starts_at), _at(row.ends_at), length(row.lasted_s)] for row in rows]
    is_named = any(row.window is not None for row in rows)
    return [heading, *told] if is_named else [heading[1:], *(cells[1:] for cells in told)]


def group_table(rows: Iterable[tuple[date, Figures]], kind: str) -> list[list[Any]]:
    """The days behind a mean, each with its own figure, as rows of a file and of the page."""
    return [
        [str(_("Day")), str(KINDS[kind])],
        *([day.isoformat(), figure_of(found, kind)] for day, found in rows),
    ]


def figure_of(found: Figures, kind: str) -> str:
    """The figure of a kind: so many visits, or so long."""
    if kind in ("open", "paused", "idle", "idle_waited"):
        return length(getattr(found, f"{kind}_s"))
    return str(getattr(found, kind))


def groups_overview(loads: Iterable[GroupLoad]) -> list[dict[str, Any]]:
    """Every kind of day in one row: of how many days, and a mean day's figures."""
    return [
        {
            "group": one.group,
            "word": group_word(one.group),
            "days": len(one.days),
            "line": whole(one.total, one.halves, days=max(1, len(one.days))),
            "short": sum(half.is_short for half in one.halves),
        }
        for one in loads
    ]


def length(seconds: int | None) -> str:
    """Minutes and seconds: 6:30."""
    return "" if seconds is None else f"{seconds // 60}:{seconds % 60:02d}"


def _at(moment: datetime | None) -> str:
    return f"{moment.hour}:{moment.minute:02d}:{moment.second:02d}" if moment else ""
