"""A site's area ledger ready to be shown: before and after, in m² and per cent, with the ratios computed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from linli.base.ui.templatetags.ui import ZONES
from linli.community.places.models import AreaStatement, AreaUse
from linli.community.places.queries import Stated


@dataclass(frozen=True)
class Band:
    """A stretch of a bar: from `start` on, `width` per cent of it, in its zone's hue."""

    hue: str
    start: Decimal
    width: Decimal


@dataclass(frozen=True)
class Row:
    """One use in the table: its square metres in each statement, empty where it has none."""

    use: str
    label: str
    hue: str
    is_zone: bool
    areas: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class Column:
    """One statement: since when, how much in all, the bar, and the ratios in per cent (None: cannot be told)."""

    from_day: date
    total: Decimal
    statement: AreaStatement
    bands: tuple[Band, ...]
    office: Decimal | None
    activity: Decimal | None


@dataclass(frozen=True)
class Areas:
    """The whole ledger: a column a statement, a row a use."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    per_100_households: Decimal | None

    @property
    def first(self) -> Column:
        """How it was."""
        return self.columns[0]

    @property
    def last(self) -> Column:
        """How it is."""
        return self.columns[-1]

    @property
    def has_changed(self) -> bool:
        """Whether there is a before and an after."""
        return len(self.columns) > 1


def told(*, ledger: list[Stated], households: int | None) -> Areas | None:
    """The ledger as it is shown; None where nothing was stated yet."""
    if not ledger:
        return None
    used = [use for use in AreaUse if any(stated.division.areas.get(use) for stated in ledger)]
    return Areas(
        columns=tuple(_column(stated, used) for stated in ledger),
        rows=tuple(_row(use, ledger) for use in used),
        per_100_households=_rounded(ledger[-1].division.per_100_households(households)),
    )


def _row(use: AreaUse, ledger: list[Stated]) -> Row:
    return Row(
        use=use.value,
        label=str(use.label),
        hue=_hue(use),
        is_zone=use.value in ZONES,
        areas=tuple(stated.division.areas.get(use.value) for stated in ledger),
    )


def _column(stated: Stated, used: list[AreaUse]) -> Column:
    division = stated.division
    bands, start = [], Decimal(0)
    for use in used:
        width = division.areas.get(use.value, Decimal(0)) * 100 / division.total
        if width:
            bands.append(Band(_hue(use), start, width))
        start += width
    return Column(
        from_day=stated.statement.from_day,
        total=division.total,
        statement=stated.statement,
        bands=tuple(bands),
        office=_percent(division.office_ratio),
        activity=_percent(division.activity_ratio),
    )


def _hue(use: AreaUse) -> str:
    return ZONES[use.value][0] if use.value in ZONES else use.value.replace("_", "-")


def _percent(ratio: Decimal | None) -> Decimal | None:
    return _rounded(ratio * 100) if ratio is not None else None


def _rounded(value: Decimal | None) -> Decimal | None:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP) if value is not None else None
