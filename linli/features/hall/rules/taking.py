"""What stands in the way of giving a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.base.kernel import Objection, Period
from linli.base.kernel import gettext_noop as _


@dataclass(frozen=True)
class Taking:
    """What is known when somebody asks for a number.

    `periods` are today's joined opening hours (a duty hour at noon counts as open), `opens_at` the next time numbers
    are given (None: unknown), `refused_groups` the chosen groups (anything with a name) that no window takes,
    `items_not_offered` the chosen items that the catalogue no longer has.
    `kept_percent` of the line is kept from those who come through a public door (`is_at_door`), for kiosk and desk.
    Who booked a time (`appointed_at`) is promised a place at that time: there the hours count, and no cap does.
    """

    periods: Sequence[Period]
    is_day_closed: bool
    last_ticket_minutes: int
    waiting: int
    line_cap: int | None
    given: int
    daily_cap: int | None
    holds: str
    groups: int
    refused_groups: Sequence[object]
    opens_at: datetime | None = None
    appointed_at: datetime | None = None
    items_not_offered: Sequence[object] = ()
    kept_percent: int = 0
    is_at_door: bool = False

    @property
    def places(self) -> int | None:
        """How many may wait before whoever asks gets no number; None: any number."""
        if self.line_cap is None or not self.is_at_door:
            return self.line_cap
        return self.line_cap - -(-self.line_cap * self.kept_percent // 100)


def objections_to_taking(facts: Taking, *, now: datetime) -> list[Objection]:
    """Every reason why no number can be given at `now`, with the next possible time where there is one."""
    return [
        *(_hours(facts, now) if facts.appointed_at is None else _promised_hours(facts, facts.appointed_at)),
        *(_room(facts) if facts.appointed_at is None else ()),
        *_holding(facts),
        *_matters(facts),
    ]


def _hours(facts: Taking, now: datetime) -> Iterator[Objection]:
    period = next((period for period in facts.periods if now in period), None)
    if facts.is_day_closed:
        yield _with_next(
            facts, "day_closed", _("The hall has closed for today."),
            _("The hall has closed for today. Numbers are given again {opens_at}."),
        )  # fmt: skip
    elif period is None:
        yield _with_next(
            facts, "hall_closed", _("The hall is closed now."),
            _("The hall is closed now. It opens again {opens_at}."),
        )  # fmt: skip
    elif period == facts.periods[-1] and now >= (last := period.end - timedelta(minutes=facts.last_ticket_minutes)):
        yield _with_next(
            facts, "closing_soon", _("Giving numbers ended {last_at}, so that nobody waits in vain."),
            _("Giving numbers ended {last_at}, so that nobody waits in vain. "
              "Numbers are given again {opens_at}."),
            last_at=last,
        )  # fmt: skip


def _promised_hours(facts: Taking, appointed_at: datetime) -> Iterator[Objection]:
    if facts.is_day_closed or not any(appointed_at in period for period in facts.periods):
        yield _with_next(
            facts, "day_closed", _("The hall has closed for today."),
            _("The hall has closed for today. Numbers are given again {opens_at}."),
        )  # fmt: skip


def _room(facts: Taking) -> Iterator[Objection]:
    if facts.line_cap is not None and facts.waiting >= facts.line_cap:
        yield Objection(
            "line_full",
            _("{waiting} people are waiting, more than that cannot be served. Please try again when some were called."),
            {"waiting": facts.waiting},
        )
    elif facts.places is not None and facts.waiting >= facts.places:
        yield Objection(
            "line_full",
            _("{waiting} people are waiting; the places left are kept for the kiosk and the desk in the hall. "
              "Come by, or try again when some were called."),
            {"waiting": facts.waiting},
        )  # fmt: skip
    if facts.daily_cap is not None and facts.given >= facts.daily_cap:
        yield _with_next(
            facts, "daily_cap", _("All {cap} numbers of today have been given."),
            _("All {cap} numbers of today have been given. Numbers are given again {opens_at}."),
            cap=facts.daily_cap,
        )  # fmt: skip


def _holding(facts: Taking) -> Iterator[Objection]:
    if facts.holds:
        yield Objection(
            "already_holding",
            _("You hold number {label} already. One number is enough for several matters."),
            {"label": facts.holds},
        )


def _matters(facts: Taking) -> Iterator[Objection]:
    if not facts.groups:
        yield Objection("no_groups", _("Please choose what you come for."), field="groups")
    for group in facts.refused_groups:
        yield Objection("group_not_taken", _("No window takes {group} here."), {"group": group}, field="groups")
    for item in facts.items_not_offered:
        text = _("{item} is not offered any more. Please choose what it was about.")
        yield Objection("item_not_offered", text, {"item": item}, field="groups")


def _with_next(facts: Taking, code: str, text: str, text_with_next: str, **values: object) -> Objection:
    if facts.opens_at is None:
        return Objection(code, text, values)
    return Objection(code, text_with_next, {**values, "opens_at": facts.opens_at})
