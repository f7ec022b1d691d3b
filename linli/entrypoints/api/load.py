"""The hall's load by half hour, for programs with a token: a dashboard, a report. Sums about nobody."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from linli.base.kernel import clock
from linli.base.kernel import gettext_noop as _
from linli.features.hall import queries as halls
from linli.features.hall.rules.load import Figures

from . import problems
from .auth import Bearer, require
from .kinds import Day

router = Router(tags=["hall"], auth=Bearer())


class LoadFiguresOut(Schema):
    """What is counted of a half hour or of a day. Windows are counted, never the people who work there."""

    came: int = Field(description=_("How many took a number, and of these gave up:"), examples=[12])
    left: int = Field(description=_("… left the line"))
    missed: int = Field(description=_("… did not come when called, and not since"))
    lapsed: int = Field(description=_("… were not reached before closing"))
    called: int = Field(description=_("How many were called for the first time, and how long these had waited:"))
    median_wait_s: int | None = Field(description=_("… half of them at most, in seconds"))
    most_wait_s: int | None = Field(description=_("… nine of ten at most, in seconds"))
    longest_wait_s: int | None = Field(description=_("… the longest, in seconds"))
    served: int = Field(description=_("How many visits were finished"))
    open_s: int = Field(description=_("Seconds of open windows, and of these:"))
    paused_s: int = Field(description=_("… paused"))
    idle_s: int = Field(description=_("… not paused and nobody called or served"))
    idle_waited_s: int = Field(description=_("… the same while somebody waited"))


class HalfHourOut(LoadFiguresOut):
    """One half hour of the business day, by the clock on the wall."""

    starts: str = Field(examples=["09:00"])
    ends: str = Field(examples=["09:30"])
    demand_s: int | None = Field(
        description=_("Seconds of windows that those who came will need; null while no visit was finished")
    )
    is_short: bool = Field(description=_("More was needed than open windows without their pauses could serve"))
    is_going_on: bool = Field(description=_("The half hour is not over yet"))


class LoadOut(Schema):
    """The load of a business day; `half_hours` from the first promised or counted one to the last, today up to now."""

    site: str = Field(examples=["tuoran"])
    day: date
    is_today: bool
    source: str = Field(description=_("Who counted, where it was not this hall's own log"))
    total: LoadFiguresOut
    half_hours: list[HalfHourOut]


class LoadAsked(Schema):
    """Which day."""

    day: Day | None = None


@router.get(
    "/sites/{slug:slug}/load",
    response={200: LoadOut, **problems.of(401, 403, 404, 422)},
    operation_id="seeLoad",
    summary=_("How busy the hall was, by half hour"),
    description=_("Today as far as it has gone, or the day asked for."),
)
def see_load(request: HttpRequest, slug: str, asked: Query[LoadAsked]) -> dict[str, Any]:
    """How busy the hall was, by half hour."""
    hall = halls.hall_at(slug=slug)
    require(request, right="hall.look", site=hall.site)
    now = clock.now()
    found = halls.day_load(hall=hall, day=asked.day or halls.today_of(hall=hall, now=now), now=now)
    return {
        "site": slug,
        "day": found.day,
        "is_today": found.is_today,
        "source": found.source,
        "total": _figures(found.total),
        "half_hours": [_half_hour(half) for half in found.halves],
    }


def _half_hour(half: halls.HalfHourLoad) -> dict[str, Any]:
    return _figures(half.figures) | {
        "starts": f"{half.starts:%H:%M}",
        "ends": f"{half.ends:%H:%M}" if half.ends != time(0) else "24:00",
        "demand_s": None if half.demand_s is None else round(half.demand_s),
        "is_short": half.is_short,
        "is_going_on": half.is_going_on,
    }


def _figures(found: Figures) -> dict[str, Any]:
    return {name: getattr(found, name) for name in LoadFiguresOut.model_fields}
