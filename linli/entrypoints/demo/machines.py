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
    said = {"by": cast.head, "now": now}
    printer = actions.enter_printer(hall=cast.hall, printer=None, entry=PRINTER, key="demo-printer", **said)
    kiosk = actions.register_kiosk(
        hall=cast.hall, name="门口自助机（示例）", printer=printer, block_size=20, key="demo-kiosk", **said
    )
    actions.pair_kiosk(code=queries.pairing_code(kiosk=kiosk, now=now), key="demo-pairing", now=now)
