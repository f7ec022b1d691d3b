"""What a slip says, in the language in which the ticket was taken."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from PIL import Image, ImageDraw, ImageFont

from linli.base.ui.words import local
from linli.community.places.models import Site
from linli.features.hall import queries as halls
from linli.features.hall.models import Ticket

from .. import rules
from ..models import Printer, PrintJob

# As Debian's fonts-noto-cjk names it, and the place of simplified Chinese in the collection.
FONT, SIMPLIFIED = "NotoSansCJK-Regular.ttc", 2


class NoFont(Exception):  # noqa: N818 - what is missing
    """This machine has no font with which Chinese could be drawn."""


def bytes_of(job: PrintJob, *, now: datetime) -> bytes:
    """The slip as the printer takes it.

    :raises NoFont: if the printer needs pictures of the text and no font is there.
    """
    site = job.printer.hall.site
    with translation.override((job.ticket.language if job.ticket else "") or site.language):
        slip = _of_ticket(job.ticket, job.address, now) if job.ticket else _test(job.printer, site, now)
    is_drawn = job.printer.characters == Printer.Characters.BITMAP
    return rules.rendered(slip, paper=job.printer.paper, draw=_drawn if is_drawn else None)


def _of_ticket(ticket: Ticket, address: str, now: datetime) -> rules.Slip:
    site = ticket.hall.site
    standing = halls.standing(ticket=ticket, now=now)
    taken_at = ticket.taken_at.astimezone(ZoneInfo(site.timezone))
    return rules.Slip(
        head=[local(site, "name"), _("Your number")],
        number=ticket.label,
        lines=[
            *_ahead(standing.ahead),
            *_told(getattr(standing, "told", None)),
            *(local(group, "name") for group in standing.groups),
            _("Please have a seat; the board shows your window."),
        ],
        address=address,
        under_code=[_("Scan to see your place in the line on your phone.")],
        foot=[f"{taken_at:%Y-%m-%d %H:%M}", *([site.phone] if site.phone else [])],
    )


def _ahead(ahead: int | None) -> list[str]:
    if ahead is None:
        return []
    if ahead == 0:
        return [_("You are next")]
    return [ngettext("%(n)s person ahead of you", "%(n)s people ahead of you", ahead) % {"n": ahead}]


def _told(told: Any) -> list[str]:
    """The wait as it was told with the number, where the hall tells waits."""
    if told is None:
        return []
    low, high = told.low_minutes, told.high_minutes
    if low == 0:
        said = ngettext("within about %(n)s minute", "within about %(n)s minutes", high) % {"n": high}
    else:
        said = _("in about %(low)s to %(high)s minutes") % {"low": low, "high": high}
    return [said]


def _test(printer: Printer, site: Site, now: datetime) -> rules.Slip:
    at = now.astimezone(ZoneInfo(site.timezone))
    return rules.Slip(
        head=[local(site, "name"), _("Test of the printer")],
        number="A000",
        lines=[_("If you can read this line, slips come out right."), printer.name],
        foot=[f"{at:%Y-%m-%d %H:%M}"],
    )


def _drawn(text: str, height: int, width: int) -> Image.Image:
    """A line of text as black on white, as high as asked and as wide as the paper; smaller where it is too long."""
    font = _font(height)
    while font.getlength(text) > width and height > rules.SMALLEST:
        height -= 2
        font = _font(height)
    picture = Image.new("1", (width, round(height * 1.4)), 1)
    ImageDraw.Draw(picture).text((width // 2, 0), text, font=font, fill=0, anchor="ma")
    return picture


def _font(height: int) -> ImageFont.FreeTypeFont:
    try:
        return ImageFont.truetype(FONT, height, index=SIMPLIFIED)
    except OSError as missing:
        raise NoFont(FONT) from missing
