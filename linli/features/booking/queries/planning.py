"""The days of a series with what stands in the way of each, for who plans it and for the action that books it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from linli.base.kernel import Objection, Refused

from .. import rules
from ..models import Booking, Venue
from ..rules import Asker, SeriesWish, Used, Wish
from . import facts
from .facts import Setting, Spot
from .limits import limits


@dataclass(frozen=True)
class PlannedDay:
    """A day of a series, its spot, and every objection; `left_out` as in `Occurrence`."""

    day: date
    wish: Wish
    spot: Spot
    objections: tuple[Objection, ...]
    left_out: str


@dataclass(frozen=True)
class Planned:
    """All days of a series in the setting they were judged in."""

    setting: Setting
    days: tuple[PlannedDay, ...]

    @property
    def wanted(self) -> list[PlannedDay]:
        """The days that are not left out."""
        return [one for one in self.days if not one.left_out]


def planned(
    *,
    venue: Venue,
    wish: SeriesWish,
    asker: Asker,
    now: datetime,
    holder_key: str = "",
    without: Sequence[Booking] = (),
) -> Planned:
    """Every day the series means up to the venue's horizon; monthly limits are counted day by day.

    The bookings `without` which it is planned (those of the series itself) do not stand in the way.

    :raises Refused: `bad_rule`, `no_days`, `too_many_days`, `not_given`.
    """
    if found := rules.objections_to_rule(wish.rule):
        raise Refused(*found)
    last = _last_day(venue, wish, now)
    most = limits(day=facts.local_day(now, venue.site.timezone)).series_days
    days = rules.days_of_series(rule=wish.rule, first_day=wish.first_day, last_day=last, most=most)
    if found := rules.objections_to_days(wanted=len(days), most=most):
        raise Refused(*found)
    setting = facts.setting(venue=venue, first=days[0], last=days[-1], now=now, without=without)
    if setting is None:
        raise Refused(rules.not_given())
    used: dict[int, Used] = defaultdict(Used)
    for month in {facts.period_of(day) for day in days}:
        known = facts.used(venue=venue, holder_key=holder_key, period=month)
        used[month] = _without(known, without, month, setting)
    return Planned(setting, tuple(_day(setting, wish, day, asker, used, now, without) for day in days))


def wish_of_day(*, wish: SeriesWish, day: date, setting: Setting) -> Wish:
    """What a series wishes on one of its days."""
    start = datetime.combine(day, wish.starts, setting.zone)
    return Wish(
        starts_at=start,
        ends_at=start + timedelta(minutes=wish.minutes),
        purpose=wish.purpose,
        people=wish.people,
        layout=wish.layout,
        title=wish.title,
        is_public=wish.is_public,
        note=wish.note,
        accepts_conditions=wish.accepts_conditions,
    )


def _last_day(venue: Venue, wish: SeriesWish, now: datetime) -> date:
    """As far ahead as the venue can be booked, if the rule does not end by itself; else whatever it says, so that the
    days beyond are told as too far.
    """
    if "COUNT=" in wish.rule or "UNTIL=" in wish.rule:
        return date.max
    today = facts.local_day(now, venue.site.timezone)
    terms = venue.terms.filter(from_day__lte=max(today, wish.first_day)).order_by("-from_day").first()
    return today + timedelta(days=terms.horizon_days if terms else 0)


def _day(
    setting: Setting,
    wish: SeriesWish,
    day: date,
    asker: Asker,
    used: dict[int, Used],
    now: datetime,
    without: Sequence[Booking],
) -> PlannedDay:
    own = wish_of_day(wish=wish, day=day, setting=setting)
    spot = facts.spot(setting=setting, starts_at=own.starts_at, ends_at=own.ends_at)
    why = rules.left_out(
        day=day,
        is_holiday=setting.kind_of(day).type == "holiday",
        holidays=wish.holidays,
        except_days=wish.except_days,
    )
    if why:
        return PlannedDay(day, own, spot, (), why)
    month = facts.period_of(day)
    asked = facts.asked(setting=setting, spot=spot, wish=own, asker=asker, used=used[month], now=now, without=without)
    objections = rules.objections(asked)
    if any(one.field == "starts_at" for one in objections):
        objections = rules.objections(facts.with_nearest(setting=setting, asked=asked))
    if not objections:
        used[month] = replace(used[month], count=used[month].count + 1, minutes=used[month].minutes + wish.minutes)
    return PlannedDay(day, own, spot, tuple(objections), "")


def _without(known: Used, without: Sequence[Booking], month: int, setting: Setting) -> Used:
    """The month's use apart from the series' own bookings."""
    own = [booking for booking in without if facts.period_of(setting.day_of(booking.starts_at)) == month]
    minutes = sum(round((booking.ends_at - booking.starts_at) / timedelta(minutes=1)) for booking in own)
    return Used(count=max(0, known.count - len(own)), minutes=max(0, known.minutes - minutes))
