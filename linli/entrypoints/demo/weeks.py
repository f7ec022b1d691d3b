"""The weeks before the demo's day: visits and how they were rated, the newspaper rack, who dropped in. Invented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from linli.community.calendar import queries as calendar
from linli.community.calendar.models import DayType
from linli.features.amenities import actions as amenities
from linli.features.amenities.models import DropIn, PeriodicalIssue
from linli.features.feedback import actions as feedback
from linli.features.hall import actions as hall
from linli.features.hall.models import Hall, HallDay, Ticket, Window

from .cast import Cast

# Every third working day of two months, so many visits each at two windows; most of them are rated.
WEEKS_BACK, EVERY, VISITS = 9, 3, 12
OPENS, APART, LASTS = time(9, 10), timedelta(minutes=13), timedelta(minutes=9)
RATED = 0.82
LEVELS, WEIGHTS = [5, 4, 3, 2, 1], [57, 25, 11, 5, 2]
ASPECTS = ["service", "attitude", "efficiency", "guide", "convenience"]
WORDS = {
    5: [
        "讲得特别清楚，老人也听得懂", "一个窗口全办完了，没让我多跑", "帮我把表填好了，谢谢", "中午也有人值班，方便",
        "以为要排很久，十分钟就办了",
    ],
    4: ["挺好的，等的时间短", "建议多放几副老花镜", "茶水要是有温的就更好了"],
    3: ["办是办了，材料清单再写明白些", "叫号声音有点小"],
    2: ["复印机坏了没人管", "等了四十分钟才叫到", "电话里说的材料和现场要的不一样"],
    1: ["让我去街道开证明，到了又说不用开", "来了两趟都说系统不通"],
}  # fmt: skip
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
class Weeks:
    """What went before, told through the features' own actions."""

    cast: Cast
    day: date

    def __post_init__(self) -> None:
        self.dice = Random(f"linli weeks {self.day}")  # noqa: S311 - a story, not a secret
        self.keys = count(1)

    def tell(self, *, now: datetime, until: datetime) -> None:
        """Two months of visits and ratings, a rack, a week of drop-ins up to `until`; what is final is published."""
        days = self._days()
        for day in days:
            self._served(self.cast.hall, day, self.cast.windows, VISITS)
        quiet_day = days[-6]
        self._served(self.cast.other_hall, quiet_day, self.cast.other_windows, 4)
        feedback.publish(now=now)
        feedback.forget(now=now)
        self._rack(now)
        self._drop_ins(until)

    def _days(self) -> list[date]:
        """Every third working day of the past weeks of which nothing is told yet, the oldest first."""
        back = [self.day - timedelta(days=days) for days in range(WEEKS_BACK * 7, 0, -1)]
        told = set(HallDay.objects.filter(hall=self.cast.hall).values_list("day", flat=True))
        worked = [day for day in back if calendar.day_type(day=day).type == DayType.WORKDAY]
        return [day for day in worked[::EVERY] if day not in told]

    # Visits and ratings -----------------------------------------------------------------------------------------

    def _served(self, of: Hall, day: date, windows: dict[int, Window], visits: int) -> None:
        is_here = of == self.cast.hall
        workers = self.cast.workers if is_here else {1: self.cast.other_worker}
        head = self.cast.head if is_here else self.cast.other_head
        numbers = [number for number in (1, 2) if number in workers]
        now = datetime.combine(day, OPENS, ZoneInfo(of.site.timezone))
        at = {number: {"window": windows[number], "worker": workers[number]} for number in numbers}
        for number in numbers:
            hall.open_window(window=windows[number], workers=[workers[number]], by=head, key=self._key(), now=now)
        served = []
        for visit in range(visits):
            served.append(self._visit(of, at[numbers[visit % len(numbers)]], now))
            now += APART
        for number in numbers:
            hall.close_window(window=windows[number], by=workers[number], key=self._key(), now=now)
        hall.close_day(hall=of, day=day, now=now.replace(hour=18))
        for ticket in served:
            self._rate(ticket, now.replace(hour=19))

    def _visit(self, of: Hall, at: dict[str, Any], now: datetime) -> Ticket:
        hall.take_ticket(
            hall=of, groups=[self.dice.choice(self.cast.groups)], priority=Ticket.Priority.ORDINARY,
            channel=Ticket.Channel.KIOSK, key=self._key(), actor=f"kiosk:{of.site.slug}", now=now,
        )  # fmt: skip
        hall.call_next(**at, key=self._key(), now=now)
        hall.welcome(**at, key=self._key(), now=now)
        return hall.finish(**at, key=self._key(), now=now + LASTS)

    def _rate(self, ticket: Ticket, now: datetime) -> None:
        if self.dice.random() > RATED:
            return
        level = self.dice.choices(LEVELS, WEIGHTS)[0]
        speaks = self.dice.random() < (0.7 if level < 3 else 0.06)
        feedback.rate_visit(
            ticket=ticket,
            level=level,
            aspects=self.dice.sample(ASPECTS, self.dice.choice([0, 0, 1, 2])),
            words=self.dice.choice(WORDS[level]) if speaks else "",
            key=self._key(),
            now=now,
        )

    # At hand ----------------------------------------------------------------------------------------------------

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
            amenities.take_issue(issue=issue, channel=channel, moves=0, key=self._key(), now=now)

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
        return f"demo-weeks-{self.day}-{next(self.keys)}"
