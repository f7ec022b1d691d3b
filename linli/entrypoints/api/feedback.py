"""Ratings: one's own visit rated by its code, and a hall's public figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Router, Schema, Status
from pydantic import StringConstraints

from linli.base.kernel import clock
from linli.base.kernel import gettext_noop as _
from linli.features.feedback import actions, queries
from linli.features.feedback.rules import LEVELS, Figures
from linli.features.hall import queries as halls

from . import problems
from .auth import BearerOrNobody, client_of
from .kinds import Key, Lines, Whole
from .shapes import Asked

router = Router(tags=["ratings"], auth=None)

AspectName = Literal["service", "attitude", "efficiency", "guide", "convenience"]


class Rate(Asked):
    """How a visit was. Nothing is taken for granted: without a level it is refused."""

    level: Whole | None = Field(
        default=None, ge=1, le=5, description=_("5 very satisfied … 1 very dissatisfied (GB/T 39734)"), examples=[4]
    )
    aspects: list[AspectName] = Field(default=[], max_length=5, description=_("What it was about, if you like"))
    words: Annotated[Lines, StringConstraints(max_length=300)] = Field(
        default="", description=_("In your words, if you like; no names or numbers, please")
    )


class RatedOut(Schema):
    """The visit has been rated; what was said is not told again."""

    is_rated: Literal[True]
    links: dict[str, str]


class RatingFiguresOut(Schema):
    """Some ratings together. Rates are per cent with one decimal."""

    ratings: int
    served: int = Field(description=_("Visits served in the same days"))
    levels: dict[str, int] = Field(description=_("How many ratings of each level"), examples=[{"5": 40, "4": 12}])
    satisfaction: Decimal | None = Field(description=_("Levels 5, 4 and 3 of all ratings"))
    coverage: Decimal | None = Field(description=_("Ratings of the visits served"))


class StretchOut(RatingFiguresOut):
    """Consecutive days published together."""

    first_day: date
    last_day: date


class MonthOut(RatingFiguresOut):
    """A month: the sum of the stretches that ended in it."""

    first_day: date = Field(examples=["2026-11-01"])
    stretches: list[StretchOut]


class RatingsOut(Schema):
    """What everybody may see of a hall's ratings."""

    site: str = Field(examples=["tuoran"])
    smallest_n: int = Field(description=_("So many ratings are published together, or none"))
    valid_days: int = Field(description=_("So many days a visit may be rated; its day is published afterwards"))
    source: str
    months: list[MonthOut]


@router.post(
    "/tickets/{slug:code}/rating",
    response={201: RatedOut, **problems.of(401, 403, 404, 409, 422, 429)},
    auth=BearerOrNobody(),
    operation_id="rateVisit",
    summary=_("Rate one's own visit, once, by its code"),
    description=_(
        "Voluntary and anonymous: nothing that is kept leads from a rating to the visit. Whoever works for the hall "
        "is refused (403)."
    ),
    openapi_extra={"security": [{}]},
)
def rate_visit(request: HttpRequest, response: HttpResponse, code: str, body: Rate, key: Key) -> Status[Any]:
    """Rate one's own visit, once, by its code."""
    ticket = queries.ticket_to_rate(code=code, person=client_of(request).person)
    actions.rate_visit(
        ticket=ticket, level=body.level, aspects=body.aspects, words=body.words, key=key, now=clock.now()
    )
    response["Cache-Control"] = "no-store"
    site = ticket.hall.site.slug
    links = {"ratings": reverse("api:see_ratings", args=[site]), "page": reverse("feedback:rating", args=[code])}
    return Status(201, {"is_rated": True, "links": links})


@router.get(
    "/sites/{slug:slug}/ratings",
    response={200: RatingsOut, **problems.of(404)},
    operation_id="seeRatings",
    summary=_("A hall's ratings, month by month"),
    description=_("Only days that cannot be rated any more, and never fewer than `smallest_n` ratings together."),
)
def see_ratings(request: HttpRequest, slug: str) -> dict[str, Any]:
    """A hall's ratings, month by month."""
    hall, now = halls.hall_at(slug=slug), clock.now()
    terms = queries.terms(day=now.date())
    return {
        "site": slug,
        "smallest_n": terms.smallest_n,
        "valid_days": terms.valid_days,
        "source": terms.source,
        "months": [
            _figures(month.figures)
            | {
                "first_day": month.first_day,
                "stretches": [
                    _figures(figures) | {"first_day": stretch.first_day, "last_day": stretch.last_day}
                    for stretch, figures in month.stretches
                ],
            }
            for month in queries.published(hall=hall, now=now).months
        ],
    }


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "ratings": figures.n,
        "served": figures.served,
        "levels": {str(level): figures.levels[level] for level in LEVELS},
        "satisfaction": figures.satisfaction,
        "coverage": figures.coverage,
    }
