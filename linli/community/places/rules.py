"""How an area divides, and what its shares say. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from linli.base.kernel import Objection
from linli.base.kernel import gettext_noop as _

ZONES = ("consult_zone", "deliberation_zone", "activity_zone", "special_zone", "display_zone", "office_zone")
OFFICE, OTHER_SERVICE, IDLE = "office_zone", "other_service", "idle"
# What counts as residents' space in the activity ratio; the undivided rest of an old building does not tell.
ACTIVITY = ("activity_zone", "deliberation_zone", "special_zone", "display_zone")


@dataclass(frozen=True)
class Division:
    """Square metres by use. Ratios are computed from them, never typed."""

    areas: Mapping[str, Decimal]

    @property
    def total(self) -> Decimal:
        """All of it, in m²."""
        return sum(self.areas.values(), Decimal(0))

    @property
    def office_ratio(self) -> Decimal | None:
        """The office's share of the whole, 0 to 1; None of nothing."""
        return self._share(self.areas.get(OFFICE, Decimal(0)))

    @property
    def activity_ratio(self) -> Decimal | None:
        """The share of the activity, deliberation, special and display zones, 0 to 1.

        None where activity and other service were never told apart.
        """
        if self.areas.get(OTHER_SERVICE):
            return None
        return self._share(sum((self.areas.get(use, Decimal(0)) for use in ACTIVITY), Decimal(0)))

    def per_100_households(self, households: int | None) -> Decimal | None:
        """How many m² there are for every hundred households; None where these are not known."""
        return self.total * 100 / households if households else None

    def _share(self, part: Decimal) -> Decimal | None:
        return part / self.total if self.total else None


def objections_to_areas(
    *, total_m2: Decimal, areas: Mapping[str, Decimal], uses: Mapping[str, object], source: str
) -> list[Objection]:
    """Every reason why these square metres cannot be stated as a site's division; `uses` are the known ones, named."""
    found = []
    if not source.strip():
        found.append(Objection("no_source", _("Say where these areas come from."), field="source"))
    if total_m2 <= 0:
        found.append(Objection("no_total", _("The whole area must be more than nothing."), field="total_m2"))
    found += [
        Objection("unknown_use", _("“{use}” is not one of the uses an area can have."), {"use": use})
        for use in areas
        if use not in uses
    ]
    found += [
        Objection(
            "negative_area", _("{area} m² for “{use}”: an area cannot be negative."), _of(use, uses) | {"area": area}
        )
        for use, area in areas.items()
        if area < 0
    ]
    stated = sum(areas.values(), Decimal(0))
    if stated != total_m2:
        text = _("The parts sum to {sum} m², the whole is {total} m².")
        found.append(Objection("sum_differs", text, {"sum": stated, "total": total_m2}))
    return found


def _of(use: str, uses: Mapping[str, object]) -> dict[str, object]:
    return {"use": uses.get(use, use)}


def missing_zones(present: Collection[str]) -> list[str]:
    """Which of the six zones a site lacks, in their order (domain A27: all six are needed for acceptance)."""
    return [zone for zone in ZONES if zone not in present]


@dataclass(frozen=True)
class Box:
    """Where something lies on a floor plan, in metres from the north-west corner."""

    x: Decimal
    y: Decimal
    width: Decimal
    depth: Decimal

    @property
    def right(self) -> Decimal:
        """Its east edge."""
        return self.x + self.width

    @property
    def foot(self) -> Decimal:
        """Its south edge."""
        return self.y + self.depth

    def overlaps(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        return self.x < other.right and other.x < self.right and self.y < other.foot and other.y < self.foot

    def holds(self, other: Box) -> bool:
        """Whether the other lies wholly inside."""
        return self.x <= other.x and self.y <= other.y and other.right <= self.right and other.foot <= self.foot
