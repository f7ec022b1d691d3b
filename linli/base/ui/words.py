"""Words for the reader: a refusal's sentence, a moment, a list, in the active language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, pgettext

from linli.base.kernel import Objection, clock
from linli.base.kernel import gettext_noop as _


def say(objection: Objection) -> str:
    """The objection as one sentence in the active language, its values filled in.

    A value that is missing leaves "…" in the sentence: a reader is never shown an error instead of a reason.
    """
    spoken = {name: spoken_value(value) for name, value in objection.values.items()}
    try:
        return gettext(objection.text).format_map(_Spoken(spoken))
    except (ValueError, IndexError, AttributeError):  # a slot no sentence should have
        return gettext(objection.text)


class _Spoken(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


def spoken_value(value: Any) -> str:
    """A value as it is read in a sentence: "今天 14:00", "11月26日", "5 分钟", "甲、乙"."""
    for kinds, words in _WORDS:
        if isinstance(value, kinds):
            return str(words(value))
    if hasattr(value, "name_en"):
        return local(value, "name")
    return str(value)


def local(thing: Any, field: str) -> str:
    """`field` or its English twin `<field>_en`, whichever the reader understands (the other where it is empty)."""
    own, english = _read(thing, field), _read(thing, f"{field}_en")
    return (own or english) if speaks_chinese() else (english or own)


def speaks_chinese() -> bool:
    """Whether the active language is Chinese."""
    return (get_language() or settings.LANGUAGE_CODE).lower().startswith("zh")


def _read(thing: Any, field: str) -> str:
    value = thing.get(field, "") if isinstance(thing, Mapping) else getattr(thing, field, "")
    return "" if value is None else str(value)


def moment(at: datetime) -> str:
    """A moment as neighbours say it: "今天 14:00", "明天 9:00", "11月26日 9:00", in the moment's own time zone.

    A moment in UTC is told in the house's time zone; rules that know a site hand over its zone with the value.
    """
    at = in_its_zone(at)
    words = pgettext("day and time", "{day} at {time}")
    return words.format(day=_day(at.date(), today=_today(at)), time=clock_time(at.time()))


def calendar_day(day: date) -> str:
    """A day as neighbours say it: today, tomorrow, "26 November"; with the year where it is another one."""
    return _day(day, today=timezone.localtime(clock.now()).date())


def stamp(at: datetime) -> str:
    """A moment in full, never as "today": "11月24日 周二 10:18"."""
    at = in_its_zone(at)
    words = pgettext("day, weekday and time", "{weekday} {day}, {time}")
    return words.format(weekday=weekday(at.date()), day=short_day(at.date()), time=clock_time(at.time()))


def short_day(day: date) -> str:
    """A day without its year: "11月24日", "24 Nov"."""
    pattern = pgettext("short day of this year", "{day} {month}")
    return pattern.format(day=day.day, month=day.month if speaks_chinese() else day.strftime("%b"))


def weekday(day: date) -> str:
    """The day of the week, short: "周二", "Tue"."""
    return gettext(_WEEKDAYS[day.weekday()])


def clock_time(at: time) -> str:
    """Hours without a leading zero, minutes with one: 9:00."""
    return f"{at.hour}:{at.minute:02d}"


def end_time(at: datetime | time) -> str:
    """When something ends: 21:00; an end at midnight is the end of its day, 24:00."""
    clock = in_its_zone(at).time() if isinstance(at, datetime) else at
    return "24:00" if clock == time(0) else clock_time(clock)


def length(stretch: timedelta) -> str:
    """A length of time in whole minutes, or in hours and minutes."""
    minutes = max(0, round(stretch.total_seconds() / 60))
    hours, rest = divmod(minutes, 60)
    parts = [ngettext("{n} hour", "{n} hours", hours).format(n=hours)] if hours else []
    if rest or not hours:
        parts.append(ngettext("{n} minute", "{n} minutes", rest).format(n=rest))
    return " ".join(parts)


def listed(values: Any) -> str:
    """Several values in one breath."""
    return pgettext("between the items of a list", ", ").join(spoken_value(value) for value in values)


def in_its_zone(at: datetime) -> datetime:
    """The moment in the zone it was given in; one in UTC in the house's zone."""
    if timezone.is_naive(at):
        return timezone.make_aware(at)
    return timezone.localtime(at) if at.utcoffset() == timedelta(0) else at


def is_today(at: datetime) -> bool:
    """Whether the moment is on the present day of its zone."""
    at = in_its_zone(at)
    return at.date() == _today(at)


def _today(at: datetime) -> date:
    return clock.now().astimezone(at.tzinfo).date()


def _day(day: date, *, today: date) -> str:
    near = {-1: gettext("yesterday"), 0: gettext("today"), 1: gettext("tomorrow")}
    words = near.get((day - today).days)
    if words:
        return words
    if day.year == today.year:
        pattern = pgettext("day of this year", "{day} {month}")
    else:
        pattern = pgettext("day of another year", "{day} {month} {year}")
    return pattern.format(day=day.day, month=_month(day), year=day.year)


def _month(day: date) -> str:
    return str(day.month) if speaks_chinese() else day.strftime("%B")


def _number(value: int | float | Decimal) -> str:
    return f"{value:,}"


def _truth(value: bool) -> str:
    return gettext("yes") if value else gettext("no")


_WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))

# The first kind that fits speaks: a datetime is also a date, a bool is also an int.
_WORDS: tuple[tuple[Any, Any], ...] = (
    (str, str),
    (bool, _truth),
    (datetime, moment),
    (date, calendar_day),
    (time, clock_time),
    (timedelta, length),
    ((int, float, Decimal), _number),
    ((list, tuple, set, frozenset), listed),
)
