"""What calendars subscribe to: a venue's taken time, and a person's own bookings."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import Http404

from linli.base.kernel import Period
from linli.base.seal.seal import digest
from linli.community.people.models import Person

from .. import rules
from ..models import Block, Booking, Feed, Venue
from .bookings import SEALED, bookings
from .ground import Want, ground
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
    return [_own(booking) for booking in mine.order_by("starts_at", "pk")]


def venue_feed(*, venue: Venue, now: datetime) -> list[FeedEntry]:
    """A venue's public calendar: when it is taken from yesterday on, nameless; public titles where given.

    Whatever takes any of its atoms counts, setting up and cleaning too; what touches is joined unless it has a title.
    """
    first = (now - timedelta(days=1)).date()
    found = ground(want=Want(venues=[venue]), first=first, days=FEED_DAYS, now=now)
    if not found.known:
        return []
    titled = _titled(venue, now)
    taken = found.days.whole & ~rules.clear_from(found.place(found.known[0]), days=found.days, length=1)
    for booking in titled:
        taken &= ~found.days.touched(booking.starts_at, booking.ends_at)
    changed_at = _changed_at(venue)
    entries = [_shown(booking) for booking in titled]
    for stretch in rules.stretches(taken):
        start, end = (rules.moment_of(found.days.origin + bit) for bit in (stretch.start, stretch.stop))
        entries.append(_busy(venue, Period(start, end), changed_at))
    return sorted(entries, key=lambda entry: (entry.starts_at, entry.uid))


def _titled(venue: Venue, now: datetime) -> list[Booking]:
    public = Booking.objects.filter(
        venue=venue,
        is_public=True,
        state__in=[Booking.State.BOOKED, Booking.State.USED],
        ends_at__gt=now - timedelta(days=1),
        starts_at__lt=now + timedelta(days=FEED_DAYS),
        terms__is_confidential=False,
    ).exclude(title="")
    return list(public.defer(*SEALED).order_by("starts_at", "pk"))


def _changed_at(venue: Venue) -> datetime:
    """When anything was last booked or blocked in the venue; the epoch where nothing ever was."""
    last = [
        Booking.objects.filter(venue=venue).order_by("-made_at").values_list("made_at", flat=True).first(),
        Block.objects.filter(venue=venue).order_by("-made_at").values_list("made_at", flat=True).first(),
    ]
    return max((at for at in last if at), default=rules.EPOCH)


def _busy(venue: Venue, period: Period, changed_at: datetime) -> FeedEntry:
    uid = f"busy-{venue.site.slug}-{venue.slug}-{rules.slot_of(period.start)}-{rules.slot_of(period.end)}"
    return FeedEntry(
        uid=uid, starts_at=period.start, ends_at=period.end, changed_at=changed_at, sequence=0, venue=venue
    )


def _shown(booking: Booking) -> FeedEntry:
    return FeedEntry(
        uid=f"open-{booking.pk}",
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        changed_at=booking.decided_at or booking.made_at,
        sequence=booking.version - 1,
        venue=booking.venue,
        title=booking.title,
    )


def _own(booking: Booking) -> FeedEntry:
    return FeedEntry(
        uid=f"booking-{booking.pk}",
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        changed_at=booking.ended_at or booking.decided_at or booking.made_at,
        sequence=booking.version - 1,
        is_cancelled=booking.state not in Booking.LIVE and booking.state != Booking.State.NO_SHOW,
        is_tentative=booking.state in Booking.HELD,
        venue=booking.venue,
        title=booking.title,
        code=booking.code,
    )
