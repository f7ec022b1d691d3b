"""How busy the hall is, by half hour: today or any day, and on average by kind of day. Every figure opens its rows.

About half hours and windows, never about people: no worker is named or ranked here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from linli.base.kernel import clock
from linli.base.ui.page import SeeOther, page
from linli.base.ui.spreadsheets import csv_answer
from linli.base.ui.words import calendar_day, weekday

from .. import queries as halls
from ..forms import LoadOf
from ..models import Hall
from ..queries.load import GROUPS
from ..rules.load import VISIT_KINDS, Figures
from . import figures as told
from .access import StaffRequest, staff

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """What a look at the load is about; `group` is "" for a single day."""

    form: LoadOf
    hall: Hall
    now: datetime
    today: date
    day: date
    weeks: int
    group: str
    kind: str
    slot: int | None

    @property
    def status(self) -> int:
        """Whether what was asked for could be understood."""
        return 200 if self.form.is_valid() else 422

    @property
    def about(self) -> dict[str, Any]:
        """The address's query that asks for the same day or kind of day."""
        return {"group": self.group, "weeks": self.weeks} if self.group else {"day": self.day.isoformat()}


@require_safe
@staff("hall.look")
def load(request: StaffRequest, *, hall: Hall) -> HttpResponse:
    """One day, half hour by half hour; today as far as it has gone."""
    asked = _asked(request, hall)
    shown = halls.day_load(hall=hall, day=asked.day, now=asked.now)
    table = told.lines(shown.halves)
    context = {
        **_frame(asked),
        "load": shown,
        "weekday": weekday(shown.day),
        "notes": told.day_notes(shown.hours.kind, shown.hours.closures),
        "table": table,
        "whole": told.whole(shown.total, shown.halves),
        "short": sum(half.is_short for half in shown.halves),
        "chart": told.chart(table),
        "before": shown.day - ONE_DAY,
        "after": shown.day + ONE_DAY if shown.day < asked.today else None,
        "tiles": _tiles(asked, shown),
    }
    return page(request, "hall/load.html", context, status=asked.status)


@require_safe
@staff("hall.look")
def load_weekdays(request: StaffRequest, *, hall: Hall) -> HttpResponse:
    """The mean of the last weeks by kind of day: workdays, each weekday, Saturdays, Sundays, holidays."""
    asked = _asked(request, hall, group=GROUPS[0])
    loads = halls.group_loads(hall=hall, weeks=asked.weeks, now=asked.now)
    shown = loads[asked.group]
    table = told.lines(shown.halves)
    days = max(1, len(shown.days))
    context = {
        **_frame(asked),
        "overview": told.groups_overview(loads.values()),
        "load": shown,
        "word": told.group_word(asked.group),
        "table": table,
        "whole": told.whole(shown.total, shown.halves, days=days),
        "chart": told.chart(table),
        "weeks_offered": [value for value, _label in asked.form.fields["weeks"].choices],  # type: ignore[attr-defined]
    }
    return page(request, "hall/load_weekdays.html", context, status=asked.status)


@require_safe
@staff("hall.look")
def load_rows(request: StaffRequest, *, hall: Hall) -> HttpResponse:
    """The rows behind a figure: visits by their number, stretches of windows by theirs, or the days of a mean."""
    asked = _asked(request, hall)
    heading, *rows = _rows(asked)
    context = {
        **_frame(asked),
        "title": told.KINDS[asked.kind],
        "where": _where(asked),
        "heading": heading,
        "rows": [{"cells": row, "url": _day_url(asked, row) if asked.group else ""} for row in rows],
        "sum": _sum(asked, rows),
        "source": "" if asked.group else halls.taken_over_from(hall=hall, day=asked.day),
        "back": _page_url(asked),
        "csv": _address(asked, "hall:load_csv", kind=asked.kind, slot=asked.slot),
    }
    return page(request, "hall/load_rows.html", context, status=asked.status)


@require_safe
@staff("hall.look")
def load_csv(request: StaffRequest, *, hall: Hall) -> HttpResponse:
    """The table as a file; with `kind` the rows behind that figure. Of what cannot be understood there is no file."""
    asked = _asked(request, hall)
    if asked.status != 200:
        return SeeOther(f"{reverse('hall:load', args=[hall.site.slug])}?{request.GET.urlencode()}")
    name = "-".join(["load", hall.site.slug, *(str(value) for value in asked.about.values())])
    if request.GET.get("kind"):
        rows = "-".join([name, asked.kind, *([] if asked.slot is None else [str(asked.slot)])])
        return csv_answer(name=rows, rows=_rows(asked))
    shown: halls.DayLoad | halls.GroupLoad
    if asked.group:
        shown = halls.group_loads(hall=hall, weeks=asked.weeks, now=asked.now)[asked.group]
        days = max(1, len(shown.days))
    else:
        shown, days = halls.day_load(hall=hall, day=asked.day, now=asked.now), 1
    table = [*told.lines(shown.halves), told.whole(shown.total, shown.halves, days=days)]
    counted = [*(half.figures for half in shown.halves), shown.total]
    return csv_answer(name=name, rows=told.table_rows(table, counted, days=days))


