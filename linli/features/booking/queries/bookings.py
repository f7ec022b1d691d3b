"""One booking, the bookings of a person, and the days of a site for its staff."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404

from linli.community.people.models import Person
from linli.community.places.models import Site

from .. import rules
from ..models import Block, Booking, Claim, Venue
from .judging import near
from .shapes import Agenda, FreeTime, InTheWay, Standing

MINE_AT_MOST = 50
# Whatever else is asked for is no code, and some of it no database can compare.
CODE = re.compile(r"[-\w]{1,32}", re.ASCII)
SEALED = ("name", "contact", "note")


def booking_by_code(*, code: str) -> Booking:
    """The booking a secret code opens, with venue, site, terms, layout and series.

    :raises Http404: if no booking has this code.
    """
    found = bookings().filter(code=code).first() if CODE.fullmatch(code) else None
    if found is None:
        raise Http404("no such booking")
    return found


def booking_at(*, site: Site, pk: int) -> Booking:
    """A booking of a site, for its staff (the view has asked for the right).

    :raises Http404: if the site has none such.
    """
    found = bookings().filter(venue__site=site, pk=pk).first()
    if found is None:
        raise Http404("no such booking")
    return found


def standing(*, booking: Booking, now: datetime) -> Standing:
    """Where a booking stands and what its holder may do now."""
    terms = booking.terms
    may_move = booking.state in (Booking.State.REQUESTED, Booking.State.BOOKED)
    is_in_time = now <= booking.starts_at - timedelta(minutes=terms.change_minutes) and now < booking.starts_at
    return Standing(
        booking=booking,
        may_change=may_move and is_in_time,
        may_cancel=may_move and is_in_time,
        may_check_in=booking.state == Booking.State.BOOKED
        and rules.checkin_from(booking.starts_at, checkin_minutes=terms.checkin_minutes) <= now < booking.ends_at,
        may_accept=booking.state == Booking.State.OFFERED
        and booking.hold_until is not None
        and now < booking.hold_until,
        checkin_from=rules.checkin_from(booking.starts_at, checkin_minutes=terms.checkin_minutes).astimezone(
            _zone(booking)
        ),
        released_at=_released_at(booking),
    )


def my_bookings(*, person: Person, now: datetime) -> list[Standing]:
    """A person's bookings: those to come in their order, then the past ones, the newest first; at most fifty."""
    mine = bookings().defer(*SEALED).filter(holder=person)
    is_ahead = Q(state__in=Booking.LIVE, ends_at__gt=now)
    ahead = list(mine.filter(is_ahead).order_by("starts_at", "pk")[:MINE_AT_MOST])
    past = list(mine.exclude(is_ahead).order_by("-starts_at", "-pk")[: MINE_AT_MOST - len(ahead)])
    return [standing(booking=booking, now=now) for booking in ahead + past]


def may_see_names(*, booking: Booking, person: Person) -> bool:
    """Whether a member of staff may see who holds a booking: of a confidential one only its host may."""
    return not booking.terms.is_confidential or (booking.host_id is not None and booking.host_id == person.pk)


def agenda(*, site: Site, first: date, viewer: Person, days: int = 7, venue: Venue | None = None) -> Agenda:
    """The site's live bookings, no-shows and blocks of some days, for its staff. Two statements.

    Of a confidential booking that is somebody else's, name, number, note, title and how many come are left out.
    """
    begins, ends = _moments(site, first, days)
    of: dict[str, Any] = {"venue": venue} if venue else {"venue__site": site}
    shown = (*Booking.LIVE, Booking.State.NO_SHOW)
    found = bookings().filter(**of, state__in=shown, starts_at__lt=ends, ends_at__gt=begins)
    seen = list(found.defer("contact", "note").order_by("starts_at", "venue__position", "pk"))
    blocks = Block.objects.filter(**of, starts_at__lt=ends, ends_at__gt=begins, lifted_at=None)
    with_names = frozenset(one.pk for one in seen if may_see_names(booking=one, person=viewer))
    return Agenda(
        days=tuple(first + timedelta(days=after) for after in range(days)),
        bookings=tuple(one if one.pk in with_names else hidden(one) for one in seen),
        blocks=tuple(blocks.select_related("venue").order_by("starts_at", "pk")),
        with_names=with_names,
    )


