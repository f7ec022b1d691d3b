"""How a "no" is said: the reason, and the nearest time that can be had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from linli.base.kernel import Objection
from linli.base.kernel import gettext_noop as _

# Each sentence about time stands here twice: as it is, and with the nearest time behind it.
_SENTENCES: dict[str, tuple[str, str]] = {
    "closed_holiday": (
        _("Closed on {day} for the holiday {holiday}."),
        _("Closed on {day} for the holiday {holiday}. The nearest free time is {nearest}."),
    ),
    "closed_day": (
        _("Closed on {day}."),
        _("Closed on {day}. The nearest free time is {nearest}."),
    ),
    "closed_for": (
        _("Closed then: {reason}."),
        _("Closed then: {reason}. The nearest free time is {nearest}."),
    ),
    "outside_hours": (
        _("Open on {day} only {hours}."),
        _("Open on {day} only {hours}. The nearest free time is {nearest}."),
    ),
    "taken": (
        _("Somebody else has the room then."),
        _("Somebody else has the room then. The nearest free time is {nearest}."),
    ),
    "being_set_up": (
        _("The room is being set up or cleaned for another booking then."),
        _("The room is being set up or cleaned for another booking then. The nearest free time is {nearest}."),
    ),
    "blocked": (
        _("The room is not given then: {reason}."),
        _("The room is not given then: {reason}. The nearest free time is {nearest}."),
    ),
    "no_gap": (
        _("No {length} in a row are free on {day}."),
        _("No {length} in a row are free on {day}. The nearest free time is {nearest}."),
    ),
    "in_the_past": (
        _("That time has passed."),
        _("That time has passed. The nearest free time is {nearest}."),
    ),
    "too_soon": (
        _("Please book at least {notice} ahead."),
        _("Please book at least {notice} ahead. The nearest free time is {nearest}."),
    ),
    "too_far": (
        _("This can be booked from {from_day} on."),
        _("This can be booked from {from_day} on. The nearest free time is {nearest}."),
    ),
    "off_step": (
        _("Bookings begin every {step} from the full hour."),
        _("Bookings begin every {step} from the full hour. The nearest free time is {nearest}."),
    ),
}


def no(code: str, *, values: Mapping[str, Any] | None = None, nearest: datetime | None = None) -> Objection:
    """The objection about time with this code, naming the nearest free time where there is one."""
    said = dict(values or {})
    if nearest is not None:
        said["nearest"] = nearest
    return Objection(code, _SENTENCES[code][nearest is not None], said, field="starts_at")


def with_nearest(objection: Objection, *, nearest: datetime | None) -> Objection:
    """The same objection; where it is about time, naming the nearest free time."""
    if nearest is None or objection.code not in _SENTENCES:
        return objection
    return replace(objection, text=_SENTENCES[objection.code][1], values={**objection.values, "nearest": nearest})
