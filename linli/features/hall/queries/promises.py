"""How often the waits that were told came true: published for everybody, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from linli.base.kernel.dated import in_force

from ..models import Hall, WaitDay, WaitTold
from .windows import today_of

FILE = Path(__file__).parents[1] / "data" / "promises.toml"


@dataclass(frozen=True)
class Held:
    """So many promises were judged and so many held; the others were called sooner or later.

    `left` did not wait for it, `warned` were told they might not be reached and were not: both are not judged.
    Of fewer than `fewest` judged ones no share is told.
    """

    fewest: int
    told: int
    hits: int
    early: int
    late: int
    left: int
    warned: int

    @property
    def percent(self) -> int | None:
        """The share that held, in whole percent; None where there are too few to say."""
        return round(100 * self.hits / self.told) if self.told >= self.fewest else None


@dataclass(frozen=True)
class Promises:
    """The last days altogether, and each that was settled, the newest first."""

    since: date
    until: date
    total: Held
    days: tuple[tuple[date, Held], ...]


def published_days(*, day: date) -> int:
    """How many days before `day` are told of (data/promises.toml)."""
    return int(in_force(file=FILE, day=day)["published_days"])


def promises(*, hall: Hall, now: datetime) -> Promises:
    """How often the hall's promises of the last days (thirty, unless the data says otherwise) before today
    held (one statement).
    """
    today = today_of(hall=hall, now=now)
    since = today - timedelta(days=published_days(day=today))
    settled = WaitDay.objects.filter(hall=hall, day__gte=since, day__lt=today).defer("facts", "basis")
    rows = list(settled.order_by("-day"))
    return Promises(
        since=since,
        until=today - timedelta(days=1),
        total=_held(today, *rows),
        days=tuple((row.day, _held(row.day, row)) for row in rows),
    )


def promises_of_day(*, hall: Hall, day: date) -> list[WaitTold]:
    """Every promise of a settled day with its verdict, in the order of the numbers; none of a day with too few."""
    told = WaitTold.objects.filter(ticket__hall=hall, ticket__day=day).exclude(verdict="")
    found = list(told.select_related("ticket").defer("ticket__contact").order_by("ticket__arrival"))
    judged = sum(one.verdict in ("hit", "early", "late") for one in found)
    return found if judged >= _fewest(day) else []


def _held(day: date, *rows: WaitDay) -> Held:
    names = ("told", "hits", "early", "late", "left", "warned")
    return Held(fewest=_fewest(day), **{name: sum(getattr(row, name) for row in rows) for name in names})


def _fewest(day: date) -> int:
    return int(in_force(file=FILE, day=day)["fewest"])
