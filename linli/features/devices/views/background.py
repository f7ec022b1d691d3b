"""Printing beside the request: nobody waits for a printer."""

from __future__ import annotations

import logging
import time

from django.db import connection

from linli.base.kernel import clock
from linli.base.kernel.beside import Beside

from .. import actions
from ..models import PrintJob

RETRY_S = 2.0
printers = Beside("printer", threads=8, most_waiting=32)

log = logging.getLogger(__name__)


def print_soon(job: PrintJob) -> None:
    """Print a slip beside the pages, again and again until it is settled.

    If this process dies meanwhile, or all printers hang, the row tells `tick`, which gives it up: a slip that comes
    late helps nobody.
    """
    if job.state == PrintJob.State.WAITING:
        printers.soon(lambda: _until_settled(job.pk))


def _until_settled(job: int) -> None:
    try:
        while actions.try_to_print(job=job, now=clock.now()) == PrintJob.State.WAITING:
            time.sleep(RETRY_S)
    except Exception:  # whatever it was, it is to be found in the log; the row is given up by tick
        log.exception("slip %s was not printed", job)
    finally:
        connection.close()
