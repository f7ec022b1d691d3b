"""Booking in words: terms as sentences, days and times as rows of the grid, states with their tone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from linli.base.kernel import Period
from linli.base.ui import grid, words

from ..models import Booking, Terms, Venue, Wait
from ..models.venues import Purpose
from ..queries import DayOfVenue, FreeTime, Stretch

TONES = {
    Booking.State.UNPROVED: "waiting",
    Booking.State.REQUESTED: "waiting",
    Booking.State.OFFERED: "calling",
    Booking.State.BOOKED: "serving",
    Booking.State.USED: "serving",
    Wait.State.WAITING: "waiting",
}
ACCESS = {
    "hearing_loop": ("ear", _("Hearing loop")),
    "wide_door": ("door-open", _("Wide door")),
    "accessible_toilet": ("badge-wc", _("Accessible toilet nearby")),
    "height_adjustable": ("arrows-vertical", _("Height-adjustable desk")),
    "quiet": ("volume-mute", _("Quiet")),
    "parking": ("p-square", _("Parking nearby")),
}
ALMOST_ALL = 0.85


@dataclass(frozen=True)
class Said:
    """One of the terms: what it is about, and what holds."""

    icon: str
    label: str
    text: str


def tone(state: str) -> str:
    """The tone of a booking's or wait's state."""
    return TONES.get(state, "quiet")  # type: ignore[call-overload, no-any-return]


def access_facts(venue: Venue) -> list[tuple[str, str]]:
    """What helps people with a disability, each with an icon; step-free first."""
    first = [("person-wheelchair", gettext("Step-free"))] if venue.is_step_free else []
    return first + [(ACCESS[one][0], str(ACCESS[one][1])) for one in venue.access if one in ACCESS]


def terms_in_words(terms: Terms) -> list[Said]:
    """The terms as plain sentences, in the order in which people ask."""
    return [one for one in (*_who_and_how_long(terms), *_how_often(terms), *_afterwards(terms)) if one.text]


def _who_and_how_long(terms: Terms) -> list[Said]:
    names = dict(Purpose.choices)
    shortest, longest = (timedelta(minutes=minutes) for minutes in (terms.min_minutes, terms.max_minutes))
    length = gettext("{shortest} to {longest} at a time")
    ahead = ngettext("up to {n} day ahead", "up to {n} days ahead", terms.horizon_days).format(n=terms.horizon_days)
    notice = gettext("; at least {notice} before").format(notice=_long(terms.notice_minutes))
    return [
        Said("people", gettext("For whom"), terms.get_audience_display()),
        Said("tags", gettext("For what"), words.listed(names[one] for one in terms.purposes if one in names)),
        Said(
            "hourglass",
            gettext("How long"),
            length.format(shortest=words.length(shortest), longest=words.length(longest)),
        ),
        Said("calendar3", gettext("How early"), ahead + (notice if terms.notice_minutes else "")),
        Said("person-check", gettext("Approval"), _approval(terms)),
    ]


def _approval(terms: Terms) -> str:
    if not terms.needs_approval:
        return gettext("Booked at once")
    said = ngettext(
        "A worker answers within {n} hour; until then the time is held for you",
        "A worker answers within {n} hours; until then the time is held for you",
        terms.approval_hours,
    )
    return said.format(n=terms.approval_hours)


def _how_often(terms: Terms) -> list[Said]:
    counted = terms.monthly_count
    times = ngettext("{n} time a month for each person", "{n} times a month for each person", counted or 0)
    hours = gettext("{length} a month for each person").format(length=_long(terms.monthly_minutes or 0))
    buffers = gettext("{setup} to set up before, {cleanup} to clean up after; both belong to your booking")
    return [
        Said("repeat", gettext("How often"), times.format(n=counted) if counted else ""),
        Said("clock-history", gettext("How much"), hours if terms.monthly_minutes else ""),
        Said(
            "stars",
            gettext("Setting up"),
            buffers.format(setup=_long(terms.setup_minutes), cleanup=_long(terms.cleanup_minutes))
            if terms.setup_minutes or terms.cleanup_minutes
            else "",
        ),
    ]


def _afterwards(terms: Terms) -> list[Said]:
    change = gettext("until {length} before the start").format(length=_long(terms.change_minutes))
    days = ngettext("removed {n} day afterwards", "removed {n} days afterwards", terms.contact_days)
    return [
        Said(
            "arrow-left-right",
            gettext("Changing and cancelling"),
            change if terms.change_minutes else gettext("until the start"),
        ),
        Said("qr-code-scan", gettext("Checking in"), _no_show(terms)),
        Said("shield-lock", gettext("Your name and number"), days.format(n=terms.contact_days)),
    ]


def _no_show(terms: Terms) -> str:
    if terms.release_minutes is None:
        return ""
    said = gettext("from {before} before the start; {after} after it the room is given to others").format(
        before=_long(terms.checkin_minutes), after=_long(terms.release_minutes)
    )
    if not terms.strikes:
        return said
    return said + gettext("; after {strikes} times in {days} days without coming, no booking for {rest} days").format(
        strikes=terms.strikes, days=terms.strike_days, rest=terms.suspension_days
    )


def _long(minutes: int) -> str:
    """A length as people say it: whole days as days."""
    if minutes and minutes % 1440 == 0:
        return ngettext("{n} day", "{n} days", minutes // 1440).format(n=minutes // 1440)
    return words.length(timedelta(minutes=minutes))


# Rows of the grid ---------------------------------------------------------------------------------------------------


def why_of(day: DayOfVenue) -> str:
    """Why a day has no free time, in one sentence; nothing while it has one."""
    return words.say(day.why) if day.why else ""


def note_of(day: DayOfVenue) -> str:
    """What a day is beside its weekday: the holiday, or the one it is worked for; and whether that may change."""
    name = words.local(day.kind, "name")
    if name and day.kind.is_makeup:
        name = gettext("make-up workday for {holiday}").format(holiday=name)
    return name + (gettext(" (not yet published)") if name and day.is_provisional else "")


def book_address(venue: Venue, *, at: datetime, minutes: int = 60, people: int = 0) -> str:
    """The form to book, with the time filled in."""
    asked: dict[str, Any] = {"day": f"{at:%Y-%m-%d}", "starts": f"{at:%H:%M}", "minutes": minutes}
    return _address("booking:book", venue, asked | ({"people": people} if people else {}))


def _address(name: str, venue: Venue, asked: dict[str, Any]) -> str:
    return f"{reverse(name, args=[venue.site.slug, venue.slug])}?{urlencode(asked)}"


def free_words(free: FreeTime | None) -> str:
    """A free time as it is said: 今天 14:00–15:00."""
    if free is None:
        return ""
    return f"{words.moment(free.starts_at)}–{words.end_time(free.ends_at.time())}"


def day_row(day: DayOfVenue, stretches: Iterable[Stretch], *, is_now: bool) -> grid.Row:
    """One day of a venue."""
    found = [_stretch(day.venue, one) for one in stretches]
    return grid.Row(
        label=f"{words.weekday(day.day)} {words.short_day(day.day)}",
        note=note_of(day) if found else why_of(day) or note_of(day),
        stretches=[one for one in found if one.state != grid.PAST],
        is_now=is_now,
    )


def _stretch(venue: Venue, one: Stretch) -> grid.Stretch:
    is_free = one.state == grid.FREE
    return grid.Stretch(
        start=one.starts_at.time(),
        end=one.ends_at.time(),
        state=one.state,
        why=one.title,
        url=book_address(venue, at=one.starts_at) if is_free else "",
    )


def venue_row(day: DayOfVenue, *, minutes: int, people: int = 0) -> grid.Row:
    """One venue on a day: where a booking of that length fits, and where not."""
    free = joined(day.starts, minutes)
    found = [
        grid.Stretch(
            one.start.time(),
            one.end.time(),
            grid.FREE,
            url=book_address(day.venue, at=one.start, minutes=minutes, people=people),
        )
        for one in free
    ]
    taken = [
        grid.Stretch(rest.start.time(), rest.end.time(), grid.BUSY) for hours in day.hours for rest in hours.minus(free)
    ]
    return grid.Row(
        label=words.local(day.venue, "name"),
        url=reverse("booking:venue", args=[day.venue.site.slug, day.venue.slug]),
        note="" if free else why_of(day),
        stretches=sorted(found + (taken if free else []), key=lambda one: one.begins),
    )


def joined(starts: Iterable[datetime], minutes: int) -> list[Period]:
    """The stretches that bookings of that length can cover, in order."""
    found: list[Period] = []
    length = timedelta(minutes=minutes)
    for start in starts:
        if found and start <= found[-1].end:
            found[-1] = Period(found[-1].start, start + length)
        else:
            found.append(Period(start, start + length))
    return found


def month_day(day: DayOfVenue, *, url: str, is_now: bool) -> grid.Day:
    """One day of a venue in its month."""
    return grid.Day(
        day=day.day,
        state=_state(day),
        hours=round(day.free_minutes / 60, 1),
        note=note_of(day) or why_of(day),
        url=url if day.starts else "",
        is_now=is_now,
    )


def _state(day: DayOfVenue) -> str:
    if day.starts:
        whole = sum((one.length for one in day.hours), timedelta()).total_seconds() / 60
        return "free" if day.free_minutes >= ALMOST_ALL * whole else "some"
    if day.why is not None and day.why.code in ("too_far", "too_soon", "in_the_past", "over", "not_given"):
        return "beyond" if day.why.code in ("too_far", "not_given") else "past"
    return "full" if day.is_open else "closed"