def _asked(request: StaffRequest, hall: Hall, *, group: str = "") -> Asked:
    """What the address asks for; where it cannot be understood, today (and 422 says so)."""
    form, now = LoadOf(request.GET), clock.now()
    said = form.cleaned_data if form.is_valid() else {}
    today = halls.today_of(hall=hall, now=now)
    return Asked(
        form=form,
        hall=hall,
        now=now,
        today=today,
        day=said.get("day") or today,
        weeks=said.get("weeks") or 4,
        group=said.get("group") or group,
        kind=said.get("kind") or "came",
        slot=said.get("slot"),
    )


def _frame(asked: Asked) -> dict[str, Any]:
    """What every page of the load shows around its table."""
    return {
        "tab": "load",
        "hall": asked.hall,
        "site": asked.hall.site,
        "asked": asked,
        "form": asked.form if asked.status != 200 else None,
        "rows_url": _address(asked, "hall:load_rows"),
        "csv_url": _address(asked, "hall:load_csv"),
    }


def _address(asked: Asked, name: str, **more: Any) -> str:
    said = {key: value for key, value in {**asked.about, **more}.items() if value is not None}
    return f"{reverse(name, args=[asked.hall.site.slug])}?{urlencode(said)}"


def _page_url(asked: Asked) -> str:
    return _address(asked, "hall:load_weekdays" if asked.group else "hall:load")


def _tiles(asked: Asked, shown: halls.DayLoad) -> list[dict[str, Any]]:
    """The day at a glance."""
    found = shown.total
    share = found.gave_up_share
    return [
        {"label": told.KINDS["came"], "value": found.came, "source": _rows_of(asked, "came", found.came)},
        {"label": told.KINDS["served"], "value": found.served, "source": _rows_of(asked, "served", found.served)},
        {
            "label": told.KINDS["gave_up"],
            "value": found.gave_up,
            "note": gettext("{share} of those who took a number").format(share=f"{share:.0%}") if share else "",
            "source": _rows_of(asked, "gave_up", found.gave_up),
        },
        {
            "label": gettext("Half waited at most"),
            "value": "–" if found.median_wait_s is None else round(found.median_wait_s / 60),
            "unit": gettext("minutes") if found.waits else "",
            "note": _longest(found),
            "source": _rows_of(asked, "called", found.called),
        },
    ]


def _longest(found: Figures) -> str:
    if found.most_wait_s is None or found.longest_wait_s is None:
        return ""
    return gettext("nine of ten at most {most}, the longest {longest} minutes").format(
        most=round(found.most_wait_s / 60), longest=round(found.longest_wait_s / 60)
    )


def _rows_of(asked: Asked, kind: str, count: int) -> str:
    return _address(asked, "hall:load_rows", kind=kind) if count else ""


def _rows(asked: Asked) -> list[list[Any]]:
    """The rows behind the figure asked for; the first says what the columns are."""
    which: dict[str, Any] = {"hall": asked.hall, "slot": asked.slot, "now": asked.now}
    if asked.group:
        days = halls.group_days(**which, weeks=asked.weeks, group=asked.group)
        return told.group_table(days, asked.kind)
    which |= {"day": asked.day, "kind": asked.kind}
    if asked.kind in VISIT_KINDS:
        return told.visit_table(halls.visit_rows(**which))
    return told.window_table(halls.window_rows(**which))


def _sum(asked: Asked, rows: Sequence[Sequence[Any]]) -> str:
    """What the rows come to: the figure they were opened from."""
    if asked.kind in VISIT_KINDS:
        return str(sum(int(row[1]) for row in rows) if asked.group else len(rows))
    return told.length(sum(_seconds(row[-1]) for row in rows))


def _seconds(length: str) -> int:
    minutes, _, rest = length.partition(":")
    return int(minutes) * 60 + int(rest)


def _where(asked: Asked) -> str:
    """Which day or days, and which half hour."""
    if asked.group:
        where = gettext("{group}, the last {weeks} weeks").format(group=told.group_word(asked.group), weeks=asked.weeks)
    else:
        where = f"{calendar_day(asked.day)} {weekday(asked.day)}"
    if asked.slot is None:
        return where
    half = halls.half_hour_of(hall=asked.hall, day=asked.day, slot=asked.slot)
    return f"{where} · {told.stretch(*half)}"


def _day_url(asked: Asked, row: Sequence[Any]) -> str:
    """The rows of one of the days behind a mean."""
    said = {"day": row[0], "kind": asked.kind, "slot": asked.slot}
    query = urlencode({key: value for key, value in said.items() if value is not None})
    return f"{reverse('hall:load_rows', args=[asked.hall.site.slug])}?{query}"
