"""Staff sign in with password and authenticator at once, and find their workplace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.community.journal import queries as journal
from linli.community.people import actions as people_actions
from linli.community.people import queries as people
from linli.community.people.models import Authenticator, Person

from .conftest import PASSWORD, code_of, with_authenticator

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

SIGN_IN, HOME = "/staff/sign-in/", "/staff/"
Staff = Callable[[Person], Client]


def enter(client: Client, person: Person, *, password: str = PASSWORD, code: str = "", **more: str) -> HttpResponse:
    code = code or code_of(with_authenticator(person))
    sent = {"staff_number": person.staff_number, "password": password, "code": code, **more}
    return client.post(SIGN_IN, sent)


def test_password_and_code_together_open_the_workplace(cast: Cast, anybody: Client, now: datetime) -> None:
    response = enter(anybody, cast.workers[1])
    assert (response.status_code, response["Location"]) == (303, HOME)
    assert anybody.get(HOME).status_code == 200
    assert anybody.session.get_expiry_age() <= 12 * 60 * 60
    assert journal.entries(scope="linli").latest("seq").details == {"how": "password and code"}


def test_a_wrong_password_a_wrong_code_and_nobody_are_refused_in_the_same_words(
    cast: Cast, anybody: Client, now: datetime
) -> None:
    worker = cast.workers[1]
    right = code_of(with_authenticator(worker))
    wrong = f"{(int(right) + 5) % 1_000_000:06d}"
    answers = [
        enter(anybody, worker, password="not it", code=right),
        enter(anybody, worker, code=wrong),
        anybody.post(SIGN_IN, {"staff_number": "X999", "password": PASSWORD, "code": right}),
    ]
    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert {answer.context["refused"].codes[0] for answer in answers} == {"not_recognised"}
    assert "_auth_user_id" not in anybody.session
    assert PASSWORD not in answers[1].content.decode()


def test_staff_without_an_authenticator_do_not_come_in(cast: Cast, anybody: Client, now: datetime) -> None:
    cast.workers[2].set_password(PASSWORD)
    cast.workers[2].save()
    assert enter(anybody, cast.workers[2], code="000000").status_code == 409


def test_a_code_works_once(cast: Cast, now: datetime) -> None:
    code = code_of(with_authenticator(cast.workers[1]))
    assert enter(Client(), cast.workers[1], code=code).status_code == 303
    assert enter(Client(), cast.workers[1], code=code).status_code == 409


@pytest.mark.parametrize("guessing", ["password", "code"])
def test_five_wrong_tries_lock_even_the_right_ones_out(
    cast: Cast, anybody: Client, now: datetime, guessing: str
) -> None:
    worker = cast.workers[1]
    right = code_of(with_authenticator(worker))
    wrong = {"password": "guess"} if guessing == "password" else {"code": f"{(int(right) + 7) % 1_000_000:06d}"}
    answers = [enter(anybody, worker, **({"code": right} | wrong)) for _ in range(5)]
    assert answers[-1].status_code == 429
    assert answers[-1].context["refused"].codes == ["locked_out"]
    assert enter(anybody, worker, code=right).status_code == 429
    assert enter(Client(REMOTE_ADDR="10.1.2.3"), cast.workers[2]).status_code == 303


def test_whatever_is_wrong_the_same_work_is_done(cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    worker, other = cast.workers[1], cast.workers[2]
    right = code_of(with_authenticator(worker))
    other.set_password(PASSWORD)
    other.save()
    wrong = f"{(int(right) + 5) % 1_000_000:06d}"
    asked = [
        {"staff_number": worker.staff_number, "password": "not it", "code": right},
        {"staff_number": worker.staff_number, "password": "not it", "code": wrong},
        {"staff_number": worker.staff_number, "password": PASSWORD, "code": wrong},
        {"staff_number": other.staff_number, "password": PASSWORD, "code": right},  # no authenticator
        {"staff_number": "X999", "password": PASSWORD, "code": right},
    ]
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *said: [hashed.append("once"), encode(self, *said)][1]
    )
    statements, hashes = set(), set()
    for sent in asked:
        hashed.clear()
        with CaptureQueriesContext(connection) as made:
            assert Client(REMOTE_ADDR="10.9.9.9").post(SIGN_IN, sent).status_code == 409
        statements.add(len(made))
        hashes.add(len(hashed))
        AccessAttempt.objects.all().delete()
    assert len(statements) == 1, statements
    assert hashes == {1}


def test_a_stranger_at_the_offices_address_locks_nobody_out_where_they_work(cast: Cast, now: datetime) -> None:
    worker = cast.workers[1]
    own = Client(REMOTE_ADDR="10.1.1.1")
    device = with_authenticator(worker)
    assert enter(own, worker, code=code_of(device)).status_code == 303
    own.post("/sign-out/")
    for _ in range(6):
        last = enter(Client(REMOTE_ADDR="10.1.1.1"), worker, password="guess", code="000000")
    assert last.status_code == 429
    Authenticator.objects.update(last_t=-1)
    assert enter(own, worker, code=code_of(device)).status_code == 303
    for _ in range(5):  # and who guesses in that very browser is stopped there
        last = enter(own, worker, password="guess", code="000000")
    assert last.status_code == 429
    assert enter(own, worker, code=code_of(device)).status_code == 429


def test_what_is_missing_is_said_in_the_form(anybody: Client, now: datetime) -> None:
    response = anybody.post(SIGN_IN, {"staff_number": "T101"})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"password", "code"}


def test_next_leads_back_but_never_elsewhere(cast: Cast, anybody: Client, now: datetime) -> None:
    assert enter(anybody, cast.workers[1], next="https://evil.example/x")["Location"] == HOME
    assert enter(Client(), cast.head, next="/sites/tuoran/windows/")["Location"] == "/sites/tuoran/windows/"


def test_the_demo_fills_the_form_in_for_whom_one_chooses_and_nothing_else_does(
    cast: Cast, anybody: Client, now: datetime, settings: Any
) -> None:
    device = with_authenticator(cast.workers[1])
    page = anybody.get(SIGN_IN + "?as=T101")
    assert code_of(device) in page.content.decode()
    assert page.context["form"].initial["staff_number"] == "T101"
    settings.LINLI_DEMO = False
    page = anybody.get(SIGN_IN + "?as=T101")
    assert page.context["demo_sign_ins"] == []
    assert page.context["form"].initial == {}
    assert code_of(device) not in page.content.decode()


# The workplace


def test_without_the_second_factor_there_is_no_workplace(half: Client, anybody: Client) -> None:
    for client in (half, anybody):
        assert client.get(HOME)["Location"] == f"{SIGN_IN}?next=%2Fstaff%2F"
    assert half.get("/mine/").status_code == 200
    assert half.get("/sites/tuoran/windows/1/").status_code == 403


def test_somebody_with_a_factor_but_no_role_sees_no_workplace(cast: Cast, staff: Staff) -> None:
    assert staff(cast.resident).get(HOME).status_code == 403


def test_a_worker_sees_the_windows_at_home_and_their_own_marked(cast: Cast, staff: Staff, now: datetime) -> None:
    page = staff(cast.workers[2]).get(HOME)
    (place,) = page.context["workplaces"]
    assert place.site == cast.site
    assert [state.window.number for state in place.windows] == [1, 2, 3, 4, 5]
    assert place.posts == {cast.windows[2].pk}
    assert reverse("hall:bench", args=["tuoran", 2]) in page.content.decode()
    assert "chunhe" not in page.content.decode()


def test_the_district_sees_every_site_and_no_bench(cast: Cast, staff: Staff, now: datetime) -> None:
    page = staff(cast.district_officer).get(HOME)
    assert page.context["workplaces"] == []
    assert {place.site for place in page.context["others"]} == {cast.site, cast.other_site}
    assert reverse("hall:bench", args=["tuoran", 1]) not in page.content.decode()


def test_a_role_that_ends_closes_the_workplace_at_once(cast: Cast, staff: Staff, now: datetime) -> None:
    client = staff(cast.workers[1])
    assert client.get(HOME).status_code == 200
    people_actions.end_grant(grant=cast.workers[1].grants.get(), by="system", now=now)
    assert client.get(HOME).status_code == 403


def test_the_workplace_takes_few_statements_however_many_windows(
    cast: Cast, staff: Staff, now: datetime, django_assert_max_num_queries: Any
) -> None:
    client = staff(cast.workers[1])
    with django_assert_max_num_queries(13):
        client.get(HOME)


# Invitations


def invitation(person: Person) -> tuple[str, str, str]:
    token = people.invitation_token(person=person)
    device = people.device_offered(person=person, token=token)
    return reverse("portal:staff_invitation", args=[person.code, token]), people._code_now(device), token


def test_an_invitation_leads_to_a_first_sign_in(cast: Cast, anybody: Client, now: datetime) -> None:
    address, code, _ = invitation(cast.workers[3])
    assert anybody.get(address).status_code == 200
    sent = {"password": "seven-quiet-herons", "again": "seven-quiet-herons", "code": code}
    assert anybody.post(address, sent)["Location"] == SIGN_IN
    device = cast.workers[3].authenticator_set.get()
    next_code = people._code_now(device)
    assert enter(anybody, cast.workers[3], password="seven-quiet-herons", code=next_code).status_code == 303
    assert anybody.get(address).status_code == 410


def test_a_weak_or_different_password_and_a_wrong_code_are_refused(cast: Cast, anybody: Client, now: datetime) -> None:
    address, code, _ = invitation(cast.workers[3])
    weak = anybody.post(address, {"password": "12345", "again": "other", "code": code})
    assert weak.status_code == 422
    assert len(weak.context["form"].errors["password"]) > 1
    different = anybody.post(address, {"password": "seven-quiet-herons", "again": "eight-herons", "code": code})
    assert different.context["form"].errors["again"]
    sent = {"password": "seven-quiet-herons", "again": "seven-quiet-herons", "code": "1"}
    assert anybody.post(address, sent).status_code == 409
    assert anybody.get(address).status_code == 200


def test_an_invitation_is_for_staff_only_and_cannot_be_guessed(cast: Cast, anybody: Client) -> None:
    address, _, token = invitation(cast.resident)
    assert anybody.get(address).status_code == 410
    guessed = reverse("portal:staff_invitation", args=[cast.workers[3].code, token])
    assert anybody.get(guessed).status_code == 410


# The administration


def test_the_administration_needs_both_factors_and_the_permission(
    cast: Cast, anybody: Client, half: Client, staff: Staff, now: datetime
) -> None:
    admin = reverse("admin:index")
    for client in (anybody, half):
        assert SIGN_IN in client.get(admin, follow=True).redirect_chain[-1][0]
    assert staff(cast.head).get(admin, follow=True).status_code == 403
    boss = Person.objects.create_superuser("A001", "", name="管理员")
    client = Client()
    client.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")
    assert SIGN_IN in client.get(admin, follow=True).redirect_chain[-1][0]
    assert staff(boss).get(admin).status_code == 200


def test_in_the_administration_roles_are_granted_and_ended_and_no_phone_is_shown(
    cast: Cast, staff: Staff, now: datetime
) -> None:
    boss = Person.objects.create_superuser("A001", "", name="管理员")
    client = staff(boss)
    change = reverse("admin:people_person_change", args=[cast.resident.pk])
    assert "13800000001" not in client.get(change).content.decode()
    sent = {
        "staff_number": "T901", "name": "王秀兰", "is_active": "on", "new_role": "generalist_worker",
        "new_place": "110114005900", "grants-TOTAL_FORMS": "0", "grants-INITIAL_FORMS": "0",
    }  # fmt: skip
    assert client.post(change, sent).status_code == 302
    grant = cast.resident.grants.get()
    assert grant.granted_by == f"person:{boss.pk}"
    again = client.post(change, sent)
    assert again.status_code == 200
    assert cast.resident.grants.count() == 1
    people_list = reverse("admin:people_person_changelist")
    client.post(people_list, {"action": "end_all_roles", "_selected_action": [cast.resident.pk]})
    grant.refresh_from_db()
    assert grant.ended_by == f"person:{boss.pk}"
    invited = client.post(people_list, {"action": "invite", "_selected_action": [cast.resident.pk]}, follow=True)
    assert "/staff/invitation/" in invited.content.decode()
    assert client.get(reverse("admin:people_person_add")).status_code == 200
    for name in ("person", "token", "consent"):
        assert client.get(reverse(f"admin:people_{name}_changelist")).status_code == 200
