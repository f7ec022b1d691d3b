"""The machines of the demo's hall: a kiosk paired with a browser nobody has, and a printer nobody plugged in."""

from __future__ import annotations

from datetime import datetime

from linli.features.devices import actions, queries

from .cast import Cast

PRINTER = actions.Entry(
    name="门口小票机（示例）",
    host="192.168.1.80",
    port=9100,
    paper=80,
    characters="gb18030",
    patience_seconds=20,
    is_in_use=False,
)


def place_machines(*, cast: Cast, now: datetime) -> None:
    """Enter the printer, register the kiosk and pair it."""
    head, hall = cast.head, cast.hall
    printer = actions.enter_printer(hall=hall, printer=None, entry=PRINTER, by=head, key="demo-printer", now=now)
    kiosk = actions.register_kiosk(
        hall=hall, name="门口自助机（示例）", printer=printer, block_size=20, by=head, key="demo-kiosk", now=now
    )
    actions.pair_kiosk(code=queries.pairing_code(kiosk=kiosk, now=now), key="demo-pairing", now=now)
