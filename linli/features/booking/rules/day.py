"""One venue on one day: at which moments a booking can begin, and why at none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from linli.base.kernel import Objection

from . import slots, words
from .asking import Hours, closed, not_given, wrong_length
from .free import Days, Given, Place, clear_from, fits_length, moments, step_bits, window_bits


@dataclass(frozen=True)
class Look:
    """What is looked for over some days: so many minutes, seen from `now`."""

    days: Days
    minutes: int
    now: datetime
    today: date


def why_none(look: Look, *, place: Place, number: int, hours: Hours, nearest: datetime | None) -> Objection:
    """Why a booking as looked for cannot begin on a day (its number) of a venue; the first reason that decides it."""
    day = look.days.first + timedelta(days=number)
    given = place.given_on(day)
    if look.days.starts[number + 1] <= slots.slot_from(look.now):
        return words.with_nearest(words.no("in_the_past"), nearest=nearest)
    if given is None:
        return not_given()
    if not hours.periods:
        return words.with_nearest(closed(day, hours=hours), nearest=nearest)
    if not fits_length(given, minutes=look.minutes):
        return wrong_length(given, minutes=look.minutes)
    found = _window(look, given, number) or _taken(look, place, given, number, hours)
    return words.with_nearest(found, nearest=nearest)


def _window(look: Look, given: Given, number: int) -> Objection | None:
    """Whether all of the day is too soon, or too far ahead."""
    days, day = look.days, look.days.first + timedelta(days=number)
    if day > look.today + timedelta(days=given.horizon_days):
        return words.no("too_far", values={"from_day": day - timedelta(days=given.horizon_days)})
    if days.of_day(number) & window_bits(given, days=days, now=look.now, today=look.today):
        return None
    return words.no("too_soon", values={"notice": timedelta(minutes=given.notice_minutes)})


def _taken(look: Look, place: Place, given: Given, number: int, hours: Hours) -> Objection:
    """The hours are too short for it, over for today, taken, or free but for setting up and cleaning."""
    days, length = look.days, slots.quarters(look.minutes)
    day = days.first + timedelta(days=number)
    in_hours = slots.runs(place.open_by_kinds[given.hours], length=length) & days.of_day(number)
    in_hours &= step_bits(days, step_minutes=given.step_minutes)
    if not in_hours:
        return closed(day, hours=hours)
    in_hours &= window_bits(given, days=days, now=look.now, today=look.today)
    if not in_hours:
        notice = timedelta(minutes=given.notice_minutes)
        return words.no("too_soon", values={"notice": notice}) if given.notice_minutes else words.no("in_the_past")
    if in_hours & clear_from(place, days=days, length=length):
        return words.no("being_set_up")
    return words.no("no_gap", values={"length": timedelta(minutes=look.minutes), "day": day})


def starts_by_day(bits: int, *, days: Days) -> list[tuple[datetime, ...]]:
    """The moments of a bitmap, day by day, in the days' own zone."""
    known = moments(days)
    found = []
    for begin, end in zip(days.starts, days.starts[1:], strict=False):
        of_day = bits >> (begin - days.origin) & slots.mask(first=0, end=end - begin)
        offset = begin - days.starts[0]
        found.append(tuple(slots.chosen(known[offset : offset + end - begin], bits=of_day)))
    return found
