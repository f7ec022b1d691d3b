"""How the rooms are used: figures, the rows behind each, and the table as a file. No names anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.base.kernel import clock, small
from linli.base.ui import fields, words
from linli.base.ui.page import page
from linli.base.ui.spreadsheets import csv_answer
from linli.community.calendar import queries as calendar
from linli.community.places import queries as places
from linli.community.places.models import Site

from ..models.venues import Purpose
from ..queries import use as used

WEEKS = (4, 8, 13)
KINDS = {"workday": _("workdays"), "weekend": _("weekends"), "holiday": _("public holidays")}


@dataclass(frozen=True)
class Line:
    """One line of a table of use, and the address of its rows."""

    label: str
    share: used.Share
    count: int | None
    url: str = ""


@require_safe
def use(request: HttpRequest, *, site: str) -> HttpResponse:
    """Booked over open hours, each figure with its rows."""
    found = places.site_by_slug(slug=site)
    weeks, seen = _seen(request, found)
    ledger, least = places.area_ledger(site=found), small.fewest(day=seen.last)
    context = {
        "tab": "spaces",
        "site": found,
        "weeks": weeks,
        "least": least,
        "choices": [{"n": n, "is_chosen": n == weeks} for n in WEEKS],
        "use": seen,
        "six": seen.six,
        "residents": seen.six.residents if small.may_be_told(seen.six.residents, least=least) else None,
        "venues": [
            _line(site, weeks, one, words.local(one.label, "name"), least=least, venue=one.label.slug)
            for one in seen.venues
        ],
        "purposes": [_line(site, weeks, one, _purpose(one.label), purpose=one.label) for one in seen.purposes],
        "hours": [_line(site, weeks, one, f"{one.label}:00", hour=one.label) for one in seen.hours],
        "weekdays": [_line(site, weeks, one, _weekday(one.label), weekday=one.label) for one in seen.weekdays],
        "kinds": [_line(site, weeks, one, str(KINDS[str(one.label)]), kind=one.label) for one in seen.kinds],
        "shares": _shares(seen),
        "ratios": _ratios(ledger[-1]) if ledger else {},
        "rows_url": _rows_url(site, weeks),
    }
    return page(request, "booking/use.html", context)


@require_safe
def rows(request: HttpRequest, *, site: str) -> HttpResponse:
    """The bookings behind one figure: when, which room, what for, how many. A confidential room has no rows."""
    found = places.site_by_slug(slug=site)
    weeks, seen = _seen(request, found)
    asked = {name: request.GET.get(name, "") for name in ("venue", "purpose", "kind")}
    some = used.matching(seen.rows, hour=_number(request, "hour"), weekday=_number(request, "weekday"), **asked)
    context = {
        "tab": "spaces",
        "site": found,
        "weeks": weeks,
        "use": seen,
        "rows": [{"row": row, "purpose": _purpose(row.purpose)} for row in some],
        "minutes": sum(row.minutes for row in some),
        "hours": round(sum(row.minutes for row in some) / 60, 1),
    }
    return page(request, "booking/use_rows.html", context)


@require_safe
def table(request: HttpRequest, *, site: str) -> HttpResponse:
    """The same as a file for a spreadsheet."""
    found = places.site_by_slug(slug=site)
    _weeks, seen = _seen(request, found)
    columns = [gettext("Room"), gettext("Bookings"), gettext("Booked hours"), gettext("Open hours")]
    least = small.fewest(day=seen.last)
    rows = [_row(one, least) for one in seen.venues]
    name = f"rooms-{site}-{seen.first}-{seen.last}"
    return csv_answer(name=name, rows=[[*columns, gettext("Booked of open, %")], *rows])


def _row(one: used.Share, least: int) -> list[Any]:
    hidden, count = one.is_confidential, _count(one, least)
    return [
        words.local(one.label, "name"),
        "" if count is None else count,
        "" if hidden else one.booked_hours,
        "" if hidden else one.open_hours,
        "" if one.percent is None else one.percent,
    ]


def _count(share: used.Share, least: int) -> int | None:
    """How many bookings that were, or None where so few of a confidential room would point at somebody."""
    return share.count if not share.is_confidential or small.may_be_told(share.count, least=least) else None


def _seen(request: HttpRequest, site: Site) -> tuple[int, used.Use]:
    """The weeks asked for, and their use up to yesterday."""
    now = clock.now()
    asked = fields.whole_in(request.GET, "weeks")
    weeks = asked if asked in WEEKS else WEEKS[0]
    last = calendar.business_day(site=site, now=now) - timedelta(days=1)
    return weeks, used.use(site=site, first=_first(last, weeks), last=last, now=now)


def _first(last: date, weeks: int) -> date:
    return last - timedelta(days=7 * weeks - 1)


def _number(request: HttpRequest, name: str) -> int | None:
    return fields.whole_in(request.GET, name, at_most=99)


def _line(site: str, weeks: int, share: used.Share, label: str, *, least: int = 0, **asked: Any) -> Line:
    url = "" if share.is_confidential or not share.count else _rows_url(site, weeks, **asked)
    return Line(label, share, _count(share, least), url)


def _rows_url(site: str, weeks: int, **asked: Any) -> str:
    return f"{reverse('booking:use_rows', args=[site])}?{urlencode({'weeks': weeks, **asked})}"


def _purpose(code: object) -> str:
    return str(dict(Purpose.choices).get(str(code), code))


def _weekday(number: object) -> str:
    monday = date(2026, 1, 5)
    return words.weekday(monday + timedelta(days=int(str(number))))


def _shares(seen: used.Use) -> dict[str, float | None]:
    """How much of what was booked falls on weekends and on holidays, in per cent."""
    whole = sum(one.booked for one in seen.kinds)
    return {str(one.label): _percent(one.booked, whole) for one in seen.kinds}


def _ratios(stated: places.Stated) -> dict[str, str]:
    """Office and activity ratio of the area ledger, in per cent."""
    found = {"office": stated.division.office_ratio, "activity": stated.division.activity_ratio}
    return {name: f"{ratio * 100:.1f}" for name, ratio in found.items() if ratio is not None}


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
