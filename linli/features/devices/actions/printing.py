"""A slip is ordered, printed at most once, and given up when it would come too late.

The row is the outbox: it is written before anybody speaks to the printer, and whoever moves it from waiting to
printing in one statement is the only one who does.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from linli.base.once import actions as once
from linli.community.journal import actions as journal
from linli.community.people import queries as people
from linli.community.people.models import Person
from linli.features.hall.models import Ticket

from .. import queries
from ..models import Kiosk, Printer, PrintJob
from . import wire
from .wording import NoFont, bytes_of

State = PrintJob.State


def order_slip(*, kiosk: Kiosk, ticket: Ticket, address: str, now: datetime) -> PrintJob | None:
    """The slip of a ticket taken at this kiosk, ordered once however often it is asked for; None without a printer.

    `address` is where the ticket is seen on a phone: what the code on the slip opens.
    """
    if kiosk.printer is None or not kiosk.printer.is_in_use:
        return None
    job, _made = PrintJob.objects.get_or_create(
        ticket=ticket, defaults={"printer": kiosk.printer, "address": address, "created_at": now}
    )
    return job


def order_test(*, printer: Printer, by: Person, key: str, now: datetime) -> PrintJob:
    """A slip that says that the printer works, whether it is in use or not."""
    actor = people.actor_of(by)
    with transaction.atomic():
        asked = {"verb": "order_test", "printer": printer.pk}
        if (ref := once.answer(actor=actor, key=key, asked=asked, now=now)) is not None:
            return PrintJob.objects.get(pk=int(ref))
        job = PrintJob.objects.create(printer=printer, created_at=now)
        journal.record(
            scope=printer.hall.site.slug,
            actor=actor,
            verb="devices.order_test",
            subject=f"printer:{printer.pk}",
            at=now,
        )
        once.remember(actor=actor, key=key, ref=str(job.pk))
        return job


def try_to_print(*, job: int, now: datetime) -> str:
    """One try; the state in which the slip is then (`waiting`: nothing came out, it is worth trying again).

    It talks to the printer for a few seconds at most, and outside any transaction.
    """
    claimed = PrintJob.objects.filter(pk=job, state=State.WAITING).update(
        state=State.PRINTING, tries=F("tries") + 1, tried_at=now
    )
    found = PrintJob.objects.select_related("printer__hall__site", "ticket__hall__site").get(pk=job)
    if not claimed:
        return found.state
    try:
        data = bytes_of(found, now=now)
        wire.send(host=found.printer.host, port=found.printer.port, data=data)
    except wire.Unsure as unsure:
        return _settle(found, State.UNSURE, now, error=unsure.reason)
    except wire.NotSent as away:
        return _settle(found, State.FAILED if _is_late(found, now) else State.WAITING, now, error=away.reason)
    except NoFont:
        return _settle(found, State.FAILED, now, error="no_font")
    return _settle(found, State.PRINTED, now)


def give_up_late(*, now: datetime) -> int:
    """Give up slips that nobody could print in time, and call unsure what a process began and did not end.

    Gives how many there were. For `tick`: usually the process that took the ticket has settled them long ago.
    """
    settled = 0
    for job in queries.due_jobs(now=now):
        if job.state == State.PRINTING:
            settled += _end_of(job, State.PRINTING, State.UNSURE, now)
        elif _is_late(job, now):
            settled += _end_of(job, State.WAITING, State.FAILED, now)
    return settled


def forget_jobs(*, before: datetime) -> int:
    """Delete the slips ordered before a moment; how many there were."""
    return PrintJob.objects.filter(created_at__lt=before).exclude(ended_at=None).delete()[0]


def _settle(job: PrintJob, state: str, now: datetime, *, error: str = "") -> str:
    ended_at = None if state == State.WAITING else now
    PrintJob.objects.filter(pk=job.pk).update(state=state, last_error=error, ended_at=ended_at)
    return state


def _end_of(job: PrintJob, seen: str, state: str, now: datetime) -> int:
    error = "broken_off" if seen == State.PRINTING else job.last_error or "too_late"
    left = PrintJob.objects.filter(pk=job.pk, state=seen, tried_at=job.tried_at)
    return left.update(state=state, last_error=error, ended_at=now)


def _is_late(job: PrintJob, now: datetime) -> bool:
    return now - job.created_at >= timedelta(seconds=job.printer.patience_seconds)
