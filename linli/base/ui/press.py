"""Where sheets are drawn: one after the other beside the pages, each once however many ask for it meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future

from django.core.cache import cache

from linli.base.kernel.beside import Beside

A_DAY_SECONDS = 24 * 60 * 60
MOST_SHEETS = 8  # in line; who comes then asks again a little later
MAY_WAIT = 1  # so many pages hold on for their sheet, whatever the number of sheets


class Press:
    """Draws sheets by name and keeps each for a day."""

    def __init__(self) -> None:
        self._beside = Beside("press", threads=1, most_waiting=MOST_SHEETS)
        self._drawing: dict[str, Future[bytes]] = {}
        self._lock = threading.Lock()
        self._places = threading.Semaphore(MAY_WAIT)

    def sheet(self, name: str, draw: Callable[[], bytes], *, patience_seconds: float) -> bytes | None:
        """The sheet of that name; None if it takes longer than may be waited for here, or too many are asked for.

        :raises OSError: what `draw` raises where the system libraries that draw text are missing.
        """
        kept: bytes | None = cache.get(name)
        if kept is not None:
            return kept
        ordered = self._order(name, draw)
        if ordered is None or not self._places.acquire(blocking=False):
            return None
        try:
            return ordered.result(timeout=patience_seconds)
        except TimeoutError:
            return None
        finally:
            self._places.release()

    def _order(self, name: str, draw: Callable[[], bytes]) -> Future[bytes] | None:
        with self._lock:
            ordered = self._drawing.get(name)
            if ordered is None:
                ordered = Future[bytes]()
                if not self._beside.soon(lambda: self._draw(name, draw, ordered)):
                    return None
                self._drawing[name] = ordered
            return ordered

    def _draw(self, name: str, draw: Callable[[], bytes], ordered: Future[bytes]) -> None:
        try:
            made = draw()
            cache.set(name, made, A_DAY_SECONDS)
            ordered.set_result(made)
        except BaseException as error:  # it belongs to who waits for the sheet
            ordered.set_exception(error)
        finally:
            with self._lock:
                self._drawing.pop(name, None)
