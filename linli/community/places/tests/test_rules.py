from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from linli.community.places import rules
from linli.community.places.rules import Box, Division

USES = {use: use for use in (*rules.ZONES, rules.OTHER_SERVICE, rules.IDLE)}
AREAS = st.dictionaries(st.sampled_from(list(USES)), st.decimals(0, 9999, places=1), min_size=1)


def codes(total: int | Decimal, areas: dict[str, Decimal], source: str = "measured") -> list[str]:
    found = rules.objections_to_areas(total_m2=Decimal(total), areas=areas, uses=USES, source=source)
    return [objection.code for objection in found]


def test_ratios_are_shares_of_the_whole() -> None:
    after = Division(
        {
            "consult_zone": Decimal(150),
            "deliberation_zone": Decimal(80),
            "activity_zone": Decimal(300),
            "special_zone": Decimal(90),
            "display_zone": Decimal(50),
            "office_zone": Decimal(110),
        }
    )
    assert after.total == 780
    assert after.office_ratio is not None
    assert after.activity_ratio is not None
    assert round(after.office_ratio * 100, 1) == Decimal("14.1")
    assert round(after.activity_ratio * 100, 1) == Decimal("66.7")
    assert after.per_100_households(2480) == Decimal(78000) / 2480


def test_an_activity_ratio_cannot_be_told_of_undivided_areas() -> None:
    before = Division({"office_zone": Decimal(430), "idle": Decimal(150), "other_service": Decimal(200)})
    assert before.activity_ratio is None
    assert before.office_ratio is not None
    assert round(before.office_ratio * 100, 1) == Decimal("55.1")


def test_nothing_has_no_ratio() -> None:
    nothing = Division({})
    assert (nothing.office_ratio, nothing.activity_ratio, nothing.per_100_households(None)) == (None, None, None)


def test_every_objection_to_areas_is_told_at_once() -> None:
    assert codes(0, {"office_zone": Decimal(-1), "pool": Decimal(5)}, source=" ") == [
        "no_source",
        "no_total",
        "unknown_use",
        "negative_area",
        "sum_differs",
    ]


@given(areas=AREAS)
def test_areas_that_sum_to_the_total_are_stated_and_their_ratios_are_shares(areas: dict[str, Decimal]) -> None:
    division = Division(areas)
    if division.total:
        assert codes(division.total, areas) == []
        assert division.office_ratio is not None
        assert 0 <= division.office_ratio <= 1
        assert division.activity_ratio is None or 0 <= division.activity_ratio + division.office_ratio <= 1
    assert "sum_differs" in codes(division.total + 1, areas)


def test_missing_zones_are_named_in_their_order() -> None:
    assert rules.missing_zones({"office_zone", "activity_zone"}) == [
        "consult_zone",
        "deliberation_zone",
        "special_zone",
        "display_zone",
    ]
    assert rules.missing_zones(rules.ZONES) == []


def test_boxes_that_share_an_edge_do_not_overlap() -> None:
    def box(x: int, y: int, width: int, depth: int) -> Box:
        return Box(Decimal(x), Decimal(y), Decimal(width), Decimal(depth))

    assert not box(0, 0, 5, 5).overlaps(box(5, 0, 5, 5))
    assert box(0, 0, 5, 5).overlaps(box(4, 4, 5, 5))
    assert box(0, 0, 5, 5).holds(box(1, 1, 4, 4))
    assert not box(0, 0, 5, 5).holds(box(1, 1, 5, 4))
