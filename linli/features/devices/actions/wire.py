"""Bytes to a printer in the hall's network: quickly, and without ever sending a slip twice."""

from __future__ import annotations

import socket
from contextlib import closing

from .. import rules

CONNECT_S, SEND_S, ANSWER_S, DONE_S = 1.5, 2.0, 0.4, 4.0


class NotSent(Exception):  # noqa: N818 - what is known, not what failed
    """Nothing of the slip reached the printer; `reason` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unsure(NotSent):
    """Part of the slip may have reached the printer."""


def send(*, host: str, port: int, data: bytes) -> None:
    """Hand `data` to the printer; a printer that answers questions has printed it when this returns.

    :raises NotSent: if the printer is away (`no_answer`) or says that it cannot print.
    :raises Unsure: if the connection broke, or the printer did not say that it is done though it answers questions.
    """
    try:
        connection = socket.create_connection((host, port), timeout=CONNECT_S)
    except OSError as error:
        raise NotSent("no_answer") from error
    with closing(connection):
        answers = _ask_how_it_is(connection)
        _deliver(connection, data, answers=answers)


def _ask_how_it_is(connection: socket.socket) -> bool:
    """Whether the printer answers questions at all; many cheap ones do not."""
    try:
        state = _asked(connection, rules.ASK_STATE, ANSWER_S)
        paper = _asked(connection, rules.ASK_PAPER, ANSWER_S) if state is not None else None
    except OSError as error:
        raise NotSent("no_answer") from error
    if trouble := rules.trouble_in(state=state, paper=paper):
        raise NotSent(trouble)
    return state is not None


def _deliver(connection: socket.socket, data: bytes, *, answers: bool) -> None:
    try:
        connection.settimeout(SEND_S)
        connection.sendall(data)
        if answers and _asked(connection, rules.ASK_DONE, DONE_S) is None:
            raise Unsure("broken_off")
        connection.shutdown(socket.SHUT_WR)
    except OSError as error:
        raise Unsure("broken_off") from error


def _asked(connection: socket.socket, question: bytes, patience_s: float) -> int | None:
    """The printer's answer, one byte; None if it stays silent.

    :raises OSError: if the connection breaks or is closed.
    """
    connection.sendall(question)
    connection.settimeout(patience_s)
    try:
        answer = connection.recv(1)
    except TimeoutError:
        return None
    if not answer:
        raise ConnectionResetError("closed by the printer")
    return answer[0]
