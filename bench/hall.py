"""How long taking a number and calling the next take, at 1, 8 and 32 clients, with many past visits.

    LINLI_DEMO=1 LINLI_DATABASE_URL=… python -m bench.hall [--past 100000] [--rounds 20] [--halls 1] [--clients 1 8 32]

Writes into the database it is given: lend it an empty one of its own. Each client is a thread with its own connection
(four to a process); in a round it takes a number, calls the next visitor to its window and welcomes them, through the
features' own actions, as fast as they answer. `floor` is the least any design must do on the same connection at the
same time: one transaction with the counter's upsert and one inserted row, nothing judged, logged or told.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections import defaultdict
from datetime import date, datetime, timedelta
from statistics import quantiles
from typing import Any

import django

NOW = datetime.fromisoformat("2026-11-24T10:40:00+08:00")
A_PROCESS = 4
BATCH = 5_000


def main() -> None:
    """Prepare the database, measure each number of clients, print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--past", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--halls", type=int, default=1)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--client", type=json.loads, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    django.setup()
    if asked.client:
        _be_clients(**asked.client)
        return
    _prepare(asked.past, asked.halls, max(asked.clients))
    print("| clients | halls | what | a second | p50 ms | p99 ms | slowest ms |\n|---|---|---|---|---|---|---|")
    for clients in asked.clients:
        for what, spans, lasted in _measure(clients, asked.halls, asked.rounds):
            p50, p99 = (quantiles(spans, n=100, method="inclusive")[rank] for rank in (49, 98))
            figures = f"{len(spans) / lasted:.0f} | {p50:.1f} | {p99:.1f} | {max(spans):.1f}"
            print(f"| {clients} | {asked.halls} | {what} | {figures} |", flush=True)


