"""A day in the demo: who comes when and wants what, and how each visit goes. Pure, and the same every time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

OPENS, TOLD_UNTIL, CLOSES = time(9), time(10, 40), time(17, 30)
RESUMES_BEFORE = time(16, 30)
EVERYBODY_GONE = time(18)
LAST_VISITOR = time(17, 10)

# Seconds between two arrivals, by the hour they begin to hold.
RHYTHM = [
    (time(8, 58), 45),
    (time(9, 10), 68),
    (time(10, 0), 76),
    (time(11, 20), 150),
    (time(14, 0), 80),
    (time(16), 120),
]
GROUPS = ["consult", "disability", "housing", "employment", "health"]
# What people read about at home before they come: items whose guides say what to bring.
READ_ABOUT = {
    "consult": "home-visit",
    "disability": "disability-certificate",
    "employment": "residence-permit",
    "health": "veterans-card",
}
GROUP_WEIGHTS = [16, 14, 18, 30, 22]
PRIORITIES = ["ordinary", "elder", "disabled", "pregnant", "veteran"]
PRIORITY_WEIGHTS = [76, 14, 4, 3, 3]
CHANNELS = ["kiosk", "phone", "desk"]
CHANNEL_WEIGHTS = [60, 28, 12]

ERRANDS_ASIDE = ["回家取户口本", "去复印身份证", "填写申请表", "等家人送材料"]
HANDED_ON = ["需要住保资格核对", "社保信息在4号窗口更快", "请残联专岗复核"]
NOT_DONE = ["缺单位证明，已一次性告知", "系统暂不能查询，约定明日来电"]

# Windows that rest for a while: number, from, until, why. At noon two windows stay on duty.
RESTS = [
    (4, time(9, 50), time(9, 57), "整理档案"),
    (2, time(10, 14), time(10, 20), "送材料到街道"),
    (3, time(12), time(14), "午间轮休"),
    (4, time(12), time(14), "午间轮休"),
    (1, time(15, 30), time(15, 40), "整理档案"),
]
PLAYED = (1, 2, 3, 4)
# Window 5 is served early in the morning and then left to whoever tries the demo.
FREED_WINDOW, FREED_AT = 5, time(10, 24)


@dataclass(frozen=True)
class Visitor:
    """Somebody who comes: the how-manieth of the day, when, and what they press.

    Whoever read the guide at home names the `item` and has ticked its list; some forget something.
    """

    index: int
    at: datetime
    channel: str
    priority: str
    groups: tuple[str, ...]
    leaves_phone: bool
    item: str = ""
    forgets: bool = False


@dataclass(frozen=True)
class Temper:
    """How a visit goes. Lengths in seconds."""

    walk: int
    comes: bool
    comes_back: bool
    serve: int
    leaves_after: int | None
    aside: str
    aside_for: int
    handed_on: str
    adds: str
    not_done: str
    rests_after: bool


def visitors(*, day: date, zone: str) -> list[Visitor]:
    """Everybody who comes on a day, in order, the same for the same day."""
    dice = Random(f"linli {day}")  # noqa: S311 - a story, not a secret
    return [_visitor(dice, index, at) for index, at in enumerate(_arrivals(dice, day, ZoneInfo(zone)), 1)]


@cache
def temper(*, day: date, number: int) -> Temper:
    """How the visit with this number goes, the same for the same day."""
    dice = Random(f"linli {day} {number}")  # noqa: S311
    return Temper(
        walk=dice.randint(12, 45),
        comes=dice.random() > 0.07,
        comes_back=dice.random() > 0.4,
        serve=int(dice.triangular(150, 640, 300)),
        leaves_after=dice.randint(300, 600) if dice.random() < 0.08 else None,
        aside=dice.choice(ERRANDS_ASIDE) if dice.random() < 0.07 else "",
        aside_for=dice.randint(360, 900),
        handed_on=dice.choice(HANDED_ON) if dice.random() < 0.06 else "",
        adds=dice.choice(GROUPS) if dice.random() < 0.12 else "",
        not_done=dice.choice(NOT_DONE) if dice.random() < 0.05 else "",
        rests_after=dice.random() < 0.15,
    )


def rest(*, number: int, at: time) -> str:
    """Why the window rests at this time of day, or nothing."""
    return next((why for window, since, until, why in RESTS if window == number and since <= at < until), "")


def is_rest(reason: str) -> bool:
    """Whether a pause is one of the story's own (and not a person's who tries the demo)."""
    return reason in {why for *_, why in RESTS}


def _arrivals(dice: Random, day: date, zone: ZoneInfo) -> Iterator[datetime]:
    at = datetime.combine(day, OPENS, zone) + timedelta(seconds=dice.randint(5, 25))
    while at.timetz().replace(tzinfo=None) < LAST_VISITOR:
        yield at
        mean = next(seconds for since, seconds in reversed(RHYTHM) if since <= at.timetz().replace(tzinfo=None))
        at += timedelta(seconds=max(4, round(dice.expovariate(1 / mean))))


def _visitor(dice: Random, index: int, at: datetime) -> Visitor:
    wanted = dice.choices(GROUPS, GROUP_WEIGHTS)[0]
    also = dice.choice([group for group in GROUPS if group != wanted]) if dice.random() < 0.12 else ""
    prepared = Random(f"linli read {at}")  # noqa: S311 - dice of their own, so that the rest of the story stays as it is
    return Visitor(
        index=index,
        at=at,
        channel=dice.choices(CHANNELS, CHANNEL_WEIGHTS)[0],
        priority=dice.choices(PRIORITIES, PRIORITY_WEIGHTS)[0],
        groups=(wanted, also) if also else (wanted,),
        leaves_phone=dice.random() < 0.3,
        item=READ_ABOUT.get(wanted, "") if prepared.random() < 0.45 else "",
        forgets=prepared.random() < 0.5,
    )
