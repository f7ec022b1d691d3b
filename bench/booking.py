"""How long it takes to find every free time, and to book one, with many bookings.

    LINLI_DEMO=1 LINLI_DATABASE_URL=… python -m bench.booking [--venues 200] [--bookings 20000] [--clients 1 8]

Writes into the database it is given: lend it an empty one of its own. `plain` is what a web application usually does,
on the same connection in the same run: one ORM query a venue for its bookings of the month, the opening hours of the
sites, and each start held against each booking. Both must find exactly the same starts.
"""

from __future__ import annotations

import argparse
import os
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from statistics import median, quantiles
from typing import Any

import django

NOW = datetime.fromisoformat("2026-11-24T08:00:00+08:00")
FIRST, DAYS, MINUTES = date(2026, 11, 25), 30, 60
A_SITE = 12
ROUNDS = 15


def main() -> None:
    """Prepare the database, measure, print tables in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venues", type=int, default=200)
    parser.add_argument("--bookings", type=int, default=20_000)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--each", type=int, default=40)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    django.setup()
    venues = _prepare(asked.venues, asked.bookings)
    _measure_searches(venues)
    _measure_bookings(venues, asked.clients, asked.each)


# Searching -------------------------------------------------------------------------------------------------------


def _measure_searches(venues: list[Any]) -> None:
    from linli.features.booking import queries

    site, small = venues[0].site, venues[:A_SITE]

    def month() -> Any:
        return queries.free_times(site=site, first=FIRST, days=DAYS, minutes=MINUTES, now=NOW).rows

    def all_of_them() -> dict[int, list[datetime]]:
        return queries.every_start(venues=venues, first=FIRST, days=DAYS, minutes=MINUTES, now=NOW)

    def next_one() -> Any:
        return queries.next_free(venues=venues, minutes=MINUTES, now=NOW)

    own = {pk: [start for day in row for start in day.starts] for pk, row in month().items()}
    assert own == _plain(small), "both must find the same"
    assert all_of_them() == _plain(venues), "both must find the same"
    print("| what | statements | p50 ms | of it own CPU | plain ms | times faster |\n|---|---|---|---|---|---|")
    for what, search, plain in (
        (f"a month of a site's {len(small)} rooms, with reasons", month, lambda: _plain(small)),
        (f"every free start of {len(venues)} rooms in {DAYS} days", all_of_them, lambda: _plain(venues)),
        (f"the next free time of {len(venues)} rooms", next_one, lambda: _plain(venues)),
    ):
        spans = [_timed(search) for _round in range(ROUNDS)]
        fast, own = median(wall for wall, _own in spans), median(own for _wall, own in spans)
        slow = min(_timed(plain)[0] for _round in range(3))
        print(
            f"| {what} | {_statements(search)} | {fast:.1f} | {own:.1f} | {slow:.0f} | {slow / fast:.0f} |", flush=True
        )


def _plain(venues: list[Any]) -> dict[int, list[datetime]]:
    """Every free start, as it is usually found."""
    from linli.base.kernel.period import merged
    from linli.community.calendar import queries as calendar
    from linli.features.booking.models import Booking

    hours: dict[int, list[Any]] = {}
    found: dict[int, list[datetime]] = {}
    length = timedelta(minutes=MINUTES)
    for venue in venues:
        if venue.site_id not in hours:
            days = calendar.week_hours(site=venue.site, day=FIRST, days=DAYS)
            hours[venue.site_id] = [merged(part.period for part in day.periods) for day in days]
        taken = list(
            Booking.objects.filter(
                venue=venue, state__in=Booking.LIVE, ends_at__gt=NOW, starts_at__lt=NOW + timedelta(days=DAYS + 2)
            )
        )
        found[venue.pk] = [
            start
            for periods in hours[venue.site_id]
            for period in periods
            for start in _half_hours(period.start, period.end - length)
            if not any(one.starts_at < start + length and one.ends_at > start for one in taken)
        ]
    return found


def _half_hours(start: datetime, last: datetime) -> list[datetime]:
    starts = []
    while start <= last:
        starts.append(start)
        start += timedelta(minutes=30)
    return starts


def _timed(search: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds by the clock, and of this process's own computing (what other work on the machine does not slow)."""
    begin, own = time.perf_counter(), time.process_time()
    search()
    return (time.perf_counter() - begin) * 1000, (time.process_time() - own) * 1000


