from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from linli.base.kernel import TooOften
from linli.base.limits import actions, queries
from linli.base.limits.models import Count, Limit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 2, 40, tzinfo=UTC)  # 10:40 in Beijing
HERE = queries.of_address("192.0.2.1")


@pytest.fixture(autouse=True)
def limits() -> None:
    day = date(2026, 1, 1)
    Limit.objects.create(kind="cake", span="hour", at_most=2, from_day=day, source="示例")
    Limit.objects.create(kind="cake", span="day", at_most=3, from_day=day, source="示例")


def take(who: str = HERE, now: datetime = NOW) -> None:
    with transaction.atomic():
        actions.count(kind="cake", who=who, now=now)


def refusal(who: str = HERE, now: datetime = NOW) -> TooOften:
    with pytest.raises(TooOften) as caught:
        take(who, now)
    return caught.value


def test_the_third_within_an_hour_is_refused_and_told_when_the_hour_is_over() -> None:
    take()
    take()
    refused = refusal()
    assert refused.codes == ["too_often"]
    assert refused.wait_seconds == 20 * 60
    assert refused.objections[0].values["again_at"] == datetime(2026, 11, 24, 3, tzinfo=UTC)
    take(now=NOW + timedelta(minutes=20))


def test_the_day_is_counted_beside_the_hour() -> None:
    take()
    take()
    take(now=NOW + timedelta(hours=1))
    assert refusal(now=NOW + timedelta(hours=2)).objections[0].values["again_at"] == datetime(
        2026, 11, 24, 16, tzinfo=UTC
    )
    take(now=NOW + timedelta(hours=14))


def test_what_is_refused_is_not_counted() -> None:
    take()
    take()
    for _ in range(3):
        refusal()
    assert set(Count.objects.values_list("span", "count")) == {("hour", 2), ("day", 2)}


def test_what_is_undone_for_another_reason_is_not_counted() -> None:
    for _ in range(5):
        with transaction.atomic():
            actions.count(kind="cake", who=HERE, now=NOW)
            transaction.set_rollback(True)
    take()


def test_others_are_counted_for_themselves() -> None:
    for who in (HERE, queries.of_address("192.0.2.2"), queries.of_person(7), queries.of_number("+8613800000001")):
        take(who)
        take(who)
        refusal(who)


def test_nobody_is_not_counted_and_a_kind_without_a_limit_is_not_limited() -> None:
    for _ in range(5):
        take("")
        with transaction.atomic():
            actions.count(kind="tea", who=HERE, now=NOW)
    assert not Count.objects.exists()


def test_a_limit_holds_from_its_day_on() -> None:
    Limit.objects.create(kind="cake", span="hour", at_most=1, from_day=date(2026, 11, 25), source="示例")
    take()
    take()
    take(now=NOW + timedelta(days=1))
    refusal(now=NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"),
        ("fe80::1%eth0", "fe80::2"),
        ("192.0.2.1", "::ffff:192.0.2.1"),
    ],
)
def test_addresses_of_one_subscriber_are_one(one: str, other: str) -> None:
    assert queries.of_address(one) == queries.of_address(other)


def test_the_next_network_is_another() -> None:
    assert queries.of_address("2001:db8:1:2::1") != queries.of_address("2001:db8:1:3::1")
    assert queries.of_address("192.0.2.1") != queries.of_address("192.0.2.2")
    assert queries.of_address("") == ""


def test_no_address_is_written_down_and_no_day_can_be_laid_beside_another() -> None:
    take()
    take(now=NOW + timedelta(days=1))
    kept = set(Count.objects.values_list("who", flat=True))
    assert len(kept) == 2
    assert not any("192" in who for who in kept if len(who) != 64)


def test_counters_are_gone_when_their_time_is_over() -> None:
    take()
    assert actions.forget_old(now=NOW + timedelta(minutes=19)) == 0
    assert actions.forget_old(now=NOW + timedelta(minutes=20)) == 1
    assert actions.forget_old(now=NOW + timedelta(hours=14)) == 1
