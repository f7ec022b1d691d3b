"""Change or end what is still to come of a series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from linli.base.kernel import Refused
from linli.community.people.models import Person
from linli.community.people.queries import Caller

from .. import rules
from ..models import Booking, Series
from ..queries.planning import Planned, PlannedDay
from ..queries.series import LATER, Changing, ahead_of, changing, series_of
from ..rules import SeriesWish
from .changes import write_use
from .claiming import Key, Owner
from .deed import Deed, in_one_go
from .judging import asker_at, hold_until, holder_of, no_reason
from .moves import STAY, Shift, asked_until, write_move
from .placing import LOOKS, Lost, end_move, finish, give_back, locked, new_code, saved, take_all
from .quotas import fit_quota, give_quota_back
from .series import bookable, bookings_of, look_at_all, note_skipped
from .telling import tell_holder


@dataclass(frozen=True)
class SeriesChange:
    """What became of a series: how many days were changed, asked for (where somebody has to say yes first), newly
    booked, cancelled, and left as a person had made them. None of it is known of a request that was answered before.
    """

    series: Series
    changed: int = 0
    asked: int = 0
    booked: int = 0
    cancelled: int = 0
    left: int = 0


def change_series(
    *,
    booking: Booking,
    wish: SeriesWish,
    scope: str,
    with_exceptions: bool = False,
    changed_by: Person | None = None,
    key: str,
    actor: str,
    now: datetime,
) -> SeriesChange:
    """The series as wished from the booking's day on (`scope` "later") or in all that is still to come ("all").

    Days that stay are changed, days that are gone cancelled, new ones booked, all in one transaction; what is past
    stays as it was, and so do days that a person cancelled or changed by themselves, unless `with_exceptions`. Where
    the venue needs approval another time is asked for, day by day (as `change` does). With "later" the old series ends
    before that day and a new one is given back. (One day alone: `change` its booking.)

    :raises Refused: as `book_series`, and `no_series`, `over`.
    """
    deed = Deed(site=booking.venue.site, verb="change_series", actor=actor, key=key, now=now)
    holder = holder_of(booking)
    asker = asker_at(venue=booking.venue, holder=holder, staff=changed_by, now=now)
    for _look in range(LOOKS):
        about = changing(booking=booking, wish=wish, scope=scope, with_exceptions=with_exceptions, now=now)
        found = look_at_all(
            venue=booking.venue,
            wish=about.wish,
            asker=asker,
            holder_key=booking.holder_key,
            now=now,
            without=about.ahead,
        )
        try:
            return _change(deed, booking, about, found, scope, holder, changed_by)
        except Lost:
            continue
    raise Refused(rules.no("taken"))


@in_one_go
def cancel_series(
    *,
    booking: Booking,
    scope: str,
    reason: str = "",
    cancelled_by: Person | None = None,
    key: str,
    actor: str,
    now: datetime,
) -> Series:
    """The series without what is still to come: from the booking's day on ("later"), or all of it ("all").

    :raises Refused: `no_series`, `over`, `no_reason`.
    """
    deed = Deed(site=booking.venue.site, verb="cancel_series", actor=actor, key=key, now=now)
    series = series_of(booking=booking)
    if deed.ask(series=series.pk, scope=scope, booking=booking.pk) is not None:
        return Series.objects.select_related("venue__site").get(pk=series.pk)
    ahead = [locked(one.pk) for one in ahead_of(series=series, booking=booking, scope=scope, now=now)]
    ahead = [one for one in ahead if one.state in (Booking.State.REQUESTED, Booking.State.BOOKED)]
    objections = [] if ahead else [rules.over()]
    if cancelled_by is not None and not reason.strip():
        objections.append(no_reason())
    if objections:
        raise Refused(*objections)
    for one in ahead:
        finish(booking=one, state=Booking.State.CANCELLED, now=now, reason=reason.strip())
    _end_series(series, ahead[0].series_day, scope, now)
    give_back(bookings=ahead, now=now)
    if cancelled_by is not None:
        tell_holder(booking=ahead[0], kind="cancelled", now=now, reason=reason.strip())
    is_secret = booking.terms.is_confidential and cancelled_by is None
    deed.end(f"series:{series.pk}", is_confidential=is_secret, venue=booking.venue.slug, cancelled=len(ahead))
    return series


@in_one_go
def _change(
    deed: Deed, booking: Booking, about: Changing, found: Planned, scope: str, holder: Caller, by: Person | None
) -> SeriesChange:
    series, wish, now = about.series, about.wish, deed.now
    if (pk := deed.ask(series=series.pk, scope=scope, rule=wish.rule, starts=wish.starts)) is not None:
        return SeriesChange(Series.objects.select_related("venue__site").get(pk=pk))
    ahead = {one.series_day: one for one in _as_they_are(about)}
    days, lost = bookable(found=found, wish=wish)
    first = min(day for one in (*about.ahead, *about.apart) if (day := one.series_day) is not None)
    changed = _write_series(about, first, scope, now, by)
    Booking.objects.filter(pk__in=[one.pk for one in about.apart]).update(series=changed)
    kept = [(ahead[one.day], one) for one in days if one.day in ahead]
    new = [one for one in days if one.day not in ahead]
    gone = [one for day, one in ahead.items() if day not in {each.day for each in days}]
    made = bookings_of(found=found, days=new, series=changed, holder=holder, channel=booking.channel, by=by, now=now)
    asked = _place_all(kept, list(zip(made, new, strict=True)), gone, changed, found, by is not None, now)
    note_skipped(series=changed, days=lost, now=now)
    _tell(kept, asked, by, now)
    done = SeriesChange(changed, len(kept) - len(asked), len(asked), len(new), len(gone), len(about.apart))
    deed.end(
        f"series:{changed.pk}",
        is_confidential=booking.terms.is_confidential and by is None,
        venue=booking.venue.slug,
        rule=wish.rule,
        kept=done.changed,
        asked=done.asked,
        booked=done.booked,
        cancelled=done.cancelled,
        left=done.left,
    )
    return done


def _as_they_are(about: Changing) -> list[Booking]:
    """The bookings to be changed, kept from others.

    :raises Lost: if a person took one out of the series meanwhile.
    """
    locked_now = [locked(one.pk) for one in about.ahead]
    if [one.version for one in locked_now] != [one.version for one in about.ahead]:
        raise Lost
    return locked_now


def _tell(
    kept: Sequence[tuple[Booking, PlannedDay]], asked: Sequence[Booking], by: Person | None, now: datetime
) -> None:
    """One word about the whole: the first day stands for all."""
    if by is not None and kept:
        tell_holder(booking=kept[0][0], kind="changed", now=now)
    if asked and (move := asked[0].moving) is not None:
        tell_holder(booking=asked[0], kind="move_requested", at=move, now=now, until=move.hold_until)


def _place_all(
    kept: Sequence[tuple[Booking, PlannedDay]],
    new: Sequence[tuple[Booking, PlannedDay]],
    gone: Sequence[Booking],
    series: Series,
    found: Planned,
    is_staff: bool,
    now: datetime,
) -> list[Booking]:
    """Everything the changed series needs is taken, in order, before anything it leaves is given back. Gives the days
    whose other time is only asked for.
    """
    give_quota_back(bookings=[one.pk for one in gone])
    shifts: list[Shift] = []
    for booking, one in kept:
        shifts.append(_write_day(booking, one, series, found, is_staff, now))
        if not fit_quota(booking=booking, stays=[booking, *([booking.moving] if booking.moving else [])]):
            raise Lost
    for booking in gone:
        finish(booking=booking, state=Booking.State.CANCELLED, now=now)
    wanted: dict[Key, Owner] = {}
    for each in shifts:
        wanted |= each.wanted
    wanted |= saved(placed=[(booking, one.spot) for booking, one in new])
    take_all(community=series.venue.site.community_id, wanted=wanted)
    for each in shifts:
        each.settle(now=now)
    give_back(bookings=gone, now=now)
    return [booking for booking, _one in kept if booking.moving is not None]


def _write_day(
    booking: Booking, one: PlannedDay, series: Series, found: Planned, is_staff: bool, now: datetime
) -> Shift:
    """A day as the series has it now, or that asked for; gives the shift of its claims."""
    terms = found.setting.terms_on(one.day) or booking.terms
    has_moved = (booking.starts_at, booking.ends_at) != (one.wish.starts_at, one.wish.ends_at)
    until = asked_until(booking=booking, terms=terms, starts_at=one.wish.starts_at, now=now)
    booking.series, booking.is_apart = series, False
    if until is not None and has_moved and not is_staff and booking.state == Booking.State.BOOKED:
        booking.save(update_fields=["series", "is_apart"])
        move = write_move(booking=booking, setting=found.setting, terms=terms, wish=one.wish, until=until, now=now)
        return Shift(booking=booking, spot=one.spot, asked_until=move.hold_until)
    if booking.moving is not None:
        end_move(booking=booking)
    booking.terms = terms
    booking.starts_at, booking.ends_at = one.wish.starts_at, one.wish.ends_at
    if booking.state == Booking.State.REQUESTED:
        booking.hold_until = hold_until(terms=terms, starts_at=booking.starts_at, now=now)
        booking.state = Booking.State.REQUESTED if booking.hold_until else Booking.State.BOOKED
    write_use(booking, found.setting, one.wish, terms)
    booking.save(update_fields=[*STAY, "series", "is_apart", *booking.count_change(now=now)])
    return Shift(booking=booking, spot=one.spot)


def _write_series(about: Changing, first: date, scope: str, now: datetime, by: Person | None) -> Series:
    """The series changed, or with "later" a new one that goes on where the old one ends."""
    series, wish = about.series, about.wish
    except_days = sorted({day.isoformat() for day in wish.except_days} - {str(one.series_day) for one in about.apart})
    said = {
        "rule": wish.rule, "first_day": wish.first_day, "starts": wish.starts, "minutes": wish.minutes,
        "holidays": wish.holidays, "except_days": except_days,
    }  # fmt: skip
    if scope == LATER:
        _end_series(series, first, scope, now)
        series.skipped.filter(day__gte=first).delete()
        return Series.objects.create(
            venue=series.venue, code=new_code(), holder=series.holder, made_at=now, made_by=by, **said
        )
    series.skipped.filter(day__gte=first).delete()
    Series.objects.filter(pk=series.pk).update(**said)
    return Series.objects.select_related("venue__site").get(pk=series.pk)


def _end_series(series: Series, first: date | None, scope: str, now: datetime) -> None:
    if scope == LATER and first is not None and first > series.first_day:
        series.rule = rules.ended_before(rule=series.rule, day=first)
    else:
        series.ended_at = now
    series.save(update_fields=["rule", "ended_at"])
