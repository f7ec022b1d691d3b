"""Who may not book for now."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.http import Http404

from linli.community.people.models import Person
from linli.community.places.models import Site

from ..models import Suspension
from .shapes import Notice

TOLD_FOR = timedelta(days=365)


def suspensions(*, site: Site, now: datetime) -> list[Suspension]:
    """The suspensions of a site in force or appealed against and not decided, the newest first."""
    found = Suspension.objects.filter(Q(ends_at__gt=now) | ~Q(appealed_at=None) & Q(decided_at=None), site=site)
    return list(found.select_related("person", "made_by", "decided_by").order_by("-starts_at", "-pk"))


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
