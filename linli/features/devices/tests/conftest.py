"""A kiosk and a printer for every test of the machines."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from linli.community.people.queries import Caller
from linli.features.devices import actions
from linli.features.devices.models import Kiosk, Printer
from linli.features.hall import actions as hall_actions
from linli.features.hall.models import Ticket

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast


class Station:
    """The cast's hall with its head, who arranges machines."""

    def __init__(self, cast: Cast, now: datetime) -> None:
        self.cast, self.now, self.hall = cast, now, cast.hall
        self.said = {"by": cast.head, "now": now}

    def register(self, name: str = "门口自助机", *, printer: Printer | None = None, key: str = "") -> Kiosk:
        return actions.register_kiosk(
            hall=self.hall, name=name, printer=printer, block_size=4, key=key or name, **self.said
        )

    def printer(self, port: int = 9100, **rest: Any) -> Printer:
        """A printer on this machine, which the head could not enter: for the wire alone."""
        told = {"name": "小票机", "host": "127.0.0.1", "port": port, "patience_seconds": 20}
        return Printer.objects.create(hall=self.hall, **{**told, **rest})

    def take(self, *, language: str = "zh-hans", **rest: Any) -> Ticket:
        asked = {
            "groups": self.cast.groups[:2],
            "priority": "ordinary",
            "channel": "kiosk",
            "caller": Caller(language=language),
        }
        return hall_actions.take_ticket(
            hall=self.hall, **{**asked, "key": "", "actor": "kiosk:k", "now": self.now, **rest}
        )


@pytest.fixture
def station(cast: Cast, now: datetime) -> Station:
    """A Tuesday at 10:40."""
    return Station(cast, now)
