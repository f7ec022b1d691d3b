"""A hall's free times as people choose from them: the next one first, then a day at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.base.ui import words
from linli.community.calendar import queries as calendar
from linli.features.guides.models import ItemGroup
from linli.features.hall.models import Hall

from .. import queries as appointments
from ..models import Appointment
from ..queries import DaySlots, Slot

WEEK = 7
# Until when a part of the day lasts.
PARTS = ((time(12), _("Morning")), (time(14), _("Noon")), (time(17, 30), _("Afternoon")), (time.max, _("Evening")))

Link = Callable[[Any], str]


@dataclass(frozen=True)
class Offer:
    """The times a hall offers to somebody: all its days within the horizon, and the one looked at."""

    days: list[DaySlots]
    chosen: DaySlots

    @property
    def next(self) -> Slot | None:
        """The first free time."""
        return next((slot for day in self.days for slot in day.slots if slot.free), None)

    @property
    def week(self) -> list[DaySlots]:
        """The seven days around the one looked at."""
        begin = self.days.index(self.chosen) // WEEK * WEEK
        return self.days[begin : begin + WEEK]


def offer(
    *,
    hall: Hall,
    now: datetime,
    asked_day: str = "",
    group: ItemGroup | None = None,
    without: Appointment | None = None,
) -> Offer | None:
    """What the hall offers, looked at on the day asked for, else on the first with a free time; None if nothing."""
    today = calendar.business_day(site=hall.site, now=now)
    terms = appointments.terms_in_force(hall=hall, day=today)
    if terms is None:
        return None
    days = appointments.free_slots(
        hall=hall, first=today, days=terms.horizon_days + 1, now=now, group=group, without=without
    )
    asked = next((day for day in days if day.day.isoformat() == asked_day), None)
    return Offer(days, asked or next((day for day in days if day.free), days[0]))


def shown(offered: Offer | None, *, time_link: Link, day_link: Link) -> dict[str, Any]:
    """The offer as `_times.html` shows it; the links are made by the page."""
    if offered is None:
        return {"offer": None}
    chosen, first, last = offered.chosen, offered.week[0].day, offered.week[-1].day
    earlier, later = first - timedelta(days=WEEK), last + timedelta(days=1)
    known = {day.day for day in offered.days}
    return {
        "offer": offered,
        "next": _time(offered.next, time_link) if offered.next else None,
        "strip": [_day(day, chosen.day, day_link) for day in offered.week],
        "parts": [{"word": word, "times": [_time(slot, time_link) for slot in of_part]}
                  for word, of_part in _parts(chosen.slots)],
        "day_words": f"{words.weekday(chosen.day)} {words.short_day(chosen.day)}",
        "notes": notes_of(chosen),
        "provisional_years": sorted({day.day.year for day in offered.week if day.kind.is_provisional}),
        "earlier_url": day_link(earlier) if earlier in known else "",
        "later_url": day_link(later) if later in known else "",
    }  # fmt: skip


def notes_of(day: DaySlots) -> list[str]:
    """What is special about a day: its holiday, and why it is closed."""
    holiday = words.local(day.kind, "name")
    return [note for note in [holiday, *(words.local(closure, "reason") for closure in day.closures)] if note]


def _day(day: DaySlots, chosen: date, day_link: Link) -> dict[str, Any]:
    return {
        "weekday": words.weekday(day.day),
        "date": words.short_day(day.day),
        "free": day.free,
        "is_off": not day.slots,
        "is_chosen": day.day == chosen,
        "holiday": words.local(day.kind, "name"),
        "url": day_link(day.day),
    }


def _time(slot: Slot, time_link: Link) -> dict[str, Any]:
    return {
        "slot": slot,
        "value": slot.starts_at.isoformat(),
        "clock": words.clock_time(slot.starts_at.time()),
        "url": time_link(slot.starts_at),
    }


def _parts(slots: Iterable[Slot]) -> Iterator[tuple[Any, list[Slot]]]:
    left = list(slots)
    for until, word in PARTS:
        here = [slot for slot in left if slot.starts_at.time() < until]
        left = left[len(here) :]
        if here:
            yield word, here
