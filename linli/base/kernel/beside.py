"""Work that may take long (a gateway, a drawing) done beside the pages: few threads, a bounded line before them."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Beside:
    """A line of jobs and the threads that take from it; started with the first job.

    The threads are daemons: a job that hangs holds up neither a page nor the end of the process. Whoever hands over a
    job keeps, in the database or in the next request, what is needed to do it later if it gets lost.
    """

    def __init__(self, name: str, *, threads: int, most_waiting: int) -> None:
        self._name = name
        self._threads = threads
        self._jobs: queue.Queue[Callable[[], None]] = queue.Queue(most_waiting)
        self._lock = threading.Lock()
        self._started = 0

    def soon(self, job: Callable[[], None]) -> bool:
        """Have `job` done soon; False, and nothing is done, when the line before the threads is full."""
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            return False
        with self._lock:
            if self._started < self._threads:
                self._started += 1
                threading.Thread(target=self._work, name=f"{self._name}-{self._started}", daemon=True).start()
        return True

    def settle(self) -> None:
        """Wait until every job that was handed over is done."""
        self._jobs.join()

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            try:
                job()
            except Exception:  # whatever a job raises, the next one is done
                log.exception("%s: a job failed", self._name)
            finally:
                self._jobs.task_done()
