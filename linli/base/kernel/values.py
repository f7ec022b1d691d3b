"""Values as they come from outside, one type a kind: days, moments, whole numbers, texts (ADR 24).

Every form, query string, path and API body reads them here; what is none of the kind is None, or said to be none.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, tzinfo

# No day outside of these is meant by anybody; inside, a year may be added or taken away without leaving the calendar.
FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2199, 12, 31)
# What a whole number may be at most: an `integer` of PostgreSQL, and more rows than a hall will ever have.
LARGEST = 2**31 - 1
# How deep a JSON text may nest, and how many characters a whole number is read from.
DEEPEST = 12
_LONGEST_NUMBER = 12

# What comes along unseen when a text is pasted, and means nothing: dropped.
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u061c\u180e\u200b\u200e\u200f\u2060\ufeff"))
# Embeddings, overrides and isolates: they show a text in another order than it is kept.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufff9-\ufffb\ud800-\udfff\ufffe\uffff]")
_LINES = re.compile("\r\n|[\r\n\u0085\u2028\u2029]")


def day_of(value: object) -> date | None:
    """The day that a text such as 2026-11-24 says, from 2000 to 2199."""
    text = _plain(value)
    if not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text, re.ASCII):
        return None
    try:
        day = date(*map(int, text.split("-")))
    except ValueError:
        return None
    return day if is_day(day) else None


def is_day(day: date) -> bool:
    """Whether the day is one that somebody can mean."""
    return FIRST_DAY <= day <= LAST_DAY


def month_of(value: object) -> date | None:
    """The first day of the month that a text such as 2026-11 says."""
    text = _plain(value)
    return day_of(f"{text}-01") if re.fullmatch(r"\d{4}-\d{1,2}", text, re.ASCII) else None


def clock_time_of(value: object) -> time | None:
    """The time of day that a text such as 14:30 (or 14:30:00) says."""
    text = _plain(value)
    if not re.fullmatch(r"\d{1,2}:\d\d(:\d\d(\.\d{1,6})?)?", text, re.ASCII):
        return None
    try:
        return time.fromisoformat(text.rjust(len(text) + (text.index(":") == 1), "0"))
    except ValueError:
        return None


def moment_of(value: object, *, zone: tzinfo | None = None) -> datetime | None:
    """The aware moment that a text with its offset says: 2026-11-24T14:00:00+08:00; without an offset, in `zone`."""
    text = _plain(value)
    # A plus sign of an address that was not escaped arrives as a blank.
    text = re.sub(r" (\d\d:?\d\d)$", r"+\1", text)
    if not re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", text, re.ASCII):
        return None
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=zone) if moment.tzinfo is None else moment
        is_meant = moment.tzinfo is not None and is_day(moment.date()) and is_day(moment.astimezone(UTC).date())
    except (ValueError, OverflowError):
        return None
    return moment if is_meant else None


def whole_of(value: object, *, at_least: int = 0, at_most: int = LARGEST) -> int | None:
    """The whole number that a text (or a number that is none of the truth values) says, within its bounds."""
    if isinstance(value, int) and not isinstance(value, bool):
        number = value
    else:
        text = _plain(value)
        if len(text) > _LONGEST_NUMBER or not re.fullmatch(r"-?\d+", text, re.ASCII):
            return None
        number = int(text)
    return number if at_least <= number <= at_most else None


def tidy(text: str, *, has_lines: bool = False) -> str:
    """The text without what pasting brings along: blanks for tabs, one kind of line end, nothing unseen, no margins."""
    text = text.translate(UNSEEN).replace("\t", " ")
    if has_lines:
        text = _LINES.sub("\n", text)
    return text.strip()


def trouble_in(text: str, *, has_lines: bool = False) -> str:
    """Why a text cannot be taken: "lines", "direction" or "control"; "" if it can."""
    if not has_lines and _LINES.search(text):
        return "lines"
    if _TURNS.search(text):
        return "direction"
    return "control" if _CONTROLS.search(text) else ""


def one_line(text: str) -> str:
    """Any text as one line without a sign that a printer or a file name would take for an order."""
    return tidy(_CONTROLS.sub("", _TURNS.sub("", _LINES.sub(" ", text))))


def is_deep(text: str, *, deepest: int = DEEPEST) -> bool:
    """Whether a JSON text nests deeper than anybody means; a parser may then give up in the middle."""
    depth = 0
    for sign in re.findall(r'"(?:[^"\\]|\\.)*"|[\[{\]}]', text, re.DOTALL):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(sign, 0)
        if depth > deepest:
            return True
    return False


def _plain(value: object) -> str:
    """Full-width digits as digits, without blanks around; "" for what is no text, or far too long for a value."""
    if not isinstance(value, str) or len(value) > 64:
        return ""
    return unicodedata.normalize("NFKC", value.translate(UNSEEN)).strip()
