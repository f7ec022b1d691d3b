"""Somebody's calendar as RFC 5546 §2.1.5 wants it: of two states of one thing the later counts, in whatever order they
arrive. Every text is read by two parsers that do not know each other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import vobject
from icalendar import Calendar

FIELDS = ("uid", "summary", "dtstart", "dtend", "status", "sequence", "dtstamp", "last-modified")


@dataclass
class CalendarClient:
    """What it holds of each thing, the cancelled ones too: so that a late answer does not bring them back."""

    held: dict[str, dict[str, Any]] = field(default_factory=dict)

    def receive(self, *texts: str) -> CalendarClient:
        for text in texts:
            for event in read(text):
                known = self.held.get(event["uid"])
                if known is None or _age(event) > _age(known):
                    self.held[event["uid"]] = event
        return self

    @property
    def shown(self) -> set[tuple[str, datetime, datetime, str]]:
        """What its owner sees."""
        return {
            (uid, one["dtstart"], one["dtend"], one["summary"])
            for uid, one in self.held.items()
            if one["status"] != "CANCELLED"
        }


def read(text: str) -> list[dict[str, Any]]:
    """The events of a calendar, as both parsers read them."""
    first = [{name: _plain(event, name) for name in FIELDS} for event in Calendar.from_ical(text).walk("VEVENT")]
    second = [
        {name: getattr(event, name.replace("-", "_")).value for name in FIELDS}
        for event in vobject.readOne(text).contents.get("vevent", [])
    ]
    for event in second:
        event["sequence"] = int(event["sequence"])
    assert [_comparable(event) for event in first] == [_comparable(event) for event in second]
    return first


def _plain(event: Any, name: str) -> Any:
    value = event.decoded(name)
    return value.decode() if isinstance(value, bytes) else value


def _comparable(event: dict[str, Any]) -> dict[str, Any]:
    return {name: value.timestamp() if isinstance(value, datetime) else value for name, value in event.items()}


def _age(event: dict[str, Any]) -> tuple[int, datetime]:
    return event["sequence"], event["dtstamp"]
