"""Which days a series means: iCalendar's RRULE (RFC 5545), the part of it that rooms need, read strictly."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from itertools import islice

from dateutil.rrule import rrulestr  # type: ignore[import-untyped]

from linli.base.kernel import Objection
from linli.base.kernel import gettext_noop as _

_WEEKDAY = "(?:MO|TU|WE|TH|FR|SA|SU)"
# Each part may stand once, with values of this shape.
PARTS = {
    "FREQ": re.compile("DAILY|WEEKLY|MONTHLY"),
    "INTERVAL": re.compile("[1-9][0-9]?"),
    "BYDAY": re.compile(rf"{_WEEKDAY}(?:,{_WEEKDAY})*"),
    "BYMONTHDAY": re.compile(r"(?:-1|[1-9]|[12][0-9]|3[01])(?:,(?:-1|[1-9]|[12][0-9]|3[01]))*"),
    "COUNT": re.compile("[1-9][0-9]{0,2}"),
    "UNTIL": re.compile("[0-9]{8}"),
    "WKST": re.compile(_WEEKDAY),
}
_NTH_WEEKDAY = re.compile(rf"(?:[1-5]|-1)?{_WEEKDAY}(?:,(?:[1-5]|-1)?{_WEEKDAY})*")


def objections_to_rule(rule: str) -> list[Objection]:
    """Why a rule cannot be read; none for one that can."""
    pairs = [part.partition("=") for part in rule.split(";")]
    names = [name for name, _equals, _value in pairs]
    said = {name: value for name, _equals, value in pairs}
    is_good = (
        len(names) == len(set(names))
        and "FREQ" in said
        and all(_is_part(name, value, said.get("FREQ", "")) for name, value in said.items())
        and not ("COUNT" in said and "UNTIL" in said)
        and _is_day(said.get("UNTIL", "20260101"))
    )
    if is_good:
        return []
    return [Objection("bad_rule", _("It is not clear on which days this comes again."), field="rule")]


def days_of_series(*, rule: str, first_day: date, last_day: date, most: int) -> list[date]:
    """The days a rule (one without objections) means from its first day on, up to the last that can be booked.

    One more than `most` at the most, so that too many are noticed.
    """
    start = datetime.combine(first_day, time(0))
    moments = rrulestr(rule, dtstart=start).xafter(start, inc=True)
    days = [moment.date() for moment in islice(moments, most + 1)]
    return [day for day in days if day <= last_day]


def left_out(*, day: date, is_holiday: bool, holidays: str, except_days: Collection[date]) -> str:
    """Why a day that the rule means is not wanted: "exception", "holiday", or ""."""
    if day in except_days:
        return "exception"
    return "holiday" if is_holiday and holidays == "skip" else ""


def objections_to_days(*, wanted: int, most: int) -> list[Objection]:
    """Why so many days cannot be booked at once."""
    if wanted == 0:
        return [no_days()]
    if wanted > most:
        text = _("A series has at most {most} days; please let it end sooner.")
        return [Objection("too_many_days", text, {"most": most}, field="rule")]
    return []


def no_days() -> Objection:
    """The objection to a series of which no day is wanted."""
    return Objection("no_days", _("There is no day to book in this series."), field="rule")


def ended_before(*, rule: str, day: date) -> str:
    """The same rule, ending before a day."""
    parts = [part for part in rule.split(";") if not part.startswith(("COUNT=", "UNTIL="))]
    last = date.fromordinal(day.toordinal() - 1)
    return ";".join([*parts, f"UNTIL={last:%Y%m%d}"])


def is_weekly(*, rule: str) -> bool:
    """Whether a rule says on which days of the week it comes, every week or every few."""
    return "FREQ=WEEKLY" in rule.split(";")


def weekdays_of(*, rule: str, first_day: date) -> list[str]:
    """The days of the week of a weekly rule; without any said, that of its first day."""
    said = next((part[6:] for part in rule.split(";") if part.startswith("BYDAY=")), "")
    return said.split(",") if said else [("MO", "TU", "WE", "TH", "FR", "SA", "SU")[first_day.weekday()]]


def changed_rule(*, rule: str, days: Sequence[str], until: date) -> str:
    """A rule with another last day and, where it is a weekly one, other days of the week; the rest of it stays."""
    gone = ("COUNT=", "UNTIL=", "BYDAY=") if is_weekly(rule=rule) else ("COUNT=", "UNTIL=")
    parts = [part for part in rule.split(";") if not part.startswith(gone)]
    if is_weekly(rule=rule):
        parts.append("BYDAY=" + ",".join(days))
    return ";".join([*parts, f"UNTIL={until:%Y%m%d}"])


def _is_part(name: str, value: str, frequency: str) -> bool:
    if name == "BYDAY" and frequency == "MONTHLY":
        return _NTH_WEEKDAY.fullmatch(value) is not None
    if name == "BYMONTHDAY" and frequency != "MONTHLY":
        return False
    return name in PARTS and PARTS[name].fullmatch(value) is not None


def _is_day(text: str) -> bool:
    try:
        datetime.strptime(text, "%Y%m%d")  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return False
    return True
