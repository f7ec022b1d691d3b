"""How the visits of the past were rated (示例): through the action with which everybody rates. Invented."""

from __future__ import annotations

from datetime import date, datetime, time
from itertools import count
from random import Random
from zoneinfo import ZoneInfo

from linli.features.feedback import actions as feedback
from linli.features.hall.models import Hall, Ticket

from .cast import Cast

# So many of those served rated; in the second hall fewer than are ever published.
RATED, QUIET = 0.09, 3
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
EVENING = time(19)


def rate_past(*, cast: Cast, day: date, now: datetime) -> None:
    """Some of the visits before `day` rated on their own evening; what is final at `now` is published."""
    dice = Random(f"linli rated {day}")  # noqa: S311 - a story, not a secret
    here = [ticket for ticket in _served(cast.hall, day) if dice.random() < RATED]
    keys = count(1)
    for ticket in [*here, *_served(cast.other_hall, day)[:QUIET]]:
        _rate(ticket, dice, key=f"demo-rated-{day}-{next(keys)}")
    feedback.publish(now=now)
    feedback.forget(now=now)


def _served(hall: Hall, day: date) -> list[Ticket]:
    served = Ticket.objects.filter(hall=hall, day__lt=day, state=Ticket.State.DONE).select_related("hall__site")
    return list(served.defer("contact").order_by("day", "number"))


def _rate(ticket: Ticket, dice: Random, *, key: str) -> None:
    level = dice.choices(LEVELS, WEIGHTS)[0]
    speaks = dice.random() < (0.7 if level < 3 else 0.06)
    feedback.rate_visit(
        ticket=ticket,
        level=level,
        aspects=dice.sample(ASPECTS, dice.choice([0, 0, 1, 2])),
        words=dice.choice(WORDS[level]) if speaks else "",
        key=key,
        now=datetime.combine(ticket.day, EVENING, ZoneInfo(ticket.hall.site.timezone)),
    )
