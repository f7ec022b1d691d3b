"""What everybody in the hall sees: the hall's own page, the board and the window signs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from linli.base.kernel import clock
from linli.base.live.queries import stream_url
from linli.base.ui import fields
from linli.base.ui.page import page
from linli.base.ui.words import speaks_chinese
from linli.community.people import queries as people
from linli.community.places.models import Site

from .. import queries as halls
from ..models import Hall
from ..queries import Board, Call
from .devices import device_of
from .waits import way_in
from .words import plate, plates, speech

# A call older than this is not called out again by a board that was away.
CALL_IS_NEWS = timedelta(minutes=5)


def spoken_in(request: HttpRequest, site: Site) -> str:
    """The language of a screen that stands in the hall: the site's own, unless the address asks for another."""
    asked = request.GET.get("lang", "")
    return asked if asked in ("zh-hans", "en") else site.language


@require_safe
def hall(request: HttpRequest, *, site: str) -> HttpResponse:
    """Is it open, how many wait, which windows serve, and the way to a number."""
    hall = halls.hall_at(slug=site)
    now = clock.now()
    live = live_of(hall)
    shown = halls.board(hall=hall, now=now)
    context = {
        **live,
        "tab": "hall",
        "board": shown,
        **way_in(hall=hall, board=shown, is_at_door=True, now=now),
        "rows": plates(shown.windows),
        "held": halls.held_ticket(hall=hall, holder=people.person_of(request), device=device_of(request), now=now),
    }
    return page(request, "hall/hall.html", context, fragment="hall/_hall.html")


@require_safe
def board(request: HttpRequest, *, site: str) -> HttpResponse:
    """Who is called to which window, live; `after` is the last event this screen has told of."""
    hall = halls.hall_at(slug=site)
    now = clock.now()
    with translation.override(spoken_in(request, hall.site)):
        live = live_of(hall)
        shown = halls.board(hall=hall, now=now)
        context = {
            **live,
            "board": shown,
            "rows": plates(shown.windows),
            "feed": [{"call": call, "speech": speech(call)} for call in _feed(request, shown, now)],
            "asked_after": "after" in request.GET,
            "speech_language": "zh-CN" if speaks_chinese() else "en",
            "now": now.astimezone(ZoneInfo(hall.site.timezone)),
        }
        response = page(request, "hall/board.html", context, fragment="hall/_board.html")
    response["Cache-Control"] = "no-store"
    return response


def _feed(request: HttpRequest, board: Board, now: datetime) -> list[Call]:
    """The calls made since the screen's last look, oldest first; nothing for a screen that asks for nothing."""
    after = fields.whole_in(request.GET, "after")
    if after is None:
        return []
    seq = after if request.GET.get("day") == board.day.isoformat() else 0
    if seq >= board.seq:
        return []
    return [call for call in halls.calls_after(hall=board.hall, seq=seq, now=now) if now - call.at < CALL_IS_NEWS]


@require_safe
def window_sign(request: HttpRequest, *, site: str, number: int) -> HttpResponse:
    """The screen beside a window."""
    hall = halls.hall_at(slug=site)
    window = halls.window_at(hall=hall, number=number)
    with translation.override(spoken_in(request, hall.site)):
        live = live_of(hall)
        shown = halls.window_state(window=window, now=clock.now())
        context = {**live, "window_now": shown, "plate": plate(shown)}
        response = page(request, "hall/window_sign.html", context, fragment="hall/_window_sign.html")
    response["Cache-Control"] = "no-store"
    return response


def live_of(hall: Hall) -> dict[str, Any]:
    """The hall and its stream; asked for before the page reads anything, so that no news falls in between."""
    topic = f"hall.{hall.site.slug}"
    return {"hall": hall, "site": hall.site, "topic": topic, "stream_url": stream_url(topic)}