def _prepare(past: int, halls: int, clients: int) -> None:
    from django.core.management import call_command

    from linli.entrypoints.demo.cast import gather
    from linli.features.hall.models import Hall, Terms, Ticket, Window

    call_command("migrate", verbosity=0)
    cast = gather()
    made = [cast.hall, *(_another_hall(cast.hall, number) for number in range(1, halls))]
    Terms.objects.update(daily_cap=None, line_cap=None, from_day=date(2020, 1, 1))
    for index in range(clients):
        hall, number = made[index % halls], index // halls + 1
        Window.objects.get_or_create(hall=hall, number=number, defaults={"name": str(number), "name_en": str(number)})
        _worker(index)
    missing = past - Ticket.objects.filter(day__lt=NOW.date()).count()
    for start in range(0, max(missing, 0), BATCH):
        _past_visits(Hall.objects.get(pk=made[start // BATCH % halls].pk), start, min(BATCH, missing - start))


def _another_hall(first: Any, number: int) -> Any:
    from linli.community.places.models import Site
    from linli.features.hall.models import Hall, Terms

    site = Site.objects.get(pk=first.site_id)
    rules = list(site.opening_rules.all())
    slug = f"bench-{number}"
    if found := Hall.objects.filter(site__slug=slug).first():
        return found
    site.pk, site.slug, site.register_code = None, slug, slug
    site.save()
    for rule in rules:
        rule.pk, rule.site = None, site
        rule.save()
    hall = Hall.objects.create(site=site)
    Terms.objects.create(hall=hall, from_day=date(2020, 1, 1), source="bench")
    return hall


def _past_visits(hall: Any, start: int, count: int) -> None:
    """`count` finished visits of 150 a day, with what happened to them."""
    from linli.features.hall.models import HallEvent, Ticket

    first = Ticket.objects.filter(hall=hall, day__lt=NOW.date()).count()
    tickets = []
    for index in range(first, first + count):
        day, number = NOW.date() - timedelta(days=1 + index // 150), index % 150 + 1
        tickets.append(
            Ticket(
                hall=hall, day=day, prefix="A", number=number, code=f"past-{hall.pk}-{index}", channel="kiosk",
                state="done", arrival=number, place=number, taken_at=NOW - timedelta(days=1 + index // 150),
            )
        )  # fmt: skip
    tickets = Ticket.objects.bulk_create(tickets, batch_size=1000)
    HallEvent.objects.bulk_create(
        [
            HallEvent(hall=hall, day=one.day, seq=one.number * 3 + turn, kind=kind, at=one.taken_at, ticket=one)
            for one in tickets
            for turn, kind in enumerate(("taken", "called", "finished"))
        ],
        batch_size=1000,
    )


def _measure(clients: int, halls: int, rounds: int) -> list[tuple[str, list[float], float]]:
    lanes = [list(range(start, min(start + A_PROCESS, clients))) for start in range(0, clients, A_PROCESS)]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.hall", "--client",
             json.dumps({"clients": lane, "halls": halls, "rounds": rounds})],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for lane in lanes
    ]  # fmt: skip
    for process in processes:
        assert process.stdout is not None
        while process.stdout.readline() != "ready\n":
            assert process.poll() is None
    go = f"{time.time() + 0.5}\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(go)
        process.stdin.flush()
    spans: dict[str, list[float]] = defaultdict(list)
    lasted: dict[str, float] = defaultdict(float)
    for process in processes:
        told = json.loads(process.communicate()[0].splitlines()[-1])
        for what, (found, seconds) in told.items():
            spans[what] += found
            lasted[what] = max(lasted[what], seconds)
    return [(what, spans[what], lasted[what]) for what in ("take_ticket", "call_next", "welcome", "floor")]


def _be_clients(clients: list[int], halls: int, rounds: int) -> None:
    ready, go = threading.Barrier(len(clients) + 1), threading.Event()
    found: list[dict[str, tuple[list[float], float]]] = []
    starts: list[float] = []

    def run(client: int) -> None:
        act = _Client(client, halls)
        ready.wait()
        go.wait()
        time.sleep(max(0.0, starts[0] - time.time()))
        found.append(act.rounds(rounds))

    threads = [threading.Thread(target=run, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    ready.wait()
    print("ready", flush=True)
    starts.append(float(sys.stdin.readline()))
    go.set()
    for thread in threads:
        thread.join()
    merged: dict[str, tuple[list[float], float]] = {}
    for one in found:
        for what, (spans, lasted) in one.items():
            earlier, longest = merged.get(what, ([], 0.0))
            merged[what] = (earlier + spans, max(longest, lasted))
    print(json.dumps(merged))


class _Client:
    """A kiosk and a window in one."""

    def __init__(self, client: int, halls: int) -> None:
        from linli.features.guides.queries import groups
        from linli.features.hall.actions import open_window
        from linli.features.hall.models import Hall, WindowShift
        from linli.features.hall.queries import window_at

        self.client = client
        slugs = ["tuoran", *(f"bench-{number}" for number in range(1, halls))]
        self.hall = Hall.objects.select_related("site").get(site__slug=slugs[client % halls])
        self.window = window_at(hall=self.hall, number=client // halls + 1)
        self.worker = _worker(client)
        self.groups = groups()[:1]
        if not WindowShift.objects.filter(window=self.window, closed_at=None).exists():
            open_window(window=self.window, workers=[self.worker], by=self.worker, key="", now=NOW)

    def rounds(self, rounds: int) -> dict[str, tuple[list[float], float]]:
        """Milliseconds of every act, and how many seconds the acts of a kind took together, by what it was."""
        spans: dict[str, list[float]] = defaultdict(list)
        started = time.perf_counter()
        for turn in range(rounds):
            key = f"{self.client}-{turn}-{time.time_ns()}"
            spans["take_ticket"].append(_timed(lambda key=key: self.take(key)))
            spans["call_next"].append(_timed(lambda key=key: self.call(key)))
            spans["welcome"].append(_timed(lambda key=key: self.welcome(key)))
        lasted = time.perf_counter() - started
        started = time.perf_counter()
        spans["floor"] = [_timed(self.floor) for _ in range(rounds)]
        floor_lasted = time.perf_counter() - started
        return {what: (found, floor_lasted if what == "floor" else lasted) for what, found in spans.items()}

    def take(self, key: str) -> None:
        """A number at the kiosk."""
        from linli.features.hall.actions import take_ticket

        take_ticket(
            hall=self.hall, groups=self.groups, priority="ordinary", channel="kiosk", key=f"t{key}",
            actor=f"kiosk:{self.hall.site.slug}", now=NOW,
        )  # fmt: skip

    def call(self, key: str) -> None:
        """The next visitor, the present one finished."""
        from linli.features.hall.actions import call_next

        self.called = call_next(window=self.window, worker=self.worker, key=f"c{key}", now=NOW)

    def welcome(self, key: str) -> None:
        """The visitor came (where another window was quicker nobody was left to call)."""
        from linli.features.hall.actions import welcome

        if self.called:
            welcome(window=self.window, worker=self.worker, key=f"w{key}", now=NOW)

    def floor(self) -> None:
        """The counter and one row."""
        from django.db import connection, transaction

        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO hall_numberseries (hall_id, day, prefix, last) VALUES (%s, '1990-01-01', 'F', 1) "
                "ON CONFLICT (hall_id, day, prefix) DO UPDATE SET last = hall_numberseries.last + 1 RETURNING last",
                [self.hall.pk],
            )
            last = cursor.fetchone()[0]
            cursor.execute(
                "INSERT INTO once_answer (actor, key, asked, ref, at) VALUES ('floor', %s, '', '', '1990-01-01')",
                [f"{self.hall.pk}-{last}-{time.time_ns()}"],
            )


def _worker(client: int) -> Any:
    from linli.community.people.models import Person, Role, RoleGrant

    worker, made = Person.objects.get_or_create(staff_number=f"BENCH{client}")
    if made:
        RoleGrant.objects.create(person=worker, role=Role.GENERALIST_WORKER, place="110114", since=NOW)
    return worker


def _timed(act: Any) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
