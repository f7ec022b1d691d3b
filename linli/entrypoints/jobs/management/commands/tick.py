"""Let time come in."""

from __future__ import annotations

import signal
import sys
import threading
import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections

from linli.base.kernel import clock
from linli.entrypoints.jobs import actions
from linli.entrypoints.jobs.actions import Job
from linli.entrypoints.jobs.lock import alone


class Command(BaseCommand):
    """`manage.py tick` once (from a timer), or `manage.py tick --forever` (as a service)."""

    help = (
        "Deliver notices, close business days that are over, purge contacts whose time is up, forget old answers, "
        "messages and sessions. Run it every minute, or keep it running with --forever. The exit code is 1 when a job "
        "failed; the others have run all the same."
    )

    requires_system_checks: list[str] = []  # no page is served here

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Once or for ever, and how often."""
        parser.add_argument("--forever", action="store_true", help="go on until told to stop (SIGTERM, Ctrl-C)")
        parser.add_argument("--every", type=float, default=5.0, metavar="SECONDS", help="pause between rounds")

    def handle(self, *, forever: bool, every: float, **options: object) -> None:
        """One round, or rounds until told to stop."""
        if not forever:
            sys.exit(0 if self._round(list(actions.JOBS)) else 1)
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        done_at: dict[str, float] = {}
        while not stopping.is_set():
            due = [job for job in actions.JOBS if _is_due(job, done_at)]
            close_old_connections()  # one that broke is opened anew
            self._round(due)
            done_at |= dict.fromkeys([job.name for job in due], time.monotonic())
            stopping.wait(every)

    def _round(self, jobs: list[Job]) -> bool:
        """Whether every job went well, or another tick does them."""
        try:
            with alone() as is_alone:
                if not is_alone:
                    self.stdout.write("Another tick is at work.")
                    return True
                outcomes = actions.run(now=clock.now(), jobs=jobs)
        except Error as error:
            self.stderr.write(f"The database is away: {error}")
            return False
        for outcome in outcomes:
            if outcome.error:
                self.stderr.write(f"{outcome.job.name}: FAILED: {outcome.error}")
            elif outcome.count:
                self.stdout.write(f"{outcome.job.name}: {outcome.count}")
        return not any(outcome.error for outcome in outcomes)


def _is_due(job: Job, done_at: dict[str, float]) -> bool:
    return job.name not in done_at or time.monotonic() - done_at[job.name] >= job.every.total_seconds()