def requests(*, site: Site) -> list[Booking]:
    """What waits for a decision at a site, the nearest deadline first: requests, and bookings for which another time is
    asked; confidential ones without who asks.
    """
    waiting = bookings().filter(waits_for_answer(), venue__site=site)
    found = waiting.order_by(Coalesce("move__hold_until", "hold_until"), "pk")
    return [hidden(one) if one.terms.is_confidential else one for one in found]


def waits_for_answer() -> Q:
    """The bookings that somebody has to decide about."""
    return Q(state=Booking.State.REQUESTED) | Q(move__isnull=False)


def in_the_way(*, venue: Venue, starts_at: datetime, ends_at: datetime, now: datetime) -> list[InTheWay]:
    """The live bookings that a block of this time would displace, each with the nearest time it could have; or only
    the other time that is asked for them, which would be refused.
    """
    claims = _claims_there(venue, starts_at, ends_at)
    only_asked = Q(kind=Claim.Kind.HOLD, booking__state=Booking.State.BOOKED)
    own = set(claims.exclude(only_asked).values_list("booking", flat=True))
    return [
        InTheWay(
            hidden(one) if one.terms.is_confidential else one,
            _nearest(one, now) if one.pk in own else None,
            is_only_asked=one.pk not in own,
        )
        for one in displaced_by(venue, starts_at, ends_at)
    ]


def displaced_by(venue: Venue, starts_at: datetime, ends_at: datetime) -> list[Booking]:
    """The live bookings with a claim on the venue's atoms in this time, in order."""
    claims = _claims_there(venue, starts_at, ends_at)
    return list(bookings().filter(pk__in=claims.values("booking")).order_by("starts_at", "pk"))


def _claims_there(venue: Venue, starts_at: datetime, ends_at: datetime) -> QuerySet[Claim]:
    slots = rules.slots_between(start=starts_at, end=ends_at)
    return Claim.objects.filter(
        community=venue.site.community_id,
        atom__in=venue.parts.values("atom"),
        slot__gte=slots.start,
        slot__lt=slots.stop,
        booking__state__in=Booking.LIVE,
    )


def hidden(booking: Booking) -> Booking:
    """The booking in memory without anything that says who holds it. It must not be saved."""
    booking.name = booking.contact = booking.note = booking.title = booking.holder_key = booking.code = ""
    booking.holder_id, booking.made_by_id, booking.people = None, None, 0
    if (move := booking.moving) is not None:
        move.note = move.title = ""
        move.people = 0
    return booking


def bookings() -> QuerySet[Booking]:
    """Bookings with what a page needs beside them."""
    beside = ("venue__site", "terms", "layout", "series", "move__venue", "move__terms", "move__layout")
    return Booking.objects.select_related(*beside)


def _nearest(booking: Booking, now: datetime) -> FreeTime | None:
    wish = rules.Wish(
        starts_at=booking.starts_at, ends_at=booking.ends_at, purpose=booking.purpose, people=booking.people
    )
    minutes = round((booking.ends_at - booking.starts_at) / timedelta(minutes=1))
    return next(iter(near(venue=booking.venue, wish=wish, minutes=minutes, now=now)), None)


def _released_at(booking: Booking) -> datetime | None:
    if booking.state != Booking.State.BOOKED or booking.terms.release_minutes is None:
        return None
    return (booking.starts_at + timedelta(minutes=booking.terms.release_minutes)).astimezone(_zone(booking))


def _zone(booking: Booking) -> ZoneInfo:
    return ZoneInfo(booking.venue.site.timezone)


def _moments(site: Site, first: date, days: int) -> tuple[datetime, datetime]:
    span = rules.days_of(first=first, days=days, zone=site.timezone)
    return rules.moment_of(span.starts[0]), rules.moment_of(span.starts[-1])
