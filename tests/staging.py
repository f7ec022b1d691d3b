"""Set a stage in the database of the environment and print, as JSON, what a test needs to know of it.

python -m tests.staging hall    the cast, window 1 open, a token of its worker; the clock at a Tuesday, 10:40
python -m tests.staging demo    the demo's told morning, its sign-ins, and the moment it has reached
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Any

import django

TUESDAY = datetime.fromisoformat("2026-11-24T10:40:00+08:00")


def lift_limits() -> None:
    """A whole test comes from one address: more than any hall's guests."""
    from linli.base.limits.models import Limit

    Limit.objects.exclude(kind="text").update(at_most=100_000)


def hall() -> dict[str, Any]:
    """The smallest hall that serves."""
    from django.core.management import call_command

    from linli.community.people import actions as people
    from linli.entrypoints.demo import mark
    from linli.entrypoints.demo.cast import TUORAN, gather
    from linli.features.hall import actions

    call_command("migrate", verbosity=0)
    mark.make()
    cast = gather()
    cast.hall.terms.update(daily_cap=None, line_cap=None)
    actions.open_window(window=cast.windows[1], workers=[cast.workers[1]], by=cast.head, key="", now=TUESDAY)
    _, secret = people.create_token(
        person=cast.workers[1], role="generalist_worker", place=TUORAN, label="test", now=_wall(), days=3
    )
    return {"token": secret, "offset_s": (TUESDAY - _wall()).total_seconds()}


def demo() -> dict[str, Any]:
    """What `make run` shows, standing still."""
    from django.conf import settings

    from linli.community.people import queries as people
    from linli.community.people.models import Authenticator
    from linli.entrypoints.demo.stage import prepare
    from linli.features.appointments.models import Appointment
    from linli.features.guides import actions as guides
    from linli.features.guides.models import ServiceItem
    from linli.features.hall import queries as halls
    from linli.features.hall.models import Ticket

    told = prepare(wall=TUESDAY)
    keys = {device.user.staff_number: device.key for device in Authenticator.objects.select_related("user")}
    told.cast.workers[4].refresh_from_db()  # signing in was opened after the cast gathered
    waiting = Ticket.objects.filter(hall=told.cast.hall, state="waiting").order_by("place", "arrival")
    waiting = waiting.filter(matters__item__isnull=False).first()
    done = Ticket.objects.filter(hall=told.cast.hall, day=told.day, state="done").order_by("arrival").first()
    item = ServiceItem.objects.get(slug="disability-certificate")
    version = item.versions.get()
    guides.draft_version(item=item, content=version.content, seen="", actor="demo", key="", now=told.moment)
    return {
        "offset_s": (told.moment - _wall()).total_seconds(),
        "password": settings.LINLI_DEMO_PASSWORD,
        "totp_keys": keys,
        "worker": told.cast.workers[5].staff_number,
        "head": told.cast.head.staff_number,
        "resident_phone": told.cast.resident.phone,
        "invitation": {
            "person": str(told.cast.workers[4].code),
            "token": people.invitation_token(person=told.cast.workers[4]),
        },
        "machines": _machines(told),
        "guide": {"item": item.slug, "version": version.code},
        "edition": halls.sign(window=told.cast.windows[5], now=told.moment).code,
        "waiting_code": waiting.code if waiting else "",
        "done_code": done.code if done else "",
        "appointment_code": Appointment.objects.get(holder=told.cast.resident).code,
        "rooms": _rooms(told.cast, told.moment),
    }


def _machines(told: Any) -> dict[str, Any]:
    """A kiosk that waits to be paired, and the demo's own."""
    from linli.features.devices import actions, queries
    from linli.features.devices.models import Kiosk, Printer

    said = {"by": told.cast.head, "now": told.moment, "printer": None, "block_size": 20, "key": ""}
    waiting = actions.register_kiosk(hall=told.cast.hall, name="二号自助机", **said)
    return {
        "pairing": queries.pairing_code(kiosk=waiting, now=told.moment),
        "kiosk": Kiosk.objects.exclude(pk=waiting.pk).get().pk,
        "printer": Printer.objects.get().pk,
    }


def _rooms(cast: Any, now: datetime) -> dict[str, Any]:
    """A booking of a series, one to answer, a series, a place in line, and a suspension of the resident."""
    from linli.community.people.queries import Caller
    from linli.features.booking import actions
    from linli.features.booking.models import Booking, Series, Suspension, Wait

    mine = Booking.objects.filter(state="booked", ends_at__gt=now).exclude(series=None).order_by("starts_at").first()
    assert mine is not None
    suspension = actions.suspend(
        site=cast.site,
        holder=Caller(person=cast.resident),
        reason="示例：晚上十点后音量过大",
        until=now.replace(day=30),
        by=cast.head,
        key="staging",
        now=now,
    )
    return {
        "venue": "multi-hall",
        "held": mine.code,
        "booking_pk": Booking.objects.filter(state="requested").order_by("pk").first().pk,  # type: ignore[union-attr]
        "series": Series.objects.order_by("-pk").first().code,  # type: ignore[union-attr]
        "wait": Wait.objects.get().code,
        "secret": "",
        "suspension": suspension.pk,
        "block": 0,
        "appealed": Suspension.objects.exclude(appealed_at=None).get().pk,
    }


def _wall() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    django.setup()
    told = {"hall": hall, "demo": demo}[sys.argv[1]]()
    lift_limits()
    print(json.dumps(told))
