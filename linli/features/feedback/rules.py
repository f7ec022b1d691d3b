"""What stands in the way of a rating, which days are published together, and what the figures are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from linli.base.kernel import Objection
from linli.base.kernel import gettext_noop as _

# 基本满意 and better count as satisfied (国办发〔2019〕51号); what is below is a bad rating that needs a reply.
LEVELS = (5, 4, 3, 2, 1)
SATISFIED = (5, 4, 3)
BAD = (2, 1)


@dataclass(frozen=True)
class Terms:
    """How visits are rated: for how many days, how many are published together, how long words are kept."""

    valid_days: int
    smallest_n: int
    remark_days: int
    source: str
    source_en: str

    def last_day(self, day: date) -> date:
        """The last day on which a visit of `day` may be rated."""
        return day + timedelta(days=self.valid_days)


def objections_to_rating(
    *, is_served: bool, day: date, today: date, terms: Terms, is_rated: bool, level: int | None
) -> list[Objection]:
    """Every reason why a visit of a business day cannot be rated today; a level is never taken for granted."""
    found = objections_to_asking(is_served=is_served, day=day, today=today, terms=terms, is_rated=is_rated)
    if level not in LEVELS:
        text = _("Choose one of the five. None is chosen for you.")
        found.append(Objection("level_missing", text, field="level"))
    return found


def objections_to_asking(*, is_served: bool, day: date, today: date, terms: Terms, is_rated: bool) -> list[Objection]:
    """Every reason why a visit cannot be rated at all."""
    found = []
    if not is_served:
        found.append(Objection("not_served", _("Only a visit that is over and was served can be rated.")))
    if today > terms.last_day(day):
        found.append(
            Objection(
                "too_old",
                _("A visit can be rated for {days} days. Since then you can tell us at the desk or by phone."),
                {"days": terms.valid_days},
            )
        )
    if is_rated:
        found.append(
            Objection("already_rated", _("This visit has been rated. Each one is rated once and stays as it is."))
        )
    return found


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def forgotten_on(day: date, *, terms: Terms) -> date:
    """The first Monday after a visit's last day for rating: then it need not be known that it was rated."""
    return week_of(terms.last_day(day)) + timedelta(days=7)


def first_of_months(day: date, *, months: int) -> date:
    """The first day of the first of so many months, of which the last is the day's own."""
    index = day.year * 12 + day.month - months
    return date(index // 12, index % 12 + 1, 1)


# Publishing ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mark:
    """So many marks of a day: ratings of a level (`about` empty), or what they were about."""

    day: date
    level: int
    about: str
    n: int


@dataclass(frozen=True)
class Together:
    """Consecutive days whose marks are published together."""

    first_day: date
    last_day: date
    marks: tuple[Mark, ...]

    @property
    def levels(self) -> dict[int, int]:
        """How many ratings of each level."""
        counts: Counter[int] = Counter()
        for mark in self.marks:
            if not mark.about:
                counts[mark.level] += mark.n
        return {level: counts[level] for level in LEVELS}

    @property
    def aspects(self) -> dict[str, list[int]]:
        """How often each aspect was named by the content and by the discontent."""
        found: dict[str, list[int]] = {}
        for mark in self.marks:
            if mark.about:
                found.setdefault(mark.about, [0, 0])[mark.level in BAD] += mark.n
        return found


def ready_days(marks: Iterable[Mark], *, after: date | None, today: date, terms: Terms) -> list[Together]:
    """The stretches of days that may be published today, in order.

    A day is ready when no visit of it can be rated any more, so that what was published never changes; days are put
    together until at least `smallest_n` ratings are. Two looks at what is public therefore never differ by fewer.
    `after` is the last day published so far; a mark that came late counts with the days that follow.
    """
    final = sorted((mark for mark in marks if today > terms.last_day(mark.day)), key=lambda mark: mark.day)
    found: list[Together] = []
    gathered: list[Mark] = []
    for position, mark in enumerate(final):
        gathered.append(mark)
        is_day_whole = position + 1 == len(final) or final[position + 1].day > mark.day
        if is_day_whole and (after is None or mark.day > after) and _ratings(gathered) >= terms.smallest_n:
            first = gathered[0].day if after is None else after + timedelta(days=1)
            found.append(Together(first, mark.day, tuple(gathered)))
            gathered, after = [], mark.day
    return found


def _ratings(marks: Sequence[Mark]) -> int:
    return sum(mark.n for mark in marks if not mark.about)


# Figures ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """Some ratings together: how many of each level, and how many visits were served in the same days."""

    levels: Mapping[int, int]
    served: int

    @property
    def n(self) -> int:
        """How many ratings."""
        return sum(self.levels.values())

    @property
    def satisfaction(self) -> Decimal | None:
        """Very, plainly and fairly satisfied of all ratings, in per cent."""
        return percent(part=sum(self.levels[level] for level in SATISFIED), whole=self.n)

    @property
    def coverage(self) -> Decimal | None:
        """Rated of served visits, in per cent."""
        return percent(part=self.n, whole=self.served)

    def share(self, level: int) -> Decimal | None:
        """How many of the ratings had a level, in per cent."""
        return percent(part=self.levels[level], whole=self.n)


def together(figures: Iterable[Figures]) -> Figures:
    """Several figures summed."""
    several = list(figures)
    levels = {level: sum(one.levels[level] for one in several) for level in LEVELS}
    return Figures(levels, sum(one.served for one in several))


def percent(*, part: int, whole: int) -> Decimal | None:
    """A share in per cent with one decimal; None of nothing."""
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None
