"""The stage of rooms: a booking due now, one of a series, a place in line, a block, an appeal, a feed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from linli.features.booking import actions
from linli.features.booking.actions import Holder
from linli.features.booking.models import Booking, Suspension
from linli.features.booking.rules import SeriesWish, Wish

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

OTHER = Holder(name="示例", phone="+8613800000019")


def set_rooms(cast: Cast, now: datetime) -> dict[str, Any]:
    """The rooms of the demo with one of everything, and the values their addresses need."""
    from linli.entrypoints.demo.rooms import open_rooms

    venues = open_rooms(cast.site, cast.other_site)[cast.site.slug]
    tea, starts_at = venues["tea-room"], now.replace(hour=11, minute=0)
    wish = Wish(starts_at, starts_at + timedelta(hours=1), purpose="recreation", people=3, accepts_conditions=True)
    before = now - timedelta(days=2)
    held = actions.book(venue=tea, wish=wish, holder=OTHER, channel=Booking.Channel.WEB, key="", actor="", now=before)
    wait = actions.wait_for_slot(
        venue=tea, wish=wish, holder=Holder(name="示例", phone="+8613800000020"), key="", actor="", now=before
    )
    block = actions.block(
        venue=venues["reading-room"], starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=1, hours=2),
        reason="地面打蜡", by=cast.head, key="", now=before,
    )  # fmt: skip
    suspension = actions.suspend(
        site=cast.site, holder=Holder(person=cast.resident), reason="三次没有到场", until=now + timedelta(days=20),
        by=cast.workers[1], key="", now=before,
    )  # fmt: skip
    return {
        "venue": tea.slug,
        "held": held.code,
        "booking_pk": held.pk,
        "series": _series(venues["square"], now).code,
        "wait": wait.code,
        "secret": actions.make_feed(person=cast.other_resident, now=before),
        "block": block.pk,
        "suspension": suspension.pk,
    }


def _series(square: Any, now: datetime) -> Any:
    wish = SeriesWish(
        rule="FREQ=WEEKLY;BYDAY=MO,WE,FR;UNTIL=20261211", first_day=now.date(),
        starts=now.time().replace(hour=9, minute=0),
        minutes=60, purpose="recreation", people=30, title="八段锦", is_public=True, accepts_conditions=True,
    )  # fmt: skip
    before = now - timedelta(days=2)
    return actions.book_series(
        venue=square, wish=wish, holder=OTHER, channel=Booking.Channel.WEB, key="", actor="", now=before
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


def _appeal(stage: Any) -> None:
    suspension = Suspension.objects.get(pk=stage.values["suspension"])
    actions.appeal(suspension=suspension, text="那天在医院", key="", actor="", now=stage.now)


BEFORE: dict[str, Callable[[Any], None]] = {
    "booking:departure": _come,
    "booking:held_departure": _come,
    "booking:excuse": _miss,
    "booking:answer": lambda stage: _hold(stage, "offered"),
    "booking:decision": lambda stage: _hold(stage, "requested"),
    "booking:verdict": _appeal,
}
