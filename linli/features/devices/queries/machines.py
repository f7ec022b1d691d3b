"""The kiosks and printers of a hall, and which kiosk a browser is."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery
from django.http import Http404

from linli.base.seal.seal import digest
from linli.features.hall import queries as halls
from linli.features.hall.models import Hall, NumberBlock
from linli.features.hall.queries import Gaps

from ..models import Kiosk, Printer, PrintJob


@dataclass(frozen=True)
class KioskNow:
    """A kiosk as it stands: the numbers it keeps today, and the code that would pair it, while it is good."""

    kiosk: Kiosk
    block: NumberBlock | None
    pairing_code: str


@dataclass(frozen=True)
class PrinterNow:
    """A printer and how its last slip went (all empty before the first)."""

    printer: Printer
    state: str
    error: str
    at: datetime | None


@dataclass(frozen=True)
class Machines:
    """Everything that stands in a hall, and whether every number of today is accounted for."""

    kiosks: Sequence[KioskNow]
    printers: Sequence[PrinterNow]
    numbers: Gaps


def machines(*, hall: Hall, now: datetime) -> Machines:
    """The hall's machines by name; kiosks that were signed off are left out."""
    blocks = halls.open_blocks(hall=hall, now=now)
    kiosks = Kiosk.objects.filter(hall=hall, revoked_at=None).select_related("printer").order_by("name")
    last = PrintJob.objects.filter(printer=OuterRef("pk")).order_by("-pk")
    printers = (
        Printer.objects.filter(hall=hall)
        .annotate(
            last_state=Subquery(last.values("state")[:1]),
            last_error=Subquery(last.values("last_error")[:1]),
            last_at=Subquery(last.values("created_at")[:1]),
        )
        .order_by("name")
    )
    return Machines(
        kiosks=[KioskNow(one, blocks.get(one.device), pairing_code(kiosk=one, now=now)) for one in kiosks],
        printers=[PrinterNow(one, one.last_state or "", one.last_error or "", one.last_at) for one in printers],
        numbers=halls.gaps(hall=hall, day=halls.today_of(hall=hall, now=now)),
    )


def kiosk_at(*, hall: Hall, pk: int) -> Kiosk:
    """A kiosk of the hall.

    :raises Http404: if the hall has none of that key.
    """
    found = Kiosk.objects.select_related("hall__site").filter(hall=hall, pk=pk).first()
    if found is None:
        raise Http404("no such kiosk")
    return found


def printer_at(*, hall: Hall, pk: int) -> Printer:
    """A printer of the hall.

    :raises Http404: if the hall has none of that key.
    """
    found = Printer.objects.filter(hall=hall, pk=pk).first()
    if found is None:
        raise Http404("no such printer")
    found.hall = hall
    return found


def kiosk_known_by(*, hall: Hall, code: str, token: str) -> Kiosk | None:
    """The kiosk of the hall that a browser says it is, if its token says so too and nobody signed it off."""
    try:
        found = Kiosk.objects.select_related("printer").filter(hall=hall, code=UUID(code), revoked_at=None).first()
    except (ValueError, ValidationError):
        return None
    if found is None or not found.token_digest:
        return None
    found.hall = hall
    return found if hmac.compare_digest(found.token_digest, digest(token, purpose="devices.kiosk")) else None


def devices_told_by(*, kiosk: Kiosk) -> list[str]:
    """Whose numbers this kiosk may tell of: its own, and those of kiosks of the hall that were signed off.

    A machine that is registered anew still has in it what it gave under its old name.
    """
    gone = Kiosk.objects.filter(hall=kiosk.hall, revoked_at__isnull=False)
    return [kiosk.device, *(one.device for one in gone)]


def pairing_code(*, kiosk: Kiosk, now: datetime) -> str:
    """Twelve letters and digits that pair a browser with the kiosk once, or nothing when their time is over."""
    if kiosk.pairing_until is None or now >= kiosk.pairing_until:
        return ""
    return digest(f"{kiosk.code} {kiosk.pairing_until.timestamp()}", purpose="devices.pairing")[:12].upper()


def kiosk_offered(*, code: str, now: datetime) -> Kiosk | None:
    """The kiosk that a pairing code is for, while it is good (there are a handful of such codes at a time)."""
    wanted = code.replace("-", "").upper().encode()
    waiting = Kiosk.objects.filter(pairing_until__gt=now, revoked_at=None).select_related("hall__site")
    codes = ((one, pairing_code(kiosk=one, now=now).encode()) for one in waiting)
    return next((one for one, own in codes if hmac.compare_digest(own, wanted)), None)
