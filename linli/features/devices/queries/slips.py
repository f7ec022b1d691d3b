"""Slips that wait for the printer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.http import Http404

from ..models import Kiosk, PrintJob

# A process that has printed for so long without an end was killed meanwhile.
PRINTING_LASTS = timedelta(seconds=30)


def job_of(*, kiosk: Kiosk, pk: int) -> PrintJob:
    """A slip of the hall where the kiosk stands.

    :raises Http404: if there is none of that key.
    """
    found = PrintJob.objects.select_related("printer").filter(printer__hall=kiosk.hall_id, pk=pk).first()
    if found is None:
        raise Http404("no such slip")
    return found


def due_jobs(*, now: datetime) -> Sequence[PrintJob]:
    """Slips that wait, and those whose printing somebody began and never ended; the oldest first."""
    open_jobs = PrintJob.objects.filter(ended_at=None).select_related("printer").order_by("pk")
    return [job for job in open_jobs if job.state == PrintJob.State.WAITING or _is_abandoned(job, now)]


def _is_abandoned(job: PrintJob, now: datetime) -> bool:
    return job.tried_at is not None and now - job.tried_at > PRINTING_LASTS
