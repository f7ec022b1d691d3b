"""Free and taken times: `{% load grid %}`. Pure SVG and text; the same facts in the bar and in the words below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from linli.base.ui import grid, words

register = template.Library()

STATES = {
    grid.FREE: _("free"),
    grid.BUSY: _("busy"),
    grid.SETUP: _("being set up"),
    grid.CLOSED: _("closed"),
    grid.PAST: _("over"),
}
DAYS = {
    "free": _("free"),
    "some": _("partly free"),
    "full": _("full"),
    "closed": _("closed"),
    "past": _("over"),
    "beyond": _("not yet"),
}


@register.inclusion_tag("ui/pieces/_availability_grid.html")
def availability_grid(rows: Iterable[grid.Row], label: str = "") -> dict[str, Any]:
    """`{% availability_grid rows label %}`: a bar a row (a day or a place), its stretches in words, free ones as links.

    `rows` are `linli.base.ui.grid.Row`; the bar spans the hours that any of them reaches.
    """
    known = list(rows)
    first, last = grid.hours_of(known)
    return {
        "label": label,
        "ticks": grid.ticks(first=first, last=last),
        "rows": [{"row": row, "bars": grid.bars(row, first=first, last=last), "words": _words(row)} for row in known],
    }


def _words(row: grid.Row) -> list[dict[str, Any]]:
    return [
        {
            "from": words.clock_time(one.start),
            "to": "24:00" if one.ends == 24 * 60 else words.clock_time(one.end),
            "state": one.state,
            "word": one.why or STATES[one.state],
            "url": one.url,
        }
        for one in row.stretches
    ]


@register.inclusion_tag("ui/pieces/_availability_month.html")
def availability_month(days: Sequence[grid.Day], label: str = "") -> dict[str, Any]:
    """`{% availability_month days label %}`: a month as a calendar, each day free, partly free, full or closed.

    Seven days or fewer stand in one row, whichever weekday they begin on.
    """
    first = days[0].day if days and len(days) <= 7 else date(2026, 1, 5)
    return {
        "label": label,
        "weekdays": [words.weekday(first + timedelta(days=after)) for after in range(min(7, len(days)))],
        "weeks": [[_day(day) for day in week] for week in grid.weeks(days)],
    }


def _day(day: grid.Day | None) -> dict[str, Any] | None:
    if day is None:
        return None
    return {
        "day": day,
        "number": day.day.day,
        "weekday": words.weekday(day.day),
        "full": words.short_day(day.day),
        "word": DAYS[day.state],
    }
