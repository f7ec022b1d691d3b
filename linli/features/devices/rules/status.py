"""What a printer answers when it is asked how it is (ESC/POS: DLE EOT n, GS r n)."""

from __future__ import annotations

from typing import TypeGuard

ASK_STATE = b"\x10\x04\x02"
ASK_PAPER = b"\x10\x04\x04"
# Unlike the others this one waits its turn: it is answered when everything before it has been printed.
ASK_DONE = b"\x1dr\x01"

# Bits 1 and 4 are always set, 0 and 7 never: anything else is no answer to DLE EOT.
_FIXED, _FIXED_AS = 0b1001_0011, 0b0001_0010
_COVER_OPEN, _PAPER_END, _ERROR = 0x04, 0x20, 0x40
_NO_PAPER = 0x60


def trouble_in(*, state: int | None, paper: int | None) -> str:
    """Why the printer cannot print now: `paper_out`, `cover_open`, `not_ready`; empty if it can or does not say."""
    if _is_answer(paper) and paper & _NO_PAPER:
        return "paper_out"
    if not _is_answer(state):
        return ""
    if state & _PAPER_END:
        return "paper_out"
    if state & _COVER_OPEN:
        return "cover_open"
    return "not_ready" if state & _ERROR else ""


def _is_answer(byte: int | None) -> TypeGuard[int]:
    return byte is not None and byte & _FIXED == _FIXED_AS
