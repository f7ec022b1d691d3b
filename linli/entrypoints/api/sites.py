"""Sites and their hours: public."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.urls import reverse
from ninja import Field, Query, Router, Schema

from linli.base.kernel import clock
from linli.base.kernel import gettext_noop as _
from linli.community.calendar import queries as calendar
from linli.community.places import queries as places
from linli.community.places.models import Site

from . import problems
from .kinds import Day, Whole
from .shapes import local

router = Router(tags=["sites"], auth=None)


class Place(Schema):
    """A place of the statistical division."""

    code: str = Field(examples=["110114005900"])
    name: str = Field(examples=["拓然家苑社区"])
    name_en: str


class SiteLinks(Schema):
    """Where more about the site is."""

    self: str = Field(examples=["/api/v1/sites/tuoran"])
    hours: str
    hall: str | None = Field(description=_("The hall's board; null where there is no hall yet"))
    page: str = Field(description=_("The site as a page for people"))


class SiteOut(Schema):
    """An open community service space. `is_example` marks invented data."""

    slug: str = Field(examples=["tuoran"])
    register_code: str = Field(examples=["S01"])
    name: str = Field(examples=["拓然家苑社区服务空间"])
    name_en: str
    kind: Literal["open_space", "community_home"]
    status: Literal["operating", "planned"]
    community: Place
    address: str
    address_en: str
    phone: str = Field(examples=["010-5550-0100"])
    timezone: str = Field(examples=["Asia/Shanghai"])
    is_example: bool
    links: SiteLinks


class Stretch(Schema):
    """From when until when, and how people are served then."""

    kind: Literal["staffed", "duty", "appointment", "activity"]
    starts_at: datetime = Field(examples=["2026-11-24T09:00:00+08:00"])
    ends_at: datetime = Field(examples=["2026-11-24T12:00:00+08:00"])


class DayOut(Schema):
    """One day's hours. `status`: the year's holidays are published, computed, or unknown (then weekdays only)."""

    day: date
    type: Literal["workday", "saturday", "sunday", "holiday"]
    name: str = Field(description=_("The holiday's name, if it is one"))
    status: Literal["official", "computed", "unknown"]
    periods: list[Stretch]


class HoursOut(Schema):
    """When a site is open."""

    site: str = Field(examples=["tuoran"])
    timezone: str = Field(examples=["Asia/Shanghai"])
    is_open: bool = Field(description=_("Whether the hall takes visitors now"))
    next_opening: datetime | None
    days: list[DayOut]


class HoursAsked(Schema):
    """Which days."""

    from_day: Day | None = Field(
        default=None,
        alias="from",
        description=_("First day; today if left out"),
    )
    days: Whole = Field(default=7, ge=1, le=31, description=_("How many days"))


@router.get(
    "/sites",
    response=list[SiteOut],
    operation_id="listSites",
    summary=_("Every site of the register"),
    description=_("Operating and planned sites, in the order of the register."),
)
def list_sites(request: HttpRequest) -> list[dict[str, Any]]:
    """Every site of the register."""
    return [_site(site) for site in places.sites().select_related("hall")]


@router.get(
    "/sites/{slug:slug}",
    response={200: SiteOut, **problems.of(404)},
    operation_id="seeSite",
    summary=_("One site"),
    description=_("What is known about a site."),
)
def see_site(request: HttpRequest, slug: str) -> dict[str, Any]:
    """One site."""
    return _site(places.site_by_slug(slug=slug))


@router.get(
    "/sites/{slug:slug}/hours",
    response={200: HoursOut, **problems.of(404, 422)},
    operation_id="seeHours",
    summary=_("When a site is open"),
    description=_("The promised hours day by day, holidays and make-up workdays considered."),
)
def see_hours(request: HttpRequest, slug: str, asked: Query[HoursAsked]) -> dict[str, Any]:
    """When a site is open."""
    now, site = clock.now(), places.site_by_slug(slug=slug)
    first = asked.from_day or calendar.business_day(site=site, now=now)
    return {
        "site": site.slug,
        "timezone": site.timezone,
        "is_open": calendar.is_open(site=site, now=now),
        "next_opening": local(calendar.next_opening(site=site, now=now), site.timezone),
        "days": [_day(day, site.timezone) for day in calendar.week_hours(site=site, day=first, days=asked.days)],
    }


def _site(site: Site) -> dict[str, Any]:
    fields = {field: getattr(site, field) for field in SiteOut.model_fields if field not in ("links",)}
    return fields | {"links": _links(site)}


def _links(site: Site) -> dict[str, str | None]:
    return {
        "self": reverse("api:see_site", args=[site.slug]),
        "hours": reverse("api:see_hours", args=[site.slug]),
        "hall": reverse("api:see_hall", args=[site.slug]) if hasattr(site, "hall") else None,
        "page": reverse("portal:site", args=[site.slug]),
    }


def _day(hours: calendar.DayHours, zone: str) -> dict[str, Any]:
    return {
        "day": hours.day,
        "type": hours.kind.type,
        "name": hours.kind.name,
        "status": hours.kind.status,
        "periods": [_stretch(served, zone) for served in hours.periods],
    }


def _stretch(served: calendar.Served, zone: str) -> dict[str, Any]:
    return {"kind": served.kind, "starts_at": local(served.start, zone), "ends_at": local(served.end, zone)}
