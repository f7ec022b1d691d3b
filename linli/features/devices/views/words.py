"""What is said about slips and printers."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TROUBLES = {
    "no_answer": _("The printer is not answering."),
    "paper_out": _("The printer is out of paper."),
    "cover_open": _("The printer's cover is open."),
    "not_ready": _("The printer reports an error."),
    "broken_off": _("The connection broke in the middle; the slip may or may not have come out."),
    "too_late": _("The slip could not be printed in time."),
    "no_font": _("This machine has no Chinese font to draw with (fonts-noto-cjk)."),
}


def troubles(code: str) -> Promise | str:
    """Why a slip did not come out, or nothing."""
    return TROUBLES.get(code, "")
