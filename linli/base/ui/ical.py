"""Times as iCalendar (RFC 5545): what any calendar can read. The one writer of the house.

Every entry says who it is (`linli.base.identity`), how often and when it was changed: a calendar that gets two answers
in the wrong order keeps the later one, and learns that something is cancelled because it is told, not because it is
missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpResponse
from icalendar import Alarm, Calendar, Event

PRODUCT = "-//Linli//Linli//EN"
# How often a calendar that subscribed should look again.
LOOK_AGAIN = timedelta(hours=1)


@dataclass(frozen=True)
class Entry:
    """One time in a calendar; each occurrence of a series is an entry of its own, so that every client shows it.

    `uid` is the thing's name for ever, `sequence` rises with each change, and `changed_at` is when the last one was.
    `remind_before` lets the calendar remind of it.
    """

    uid: str
    sequence: int
    changed_at: datetime
    start: datetime
    end: datetime
    summary: str
    place: str = ""
    words: str = ""
    address: str = ""
    is_cancelled: bool = False
    is_tentative: bool = False
    remind_before: timedelta | None = None


def file(*, name: str, entry: Entry, file: str) -> HttpResponse:
    """One entry to be taken into a calendar; a cancelled one takes itself out of it (RFC 5546, METHOD:CANCEL)."""
    method = "CANCEL" if entry.is_cancelled else "PUBLISH"
    return _answer(_calendar(method, name, [entry]), f'attachment; filename="{file}.ics"')


def feed(*, name: str, entries: Iterable[Entry], file: str) -> HttpResponse:
    """A calendar to subscribe to."""
    return _answer(_calendar("PUBLISH", name, entries), f'inline; filename="{file}.ics"')


def _answer(calendar: Calendar, disposition: str) -> HttpResponse:
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = disposition
    return response


def _calendar(method: str, name: str, entries: Iterable[Entry]) -> Calendar:
    """A whole calendar with its time zones; the moments stay in the zone they are given in."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    if method == "PUBLISH":
        calendar.add("refresh-interval", LOOK_AGAIN, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry))
    calendar.add_missing_timezones()
    return calendar


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", entry.start)
    event.add("dtend", entry.end)
    event.add("summary", entry.summary)
    event.add("status", _status(entry))
    for field, text in (("location", entry.place), ("description", entry.words), ("url", entry.address)):
        if text:
            event.add(field, text)
    if entry.remind_before is not None and not entry.is_cancelled:
        event.add_component(_reminder(entry.summary, entry.remind_before))
    return event


def _status(entry: Entry) -> str:
    if entry.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if entry.is_tentative else "CONFIRMED"


def _reminder(text: str, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", -before)
    return alarm
