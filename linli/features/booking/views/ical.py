"""Times as iCalendar (RFC 5545): what a phone's own calendar can read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from icalendar import Calendar, Event

PRODUCT = "-//Linli//Rooms//EN"
# How often a calendar that subscribed should look again.
LOOK_AGAIN = "PT1H"


@dataclass(frozen=True)
class Entry:
    """One time in a calendar; each occurrence of a series is an entry of its own, so that every client shows it."""

    uid: str
    start: datetime
    end: datetime
    summary: str
    changed_at: datetime
    sequence: int = 0
    place: str = ""
    words: str = ""
    address: str = ""
    is_cancelled: bool = False
    is_tentative: bool = False


def calendar(*, name: str, entries: Iterable[Entry]) -> bytes:
    """A whole calendar with its time zones; the moments stay in the zone they are given in."""
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", name)
    found.add("x-published-ttl", LOOK_AGAIN)
    for entry in entries:
        found.add_component(_event(entry))
    found.add_missing_timezones()
    return bytes(found.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", entry.start)
    event.add("dtend", entry.end)
    event.add("summary", entry.summary)
    event.add("sequence", entry.sequence)
    event.add("status", _status(entry))
    for field, text in (("location", entry.place), ("description", entry.words), ("url", entry.address)):
        if text:
            event.add(field, text)
    return event


def _status(entry: Entry) -> str:
    if entry.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if entry.is_tentative else "CONFIRMED"


def answer(*, name: str, entries: Iterable[Entry], file: str) -> HttpResponse:
    """The calendar as it is sent to a client."""
    response = HttpResponse(calendar(name=name, entries=entries), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{file}.ics"'
    return response