def _statements(search: Callable[[], Any]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        search()
    return len(seen)


# Booking ---------------------------------------------------------------------------------------------------------


def _measure_bookings(venues: list[Any], clients: list[int], each: int) -> None:
    print("\n| clients | bookings a second | p50 ms | p99 ms | slowest ms |\n|---|---|---|---|---|")
    for number, count in enumerate(clients):
        spans: list[float] = []
        begin = time.perf_counter()
        threads = [
            threading.Thread(target=_book, args=(venues, number * 100 + client, each, spans)) for client in range(count)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        lasted = time.perf_counter() - begin
        p50, p99 = (quantiles(spans, n=100, method="inclusive")[rank] for rank in (49, 98))
        print(f"| {count} | {len(spans) / lasted:.0f} | {p50:.1f} | {p99:.1f} | {max(spans):.1f} |", flush=True)


def _book(venues: list[Any], client: int, each: int, spans: list[float]) -> None:
    from django.db import connection

    from linli.base.kernel import Refused
    from linli.community.people.queries import Caller
    from linli.features.booking import actions
    from linli.features.booking.rules import Wish

    chance = random.Random(client)
    holder = Caller(name="示例", phone=f"+86139{client:08d}", language="zh-hans", is_proved=True)
    while len(spans) < each * 64 and each:
        starts_at = NOW.replace(hour=9) + timedelta(days=chance.randrange(1, 60), minutes=30 * chance.randrange(14))
        wish = Wish(starts_at, starts_at + timedelta(hours=1), purpose="study", accepts_conditions=True)
        begin = time.perf_counter()
        try:
            actions.book(
                venue=chance.choice(venues), wish=wish, holder=holder, channel="api", key="", actor=f"device:{client}",
                now=NOW,
            )  # fmt: skip
        except Refused:
            continue
        spans.append((time.perf_counter() - begin) * 1000)
        each -= 1
    connection.close()


# Preparing -------------------------------------------------------------------------------------------------------


def _prepare(count: int, bookings: int) -> list[Any]:
    from django.core.management import call_command

    from linli.features.booking.models import Venue

    call_command("migrate", verbosity=0)
    if not Venue.objects.exists():
        _make_venues(count)
        _make_bookings(bookings)
    return list(Venue.objects.select_related("site__community").order_by("pk"))


def _make_venues(count: int) -> None:
    from linli.community.calendar.models import OpeningRule
    from linli.community.places.models import Room, Site
    from linli.entrypoints.demo.cast import gather
    from linli.features.booking.models import Atom, Layout, Terms, Venue, VenueAtom

    site = gather().site
    rules = list(site.opening_rules.all())
    for number in range(count):
        if number and number % A_SITE == 0:
            slug = f"bench-{number}"
            site = Site.objects.create(
                slug=slug, community=site.community, register_code=slug[-10:], name=slug, name_en=slug
            )
            for rule in rules:
                rule.pk, rule.site = None, site
            OpeningRule.objects.bulk_create(rules)
        room = Room.objects.create(site=site, zone="activity_zone", slug=f"r{number}", name="示例", name_en="Example")
        atom = Atom.objects.create(site=site, slug=f"r{number}", room=room)
        venue = Venue.objects.create(site=site, slug=f"r{number}", name="示例", name_en="Example", position=number)
        VenueAtom.objects.create(venue=venue, atom=atom)
        Layout.objects.create(venue=venue, kind="theatre", capacity=40)
        Terms.objects.create(venue=venue, from_day=date(2026, 1, 1), source="示例", horizon_days=90)


def _make_bookings(count: int) -> None:
    """One to three hours at random, never two at once; the rows an action would have left, written in bulk."""
    from linli.features.booking.models import AtomDay, Booking, Claim, Venue
    from linli.features.booking.rules import halves, slots_between

    chance = random.Random(1)
    venues = list(Venue.objects.select_related("site").prefetch_related("terms", "parts"))
    taken: dict[int, set[int]] = defaultdict(set)
    made: list[tuple[Any, int, range]] = []
    while len(made) < count:
        venue = chance.choice(venues)
        start = datetime.combine(FIRST, NOW.timetz()) + timedelta(
            days=chance.randrange(DAYS + 25), hours=1, minutes=30 * chance.randrange(20)
        )
        end = start + timedelta(minutes=30 * chance.randrange(2, 5))
        slots, atom = slots_between(start=start, end=end), venue.parts.all()[0].atom_id
        if taken[atom].intersection(slots):
            continue
        taken[atom].update(slots)
        booking = Booking(
            venue=venue, terms=venue.terms.all()[0], code=f"bench-{len(made)}", state="booked", starts_at=start,
            ends_at=end, purpose="study", channel="web", made_at=NOW, changed_at=NOW,
        )  # fmt: skip
        made.append((booking, atom, slots))
    Booking.objects.bulk_create([booking for booking, *_ in made], batch_size=1000)
    Claim.objects.bulk_create(
        [
            Claim(
                community_id=booking.venue.site.community_id,
                atom_id=atom,
                lane=0,
                slot=slot,
                kind="booking",
                booking=booking,
            )
            for booking, atom, slots in made
            for slot in slots
        ],
        batch_size=2000,
    )
    community = venues[0].site.community_id
    AtomDay.objects.bulk_create(
        [
            AtomDay(community_id=community, atom_id=atom, lane=0, day=day, busy_lo=lo, busy_hi=hi)
            for atom, slots in taken.items()
            for day, (lo, hi) in halves(slots).items()
        ],
        batch_size=2000,
    )


if __name__ == "__main__":
    main()
