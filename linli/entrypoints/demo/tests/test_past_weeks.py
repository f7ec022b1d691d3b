"""The weeks before the demo's day: sums that a head believes, and that are marked as examples."""

from __future__ import annotations

from datetime import date, datetime

from linli.entrypoints.demo.cast import Cast
from linli.entrypoints.demo.past_weeks import SOURCE, tell_past_weeks
from linli.features.hall import queries as halls
from linli.features.hall.models import HalfHour

TODAY = date(2026, 11, 24)


def test_four_weeks_of_believable_days_are_told_once(cast: Cast, now: datetime) -> None:
    for _time in range(2):
        tell_past_weeks(hall=cast.hall, day=TODAY)
    assert set(HalfHour.objects.values_list("source", flat=True)) == {SOURCE}
    loads = halls.group_loads(hall=cast.hall, weeks=4, now=now)
    assert len(loads["workday"].days) == 20
    assert [len(loads[day].days) for day in ("mon", "saturday", "sunday")] == [4, 4, 0]
    whole = loads["workday"].total
    assert 80 * 20 < whole.came < 400 * 20
    assert whole.came == whole.served + whole.gave_up
    assert 0.02 < whole.gave_up / whole.came < 0.25
    assert whole.median_wait_s is not None
    assert 0 < whole.median_wait_s < 1800
    assert any(half.is_short for half in loads["workday"].halves)
    assert not all(half.is_short for half in loads["workday"].halves)
