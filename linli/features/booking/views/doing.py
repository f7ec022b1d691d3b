"""What was really done, in words: a message never says more than happened."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from linli.base.ui import words

from ..actions import SeriesChange
from ..models import Booking, Move

WHAT = {
    "people": _("how many people"),
    "layout_id": _("the layout"),
    "purpose": _("what for"),
    "title": _("the name"),
    "is_public": _("who may see the name"),
    "note": _("the note"),
}


def changed(*, before: Booking, after: Booking) -> str:
    """What became of a booking that somebody changed: moved, asked for, what else is new, or nothing at all."""
    zone = ZoneInfo(before.venue.site.timezone)
    said = [_moved(before, after, zone), _asked(before, after, zone), _use(before, after)]
    return " ".join(one for one in said if one) or gettext("Nothing was changed.")


def told(*, booking: Booking) -> str:
    """Whether the holder of a booking was told of what staff did."""
    if booking.holder_id is not None or booking.contact:
        return gettext("The holder is told.")
    return gettext("Nobody could be told: it has neither an account nor a number.")


def confirmed(*, booking: Booking) -> str:
    """What became of a booking that was confirmed."""
    if booking.state == Booking.State.REQUESTED:
        return gettext("Confirmed and asked for. The time is held until a worker has answered.")
    return gettext("Confirmed: it is booked.")


def decided(*, before: Booking, after: Booking) -> str:
    """What became of a request."""
    if before.moving is not None and _time(before) == _time(after):
        said = gettext("The other time is refused; the booking stays as it was.")
    elif after.state == Booking.State.BOOKED:
        said = gettext("It is booked for {time}.").format(time=_spoken(after, ZoneInfo(after.venue.site.timezone)))
    else:
        said = gettext("Refused.")
    return f"{said} {told(booking=after)}"


def left(*, before: Booking, after: Booking) -> str:
    """What is free since a group left."""
    if after.ends_at < before.ends_at:
        return gettext("The rest of the time is free for others.")
    return gettext("Noted. Nothing of the time was left.")


def booked_series(*, bookings: Sequence[Booking]) -> str:
    """Whether the days of a new series are booked, or asked for."""
    if any(one.state == Booking.State.REQUESTED for one in bookings):
        return gettext("The days are asked for; each is held for you until a worker has answered.")
    return gettext("The days are booked.")


def series(*, done: SeriesChange) -> str:
    """What became of the days of a series."""
    said = [
        ngettext("{n} day is changed.", "{n} days are changed.", done.changed).format(n=done.changed),
        ngettext(
            "For {n} day another time is asked for; the old time stays yours until it is approved.",
            "For {n} days another time is asked for; the old times stay yours until they are approved.",
            done.asked,
        ).format(n=done.asked),
        ngettext("{n} day is new.", "{n} days are new.", done.booked).format(n=done.booked),
        ngettext("{n} day is cancelled.", "{n} days are cancelled.", done.cancelled).format(n=done.cancelled),
        ngettext(
            "{n} day that was changed by itself stays as it was.",
            "{n} days that were changed by themselves stay as they were.",
            done.left,
        ).format(n=done.left),
    ]
    counts = (done.changed, done.asked, done.booked, done.cancelled, done.left)
    return " ".join(text for text, n in zip(said, counts, strict=True) if n) or gettext("The series is changed.")


def _moved(before: Booking, after: Booking, zone: ZoneInfo) -> str:
    if _time(before) == _time(after):
        return ""
    time = _spoken(after, zone)
    if after.state == Booking.State.REQUESTED:
        return gettext("Your request is now for {time}.").format(time=time)
    return " ".join([gettext("Moved to {time}.").format(time=time), _freed(before, after)]).strip()


def _freed(before: Booking, after: Booking) -> str:
    """What of the old time others can have now."""
    is_there = before.venue_id == after.venue_id
    if not is_there or before.ends_at <= after.starts_at or after.ends_at <= before.starts_at:
        return gettext("The old time is free for others.")
    if after.starts_at <= before.starts_at and before.ends_at <= after.ends_at:
        return ""
    return gettext("The rest of the old time is free for others.")


def _asked(before: Booking, after: Booking, zone: ZoneInfo) -> str:
    move, was = after.moving, before.moving
    if move is None:
        withdrawn = gettext("The other time is no longer asked for.")
        return withdrawn if was is not None and _time(was) != _time(after) else ""
    if was is not None and before.version == after.version:
        return ""
    text = gettext("Asked for {time}. Your old time stays yours until the new one is approved.")
    return text.format(time=_spoken(move, zone))


def _use(before: Booking, after: Booking) -> str:
    new = [str(word) for name, word in WHAT.items() if getattr(before, name) != getattr(after, name)]
    return gettext("Changed: {what}.").format(what=words.listed(new)) if new else ""


def _time(stay: Booking | Move) -> tuple[object, ...]:
    return stay.venue_id, stay.starts_at, stay.ends_at


def _spoken(stay: Booking | Move, zone: ZoneInfo) -> str:
    starts_at, ends_at = (at.astimezone(zone) for at in (stay.starts_at, stay.ends_at))
    return f"{words.stamp(starts_at)}–{words.clock_time(ends_at.time())}"
