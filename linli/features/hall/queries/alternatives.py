"""What somebody can do instead who may not be reached today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.community.calendar import queries as calendar
from linli.community.places.models import Site

from ..models import Hall
from ..rules import history
from .glances import glances
from .waits import terms_with_basis, zone_of
from .windows import today_of


@dataclass(frozen=True)
class Alternatives:
    """When the hall opens next, the quietest hour of that day (None: not known), and halls nearby that serve now."""

    opens_at: datetime | None
    quiet_at: datetime | None
    nearby: tuple[Site, ...]


def alternatives(*, hall: Hall, closes_at: datetime, now: datetime) -> Alternatives:
    """What to tell somebody who may not be called before `closes_at`, the end of today's last hours."""
    opens_at = calendar.next_opening(site=hall.site, now=closes_at)
    return Alternatives(
        opens_at=opens_at,
        quiet_at=_quiet_at(hall, opens_at, now) if opens_at else None,
        nearby=_nearby(hall, now),
    )


def _quiet_at(hall: Hall, opens_at: datetime, now: datetime) -> datetime | None:
    """The whole hour of the next day of opening in which the fewest numbers were taken so far."""
    served = calendar.served_on(site=hall.site, day=calendar.business_day(site=hall.site, now=opens_at))
    hours = {}
    for one in served:
        at = one.start.astimezone(zone_of(hall)).replace(minute=0)
        at = at if at >= one.start else at + timedelta(hours=1)
        while one.kind in calendar.TAKES_VISITORS and at + timedelta(hours=1) <= one.end:
            hours[at.hour] = at
            at += timedelta(hours=1)
    _terms, past = terms_with_basis(hall=hall, day=today_of(hall=hall, now=now))
    quiet = history.quiet_hour(past, hours=hours)
    return hours[quiet] if quiet is not None else None


def _nearby(hall: Hall, now: datetime) -> tuple[Site, ...]:
    """The sites of the same street or town whose halls are open and have a window that serves."""
    street = hall.site.community.street_town_id
    others = Hall.objects.filter(site__community__street_town=street, site__status=Site.Status.OPERATING)
    found = list(others.exclude(pk=hall.pk).select_related("site__community").order_by("site__name"))
    hours = calendar.open_now_by_site(sites=[one.site for one in found], now=now)
    seen = glances(halls=found, now=now)
    return tuple(one.site for one in found if hours[one.site_id].is_open and seen[one.pk].windows_open)
