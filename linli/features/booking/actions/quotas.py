"""A person's monthly limits, piece by piece: the key of a piece lets two requests at once not both have the last."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from ..models import Booking, QuotaUse, Terms
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
    length = quarters(round((booking.ends_at - booking.starts_at).total_seconds() / 60))
    limits = (
        (QuotaUse.Measure.COUNT, terms.monthly_count, 1),
        (QuotaUse.Measure.QUARTERS, terms.monthly_minutes and terms.monthly_minutes // 15, length),
    )
    return all(_take(booking, measure, limit, need, period) for measure, limit, need in limits if limit is not None)


def give_quota_back(*, bookings: Iterable[int]) -> None:
    """The pieces of bookings that do not count any more."""
    QuotaUse.objects.filter(booking__in=list(bookings)).delete()


def period(*, booking: Booking) -> int:
    """The month a booking counts in."""
    zone = booking.venue.site.timezone
    return facts.period_of(facts.local_day(booking.starts_at, zone))


def _take(booking: Booking, measure: str, limit: int, need: int, period: int) -> bool:
    community = booking.venue.site.community_id
    while True:
        taken = QuotaUse.objects.filter(
            community=community, holder_key=booking.holder_key, venue=booking.venue_id, measure=measure, period=period
        )
        used = set(taken.values_list("n", flat=True))
        free = [n for n in range(1, limit + 1) if n not in used][:need]
        if len(free) < need:
            return False
        key = (community, booking.holder_key, booking.venue_id, str(measure), period)
        values = [value for n in free for value in (*key, n, booking.pk)]
        with connection.cursor() as cursor:
            cursor.execute(_TAKE.format(rows=", ".join([_ROW] * need)), values)
            got = {n for (n,) in cursor.fetchall()}
        if len(got) == need:
            return True
        taken.filter(booking=booking.pk, n__in=got).delete()
