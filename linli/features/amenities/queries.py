"""What is at hand, what lies on the rack, and how many dropped in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.http import Http404

from linli.base.kernel import small
from linli.community.calendar import queries as calendar
from linli.community.places import queries as places
from linli.community.places.models import Amenity, Site

from . import rules
from .models import DropIn, Periodical, PeriodicalIssue

MONTHS_SHOWN = 24


@dataclass(frozen=True)
class AtHand:
    """An amenity, and what it offers in words (a mapping with `offers`, `hours` and their English), if noted."""

    amenity: Amenity
    note: Mapping[str, str] | None


def at_hand(*, site: Site) -> list[AtHand]:
    """Everything a visitor finds at a site without asking."""
    found = places.amenities(site=site).select_related("note")
    return [AtHand(amenity, vars(amenity.note) if hasattr(amenity, "note") else None) for amenity in found]


# The rack -----------------------------------------------------------------------------------------------------------


def rack(*, site: Site) -> list[PeriodicalIssue]:
    """The issues on the rack with their periodicals: by kind and title, the newest first. One statement."""
    return list(
        PeriodicalIssue.objects.filter(periodical__site=site, withdrawn_on=None)
        .select_related("periodical")
        .order_by("-periodical__kind", "periodical__title", "-day")
    )


def issue_at(*, site: Site, pk: int) -> PeriodicalIssue:
    """One issue of a site's periodicals, on the rack or not.

    :raises Http404: if the site has none with this key.
    """
    found = PeriodicalIssue.objects.filter(pk=pk, periodical__site=site).select_related("periodical__site").first()
    if found is None:
        raise Http404("no such issue")
    return found


def periodicals(*, site: Site) -> list[Periodical]:
    """What a site keeps on its rack, by title."""
    return list(Periodical.objects.filter(site=site).order_by("title"))


# Dropping in --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DaysDropIns:
    """How many dropped in on a day: in all, and hour by hour."""

    day: date
    n: int
    hours: Mapping[int, int]


def drop_in_months(*, site: Site, now: datetime) -> dict[date, int]:
    """How many dropped in each month (by its first day), the newest first: the last 24 that had anybody."""
    since = rules.first_of_months(calendar.business_day(site=site, now=now), months=MONTHS_SHOWN)
    months: dict[date, int] = {}
    days = DropIn.objects.filter(site=site, day__gte=since).values("day").annotate(people=Sum("n"))
    for day, people in days.order_by("-day").values_list("day", "people"):
        if people:
            months[day.replace(day=1)] = months.get(day.replace(day=1), 0) + people
    return months


def public_months(*, site: Site, now: datetime) -> dict[date, int]:
    """Of `drop_in_months` those with enough people to be told."""
    least = small.fewest(day=now.date())
    return {month: n for month, n in drop_in_months(site=site, now=now).items() if small.may_be_told(n, least=least)}


def public_days(*, site: Site, first_day: date, last_day: date, least: int) -> list[DaysDropIns]:
    """Of `drop_in_days` what may be told to everybody: days and hours with too few people are left out."""
    days = drop_in_days(site=site, first_day=first_day, last_day=last_day)
    shown = small.told({day.day: day.n for day in days}, least=least)
    return [DaysDropIns(day.day, day.n, small.told(day.hours, least=least)) for day in days if day.day in shown]


def drop_in_days(*, site: Site, first_day: date, last_day: date) -> list[DaysDropIns]:
    """The days of a stretch on which anybody dropped in, with their hours, the newest first."""
    found: dict[date, dict[int, int]] = {}
    rows = DropIn.objects.filter(site=site, day__range=(first_day, last_day), n__gt=0)
    for day, hour, people in (
        rows.values("day", "hour")
        .annotate(people=Sum("n"))
        .order_by("-day", "hour")
        .values_list("day", "hour", "people")
    ):
        found.setdefault(day, {})[hour] = people
    return [DaysDropIns(day, sum(hours.values()), hours) for day, hours in found.items()]


def drop_ins_today(*, site: Site, now: datetime) -> dict[str, int]:
    """How many dropped in today, by what for."""
    today = calendar.business_day(site=site, now=now)
    rows = DropIn.objects.filter(site=site, day=today).values("purpose").annotate(people=Sum("n"))
    found = dict.fromkeys(DropIn.Purpose.values, 0)
    return found | dict(rows.order_by("purpose").values_list("purpose", "people"))


def hour_of(*, site: Site, now: datetime) -> int:
    """The hour by the site's clock."""
    return now.astimezone(ZoneInfo(site.timezone)).hour
