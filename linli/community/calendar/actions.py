"""Put a year's holidays in place."""

from __future__ import annotations

from django.db import transaction

from linli.base.kernel import Objection, Refused
from linli.base.kernel import gettext_noop as _

from . import rules
from .models import SpecialDay, Year


def import_holidays(*, text: str) -> Year:
    """The year that a notice (a CSV file's text, see `rules.read_notice`) describes, in place of what was there.

    :raises Refused: with every fault of the file at once (each says its row); `official_stays` where the days of an
        official year would be replaced by computed ones. Nothing was written then.
    """
    notice, faults = rules.read_notice(text)
    if notice is None:
        raise Refused(*faults)
    return replace_year(notice=notice)


def replace_year(*, notice: rules.Notice) -> Year:
    """The year with the notice's days, in one transaction: readers see the old table or the new one.

    :raises Refused: `official_stays`.
    """
    with transaction.atomic():
        there = Year.objects.select_for_update().filter(year=notice.year).first()
        if there and there.status == rules.OFFICIAL and notice.status == rules.COMPUTED:
            text = _("{year} is published; computed days do not take the place of official ones.")
            raise Refused(Objection("official_stays", text, {"year": str(notice.year)}))
        year, _made = Year.objects.update_or_create(
            year=notice.year, defaults={"status": notice.status, "source": notice.source}
        )
        SpecialDay.objects.filter(year=year).delete()
        SpecialDay.objects.bulk_create(
            SpecialDay(day=day, year=year, kind=special.kind, name=special.name, name_en=special.name_en)
            for day, special in sorted(notice.days.items())
        )
        return year
