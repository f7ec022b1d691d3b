"""The register: districts, streets and towns, communities, estates, and the sites with what they have."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from .models import Site


def sites(*, kind: str | None = None, status: str | None = None) -> QuerySet[Site]:
    """The sites of the register (of a kind, of a status), in its order, with community and street or town."""
    found = Site.objects.select_related("community__street_town")
    if kind is not None:
        found = found.filter(kind=kind)
    if status is not None:
        found = found.filter(status=status)
    return found.order_by("register_code")


def site_by_slug(*, slug: str) -> Site:
    """The site with its community and street or town.

    :raises Http404: if there is no such site.
    """
    try:
        return sites().get(slug=slug)
    except Site.DoesNotExist as missing:
        raise Http404("There is no such site.") from missing
