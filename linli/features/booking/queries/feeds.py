"""What calendars subscribe to: a venue's taken time, and a person's own bookings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Min, Q, QuerySet
from django.http import Http404

from linli.base.identity import queries as identity
from linli.base.seal.seal import digest
from linli.community.people.models import Person

from .. import rules
from ..models import Block, Booking, Feed, Venue, VenueAtom
from .bookings import SEALED, bookings
from .shapes import FeedEntry

KEPT = timedelta(days=30)
FEED_DAYS = 120
PURPOSE = "booking.feed"


def has_feed(*, person: Person) -> bool:
    """Whether a person has a calendar link in force."""
    return Feed.objects.filter(person=person, revoked_at=None).exists()


def person_feed(*, secret: str, now: datetime) -> list[FeedEntry]:
    """What a person's secret calendar link shows: their bookings of the last 30 days and to come, cancelled ones too.

    :raises Http404: if the link is unknown or revoked.
    """
    feed = Feed.objects.filter(digest=digest(secret, purpose=PURPOSE), revoked_at=None).first() if secret else None
    if feed is None:
        raise Http404("no such calendar")
    mine = bookings().defer(*SEALED).filter(holder=feed.person_id, ends_at__gt=now - KEPT)
    return own_entries(some=mine.order_by("starts_at", "pk"))


def own_entries(*, some: Iterable[Booking]) -> list[FeedEntry]:
    """Bookings as their holder's calendar shows them: the same entry in the file of one and in the feed of all."""
    mine = list(some)
    names = identity.uids(kind="booking", keys=[str(booking.pk) for booking in mine])
    return [_own(booking, names[str(booking.pk)]) for booking in mine]


def venue_feed(*, venue: Venue, now: datetime) -> list[FeedEntry]:
    """A venue's public calendar: what takes it from yesterday on, nameless; public titles where given.

    Whatever takes any of its atoms counts, setting up and cleaning too, and what is cancelled is told as such. These
    entries have names of their own: that a room is taken is another thing than what its holder has in the calendar.
    """
    parts = VenueAtom.objects.filter(venue=venue)
    lanes = parts.aggregate(least=Min("atom__lanes"))["least"] or 1
    begin, end = now - timedelta(days=1), now + timedelta(days=FEED_DAYS)
    near = Q(venue__parts__atom__in=parts.values("atom"), starts_at__lt=end + AROUND, ends_at__gt=begin - AROUND)
    taken = Booking.objects.filter(near).select_related("terms").defer(*SEALED).distinct()
    entries = [*_of_bookings(taken, venue, lanes), *_of_blocks(Block.objects.filter(near).distinct(), venue)]
    ahead = [entry for entry in entries if entry.starts_at < end and entry.ends_at > begin]
    return sorted(ahead, key=lambda entry: (entry.starts_at, entry.uid))


# Setting up and cleaning reach beyond a booking's own time.
AROUND = timedelta(days=1)


def _of_bookings(taken: QuerySet[Booking], venue: Venue, lanes: int) -> list[FeedEntry]:
    rows = list(taken)
    names = identity.uids(kind="room", keys=[f"{venue.pk}:booking:{booking.pk}" for booking in rows])
    return [_room_taken(booking, venue, lanes, names[f"{venue.pk}:booking:{booking.pk}"]) for booking in rows]


def _room_taken(booking: Booking, venue: Venue, lanes: int, uid: str) -> FeedEntry:
    is_shown = (
        bool(booking.title) and booking.is_public and booking.venue_id == venue.pk
        and booking.state not in Booking.HELD and not booking.terms.is_confidential
    )  # fmt: skip
    terms = booking.terms
    setup, cleanup = (rules.QUARTER * rules.quarters(each) for each in (terms.setup_minutes, terms.cleanup_minutes))
    return FeedEntry(
        uid=uid,
        starts_at=booking.starts_at if is_shown else booking.starts_at - setup,
        ends_at=booking.ends_at if is_shown else booking.ends_at + cleanup,
        changed_at=booking.changed_at,
        sequence=booking.version,
        is_cancelled=booking.state not in Booking.LIVE,
        is_tentative=booking.state in Booking.HELD,
        venue=venue,
        title=booking.title if is_shown else "",
        lanes=lanes,
    )


def _of_blocks(blocked: QuerySet[Block], venue: Venue) -> list[FeedEntry]:
    rows = list(blocked)
    names = identity.uids(kind="room", keys=[f"{venue.pk}:block:{block.pk}" for block in rows])
    return [
        FeedEntry(
            uid=names[f"{venue.pk}:block:{block.pk}"],
            starts_at=block.starts_at,
            ends_at=block.ends_at,
            changed_at=block.lifted_at or block.made_at,
            sequence=2 if block.lifted_at else 1,
            is_cancelled=block.lifted_at is not None,
            venue=venue,
        )
        for block in rows
    ]


def _own(booking: Booking, uid: str) -> FeedEntry:
    return FeedEntry(
        uid=uid,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        changed_at=booking.changed_at,
        sequence=booking.version,
        is_cancelled=booking.state not in Booking.LIVE and booking.state != Booking.State.NO_SHOW,
        is_tentative=booking.state in Booking.HELD,
        venue=booking.venue,
        title=booking.title,
        code=booking.code,
    )
