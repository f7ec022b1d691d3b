"""What is done to people: each action once, each refusal once, and nothing written on refusal."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from linli.base.kernel import Refused
from linli.base.seal.seal import digest
from linli.community.people import actions, queries, rules
from linli.community.people.models import Consent, Person, RoleGrant, SignInCode, Token

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

HERE = "110114005900"
PHONE = "+8613900000001"


# Roles


def test_a_role_is_granted_with_who_and_when(cast: Cast, now: datetime) -> None:
    grant = actions.grant_role(person=cast.resident, role="generalist_worker", place=HERE, by="person:1", now=now)
    assert (grant.since, grant.until, grant.granted_by) == (now, None, "person:1")
    assert queries.may(person=cast.resident, right="hall.serve", place=HERE)


def test_a_role_held_already_is_refused(cast: Cast, now: datetime) -> None:
    before = RoleGrant.objects.count()
    with pytest.raises(Refused) as refused:
        actions.grant_role(person=cast.head, role="station_head", place=HERE, by="system", now=now)
    assert refused.value.codes == ["holds_it"]
    assert RoleGrant.objects.count() == before


def test_a_role_that_ended_can_be_granted_again_but_not_ended_again(cast: Cast, now: datetime) -> None:
    grant = actions.end_grant(grant=cast.head.grants.get(), by="person:1", now=now)
    assert (grant.until, grant.ended_by) == (now, "person:1")
    with pytest.raises(Refused) as refused:
        actions.end_grant(grant=grant, by="system", now=now)
    assert refused.value.codes == ["grant_over"]
    actions.grant_role(person=cast.head, role="station_head", place=HERE, by="system", now=now)
    assert cast.head.grants.count() == 2


# Consent


def test_consent_is_given_once_and_withdrawn_as_easily(cast: Cast, now: datetime) -> None:
    first = actions.give_consent(person=cast.resident, purpose="community_notices", now=now)
    assert actions.give_consent(person=cast.resident, purpose="community_notices", now=now) == first
    assert queries.has_consent(person=cast.resident, purpose="community_notices")
    assert actions.withdraw_consent(person=cast.resident, purpose="community_notices", now=now)
    assert not actions.withdraw_consent(person=cast.resident, purpose="community_notices", now=now)
    assert not queries.has_consent(person=cast.resident, purpose="community_notices")
    assert Consent.objects.get().withdrawn_at == now


def test_consent_to_an_older_text_does_not_count_and_is_replaced(cast: Cast, now: datetime) -> None:
    Consent.objects.create(person=cast.resident, purpose="service_calls", text_version="2020", given_at=now)
    assert not queries.has_consent(person=cast.resident, purpose="service_calls")
    actions.give_consent(person=cast.resident, purpose="service_calls", now=now)
    assert queries.has_consent(person=cast.resident, purpose="service_calls")
    assert Consent.objects.filter(withdrawn_at=None).count() == 1


@pytest.mark.parametrize("purpose", ["sign_in", "anything"])
def test_there_is_nothing_to_consent_to_where_another_ground_holds(cast: Cast, now: datetime, purpose: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.give_consent(person=cast.resident, purpose=purpose, now=now)
    assert refused.value.codes == ["no_such_purpose"]
    assert not Consent.objects.exists()


def test_every_purpose_says_everything_in_both_languages() -> None:
    for purpose in queries.purposes():
        assert all(value not in ("", None) for value in vars(purpose).values()), purpose.code


# Preferences


def test_what_is_not_chosen_stays_as_it_was(cast: Cast) -> None:
    actions.set_preferences(person=cast.resident, language="en", text_size="elder")
    actions.set_preferences(person=cast.resident, text_size="large")
    cast.resident.refresh_from_db()
    assert (cast.resident.language, cast.resident.text_size) == ("en", "large")


# Codes


def note(now: datetime, *, phone: str = PHONE, address: str = "10.0.0.1", code: str = "123456") -> SignInCode:
    return actions.note_code(phone=phone, code=code, address=address, now=now)


@pytest.mark.django_db
def test_a_code_is_kept_only_as_a_digest_and_the_phone_only_sealed(now: datetime) -> None:
    note(now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_signincode")
        row = " ".join(str(value) for value in cursor.fetchone())
    assert "123456" not in row
    assert "13900000001" not in row
    assert "10.0.0.1" not in row


@pytest.mark.django_db
def test_the_right_code_makes_an_account_for_a_new_phone_only_then(now: datetime) -> None:
    sent = note(now)
    assert not Person.objects.exists()
    person = actions.try_code(note=sent, code="123456", now=now)
    assert (person.phone, person.phone_verified_at) == (PHONE, now)
    assert person.phone_digest == digest(PHONE, purpose="phone")
    assert not person.has_usable_password()


def test_the_right_code_finds_the_person_who_has_the_phone(cast: Cast, now: datetime) -> None:
    sent = note(now, phone=cast.resident.phone)
    assert actions.try_code(note=sent, code="123456", now=now) == cast.resident


@pytest.mark.django_db
def test_a_code_may_be_tried_three_times_and_used_once(now: datetime) -> None:
    sent = note(now)
    for left in (2, 1):
        with pytest.raises(Refused) as refused:
            actions.try_code(note=sent, code="000000", now=now)
        assert refused.value.objections[0].values == {"left": left}
    with pytest.raises(Refused) as refused:
        actions.try_code(note=sent, code="000000", now=now)
    assert refused.value.codes == ["code_over"]
    with pytest.raises(Refused) as refused:
        actions.try_code(note=sent, code="123456", now=now)
    assert refused.value.codes == ["code_over"]
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_a_code_works_once(now: datetime) -> None:
    sent = note(now)
    actions.try_code(note=sent, code="123456", now=now)
    with pytest.raises(Refused) as refused:
        actions.try_code(note=sent, code="123456", now=now)
    assert refused.value.codes == ["code_over"]


@pytest.mark.django_db
def test_a_code_is_good_for_five_minutes(now: datetime) -> None:
    sent = note(now)
    with pytest.raises(Refused) as refused:
        actions.try_code(note=sent, code="123456", now=now + timedelta(minutes=5))
    assert refused.value.codes == ["code_over"]
    assert actions.try_code(note=sent, code="123456", now=now + timedelta(minutes=4, seconds=59))


def test_a_closed_account_is_not_opened_by_its_code(cast: Cast, now: datetime) -> None:
    Person.objects.filter(pk=cast.resident.pk).update(is_active=False)
    with pytest.raises(Refused) as refused:
        actions.try_code(note=note(now, phone=cast.resident.phone), code="123456", now=now)
    assert refused.value.codes == ["account_closed"]


@pytest.mark.django_db
def test_a_second_code_within_the_minute_is_refused_and_not_noted(now: datetime) -> None:
    note(now)
    with pytest.raises(Refused) as refused:
        note(now + timedelta(seconds=30), address="10.9.9.9")
    assert refused.value.codes == ["too_many_codes"]
    assert SignInCode.objects.count() == 1


@pytest.mark.django_db
def test_the_database_lets_one_code_a_minute_out_even_if_nobody_looked(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(now)
    judge, looks = rules.objections_to_code, iter([True])
    monkeypatch.setattr(rules, "objections_to_code", lambda **known: [] if next(looks, False) else judge(**known))
    with pytest.raises(Refused) as refused:
        note(now)
    assert refused.value.codes == ["too_many_codes"]
    assert SignInCode.objects.count() == 1


@pytest.mark.django_db
def test_codes_are_forgotten_after_a_day(now: datetime) -> None:
    note(now)
    assert actions.forget_codes(now=now + timedelta(hours=23)) == 0
    assert actions.forget_codes(now=now + timedelta(hours=25)) == 1


# Invitations


def test_an_invitation_sets_password_and_authenticator_once(cast: Cast) -> None:
    person = cast.workers[1]
    token = queries.invitation_token(person=person)
    assert queries.invited(code=person.code, token=token) == person
    device = queries.device_offered(person=person, token=token)
    saved = actions.accept_invitation(person=person, token=token, password="five happy geese", code=code_of(device))
    person.refresh_from_db()
    assert person.check_password("five happy geese")
    assert person.authenticator_set.get() == saved
    assert queries.invited(code=person.code, token=token) is None
    with pytest.raises(Refused) as refused:
        actions.accept_invitation(person=person, token=token, password="another long one", code=code_of(device))
    assert refused.value.codes == ["invitation_over"]


def test_a_wrong_code_leaves_the_invitation_good_and_writes_nothing(cast: Cast) -> None:
    person = cast.workers[1]
    token = queries.invitation_token(person=person)
    device = queries.device_offered(person=person, token=token)
    wrong = f"{(int(code_of(device)) + 1) % 1_000_000:06d}"
    with pytest.raises(Refused) as refused:
        actions.accept_invitation(person=person, token=token, password="five happy geese", code=wrong)
    assert refused.value.codes == ["wrong_code"]
    person.refresh_from_db()
    assert not person.has_usable_password()
    assert not person.authenticator_set.exists()
    assert queries.invited(code=person.code, token=token) == person


def test_a_new_authenticator_replaces_the_old_one(cast: Cast) -> None:
    person = cast.workers[1]
    for _ in range(2):
        person.refresh_from_db()
        token = queries.invitation_token(person=person)
        device = queries.device_offered(person=person, token=token)
        actions.accept_invitation(person=person, token=token, password="five happy geese", code=code_of(device))
    assert person.authenticator_set.count() == 1


def code_of(device: object) -> str:
    return queries._code_now(device)  # type: ignore[arg-type]


# Erasure


def test_an_erased_person_is_a_number_and_nothing_else(cast: Cast, now: datetime) -> None:
    resident = cast.resident
    actions.give_consent(person=resident, purpose="service_calls", now=now)
    note(now, phone=resident.phone)
    actions.erase_me(person=resident, now=now)
    resident.refresh_from_db()
    assert (resident.name, resident.phone, resident.phone_digest, resident.is_active) == ("", "", None, False)
    assert resident.erased_at == now
    assert not SignInCode.objects.exists()
    assert not resident.consents.filter(withdrawn_at=None).exists()


def test_the_phone_of_an_erased_person_begins_anew(cast: Cast, now: datetime) -> None:
    phone = cast.resident.phone
    actions.erase_me(person=cast.resident, now=now)
    assert actions.try_code(note=note(now, phone=phone), code="123456", now=now) != cast.resident


def test_staff_and_people_at_a_window_are_not_erased(cast: Cast, now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        actions.erase_me(person=cast.head, is_being_served=True, now=now)
    assert refused.value.codes == ["holds_a_role", "being_served"]
    cast.head.refresh_from_db()
    assert cast.head.name
    assert cast.head.is_active


# From the command line


def test_a_token_is_made_and_taken_back_from_the_command_line(cast: Cast, now: datetime) -> None:
    said, aside = io.StringIO(), io.StringIO()
    options = {"staff": "T101", "role": "generalist_worker", "place": HERE, "label": "pad", "days": 7}
    call_command("create_token", **options, stdout=said, stderr=aside)
    secret = said.getvalue().strip()
    token = queries.bearer(secret=secret, now=now)
    assert token is not None
    assert token.expires_at == now + timedelta(days=7)
    call_command("revoke_token", token.pk, stdout=said)
    assert queries.bearer(secret=secret, now=now) is None


def test_the_command_line_refuses_in_words(cast: Cast) -> None:
    options = {"staff": "T101", "role": "station_head", "place": HERE, "label": "pad"}
    with pytest.raises(CommandError, match="角色"):
        call_command("create_token", **options)
    with pytest.raises(CommandError, match="X999"):
        call_command("create_token", **(options | {"staff": "X999"}))
    with pytest.raises(CommandError, match="99999"):
        call_command("revoke_token", 99999)
    with pytest.raises(CommandError, match="X999"):
        call_command("invite_staff", "X999")
    assert not Token.objects.exists()


@pytest.mark.django_db
def test_the_first_administrator_is_invited_from_the_command_line() -> None:
    said = io.StringIO()
    call_command("invite_staff", "A001", administrator="管理员", stdout=said, stderr=io.StringIO())
    person = Person.objects.get(staff_number="A001")
    assert person.is_superuser
    assert not person.has_usable_password()
    assert str(person.code) in said.getvalue()
