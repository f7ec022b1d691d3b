"""The head's page of windows."""

from __future__ import annotations

import pytest
from django.test import Client

from linli.features.hall.models import Absence, WindowException, WindowGroup, WindowPost, WindowShift
from tests.signing_in import signed_in

from .browsing import HALL, HTMX, codes, send, statements, text
from .day import Day

WINDOWS = f"{HALL}/windows/"
DEEDS = [
    "windows/1/groups/", "windows/1/exceptions/", "windows/1/exceptions/housing/end/", "windows/1/posts/",
    "absences/", "absences/1/end/",
]  # fmt: skip


@pytest.fixture
def head(day: Day) -> Client:
    return signed_in(day.cast.head)


def test_the_head_sees_every_window_with_its_posts_and_history(head: Client, day: Day) -> None:
    day.open(1)
    page = text(head.get(WINDOWS))
    assert page.count("window-card-parts") == 5
    assert day.cast.backups[5].name in page
    fragment = text(head.get(WINDOWS, headers=HTMX))
    assert "<html" not in fragment
    assert day.cast.workers[1].name in fragment


def test_a_sign_is_written_anew_and_the_old_one_stays_in_the_history(head: Client, day: Day) -> None:
    answer = send(head, WINDOWS + "1/groups/", groups=["housing", "health"])
    assert (answer.status_code, answer["Location"]) == (303, WINDOWS)
    window = day.cast.windows[1]
    current = WindowGroup.objects.filter(window=window, until=None).values_list("group__slug", flat=True)
    assert set(current) == {"housing", "health"}
    assert WindowGroup.objects.filter(window=window).exclude(until=None).get().group.slug == "consult"


def test_an_exception_needs_a_reason_and_can_end(head: Client, day: Day) -> None:
    refused = send(head, WINDOWS + "1/exceptions/", group="housing")
    assert refused.status_code == 409
    assert codes(refused)
    assert send(head, WINDOWS + "1/exceptions/", group="housing", reason="系统未接入").status_code == 303
    assert WindowException.objects.get().until is None
    assert send(head, WINDOWS + "1/exceptions/housing/end/").status_code == 303
    assert WindowException.objects.get().until is not None
    assert send(head, WINDOWS + "1/exceptions/nothing/end/").status_code == 404


def test_a_post_is_given_to_another_worker(head: Client, day: Day) -> None:
    answer = send(head, WINDOWS + "1/posts/", post="B", worker=day.cast.backups[2].pk)
    assert answer.status_code == 303
    assert WindowPost.objects.get(window=day.cast.windows[1], post="B", until=None).worker == day.cast.backups[2]
    stranger = send(head, WINDOWS + "1/posts/", post="B", worker=day.cast.other_worker.pk)
    assert stranger.status_code == 422


def test_a_post_may_be_left_empty(head: Client, day: Day) -> None:
    assert send(head, WINDOWS + "1/posts/", post="B", worker="").status_code == 303
    assert not WindowPost.objects.filter(window=day.cast.windows[1], post="B", until=None).exists()


def test_when_a_is_absent_b_opens_the_window(head: Client, day: Day) -> None:
    absent = day.cast.workers[1]
    assert send(head, f"{HALL}/absences/", worker=absent.pk, day="2026-11-24", reason="培训").status_code == 303
    assert Absence.objects.get().worker == absent
    assert send(head, WINDOWS + "1/shift/", **{"from": "windows"})["Location"] == WINDOWS
    assert WindowShift.objects.get().worker == day.cast.backups[1]
    assert send(head, WINDOWS + "1/shift/end/", **{"from": "windows"}).status_code == 303
    assert send(head, f"{HALL}/absences/{absent.pk}/end/").status_code == 303
    assert not Absence.objects.exists()
    assert send(head, f"{HALL}/absences/{day.cast.other_worker.pk}/end/").status_code == 404


def test_two_workers_at_one_window_are_refused(head: Client, day: Day) -> None:
    two = [day.cast.workers[1].pk, day.cast.workers[2].pk]
    refused = send(head, WINDOWS + "1/shift/", workers=two, **{"from": "windows"})
    assert refused.status_code == 409
    assert codes(refused)
    assert not WindowShift.objects.exists()


def test_a_worker_opens_their_own_window_but_names_nobody_else(day: Day) -> None:
    worker = signed_in(day.cast.workers[1])
    assert send(worker, WINDOWS + "1/shift/", workers=[day.cast.workers[2].pk]).status_code == 403
    assert send(worker, WINDOWS + "1/shift/").status_code == 303


def test_a_day_that_is_none_is_shown_again(head: Client, day: Day) -> None:
    answer = send(head, f"{HALL}/absences/", worker=day.cast.workers[1].pk, day="yesterday")
    assert answer.status_code == 422
    assert not Absence.objects.exists()


@pytest.mark.parametrize("deed", ["windows/", *DEEDS])
def test_only_the_head_of_the_station_comes_here(day: Day, deed: str) -> None:
    method = "get" if deed == "windows/" else "post"
    address = f"{HALL}/{deed}"
    assert getattr(Client(), method)(address)["Location"].startswith("/staff/sign-in/")
    for person in (day.cast.workers[1], day.cast.other_head, day.cast.resident, day.cast.district_officer):
        assert getattr(signed_in(person), method)(address).status_code == 403


def test_the_page_takes_few_statements(head: Client, day: Day) -> None:
    day.open(1, 2, 3).take()
    assert len(statements(head, WINDOWS)) == 21


def test_ending_an_absence_twice_by_a_double_press_is_no_error(head: Client, day: Day) -> None:
    worker = day.cast.workers[3]
    send(head, f"{HALL}/absences/", worker=worker.pk, day="2026-11-24", reason="病假")
    for _ in range(2):
        answer = send(head, f"{HALL}/absences/{worker.pk}/end/", key="press")
        assert (answer.status_code, answer["Location"]) == (303, WINDOWS)
    assert not Absence.objects.exists()
