"""Who may do what where, in the browser and through tokens."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from linli.base.kernel import Refused
from linli.community.people import actions, queries
from linli.community.people.models import Person, Token

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

HERE, ELSEWHERE, STREET, DISTRICT = "110114005900", "110114001901", "110114005", "110114"


def test_a_worker_serves_at_home_and_nowhere_else(cast: Cast) -> None:
    worker = cast.workers[1]
    queries.require(person=worker, right="hall.serve", place=HERE)
    for right, place in [("hall.serve", ELSEWHERE), ("hall.manage", HERE), ("hall.serve", STREET)]:
        with pytest.raises(PermissionDenied):
            queries.require(person=worker, right=right, place=place)


def test_a_street_or_district_looks_at_what_lies_inside_it(cast: Cast) -> None:
    assert queries.may(person=cast.street_officer, right="hall.look", place=HERE)
    assert not queries.may(person=cast.street_officer, right="hall.look", place=ELSEWHERE)
    assert queries.may(person=cast.district_officer, right="registry.manage", place=ELSEWHERE)
    assert not queries.may(person=cast.district_officer, right="hall.serve", place=HERE)


def test_a_resident_and_a_stranger_may_nothing(cast: Cast) -> None:
    assert not queries.may(person=cast.resident, right="registry.look", place=HERE)
    assert not queries.may(person=AnonymousUser(), right="registry.look", place=HERE)
    assert queries.places_with(person=AnonymousUser(), right="registry.look") == []


def test_places_are_told_without_those_inside_them(cast: Cast, now: datetime) -> None:
    actions.grant_role(person=cast.district_officer, role="station_head", place=HERE, by="system", now=now)
    assert queries.places_with(person=cast.district_officer, right="hall.look") == [DISTRICT]
    assert queries.places_with(person=fresh(cast.district_officer), right="hall.manage") == [HERE]


def test_a_role_that_ended_counts_no_more(cast: Cast, now: datetime) -> None:
    actions.end_grant(grant=cast.workers[1].grants.get(), by="system", now=now)
    assert not queries.may(person=cast.workers[1], right="hall.serve", place=HERE)


def test_somebody_shut_out_may_nothing(cast: Cast) -> None:
    cast.head.is_active = False
    assert not queries.may(person=cast.head, right="hall.look", place=HERE)


def test_whoever_came_through_the_browser_must_have_shown_a_code(cast: Cast) -> None:
    cast.head.is_verified = lambda: False
    assert not queries.may(person=cast.head, right="hall.look", place=HERE)
    assert not queries.is_staff(person=cast.head)
    cast.head.is_verified = lambda: True
    assert queries.may(person=cast.head, right="hall.look", place=HERE)
    assert queries.is_staff(person=cast.head)


def test_many_questions_about_one_person_are_one_statement(cast: Cast, django_assert_num_queries: Any) -> None:
    head = fresh(cast.head)
    with django_assert_num_queries(1):
        for right in ("hall.serve", "hall.manage", "hall.look", "registry.manage"):
            queries.may(person=head, right=right, place=HERE)
        queries.places_with(person=head, right="hall.look")


# Tokens -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def made(cast: Cast, now: datetime) -> tuple[Token, str]:
    return actions.create_token(
        person=cast.workers[1], role="generalist_worker", place=HERE, label="pad", now=now, days=2
    )


def test_a_token_acts_in_its_role_at_its_place(made: tuple[Token, str], now: datetime) -> None:
    token, secret = made
    assert queries.bearer(secret=secret, now=now) == token
    assert secret not in (token.digest, token.label)
    assert queries.token_may(token=token, right="hall.serve", place=HERE)
    assert not queries.token_may(token=token, right="hall.manage", place=HERE)
    assert not queries.token_may(token=token, right="hall.serve", place=ELSEWHERE)


def test_a_token_is_found_with_one_statement(
    made: tuple[Token, str], now: datetime, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        found = queries.bearer(secret=made[1], now=now)
        assert found is not None
        assert found.person.name


def test_a_wrong_old_or_revoked_token_opens_nothing(made: tuple[Token, str], now: datetime) -> None:
    token, secret = made
    assert queries.bearer(secret="linli_guess", now=now) is None
    assert queries.bearer(secret=secret, now=now + timedelta(days=2)) is None
    actions.revoke_token(token=token, now=now)
    assert queries.bearer(secret=secret, now=now) is None


def test_a_token_dies_with_the_role_it_was_made_from(made: tuple[Token, str], cast: Cast, now: datetime) -> None:
    actions.end_grant(grant=cast.workers[1].grants.get(), by="system", now=now)
    assert queries.bearer(secret=made[1], now=now) is None


def test_a_token_dies_with_its_person(made: tuple[Token, str], cast: Cast, now: datetime) -> None:
    Person.objects.filter(pk=cast.workers[1].pk).update(is_active=False)
    assert queries.bearer(secret=made[1], now=now) is None


def test_a_token_may_be_narrower_than_the_role(cast: Cast, now: datetime) -> None:
    _, secret = actions.create_token(
        person=cast.street_officer, role="street_office", place=HERE, label="sheet", now=now, days=None
    )
    found = queries.bearer(secret=secret, now=now + timedelta(days=3000))
    assert found is not None
    assert not queries.token_may(token=found, right="hall.look", place=STREET)


def test_a_token_for_a_role_not_held_is_refused_and_nothing_is_written(cast: Cast, now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        actions.create_token(person=cast.workers[1], role="station_head", place=HERE, label="x", now=now, days=0)
    assert refused.value.codes == ["role_not_held", "no_days"]
    assert not Token.objects.exists()


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)
