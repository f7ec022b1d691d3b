"""At hand in the weeks before the demo's day (示例): the newspaper rack, who dropped in. Invented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any

from linli.features.amenities import actions as amenities
from linli.features.amenities.models import DropIn, PeriodicalIssue

from .cast import Cast

# Title, its English, kind, frequency, copies, how many days ago the newest issue appeared, how many of it are out.
PERIODICALS = [
    ("北京日报", "Beijing Daily", "newspaper", "daily", 6, 0, 2),
    ("北京晚报", "Beijing Evening News", "newspaper", "daily", 6, 1, 3),
    ("昌平社区报", "Changping Community Paper", "newspaper", "weekly", 20, 4, 7),
    ("银龄生活", "Silver Years", "magazine", "monthly", 3, 14, 3),
    ("小院儿童画报", "Courtyard Picture Magazine", "children", "monthly", 4, 20, 1),
]
# How many drop in each hour from nine on, before the dice are thrown.
DROP_INS = {9: 3, 10: 5, 11: 3, 12: 1, 13: 1, 14: 3, 15: 5, 16: 4, 17: 2}


@dataclass
class AtHand:
    """What is there to take and who came for it, told through the feature's own actions."""

    cast: Cast
    day: date

    def __post_init__(self) -> None:
        self.dice = Random(f"linli weeks {self.day}")  # noqa: S311 - a story, not a secret
        self.keys = count(1)

    def tell(self, *, now: datetime, until: datetime) -> None:
        """A rack, and a week of drop-ins up to `until`."""
        self._rack(now)
        self._drop_ins(until)

    def _rack(self, now: datetime) -> None:
        by: dict[str, Any] = {"by": self.cast.workers[1], "now": now}
        for title, title_en, kind, frequency, copies, days, out in PERIODICALS:
            kept = amenities.add_periodical(
                site=self.cast.site, title=title, title_en=title_en, kind=kind, frequency=frequency, is_example=True,
                key=self._key(), **by,
            )  # fmt: skip
            issue = amenities.register_issue(
                periodical=kept, day=self.day - timedelta(days=days), number="", copies=copies, key=self._key(), **by
            )
            self._take(issue, out, now)

    def _take(self, issue: PeriodicalIssue, out: int, now: datetime) -> None:
        for number in range(out):
            channel = "phone" if number % 2 else "rack"
            amenities.take_issue(issue=issue, channel=channel, key=self._key(), now=now)

    def _drop_ins(self, until: datetime) -> None:
        for at in self._moments(until):
            purpose = self.dice.choices(DropIn.Purpose.values, [5, 4, 4, 2, 2])[0]
            amenities.count_drop_in(
                site=self.cast.site, purpose=purpose, by=self.cast.workers[1], key=self._key(), now=at
            )

    def _moments(self, until: datetime) -> Iterator[datetime]:
        """When people dropped in during the past week, up to `until`."""
        for days in range(7, -1, -1):
            day = self.day - timedelta(days=days)
            for hour, people in DROP_INS.items():
                at = datetime.combine(day, time(hour, 30), until.tzinfo)
                for _ in range(self.dice.randint(0, people) if at < until else 0):
                    yield at

    def _key(self) -> str:
        return f"demo-at-hand-{self.day}-{next(self.keys)}"
