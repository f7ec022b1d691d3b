"""The stage of rooms: a booking due now, one of a series, a place in line, a block, an appeal, a feed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from linli.community.people.queries import Caller
from linli.features.booking import actions
from linli.features.booking.models import Booking, Series, SkippedDay, Suspension, Terms, Venue
from linli.features.booking.rules import SeriesWish, Wish

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

OTHER = Caller(name="示例", phone="+8613800000019", is_proved=True)


def set_rooms(cast: Cast, now: datetime) -> dict[str, Any]:
    """The rooms of the demo with one of everything, and the values their addresses need."""
    from linli.entrypoints.demo.rooms import open_rooms

    venues = open_rooms(cast.site, cast.other_site)[cast.site.slug]
    tea, starts_at = venues["tea-room"], now.replace(hour=11, minute=0)
    wish = Wish(starts_at, starts_at + timedelta(hours=1), purpose="recreation", people=3, accepts_conditions=True)
    before = now - timedelta(days=2)
    series = _weekly(tea, starts_at, before)
    held = series.bookings.get(starts_at=starts_at)
    wait = actions.wait_for_slot(
        venue=tea,
        wish=wish,
        holder=Caller(name="示例", phone="+8613800000020", is_proved=True),
        key="",
        actor="",
        now=before,
    )
    block = actions.block(
        venue=venues["reading-room"], starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=1, hours=2),
        reason="地面打蜡", by=cast.head, key="", now=before,
    )  # fmt: skip
    suspension = actions.suspend(
        site=cast.site, holder=Caller(person=cast.resident), reason="三次没有到场", until=now + timedelta(days=20),
        by=cast.workers[1], key="", now=before,
    )  # fmt: skip
    return {
        "venue": tea.slug,
        "held": held.code,
        "booking_pk": held.pk,
        "series": series.code,
        "wait": wait.code,
        "secret": actions.make_feed(person=cast.other_resident, now=before),
        "block": block.pk,
        "suspension": suspension.pk,
    }


def _weekly(tea: Venue, starts_at: datetime, now: datetime) -> Series:
    """The tea room this Tuesday and the next."""
    wish = SeriesWish(
        rule="FREQ=WEEKLY;BYDAY=TU;COUNT=2", first_day=starts_at.date(), starts=starts_at.time(), minutes=60,
        purpose="recreation", people=3, accepts_conditions=True,
    )  # fmt: skip
    return actions.book_series(
        venue=tea, wish=wish, holder=OTHER, channel=Booking.Channel.WEB, key="", actor="", now=now
    )


# What must have happened before a step can be taken --------------------------------------------------------------


def _held(stage: Any) -> Booking:
    return Booking.objects.get(pk=stage.values["booking_pk"])


def _come(stage: Any) -> None:
    actions.check_in(booking=_held(stage), key="", actor="", now=stage.now)


def _miss(stage: Any) -> None:
    actions.release_no_shows(now=stage.now + timedelta(hours=2))


def _hold(stage: Any, state: str) -> None:
    held, until = _held(stage), stage.now + timedelta(hours=1)
    held.claims.update(kind="hold", hold_until=until)
    Booking.objects.filter(pk=held.pk).update(state=state, hold_until=until)


def _ask_for_another_time(stage: Any) -> None:
    held = _held(stage)
    Terms.objects.filter(venue=held.venue).update(needs_approval=True)
    starts_at = held.starts_at + timedelta(hours=4)
    wish = Wish(starts_at, starts_at + timedelta(hours=1), purpose=held.purpose, people=3)
    day_before = stage.now - timedelta(days=1)
    actions.change(booking=held, wish=wish, version=held.version, key="", actor="", now=day_before)


def _appeal(stage: Any) -> None:
    suspension = Suspension.objects.get(pk=stage.values["suspension"])
    actions.appeal(suspension=suspension, text="那天在医院", key="", actor="", now=stage.now)


def _leave_out(stage: Any) -> None:
    later = Booking.objects.exclude(pk=stage.values["booking_pk"]).get(series=_held(stage).series)
    actions.cancel(booking=later, key="", actor="", now=stage.now)
    SkippedDay.objects.create(series=later.series, day=later.series_day, code="taken", noted_at=stage.now)


BEFORE: dict[str, Callable[[Any], None]] = {
    "booking:departure": _come,
    "booking:held_departure": _come,
    "booking:excuse": _miss,
    "booking:answer": lambda stage: _hold(stage, "offered"),
    "booking:decision": lambda stage: _hold(stage, "requested"),
    "booking:move_end": _ask_for_another_time,
    "booking:verdict": _appeal,
    "booking:series_days": _leave_out,
}
