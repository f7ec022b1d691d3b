"""Random days of a site against an oracle that knows nothing but intervals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.base.kernel import Refused
from linli.features.booking import actions, queries
from linli.features.booking.models import Booking

from .house import House, faults

if TYPE_CHECKING:
    pass

# A block of the hall ("whole") has no setting up or cleaning of its own.
PARTS = {"hall": ("a", "b"), "whole": ("a", "b"), "front": ("a",), "back": ("b",), "talk": ("t",)}
BUFFER = {"hall": timedelta(minutes=30)}
HOURS = (9, 20)


@dataclass
class Oracle:
    """Who has what, as intervals; asked for anything it looks through all of them."""

    held: dict[int, tuple[str, datetime, datetime]] = field(default_factory=dict)

    def is_free(self, venue: str, start: datetime, end: datetime, but: int = 0) -> bool:
        begin, stop = start - BUFFER.get(venue, timedelta()), end + BUFFER.get(venue, timedelta())
        return not any(
            set(PARTS[venue]) & set(PARTS[other]) and begin < last + after and first - after < stop
            for pk, (other, first, last) in self.held.items()
            if pk != but
            for after in [BUFFER.get(other, timedelta())]
        )


places = st.sampled_from(["hall", "front", "back"])
starts = st.integers(0, 18)
lengths = st.sampled_from([0.5, 1.0, 2.0])
steps = st.one_of(
    st.tuples(st.just("book"), places, starts, lengths),
    st.tuples(st.just("series"), places, starts, lengths),
    st.tuples(st.just("move"), st.integers(0, 9), starts, lengths),
    st.tuples(st.just("cancel"), st.integers(0, 9)),
    st.tuples(st.just("request"), starts),
    st.tuples(st.just("decide"), st.integers(0, 9), st.booleans()),
    st.tuples(st.just("block"), places, starts, lengths),
)


class Run:
    """Plays the same steps with Linli and the oracle and holds their answers against each other."""

    def __init__(self, house: House) -> None:
        self.house, self.oracle = house, Oracle()

    def play(self, step: tuple[Any, ...]) -> None:
        getattr(self, step[0])(*step[1:])

    def book(self, place: str, half_hours: int, hours: float) -> None:
        start, end = self._time(half_hours, hours)
        made = self._tried(self.house.book, getattr(self.house.rooms, place), self._said(start), hours)
        self._compare(made, self.oracle.is_free(place, start, end) and self._is_open(start, end))
        if made:
            self.oracle.held[made.pk] = (place, start, end)

    def series(self, place: str, half_hours: int, hours: float) -> None:
        """Two days in a row, both or neither."""
        from linli.features.booking.rules import SeriesWish

        start, end = self._time(half_hours, hours)
        days = [timedelta(0), timedelta(days=1)]
        wish = SeriesWish(
            rule="FREQ=DAILY;COUNT=2", first_day=start.date(), starts=start.time(), minutes=int(hours * 60),
            purpose="study", people=2, accepts_conditions=True,
        )  # fmt: skip
        made = self._tried(
            actions.book_series, venue=getattr(self.house.rooms, place), wish=wish, holder=self.house.holder(),
            channel="web", key="", actor="person:1", now=self.house.now,
        )  # fmt: skip
        free = all(self.oracle.is_free(place, start + day, end + day) for day in days)
        self._compare(made, free and self._is_open(start, end))
        for booking in made.bookings.all() if made else ():
            self.oracle.held[booking.pk] = (place, booking.starts_at, booking.ends_at)

    def move(self, which: int, half_hours: int, hours: float) -> None:
        booking = self._one(which, "booked")
        if booking is None or booking.venue.slug == "talk":
            return
        start, end = self._time(half_hours, hours)
        place = booking.venue.slug
        made = self._tried(self.house.move, booking, self._said(start), hours)
        self._compare(made, self.oracle.is_free(place, start, end, booking.pk) and self._is_open(start, end))
        if made:
            self.oracle.held[booking.pk] = (place, start, end)

    def cancel(self, which: int) -> None:
        booking = self._one(which, "booked")
        if booking is not None:
            self.house.do("cancel", booking)
            del self.oracle.held[booking.pk]

    def request(self, half_hours: int) -> None:
        start, end = self._time(half_hours, 1)
        made = self._tried(self.house.book, self.house.rooms.talk, self._said(start), 1)
        noon, two = (start.replace(hour=hour, minute=0) for hour in (12, 14))  # nobody talks while only duty is kept
        is_open = self._is_open(start, end) and (end <= noon or start >= two)
        self._compare(made, self.oracle.is_free("talk", start, end) and is_open)
        if made:
            self.oracle.held[made.pk] = ("talk", start, end)

    def decide(self, which: int, is_granted: bool) -> None:
        booking = self._one(which, "requested")
        if booking is None:
            return
        if is_granted:
            self.house.decide("approve", booking)
        else:
            self.house.decide("refuse", booking, reason="示例")
            del self.oracle.held[booking.pk]

    def block(self, place: str, half_hours: int, hours: float) -> None:
        """Whoever is in the way goes."""
        start, end = self._time(half_hours, hours)
        venue = getattr(self.house.rooms, place)
        way = queries.in_the_way(venue=venue, starts_at=start, ends_at=end, now=self.house.now)
        block = self._tried(
            actions.block, venue=venue, starts_at=start, ends_at=end, reason="示例",
            displaced=[one.booking.pk for one in way], by=self.house.cast.head, key="", now=self.house.now,
        )  # fmt: skip
        for one in way if block else ():
            del self.oracle.held[one.booking.pk]
        if block:
            self.oracle.held[-block.pk] = (place if place != "hall" else "whole", start, end)

    def check(self) -> None:
        assert faults() == []
        live = {
            booking.pk: (booking.venue.slug, booking.starts_at, booking.ends_at)
            for booking in Booking.objects.filter(state__in=Booking.LIVE).select_related("venue")
        }
        assert live == {pk: held for pk, held in self.oracle.held.items() if pk > 0}
        self._check_search()

    def _check_search(self) -> None:
        """Every start the search shows is free for the oracle, and the reverse."""
        first = self.house.at("25 0:00").date()
        venues = [self.house.rooms.hall, self.house.rooms.front, self.house.rooms.back]
        found = queries.free_times(venues=venues, first=first, days=2, minutes=60, now=self.house.now)
        for venue in venues:
            shown = {start for day in found.rows[venue.pk] for start in day.starts}
            every = (self.house.at(f"{day} 9:00") + timedelta(minutes=30 * n) for day in (25, 26) for n in range(21))
            hour = timedelta(hours=1)
            assert shown == {start for start in every if self.oracle.is_free(venue.slug, start, start + hour)}

    def _one(self, which: int, *states: str) -> Booking | None:
        found = list(Booking.objects.filter(state__in=states).select_related("venue__site", "terms").order_by("pk"))
        return found[which % len(found)] if found else None

    def _time(self, half_hours: int, hours: float) -> tuple[datetime, datetime]:
        start = self.house.at("25 9:00") + timedelta(minutes=30 * half_hours)
        return start, start + timedelta(hours=hours)

    @staticmethod
    def _said(start: datetime) -> str:
        return f"{start:%d %H:%M}"

    @staticmethod
    def _is_open(start: datetime, end: datetime) -> bool:
        return start.hour >= HOURS[0] and end <= start.replace(hour=HOURS[1], minute=0)

    @staticmethod
    def _tried(act: Any, *asked: Any, **named: Any) -> Any:
        try:
            return act(*asked, **named)
        except Refused:
            return None

    @staticmethod
    def _compare(made: Any, expected: bool) -> None:
        assert bool(made) == expected


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=st.lists(steps, min_size=4, max_size=14))
def test_random_days_are_what_an_oracle_of_intervals_says(house: House, plan: list[tuple[Any, ...]]) -> None:
    with transaction.atomic():
        run = Run(house)
        for step in plan:
            run.play(step)
        run.check()
        transaction.set_rollback(True)
