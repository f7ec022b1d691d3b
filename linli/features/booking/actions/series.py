"""Bookings that come again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from linli.base.kernel import Objection, Refused
from linli.base.kernel import gettext_noop as _
from linli.base.limits import actions as limits
from linli.base.ui.words import say
from linli.community.people.models import Person
from linli.community.people.queries import Caller

from .. import rules
from ..models import Booking, Series, SkippedDay, Venue
from ..queries.planning import Planned, PlannedDay, planned
from ..rules import Asker, SeriesWish
from .deed import Deed, in_one_go
from .judging import asker_at, holder_of, unsaved
from .placing import LOOKS, Lost, lapse_in_the_way, new_code, place
from .telling import tell_made


def book_series(
    *,
    venue: Venue,
    wish: SeriesWish,
    holder: Caller,
    channel: str,
    booked_by: Person | None = None,
    key: str,
    actor: str,
    now: datetime,
) -> Series:
    """The series with all its bookings, in one transaction.

    :raises Refused: `bad_rule`, `too_many_days`, `no_days`; what stands in the way of any day, with its day (unless
        the wish books what is free: then those days are noted as skipped, and only `nothing_free` is refused).
    """
    deed = Deed(site=venue.site, verb="book_series", actor=actor, key=key, now=now)
    asker = asker_at(venue=venue, holder=holder, staff=booked_by, now=now)
    for _look in range(LOOKS):
        found = look_at_all(venue=venue, wish=wish, asker=asker, holder_key=holder.key(of="booking"), now=now)
        try:
            return _book(deed, found, wish, holder, channel, booked_by)
        except Lost:
            continue
    raise Refused(rules.no("taken"))


def retry_skipped(
    *, series: Series, day: date, accepts_conditions: bool = True, key: str, actor: str, now: datetime
) -> Booking:
    """A day that the series could not have, booked after all.

    :raises Refused: what stands in the way of the day, and `not_skipped`.
    """
    example = series.bookings.select_related("holder", "terms").order_by("-starts_at").first()
    if example is None or not series.skipped.filter(day=day).exists():
        raise Refused(Objection("not_skipped", _("This day of the series was not left out.")))
    holder = holder_of(example)
    wish = wish_like(series=series, example=example, rule="FREQ=DAILY;COUNT=1", first_day=day)
    deed = Deed(site=series.venue.site, verb="retry_skipped", actor=actor, key=key, now=now)
    asker = asker_at(venue=series.venue, holder=holder, staff=series.made_by, now=now)
    for _look in range(LOOKS):
        found = look_at_all(venue=series.venue, wish=wish, asker=asker, holder_key=holder.key(of="booking"), now=now)
        try:
            return _retry(deed, found, wish, holder, example, day)
        except Lost:
            continue
    raise Refused(rules.no("taken"))


# What booking a series and changing it have in common -------------------------------------------------------------


def look_at_all(
    *,
    venue: Venue,
    wish: SeriesWish,
    asker: Asker,
    holder_key: str,
    now: datetime,
    without: Sequence[Booking] = (),
) -> Planned:
    """The days of a series, judged; holds whose time is up are cleared away first."""
    found = planned(venue=venue, wish=wish, asker=asker, holder_key=holder_key, now=now, without=without)
    slots = [one.spot.slots for one in found.wanted]
    if slots:
        atoms = [part.atom for part in found.setting.known.parts]
        lapse_in_the_way(
            atoms=atoms, slots=range(min(one.start for one in slots), max(one.stop for one in slots)), now=now
        )
    return found


def bookable(*, found: Planned, wish: SeriesWish) -> tuple[list[PlannedDay], list[PlannedDay]]:
    """The days to be booked and the days to be noted as skipped.

    :raises Refused: as `book_series` says.
    """
    free = [one for one in found.wanted if not one.objections]
    lost = [one for one in found.wanted if one.objections]
    if not found.wanted:
        raise Refused(rules.no_days())
    if lost and not wish.books_what_is_free:
        raise Refused(*_said_once(lost))
    if not free:
        text = _("None of these days can be booked: {why}")
        raise Refused(Objection("nothing_free", text, {"why": Said(lost[0].objections[0])}))
    return free, lost


def wish_like(*, series: Series, example: Booking, rule: str, first_day: date) -> SeriesWish:
    """The wish of a series as one of its bookings has it."""
    return SeriesWish(
        rule=rule,
        first_day=first_day,
        starts=series.starts,
        minutes=series.minutes,
        purpose=example.purpose,
        people=example.people,
        layout=example.layout.kind if example.layout else "",
        title=example.title,
        is_public=example.is_public,
        note=example.note,
        accepts_conditions=True,
        holidays="keep",
    )


@dataclass(frozen=True)
class Said:
    """An objection inside another's sentence, said in the reader's language."""

    objection: Objection

    def __str__(self) -> str:
        return say(self.objection)


def bookings_of(
    *, found: Planned, days: Sequence[PlannedDay], series: Series, holder: Caller, channel: str, by: Person | None,
    now: datetime,
) -> list[Booking]:  # fmt: skip
    """A booking for each of the days, not saved yet."""
    made = []
    for one in days:
        terms = found.setting.terms_on(one.day)
        if terms is None:
            raise Refused(rules.not_given())
        booking = unsaved(
            setting=found.setting, terms=terms, wish=one.wish, holder=holder, channel=channel, by=by, now=now
        )
        booking.series, booking.series_day = series, one.day
        made.append(booking)
    return made


def note_skipped(*, series: Series, days: Sequence[PlannedDay], now: datetime) -> None:
    """Remember the days that could not be had, and why."""
    SkippedDay.objects.bulk_create(
        SkippedDay(series=series, day=one.day, code=one.objections[0].code, noted_at=now) for one in days
    )


# Steps -----------------------------------------------------------------------------------------------------------


@in_one_go
def _book(deed: Deed, found: Planned, wish: SeriesWish, holder: Caller, channel: str, by: Person | None) -> Series:
    venue = found.setting.venue
    asked = {"venue": venue.pk, "rule": wish.rule, "first_day": wish.first_day, "starts": wish.starts}
    if (pk := deed.ask(**asked, holder=holder.key(of="booking"))) is not None:
        return Series.objects.select_related("venue__site").get(pk=pk)
    limits.count(kind="series", who=holder.counted, now=deed.now)
    free, lost = bookable(found=found, wish=wish)
    series = Series.objects.create(
        venue=venue,
        code=new_code(),
        rule=wish.rule,
        first_day=wish.first_day,
        starts=wish.starts,
        minutes=wish.minutes,
        holidays=wish.holidays,
        except_days=[day.isoformat() for day in wish.except_days],
        holder=holder.person,
        made_at=deed.now,
        made_by=by,
    )
    made = bookings_of(found=found, days=free, series=series, holder=holder, channel=channel, by=by, now=deed.now)
    place(placed=[(booking, one.spot) for booking, one in zip(made, free, strict=True)])
    note_skipped(series=series, days=lost, now=deed.now)
    tell_made(booking=made[0], subject=f"series:{series.pk}", now=deed.now)
    deed.end(
        f"series:{series.pk}",
        is_confidential=made[0].terms.is_confidential and by is None,
        venue=venue.slug,
        rule=wish.rule,
        booked=len(made),
        skipped=[one.day for one in lost],
    )
    return series


@in_one_go
def _retry(deed: Deed, found: Planned, wish: SeriesWish, holder: Caller, example: Booking, day: date) -> Booking:
    series = example.series
    if series is None:
        raise Refused(Objection("not_skipped", _("This day of the series was not left out.")))
    if (pk := deed.ask(series=series.pk, day=day)) is not None:
        return Booking.objects.select_related("venue__site", "terms").get(pk=pk)
    free, _lost = bookable(found=found, wish=wish)
    (booking,) = bookings_of(
        found=found, days=free, series=series, holder=holder, channel=example.channel, by=example.made_by, now=deed.now
    )
    place(placed=[(booking, free[0].spot)])
    SkippedDay.objects.filter(series=series, day=day).delete()
    deed.end(f"booking:{booking.pk}", venue=series.venue.slug, day=day)
    return booking


def _said_once(lost: Sequence[PlannedDay]) -> list[Objection]:
    """What stands in the way, each with its day; what is the same for all days is said once."""
    said: dict[object, Objection] = {}
    for one in lost:
        for objection in one.objections:
            if objection.field == "starts_at":
                text = _("{day}: {why}")
                with_day = Objection(objection.code, text, {"day": one.day, "why": Said(objection)}, objection.field)
                said[objection.code, one.day] = with_day
            else:
                said.setdefault(objection.code, objection)
    return list(said.values())
