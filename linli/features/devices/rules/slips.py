"""A slip as the bytes a receipt printer understands (ESC/POS), 58 or 80 mm wide."""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from escpos.constants import QR_ECLEVEL_M
from escpos.image import EscposImage
from escpos.printer import Dummy

from linli.base.kernel import values

# Characters of 12 dots in a line, and dots across, of the two rolls.
COLUMNS = {58: 32, 80: 48}
DOTS = {58: 384, 80: 576}
QR_DOT = {58: 6, 80: 7}
DOTS_HIGH, SMALLEST = 24, 16

Draw = Callable[[str, int, int], Any]
"""Draws a line: the text, its height in dots, the width it may take."""


@dataclass(frozen=True)
class Slip:
    """What stands on a slip: `head` above the number, `lines` and then the code below it, `foot` at the end."""

    head: Sequence[str]
    number: str
    lines: Sequence[str]
    address: str = ""
    under_code: Sequence[str] = ()
    foot: Sequence[str] = ()


def rendered(slip: Slip, *, paper: int, draw: Draw | None = None) -> bytes:
    """The slip from the printer's reset to the cut.

    Text goes out as GB18030 in the printer's Chinese mode; with `draw` every line is a picture instead, for printers
    that have no Chinese characters. The code is the printer's own QR code either way.
    """
    roll = _Roll(paper, draw)
    roll.begin()
    roll.write(slip.head, size=1)
    roll.write([slip.number], size=_size_of_number(slip.number, paper), bold=True)
    roll.write(slip.lines, size=1)
    if slip.address:
        roll.code(slip.address)
    roll.write(slip.under_code, size=1)
    roll.write(slip.foot, size=1)
    roll.end()
    return bytes(roll.output)


class _Roll(Dummy):  # type: ignore[misc]  # the library brings no types
    """python-escpos with the Chinese mode its encoder does not know: FS & … FS . around bytes in GB18030."""

    def __init__(self, paper: int, draw: Draw | None) -> None:
        super().__init__()
        self._paper, self._draw_line = paper, draw

    def begin(self) -> None:
        self.hw("INIT")
        if self._draw_line is None:
            self._raw(b"\x1c&")

    def write(self, texts: Sequence[str], *, size: int, bold: bool = False) -> None:
        if not texts:
            return
        self._raw(b"\x1ba\x01")
        if self._draw_line is not None:
            for text in texts:
                self._picture(EscposImage(self._draw_line(text, DOTS_HIGH * size, DOTS[self._paper])))
            return
        self._raw(b"\x1d!" + bytes([(size - 1) * 16 + size - 1]) + (b"\x1bE\x01" if bold else b"\x1bE\x00"))
        for text in texts:
            for line in wrapped(text, columns=COLUMNS[self._paper] // size):
                self._raw(line.encode("gb18030", errors="replace") + b"\n")

    def _picture(self, picture: Any) -> None:
        size = struct.pack("<HH", picture.width_bytes, picture.height)
        self._raw(b"\x1dv0\x00" + size + picture.to_raster_format())

    def code(self, address: str) -> None:
        self._raw(b"\x1ba\x01\n")
        self.qr(address, ec=QR_ECLEVEL_M, size=QR_DOT[self._paper], native=True)
        self._raw(b"\n")

    def end(self) -> None:
        if self._draw_line is None:
            self._raw(b"\x1d!\x00\x1bE\x00\x1c.")
        self.cut(mode="PART")


def wrapped(text: str, *, columns: int) -> Iterator[str]:
    """`text` in lines of at most so many columns; a Chinese character takes two, a word is kept together.

    What would be an order to the printer (ESC, GS, …) is left out, wherever the text comes from.
    """
    line, room = "", columns
    for piece in _pieces(values.one_line(text), columns):
        if _width(piece) > room and line.strip():
            yield line.strip()
            line, room = "", columns
        line, room = line + piece, room - _width(piece)
    if line.strip():
        yield line.strip()


def _pieces(text: str, columns: int) -> Iterator[str]:
    """Words, single Chinese characters and the space between them; a word wider than the paper in parts."""
    for piece in re.findall(r"\s+|[!-~]+|\S", text):
        yield from (piece[start : start + columns] for start in range(0, len(piece), columns))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def _size_of_number(number: str, paper: int) -> int:
    """As large as the roll holds, with a little air beside it."""
    return max(1, min(8, COLUMNS[paper] // (len(number) + 1)))
