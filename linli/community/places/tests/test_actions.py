from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction

from linli.base.kernel import Refused
from linli.base.ui.words import say
from linli.community.places import actions, queries
from linli.community.places.models import AreaEntry, AreaStatement

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

DAY, STATED = date(2026, 5, 1), date(2026, 4, 1)


def state(cast: Cast, **changes: Any) -> AreaStatement:
    asked: dict[str, Any] = {
        "site": cast.site,
        "from_day": DAY,
        "total_m2": Decimal(100),
        "areas": {"office_zone": Decimal(30), "activity_zone": Decimal(70)},
        "source": "measured",
    }
    return actions.state_areas(**(asked | changes))


def test_areas_are_stated_from_a_day_on_and_the_earlier_statement_stays(cast: Cast) -> None:
    state(cast)
    state(cast, from_day=date(2026, 6, 1), areas={"office_zone": Decimal(10), "activity_zone": Decimal(90)})
    assert [row.statement.from_day.month for row in queries.area_ledger(site=cast.site)] == [5, 6]

    def office(on: date) -> Decimal | None:
        division = queries.areas(site=cast.site, on=on)
        return division.office_ratio if division else None

    assert [office(date(2026, month, 15)) for month in (4, 5, 6)] == [None, Decimal("0.3"), Decimal("0.1")]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"source": ""}, ["no_source"]),
        ({"total_m2": Decimal(0), "areas": {}}, ["no_total"]),
        ({"areas": {"pool": Decimal(100)}}, ["unknown_use"]),
        ({"areas": {"office_zone": Decimal(-10), "activity_zone": Decimal(110)}}, ["negative_area"]),
        ({"total_m2": Decimal(101)}, ["sum_differs"]),
        ({"from_day": STATED, "total_m2": Decimal(90), "source": ""}, ["no_source", "sum_differs", "stated_already"]),
    ],
)
def test_wrong_areas_are_refused_and_nothing_is_written(cast: Cast, changes: dict[str, Any], codes: list[str]) -> None:
    state(cast, from_day=STATED)
    before = AreaStatement.objects.count(), AreaEntry.objects.count()
    with pytest.raises(Refused) as refused:
        state(cast, **changes)
    assert refused.value.codes == codes
    assert (AreaStatement.objects.count(), AreaEntry.objects.count()) == before


def test_an_objection_names_the_use_and_not_its_code(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        state(cast, areas={"office_zone": Decimal(-10), "activity_zone": Decimal(110)})
    assert "office_zone" not in say(refused.value.objections[0])


def test_the_database_holds_no_negative_area(cast: Cast) -> None:
    statement = state(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaEntry.objects.create(statement=statement, use="idle", area_m2=Decimal(-1))
