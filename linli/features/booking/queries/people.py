"""Who may not book for now."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.http import Http404

from linli.community.people.models import Person
from linli.community.places.models import Site

from ..models import Booking, Suspension
from .shapes import Notice

TOLD_FOR = timedelta(days=365)


def suspensions(*, site: Site, now: datetime) -> list[Suspension]:
    """The suspensions of a site in force or appealed against and not decided, the newest first.

    Each has `shown`: the name under which its holder booked here and is still to be read; "" for all others, so that
    nobody learns from a suspension whose a telephone number is, or whether it has an account.
    """
    found = Suspension.objects.filter(Q(ends_at__gt=now) | ~Q(appealed_at=None) & Q(decided_at=None), site=site)
    rows = list(found.select_related("made_by", "decided_by").order_by("-starts_at", "-pk"))
    names = _names_here(site, {row.holder_key for row in rows if row.holder_key})
    for row in rows:
        vars(row)["shown"] = names.get(row.holder_key, "")
    return rows


def _names_here(site: Site, keys: set[str]) -> dict[str, str]:
    booked = Booking.objects.filter(venue__site=site, holder_key__in=keys).order_by("made_at")
    return {key: name for key, name in booked.values_list("holder_key", "name") if name}


def suspension_at(*, site: Site, pk: int) -> Suspension:
    """A suspension of a site.

    :raises Http404: if the site has none such.
    """
    found = Suspension.objects.select_related("site", "person").filter(site=site, pk=pk).first()
    if found is None:
        raise Http404("no such suspension")
    return found


def my_suspensions(*, person: Person, now: datetime) -> list[Notice]:
    """What a person was suspended for in the last year, the newest first."""
    mine = Suspension.objects.select_related("site").filter(person=person, ends_at__gt=now - TOLD_FOR)
    return [
        Notice(
            suspension=one,
            is_in_force=one.starts_at <= now < one.ends_at,
            may_appeal=one.appealed_at is None and now < one.ends_at,
        )
        for one in mine.order_by("-starts_at", "-pk")
    ]
