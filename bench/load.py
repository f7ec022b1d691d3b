"""How long the pages of the hall's load take, with twelve weeks of 150 tickets a day behind them.

    LINLI_DEMO=1 LINLI_DATABASE_URL=… python -m bench.load [--weeks 12] [--times 20]

Writes into the database it is given: lend it an empty one of its own. Every past day has 150 tickets with what happened
to them, four windows with a pause, and is summed up as it is when it closes; today is live with 150 tickets. Pages are
asked for through Django's test client, the session, the rights and the drawing of the page included.
"""

from __future__ import annotations

import argparse
import os
import time
from datetime import date, datetime, timedelta
from statistics import quantiles
from typing import Any

import django

NOW = datetime.fromisoformat("2026-11-24T17:20:00+08:00")
TICKETS = 150
SERVED_AT = (("taken", 0), ("called", 8), ("welcomed", 9), ("finished", 15))


def main() -> None:
    """Prepare the database, ask for each page, print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weeks", type=int, default=12)
    parser.add_argument("--times", type=int, default=20)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    django.setup()
    from linli.base.kernel import clock

    hall, client = _prepare(asked.weeks)
    clock.set_offset(NOW - clock.now())
    pages = {
        "today, live": "",
        "a past day, from its sums": "?day=2026-11-23",
        "by weekday, 4 weeks": "weekdays/?weeks=4",
        "by weekday, 12 weeks": "weekdays/?weeks=12",
        "rows of a whole past day": "rows/?day=2026-11-23&kind=came",
        "days behind a mean, 12 weeks": "rows/?group=workday&weeks=12&kind=came",
        "file, 12 weeks": "table.csv?group=workday&weeks=12",
    }
    print("| page | p50 ms | p90 ms | slowest ms |\n|---|---|---|---|")
    for name, query in pages.items():
        spans = [_timed(client, f"/sites/{hall.site.slug}/load/{query}") for _ in range(asked.times + 1)][1:]
        p50, p90 = (quantiles(spans, n=10, method="inclusive")[rank] for rank in (4, 8))
        print(f"| {name} | {p50:.0f} | {p90:.0f} | {max(spans):.0f} |", flush=True)
    _sum_once(hall)


def _prepare(weeks: int) -> tuple[Any, Any]:
    from django.core.management import call_command
    from django.test import Client

    from linli.entrypoints.demo.cast import gather
    from linli.features.hall import actions
    from tests.house.roles import session_of

    call_command("migrate", verbosity=0)
    cast = gather()
    for before in range(weeks * 7, -1, -1):
        day = NOW.date() - timedelta(days=before)
        if day.weekday() < 6:
            _tell_day(cast, day, is_closed=before > 0)
            if before:
                actions.sum_day(hall=cast.hall, day=day, now=NOW)
    client = Client(SERVER_NAME="localhost")
    client.cookies["sessionid"] = session_of(cast.head, verified=True)
    return cast.hall, client


def _tell_day(cast: Any, day: date, *, is_closed: bool) -> None:
    """150 visits with four events each, and four windows from nine to half past five with a pause at noon."""
    from linli.features.hall.models import HallDay, HallEvent, Pause, Ticket, WindowShift

    opens = datetime.combine(day, NOW.time().replace(hour=9, minute=0), NOW.tzinfo)
    HallDay.objects.create(hall=cast.hall, day=day, closed_at=opens + timedelta(hours=9) if is_closed else None)
    tickets = Ticket.objects.bulk_create(
        Ticket(
            hall=cast.hall, day=day, prefix="A", number=number, code=f"{day}-{number}", channel="kiosk", state="done",
            arrival=number, place=number, taken_at=opens + timedelta(minutes=3 * number),
        )
        for number in range(1, TICKETS + 1)
    )  # fmt: skip
    HallEvent.objects.bulk_create(
        HallEvent(
            hall=cast.hall, day=day, seq=(ticket.number - 1) * len(SERVED_AT) + step, kind=kind,
            at=ticket.taken_at + timedelta(minutes=minutes), ticket=ticket, window=cast.windows[ticket.number % 4 + 1],
        )
        for ticket in tickets
        for step, (kind, minutes) in enumerate(SERVED_AT, 1)
    )  # fmt: skip
    for number in range(1, 5):
        closed = opens + timedelta(hours=8.5)
        shift = WindowShift.objects.create(
            window=cast.windows[number], worker=cast.workers[number], opened_at=opens, closed_at=closed
        )
        noon = opens + timedelta(hours=3)
        Pause.objects.create(shift=shift, reason="午休", started_at=noon, ended_at=noon + timedelta(minutes=20))


def _timed(client: Any, address: str) -> float:
    started = time.perf_counter()
    response = client.get(address)
    spent = (time.perf_counter() - started) * 1000
    assert response.status_code == 200, (address, response.status_code)
    return spent


def _sum_once(hall: Any) -> None:
    """What closing a day costs more than before: summing it up under the hall's lock."""
    from linli.features.hall import actions

    spans = []
    for before in range(1, 11):
        day = NOW.date() - timedelta(days=before)
        started = time.perf_counter()
        actions.sum_day(hall=hall, day=day, now=NOW)
        spans.append((time.perf_counter() - started) * 1000)
    print(f"\nSumming up a day of {TICKETS} tickets: slowest of ten {max(spans):.0f} ms.")


if __name__ == "__main__":
    main()
