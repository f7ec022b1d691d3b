"""Scenes of kiosks that keep numbers and tell of them later; played by `scenes.py`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

NOW = datetime.fromisoformat("2026-11-24T10:40:00+08:00")
KEPT, GIVEN = 4, 3


def keep_and_tell(*, racer: int, times: int) -> list[int]:
    """A kiosk keeps four numbers, gives three and tells of them twice; one more is taken online. The numbers told."""
    from linli.features.guides.queries import groups
    from linli.features.hall import actions
    from linli.features.hall.queries import hall_at

    hall, told = hall_at(slug="tuoran"), []
    for turn in range(times):
        said: dict[str, Any] = {"actor": f"kiosk:{racer}", "now": NOW}
        block = actions.reserve_numbers(
            hall=hall, device=f"kiosk:{racer}", count=KEPT, key=f"keep-{racer}-{turn}", **said
        )
        online = actions.take_ticket(
            hall=hall, groups=groups()[:1], priority="ordinary", channel="kiosk", key=f"take-{racer}-{turn}", **said
        )
        for _ in range(2):
            tickets = tell_of(block=block.pk, numbers=list(block.numbers)[:GIVEN])
        told += [online.number, *tickets]
    return told


def tell_of(*, block: int, numbers: list[int], racer: int = 0) -> list[int]:
    """Tell of the numbers of a block, as a kiosk does again whose answer was lost; the numbers written down."""
    from linli.features.guides.queries import groups
    from linli.features.hall import actions
    from linli.features.hall.models import NumberBlock

    later = NOW + timedelta(minutes=1)
    issued = [
        actions.Issued(number=number, groups=groups()[:1], priority="ordinary", language="", taken_at=later)
        for number in numbers
    ]
    found = NumberBlock.objects.select_related("hall__site").get(pk=block)
    return [ticket.number for ticket in actions.admit_offline(block=found, issued=issued, actor="kiosk:1", now=later)]


def keep(*, count: int) -> int:
    """A block, by its key."""
    from linli.features.hall import actions
    from linli.features.hall.queries import hall_at

    hall = hall_at(slug="tuoran")
    return actions.reserve_numbers(hall=hall, device="kiosk:1", count=count, key="", actor="kiosk:1", now=NOW).pk


def accounts() -> dict[str, Any]:
    """Whether every number of the day is accounted for, and nobody shares a place."""
    from linli.features.hall.models import Ticket
    from linli.features.hall.queries import gaps, hall_at

    found = gaps(hall=hall_at(slug="tuoran"), day=NOW.date())
    places = list(Ticket.objects.values_list("place", flat=True))
    return {
        "given": found.given,
        "kept": found.kept,
        "unexplained": list(found.unexplained),
        "shared_places": len(places) - len(set(places)),
    }


SCENES = {scene.__name__: scene for scene in (keep, keep_and_tell, tell_of, accounts)}
