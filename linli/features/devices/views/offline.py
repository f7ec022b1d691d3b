"""What a registered kiosk asks for and tells, so that it can go on without the network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from linli.base.kernel import Refused, clock, values
from linli.base.ui.addresses import public_address
from linli.base.ui.words import say
from linli.features.guides import queries as guides
from linli.features.hall import actions as hall_actions
from linli.features.hall import queries as halls
from linli.features.hall.models import NumberBlock, Ticket

from .. import actions, queries
from ..forms import Given, Holding
from ..models import Kiosk
from .access import registered, remember_longer

# With fewer than this part of its numbers left a kiosk gets a new block.
REFILL_BELOW = 4
AT_ONCE = 200


@require_POST
@registered
def numbers(request: HttpRequest, *, kiosk: Kiosk) -> HttpResponse:
    """Today's hours, and a new block of numbers for a kiosk that has none (or hardly any) left.

    A block is handed out once: a kiosk that lost it gets another, never the same numbers again.
    """
    form = Holding(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    now = clock.now()
    actions.note_seen(kiosk=kiosk, now=now)
    block, refused = _block_for(kiosk, form.cleaned_data, now)
    response = JsonResponse(
        {
            "now": now.isoformat(),
            "day": halls.today_of(hall=kiosk.hall, now=now).isoformat(),
            "times": [
                [period.start.isoformat(), period.end.isoformat()]
                for period in halls.giving_times(hall=kiosk.hall, now=now)
            ],
            "block": _told(request, block) if block else None,
            "objections": [str(say(found)) for found in refused],
        }
    )
    remember_longer(request, response, kiosk)
    return response


def _block_for(kiosk: Kiosk, said: dict[str, Any], now: datetime) -> tuple[NumberBlock | None, Iterable[Any]]:
    """The new block, if one is needed and can be had."""
    held = halls.block_of(hall=kiosk.hall, device=kiosk.device, now=now)
    if held and held.pk == said["holds"] and (said["left"] or 0) * REFILL_BELOW >= kiosk.block_size:
        return None, []
    try:
        block = hall_actions.reserve_numbers(
            hall=kiosk.hall,
            device=kiosk.device,
            count=kiosk.block_size,
            key=said["key"],
            actor=kiosk.device,
            now=now,
        )
    except Refused as refused:
        return None, refused.objections
    return block, []


def _told(request: HttpRequest, block: NumberBlock) -> dict[str, Any]:
    return {"id": block.pk, "day": block.day.isoformat(), "numbers": list(_numbers(request, block))}


def _numbers(request: HttpRequest, block: NumberBlock) -> Iterator[dict[str, Any]]:
    """Each number as it is called, with the drawing of the code that opens its ticket."""
    for number in block.numbers:
        path = reverse("hall:ticket", args=[halls.code_in(block=block, number=number)])
        drawn = segno.make(public_address(request, path), error="m", micro=False)
        yield {
            "number": number,
            "label": Ticket(prefix=block.prefix, number=number).label,
            "rows": ["".join("1" if dark else "0" for dark in row) for row in drawn.matrix_iter(border=4)],
        }


@require_POST
@registered
def tickets(request: HttpRequest, *, kiosk: Kiosk) -> HttpResponse:
    """Write down the numbers that the kiosk gave by itself; told twice, written once.

    The answer names those that the kiosk may forget; a number of a block it may not tell of stays with it.
    """
    form = Given(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    now = clock.now()
    actions.note_seen(kiosk=kiosk, now=now)
    told = form.cleaned_data["tickets"][:AT_ONCE]
    devices, keys = queries.devices_told_by(kiosk=kiosk), {_int(one.get("block")) for one in told}
    settled, written = [], []
    for block in halls.blocks_of(hall=kiosk.hall, devices=devices, keys=keys):
        issued = [_issued(one, now) for one in told if _int(one.get("block")) == block.pk]
        written += hall_actions.admit_offline(block=block, issued=issued, actor=kiosk.device, now=now)
        settled += [[block.pk, one.number] for one in issued]
    return JsonResponse({"settled": settled, "written": [ticket.label for ticket in written]})


def _issued(one: dict[str, Any], now: datetime) -> hall_actions.Issued:
    """What a kiosk says, as far as it makes sense: somebody has the number in hand whatever else is wrong with it."""
    slugs = one.get("groups")
    wanted = slugs if isinstance(slugs, list) else []
    by_slug = {group.slug: group for group in guides.groups()}
    priority, language = one.get("priority"), one.get("language")
    return hall_actions.Issued(
        number=_int(one.get("number")),
        groups=[by_slug[slug] for slug in dict.fromkeys(map(str, wanted)) if slug in by_slug],
        priority=str(priority) if priority in Ticket.Priority.values else Ticket.Priority.ORDINARY,
        language=str(language) if language in ("zh-hans", "en") else "",
        taken_at=values.moment_of(one.get("taken_at")) or now,
    )


def _int(value: object) -> int:
    return (values.whole_of(value) or 0) if isinstance(value, int) else 0
