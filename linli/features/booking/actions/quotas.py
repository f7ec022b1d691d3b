"""A person's monthly limits, piece by piece: the key of a piece lets two requests at once not both have the last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import connection

from ..models import Booking, Move, QuotaUse, Terms
from ..queries import facts
from ..rules import quarters

_TAKE = """
INSERT INTO booking_quotause (community_id, holder_key, venue_id, measure, period, n, booking_id) VALUES {rows}
ON CONFLICT (community_id, holder_key, venue_id, measure, period, n) DO NOTHING
RETURNING n
"""
_ROW = "(%s, %s, %s, %s, %s, %s, %s)"


def take_quota(*, booking: Booking, terms: Terms, period: int) -> bool:
    """Use up the pieces a booking needs of its holder's month; whether there were enough (else undo the whole)."""
    if not booking.holder_key:
        return True
    return all(
        _take(booking, booking.venue_id, measure, limit, need, period)
        for measure, limit, need in _limits(booking, terms)
        if limit is not None
    )


def fit_quota(*, booking: Booking, stays: Iterable[Booking | Move]) -> bool:
    """Let a booking use exactly the pieces that its `stays` need: what it is, and what is asked for it instead. Of a
    month that both are in it uses what the larger needs. Whether there were enough (else undo the whole).

    A booking that is granted one of its stays only gives pieces back, so nobody can be in its way then.
    """
    if not booking.holder_key:
        return True
    needs: dict[tuple[int, str, int], tuple[int, int]] = {}
    for stay in stays:
        for measure, limit, need in _limits(stay, stay.terms):
            if limit is not None:
                month = (stay.venue_id, str(measure), period(booking=stay))
                needs[month] = (limit, max(need, needs.get(month, (0, 0))[1]))
    mine: dict[tuple[int, str, int], list[int]] = defaultdict(list)
    own = QuotaUse.objects.filter(booking=booking)
    for venue, measure, month_of, n in own.values_list("venue", "measure", "period", "n"):
        mine[venue, measure, month_of].append(n)
    for (venue, measure, month_of), pieces in mine.items():
        surplus = sorted(pieces)[needs.get((venue, measure, month_of), (0, 0))[1] :]
        if surplus:
            own.filter(venue=venue, measure=measure, period=month_of, n__in=surplus).delete()
    return all(
        _take(booking, venue, measure, limit, need - len(mine[venue, measure, month_of]), month_of)
        for (venue, measure, month_of), (limit, need) in needs.items()
    )


def _limits(stay: Booking | Move, terms: Terms) -> Iterator[tuple[str, int | None, int]]:
    """What of a month is limited, how far, and how many pieces of it are needed."""
    yield QuotaUse.Measure.COUNT, terms.monthly_count, 1
    length = quarters(round((stay.ends_at - stay.starts_at).total_seconds() / 60))
    yield QuotaUse.Measure.QUARTERS, terms.monthly_minutes and terms.monthly_minutes // 15, length


def give_quota_back(*, bookings: Iterable[int]) -> None:
    """The pieces of bookings that do not count any more."""
    QuotaUse.objects.filter(booking__in=list(bookings)).delete()


def period(*, booking: Booking | Move) -> int:
    """The month a booking counts in."""
    zone = booking.venue.site.timezone
    return facts.period_of(facts.local_day(booking.starts_at, zone))


def _take(booking: Booking, venue: int, measure: str, limit: int, need: int, period: int) -> bool:
    community = booking.venue.site.community_id
    while need > 0:
        taken = QuotaUse.objects.filter(
            community=community, holder_key=booking.holder_key, venue=venue, measure=measure, period=period
        )
        used = set(taken.values_list("n", flat=True))
        free = [n for n in range(1, limit + 1) if n not in used][:need]
        if len(free) < need:
            return False
        key = (community, booking.holder_key, venue, str(measure), period)
        values = [value for n in free for value in (*key, n, booking.pk)]
        with connection.cursor() as cursor:
            cursor.execute(_TAKE.format(rows=", ".join([_ROW] * need)), values)
            got = {n for (n,) in cursor.fetchall()}
        if len(got) == need:
            return True
        taken.filter(booking=booking.pk, n__in=got).delete()
    return True
