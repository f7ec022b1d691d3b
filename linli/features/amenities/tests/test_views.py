"""The rack for everybody without a name or JavaScript; the desk for those who serve."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY

from linli.community.people.models import Authenticator
from linli.features.amenities.models import DropIn, PeriodicalIssue, PeriodicalMove
from linli.features.hall.tests.browsing import HTMX, codes, send, text

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

HERE = "/sites/tuoran/amenities/"


@pytest.fixture
def worker(cast: Cast, client: Client) -> Client:
    """A browser in which window 1's worker has signed in."""
    client.force_login(cast.workers[1], backend="django.contrib.auth.backends.ModelBackend")
    device = Authenticator.objects.create(user=cast.workers[1], name="test", key="00" * 20)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return client


def test_the_page_tells_what_is_there_and_what_lies_on_the_rack(client: Client, issue: PeriodicalIssue) -> None:
    shown = text(client.get(HERE, headers={"Accept-Language": "zh-Hans"}))
    assert "热水" in shown
    assert "社区晚报" in shown
    part = text(client.get(HERE, headers=HTMX))
    assert "<html" not in part
    assert f"rack/{issue.pk}/taking/" in part


def test_the_tablet_at_the_rack_shows_the_newspapers_first(client: Client, issue: PeriodicalIssue) -> None:
    phone, tablet = text(client.get(HERE)), text(client.get(HERE + "?by=rack"))
    assert phone.index('id="at-hand"') < phone.index('id="rack"')
    assert tablet.index('id="rack"') < tablet.index('id="at-hand"')


def test_one_touch_takes_it_and_another_brings_it_back(client: Client, issue: PeriodicalIssue) -> None:
    (address,) = re.findall(r'action="([^"]+/taking/)"', text(client.get(HERE)))
    answer = send(client, address, channel="rack")
    assert (answer.status_code, answer["Location"]) == (303, HERE + "?by=rack")
    (address,) = re.findall(r'action="([^"]+/return/)"', text(client.get(HERE)))
    assert send(client, address).status_code == 303
    assert list(PeriodicalMove.objects.order_by("pk").values_list("kind", "channel")) == [
        ("taken", "rack"),
        ("returned", "phone"),
    ]


def test_nothing_is_asked_of_and_nothing_is_left_on_a_phone_that_takes_one(
    client: Client, issue: PeriodicalIssue
) -> None:
    answer = send(client, f"{HERE}rack/{issue.pk}/taking/")
    assert set(answer.cookies) <= {"messages", "csrftoken"}


def test_the_last_copy_goes_once(client: Client, issue: PeriodicalIssue) -> None:
    PeriodicalIssue.objects.update(out=2)
    answer = send(client, f"{HERE}rack/{issue.pk}/taking/")
    assert (answer.status_code, codes(answer)) == (409, ["none_left"])


def test_too_many_moves_from_one_address_are_refused_and_another_address_goes_on(
    client: Client, issue: PeriodicalIssue
) -> None:
    PeriodicalIssue.objects.update(copies=500)
    answers = [send(client, f"{HERE}rack/{issue.pk}/taking/").status_code for _ in range(61)]
    assert (answers[:60], answers[60]) == ([303] * 60, 429)
    assert send(Client(REMOTE_ADDR="10.9.8.7"), f"{HERE}rack/{issue.pk}/taking/").status_code == 303


def test_one_press_counts_a_drop_in_and_another_takes_it_back(worker: Client, now: datetime) -> None:
    assert send(worker, HERE + "desk/drop-ins/", purpose="tea").status_code == 303
    assert DropIn.objects.get().n == 1
    assert send(worker, HERE + "desk/drop-ins/", purpose="tea", step="-1").status_code == 303
    assert codes(send(worker, HERE + "desk/drop-ins/", purpose="tea", step="-1")) == ["nothing_counted"]


def test_the_desk_keeps_the_rack(worker: Client, issue: PeriodicalIssue) -> None:
    desk = HERE + "desk/"
    fresh = {"title": "儿童画报", "kind": "children", "frequency": "monthly"}
    assert send(worker, desk + "periodicals/", **fresh).status_code == 303
    laid = send(worker, desk + "issues/", periodical=issue.periodical_id, day="2026-11-23", copies="3")
    assert laid.status_code == 303
    wrong = send(worker, f"{desk}issues/{issue.pk}/count/", copies="1", out="2", reason="")
    assert (wrong.status_code, codes(wrong)) == (409, ["more_out_than_copies", "reason_missing"])
    assert send(worker, f"{desk}issues/{issue.pk}/count/", copies="4", out="1", reason="点过").status_code == 303
    assert send(worker, f"{desk}issues/{issue.pk}/withdrawal/").status_code == 303
    assert codes(send(worker, desk + "issues/", periodical=issue.periodical_id, day="2026-11-23", copies="3")) == [
        "issue_known"
    ]


def test_a_month_opens_its_days_and_an_impossible_month_none(client: Client, cast: Cast, now: datetime) -> None:
    DropIn.objects.create(site=cast.site, day="2026-10-09", hour=15, purpose="", n=7)
    assert "15:00" in text(client.get(HERE + "visits/?month=2026-10"))
    for month in ("2026-13", "9999", "2026-11"):
        assert client.get(HERE + f"visits/?month={month}").status_code == 200


def test_counts_put_right_on_an_old_page_do_not_undo_what_others_took(worker: Client, issue: PeriodicalIssue) -> None:
    desk = HERE + "desk/"
    assert f'name="seen" value="{issue.counts}"' in worker.get(desk).content.decode()
    PeriodicalIssue.objects.filter(pk=issue.pk).update(copies=9, out=1)
    late = send(worker, f"{desk}issues/{issue.pk}/count/", copies="4", out="0", reason="点过", seen=issue.counts)
    assert (late.status_code, codes(late)) == (409, ["changed_meanwhile"])
    issue.refresh_from_db()
    assert (issue.copies, issue.out) == (9, 1)
    right = send(worker, f"{desk}issues/{issue.pk}/count/", copies="4", out="0", reason="点过", seen="9-1")
    assert right.status_code == 303
