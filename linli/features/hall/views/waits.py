"""How long it takes, what to do if it is too long today, and how well what we say about it holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from linli.base.kernel import Objection, clock
from linli.base.ui.page import page
from linli.base.ui.words import say

from .. import queries as halls
from ..models import Hall
from ..queries import Alternatives, Board, Wait


@require_safe
def waits(request: HttpRequest, *, site: str) -> HttpResponse:
    """Of the last thirty days, how many were called within the time they had been told."""
    hall = halls.hall_at(slug=site)
    context = {"tab": "hall", "hall": hall, "site": hall.site, "promises": halls.promises(hall=hall, now=clock.now())}
    return page(request, "hall/waits.html", context)


@require_safe
def waits_of_day(request: HttpRequest, *, site: str, day: date) -> HttpResponse:
    """The numbers of one day: what each was told and when it was called."""
    hall = halls.hall_at(slug=site)
    rows = halls.promises_of_day(hall=hall, day=day)
    context = {"tab": "hall", "hall": hall, "site": hall.site, "day": day, "rows": rows}
    return page(request, "hall/waits_of_day.html", context)


def ways_out(*, hall: Hall, wait: Wait | None, now: datetime, barred: Sequence[Objection] = ()) -> Alternatives | None:
    """What else somebody can do, where they get no number or may not be reached today; looked for only then."""
    if not barred and (wait is None or not wait.is_doubtful):
        return None
    return halls.alternatives(hall=hall, closes_at=wait.closes_at if wait else now, now=now)


def way_in(*, hall: Hall, board: Board, is_at_door: bool, now: datetime) -> dict[str, Any]:
    """Whether a number can be taken now; if not, every reason and what can be done instead: said at the first step."""
    barred = halls.obstacles(hall=hall, is_at_door=is_at_door, now=now, board=board)
    return {
        "barred": [{"code": one.code, "text": say(one)} for one in barred],
        "ways": ways_out(hall=hall, wait=board.wait, now=now, barred=barred),
    }
