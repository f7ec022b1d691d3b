"""State how a site's area is divided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from linli.base.kernel import Objection, Refused
from linli.base.kernel import gettext_noop as _

from . import rules
from .models import AreaEntry, AreaStatement, AreaUse, Site


def state_areas(
    *, site: Site, from_day: date, total_m2: Decimal, areas: Mapping[str, Decimal], source: str, source_en: str = ""
) -> AreaStatement:
    """The division of the site's whole area in force from `from_day`, in m² by `AreaUse`.

    What was stated before stays: the ledger shows before and after.

    :raises Refused: with every reason at once: `no_source`, `no_total`, `unknown_use`, `negative_area`, `sum_differs`,
        `stated_already` (the day has a statement).
    """
    with transaction.atomic():
        Site.objects.select_for_update().get(pk=site.pk)
        found = rules.objections_to_areas(total_m2=total_m2, areas=areas, uses=dict(AreaUse.choices), source=source)
        if AreaStatement.objects.filter(site=site, from_day=from_day).exists():
            text = _("There is a statement for {day} already.")
            found.append(Objection("stated_already", text, {"day": from_day}, field="from_day"))
        if found:
            raise Refused(*found)
        statement = AreaStatement.objects.create(
            site=site, from_day=from_day, total_m2=total_m2, source=source, source_en=source_en
        )
        AreaEntry.objects.bulk_create(
            AreaEntry(statement=statement, use=use, area_m2=area) for use, area in areas.items()
        )
        return statement
