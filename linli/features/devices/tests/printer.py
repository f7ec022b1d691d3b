"""A receipt printer that is none: it listens on a socket, answers as one does, and keeps what it was sent.

With a reader of ESC/POS that shares no code with what writes it.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

FINE, PAPER_OUT, COVER_OPEN = 0x12, 0x72, 0x16


@dataclass
class FakePrinter:
    """`state`: what it answers to questions (None: it answers none); `breaks_after` so many bytes it hangs up."""

    state: int | None = FINE
    breaks_after: int | None = None
    confirms: bool = True
    jobs: list[bytes] = field(default_factory=list)
    port: int = 0

    def serve(self, listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                self._print(connection)

    def _print(self, connection: socket.socket) -> None:
        received = b""
        connection.settimeout(5)
        while True:
            try:
                more = connection.recv(65536)
            except OSError:
                break
            if not more:
                break
            received += self._answer(connection, more)
            if self.breaks_after is not None and len(received) >= self.breaks_after:
                break
        if received:
            self.jobs.append(received)

    def _answer(self, connection: socket.socket, more: bytes) -> bytes:
        """Answer the questions in `more`; what is left of it is to be printed."""
        for question in (b"\x10\x04\x02", b"\x10\x04\x04", b"\x1dr\x01"):
            if question in more:
                more = more.replace(question, b"")
                is_done = question == b"\x1dr\x01"
                if self.state is not None and (self.confirms or not is_done):
                    connection.sendall(bytes([0 if is_done else self.state]))
        return more


@contextmanager
def fake_printer(**how: object) -> Iterator[FakePrinter]:
    """A printer on a port of this machine."""
    printer = FakePrinter(**how)  # type: ignore[arg-type]
    with socket.create_server(("127.0.0.1", 0)) as listening:
        printer.port = listening.getsockname()[1]
        thread = threading.Thread(target=printer.serve, args=(listening,), daemon=True)
        thread.start()
        yield printer
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@dataclass
class Paper:
    """What came out: lines with the size they were printed in, the QR code's text, pictures (width, height), cuts."""

    resets: int = 0
    lines: list[tuple[str, int]] = field(default_factory=list)
    code: str = ""
    code_dot: int = 0
    pictures: list[tuple[int, int]] = field(default_factory=list)
    cuts: int = 0
    ends_with_cut: bool = False

    @property
    def texts(self) -> list[str]:
        return [text for text, _ in self.lines]


def read(data: bytes) -> Paper:
    """`data` as a printer in Chinese mode would put it on paper; an unknown command is an error."""
    return _Reader(data).read()


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at, self.paper = data, 0, Paper()
        self.size, self.is_chinese, self.text, self.stored = 1, False, b"", b""
        self.commands = {
            b"\x1b@": self._reset,
            b"\x1c&": self._chinese,
            b"\x1c.": self._chinese,
            b"\x1d!": self._sized,
            b"\x1ba": self._ignored,
            b"\x1bE": self._ignored,
            b"\x1bd": self._ignored,
            b"\x1dV": self._cut,
            b"\x1d(": self._code,
            b"\x1dv": self._picture,
        }

    def read(self) -> Paper:
        while self.at < len(self.data):
            rest = self.data[self.at :]
            if rest[0] in b"\x1b\x1c\x1d":
                self.paper.ends_with_cut = False
                self.at += self.commands[rest[:2]](rest)
            elif rest[:1] == b"\n":
                self.at += self._line()
            else:
                assert rest[0] >= 0x20, f"unknown command {rest[:4]!r}"
                # One byte of ASCII, or two or four of GB18030.
                length = 1 if rest[0] < 0x80 else 4 if 0x30 <= rest[1] <= 0x39 else 2
                self.text, self.at = self.text + rest[:length], self.at + length
        return self.paper

    def _reset(self, _rest: bytes) -> int:
        self.paper.resets += 1
        self.size, self.is_chinese = 1, False
        return 2

    def _chinese(self, rest: bytes) -> int:
        self.is_chinese = rest[1] == 0x26
        return 2

    def _sized(self, rest: bytes) -> int:
        assert rest[2] >> 4 == rest[2] & 15, "as wide as high"
        self.size = (rest[2] & 15) + 1
        return 3

    def _ignored(self, _rest: bytes) -> int:
        return 3

    def _cut(self, _rest: bytes) -> int:
        self.paper.cuts += 1
        self.paper.ends_with_cut = True
        return 3

    def _code(self, rest: bytes) -> int:
        length = rest[3] + rest[4] * 256
        assert rest[5] == 49, "a QR code"
        if rest[6] == 67:
            self.paper.code_dot = rest[7]
        elif rest[6] == 80:
            self.stored = rest[8 : 5 + length]
        elif rest[6] == 81:
            self.paper.code = self.stored.decode()
        return 5 + length

    def _picture(self, rest: bytes) -> int:
        across, high = rest[4] + rest[5] * 256, rest[6] + rest[7] * 256
        self.paper.pictures.append((across * 8, high))
        return 8 + across * high

    def _line(self) -> int:
        if self.text:
            assert self.is_chinese, "text outside the Chinese mode"
            self.paper.lines.append((self.text.decode("gb18030"), self.size))
        self.text = b""
        return 1
