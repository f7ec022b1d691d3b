"""Processes forked from one that is ready, so that even 64 of them are cheap; they start together."""

from __future__ import annotations

import json
import os
import traceback
from collections.abc import Callable
from typing import Any

Act = Callable[[int], Any]


def forked(size: int, act: Act) -> list[Any]:
    """Let so many processes act at the same moment, when all of them are set; what each of them tells, in order."""
    from django.db import connections

    connections.close_all()
    line = _Line()
    children = [_forked(number, line, act) for number in range(size)]
    line.start(size)
    return [_heard(*child) for child in children]


class _Line:
    """Where they stand until everybody is there, however long a busy machine takes to fork them."""

    def __init__(self) -> None:
        self._hears, self._says = os.pipe()
        self._goes, self._holds = os.pipe()

    def start(self, size: int) -> None:
        """Wait until so many are set (or gone), then let all go at once."""
        os.close(self._says)
        os.close(self._goes)
        while size and os.read(self._hears, 1):
            size -= 1
        os.close(self._holds)
        os.close(self._hears)

    def stand(self) -> None:
        """In a forked process: be set, and wait until everybody may go."""
        os.close(self._holds)
        os.write(self._says, b".")
        os.close(self._says)
        os.read(self._goes, 1)


def _forked(number: int, line: _Line, act: Act) -> tuple[int, int]:
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    try:
        told = _played(number, line, act)
        with os.fdopen(writing, "w") as stream:
            json.dump(told, stream)
    finally:
        os._exit(0)


def _played(number: int, line: _Line, act: Act) -> Any:
    from django.db import connection

    try:
        connection.ensure_connection()
        line.stand()
        return act(number)
    except Exception:  # whatever it is, the test shows it
        return {"failed": traceback.format_exc()}
    finally:
        connection.close()


def _heard(child: int, reading: int) -> Any:
    with os.fdopen(reading) as stream:
        told = json.load(stream)
    os.waitpid(child, 0)
    return told
