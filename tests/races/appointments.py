"""What one process of a race for appointments does; told like the scenes of the hall."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

NOW = datetime.fromisoformat("2026-11-24T10:40:00+08:00")
AT_TWO = NOW.replace(hour=14, minute=0)


def prepare_book(*, taken: int = 0, each_has_one: int = 0) -> int:
    """A hall with five seats at two o'clock, some taken; so many racers each have another time. The seats at two."""
    from tests.races.scenes import prepare

    prepare()
    for turn in range(taken):
        _book(AT_TWO, key=f"taken-{turn}")
    for racer in range(each_has_one):
        _book(NOW.replace(hour=15 + racer // 4, minute=0), key=f"own-{racer}", device=f"device-{racer}")
    return 5


def book_at_two(*, racer: int, times: int = 1, key: str = "", device: str = "") -> list[list[Any]]:
    """Try so many times to book two o'clock, each time for somebody else; the seats, or why not."""
    told = []
    for turn in range(times):
        who = device or f"device-{racer}-{turn}"
        told.append(_tried(lambda turn=turn, who=who: _book(AT_TWO, key=key or f"b-{racer}-{turn}", device=who)))
    return told


def book_unknown() -> dict[str, Any]:
    """Somebody nobody knows books two o'clock: what is held, and the code that was sent."""
    from linli.community.notices.models import Message
    from linli.community.notices.rules import code_in
    from linli.community.people.queries import Caller

    stranger = Caller(phone="+8613900000007", device="phone", address="192.0.2.1")
    mine = _book(AT_TWO, key="held", caller=stranger)
    return {"pk": mine.pk, "code": code_in(Message.objects.latest("pk").text)}


def confirm_or_take(*, racer: int, pk: int, code: str, take: bool) -> list[Any]:
    """Confirm it at the last moment; or, once its time is up, every other one books the seat that is free then."""
    from linli.features.appointments import actions
    from linli.features.appointments.models import Appointment

    mine = Appointment.objects.select_related("hall__site").get(pk=pk)
    if take and racer % 2:
        late = NOW + timedelta(minutes=15)
        return _tried(lambda: _book(AT_TWO, key=f"t-{racer}", device=f"device-{racer}", now=late))
    return _tried(
        lambda: actions.confirm(appointment=mine, code=code, key=f"c-{racer}", actor=f"device:{racer}", now=NOW)
    )


def book_one_day(*, racer: int) -> list[Any]:
    """The same phone books a time of its own racer's choice on one day."""
    return _tried(lambda: _book(AT_TWO + racer * timedelta(minutes=30), key=f"d-{racer}", device="one-phone"))


def move_to_two(*, racer: int) -> list[Any]:
    """Move the racer's own appointment to two o'clock."""
    from linli.features.appointments import actions

    mine = _of(f"device-{racer}")
    return _tried(
        lambda: actions.move(appointment=mine, starts_at=AT_TWO, key=f"m-{racer}", actor="device:race", now=NOW)
    )


def come_in(*, racer: int) -> list[Any]:
    """Check in with the one appointment there is."""
    from linli.base.kernel import Refused
    from linli.features.appointments import actions
    from linli.features.appointments.models import Appointment

    mine = Appointment.objects.select_related("hall__site").get()
    try:
        came = actions.check_in(appointment=mine, channel="kiosk", key=f"c-{racer}", actor="kiosk:tuoran", now=AT_TWO)
    except Refused as refused:
        return refused.codes
    return [came.ticket.number if came.ticket else None]


def look_at_book() -> dict[str, Any]:
    """The rows as a race left them."""
    from linli.community.journal.queries import verify
    from linli.features.appointments.models import Appointment
    from linli.features.hall.models import Ticket

    standing = Appointment.objects.filter(state__in=Appointment.HOLDS_SEAT)
    return {
        "seats_at_two": sorted(standing.filter(starts_at=AT_TWO).values_list("seat", flat=True)),
        "standing": standing.count(),
        "holders": sorted(standing.exclude(holder_key="").values_list("holder_key", flat=True)),
        "states": sorted(Appointment.objects.filter(starts_at=AT_TWO).values_list("state", flat=True)),
        "tickets": Ticket.objects.count(),
        "faults": len(verify()),
    }


def _tried(act: Any) -> list[Any]:
    from linli.base.kernel import Refused

    try:
        return [act().seat]
    except Refused as refused:
        return refused.codes


def _book(starts_at: datetime, *, key: str, device: str = "", caller: Any = None, now: datetime = NOW) -> Any:
    from linli.community.people.queries import Caller
    from linli.features.appointments import actions
    from linli.features.guides.queries import groups
    from linli.features.hall.queries import hall_at

    return actions.book(
        hall=hall_at(slug="tuoran"), starts_at=starts_at, group=groups()[0], priority="ordinary", channel="phone",
        caller=caller or Caller(device=device), key=key, actor="device:race", now=now,
    )  # fmt: skip


def _of(device: str) -> Any:
    from linli.features.appointments.queries import held_appointment
    from linli.features.hall.queries import hall_at

    return held_appointment(hall=hall_at(slug="tuoran"), holder=None, device=device, now=NOW)


SCENES = {
    scene.__name__: scene
    for scene in (
        prepare_book, book_at_two, book_unknown, confirm_or_take, book_one_day, move_to_two, come_in, look_at_book,
    )
}  # fmt: skip
