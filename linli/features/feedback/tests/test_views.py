"""The form for visitors, closed to the hall's own people; the public page; the remarks and who reads them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY

from linli.community.people.models import Authenticator, Person, RoleGrant
from linli.features.feedback import actions
from linli.features.feedback.models import Remark, Tally
from linli.features.hall.models import Ticket
from linli.features.hall.tests.browsing import codes, send, text
from linli.features.hall.tests.day import Day

from .conftest import rate

REMARKS = "/sites/tuoran/ratings/remarks/"


def signed_in(person: Person, *, verified: bool = True) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    if verified and person.staff_number:
        device = Authenticator.objects.create(user=person, name="test", key="00" * 20)
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()
    return client


def test_no_face_is_chosen_beforehand(client: Client, visit: Ticket) -> None:
    shown = text(client.get(f"/tickets/{visit.code}/rating/"))
    assert shown.count('type="radio"') == 5
    assert "checked" not in shown


def test_a_visitor_rates_and_is_thanked_and_cannot_change_it(client: Client, visit: Ticket) -> None:
    address = f"/tickets/{visit.code}/rating/"
    answer = send(client, address, level="4", aspects=["attitude"], words="谢谢")
    assert (answer.status_code, answer["Location"]) == (303, address)
    assert 'type="radio"' not in text(client.get(address))
    again = send(client, address, level="1")
    assert (again.status_code, codes(again)) == (409, ["already_rated"])
    assert {(row.level, row.about) for row in Tally.objects.all()} == {(4, ""), (4, "attitude")}


def test_without_a_level_nothing_is_lost_from_the_form(client: Client, visit: Ticket) -> None:
    answer = send(client, f"/tickets/{visit.code}/rating/", aspects=["guide"], words="<b>指南</b>")
    assert (answer.status_code, codes(answer)) == (409, ["level_missing"])
    assert "&lt;b&gt;指南&lt;/b&gt;" in text(answer)
    assert 'value="guide" checked' in text(answer)


@pytest.mark.parametrize("sent", [{"level": "9"}, {"level": "x"}, {"level": "5", "aspects": "looks"},
                                  {"level": "5", "words": "长" * 301}])  # fmt: skip
def test_a_wrong_shape_is_no_rating(client: Client, visit: Ticket, sent: dict[str, str]) -> None:
    assert send(client, f"/tickets/{visit.code}/rating/", **sent).status_code == 422
    assert not Tally.objects.exists()


def test_a_finished_visit_asks_how_it_was_and_a_waiting_one_does_not(client: Client, day: Day, visit: Ticket) -> None:
    assert f"/tickets/{visit.code}/rating/" in text(client.get(f"/tickets/{visit.code}/"))
    waiting = day.take()
    assert "/rating/" not in text(client.get(f"/tickets/{waiting.code}/"))
    assert codes(client.get(f"/tickets/{waiting.code}/rating/")) == ["not_served"]  # type: ignore[arg-type]


@pytest.mark.parametrize("verified", [True, False])
def test_nobody_of_the_hall_opens_or_sends_the_form(day: Day, visit: Ticket, verified: bool) -> None:
    cast = day.cast
    for person in (cast.workers[1], cast.workers[3], cast.backups[2], cast.head, cast.street_officer):
        browser = signed_in(person, verified=verified)
        address = f"/tickets/{visit.code}/rating/"
        assert browser.get(address).status_code == 403
        assert send(browser, address, level="5").status_code == 403
    assert not Tally.objects.exists()


def test_who_served_and_left_the_hall_still_cannot_rate_the_visit(day: Day, visit: Ticket) -> None:
    RoleGrant.objects.filter(person=day.cast.workers[1]).update(until=day.now)
    browser = signed_in(day.cast.workers[1])
    assert send(browser, f"/tickets/{visit.code}/rating/", level="5").status_code == 403


def test_a_worker_of_another_hall_is_a_visitor_here(day: Day, visit: Ticket) -> None:
    assert send(signed_in(day.cast.other_worker), f"/tickets/{visit.code}/rating/", level="5").status_code == 303


def test_the_public_page_shows_nothing_below_five_and_then_figures_with_their_days(
    client: Client, day: Day, rated: Callable[..., Any]
) -> None:
    rated(5, 5, 4, 1)
    day.wait(days=30)
    actions.publish(now=day.now)
    shown = text(client.get("/sites/tuoran/ratings/"))
    assert "%" not in shown.partition("<main")[2].partition("</main")[0]
    day.wait(days=-29)
    rated(3)
    actions.publish(now=day.wait(days=30).now)
    shown = text(client.get("/sites/tuoran/ratings/"))
    assert "80.0" in shown
    assert "100.0" in shown
    assert all(worker.name not in shown for worker in day.cast.workers.values())


# Words


def test_the_head_reads_the_words_and_workers_do_not(day: Day, visit: Ticket) -> None:
    rate(day, visit, 2, words="排队太久")
    assert "排队太久" in text(signed_in(day.cast.head).get(REMARKS))
    for person in (day.cast.workers[1], day.cast.workers[2], day.cast.other_head, day.cast.resident):
        assert signed_in(person).get(REMARKS).status_code == 403
    assert signed_in(day.cast.head, verified=False).get(REMARKS).status_code == 403


def test_the_street_reads_only_what_the_head_may_not(day: Day, visit: Ticket) -> None:
    rate(day, visit, 2, words="排队太久")
    assert "排队太久" not in text(signed_in(day.cast.street_officer).get(REMARKS))


def test_a_head_who_served_the_visit_does_not_read_it_and_the_street_does(day: Day) -> None:
    head = day.cast.head
    day.by_head(1, "close_window")
    day.shift(1, head)
    day.take()
    for step in ("call_next", "welcome"):
        day.at(1, step, worker=head)
    rate(day, day.at(1, "finish", worker=head), 1, words="站长态度不好")
    assert Remark.objects.count() == 1
    assert "站长态度不好" not in text(signed_in(head).get(REMARKS))
    for officer in (day.cast.street_officer, day.cast.district_officer):
        assert "站长态度不好" in text(signed_in(officer).get(REMARKS))
    assert signed_in(day.cast.other_street_officer).get(REMARKS).status_code == 403


def test_who_has_not_signed_in_is_led_to_the_staffs_door(client: Client, day: Day) -> None:
    answer = client.get(REMARKS)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/staff/sign-in/")
