"""The worker's bench and the desk."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from django.test import Client

from linli.features.hall.models import HallEvent, Ticket
from tests.signing_in import signed_in

from .browsing import HALL, HTMX, codes, send, statements, text
from .day import Day

BENCH = f"{HALL}/windows/1/"
STEPS = [
    "shift/", "shift/end/", "pause/", "pause/end/", "calls/", "recalls/", "arrivals/", "no-shows/", "parkings/",
    "transfers/", "matters/", "matters/1/outcome/", "finishes/", "undo/",
]  # fmt: skip


@pytest.fixture
def worker(day: Day) -> Client:
    return signed_in(day.cast.workers[1])


def test_a_visit_from_call_to_finish(worker: Client, day: Day) -> None:
    ticket = day.take("consult")
    for step, state in (
        ("shift/", "waiting"),
        ("calls/", "called"),
        ("recalls/", "called"),
        ("arrivals/", "serving"),
        ("finishes/", "done"),
    ):
        answer = send(worker, BENCH + step)
        assert (answer.status_code, answer["Location"]) == (303, BENCH), step
        ticket.refresh_from_db()
        assert ticket.state == state
    assert worker.get(BENCH).status_code == 200


def test_a_double_click_calls_the_same_visitor(worker: Client, day: Day) -> None:
    first = day.take()
    day.take()
    day.open(1)
    for _ in range(2):
        send(worker, BENCH + "calls/", key="click")
    assert [event.ticket for event in HallEvent.objects.filter(kind="called")] == [first]


def test_every_step_shows_its_key_and_works_as_a_plain_form(worker: Client, day: Day) -> None:
    day.open(1).take()
    assert set(re.findall(r'aria-keyshortcuts="(\w)"', text(worker.get(BENCH)))) == {"N", "B"}
    day.at(1, "call_next")
    called = text(worker.get(BENCH))
    assert set(re.findall(r'aria-keyshortcuts="(\w)"', called)) == {"C", "R", "M", "P", "T", "U"}
    day.at(1, "welcome")
    serving = text(worker.get(BENCH))
    assert set(re.findall(r'aria-keyshortcuts="(\w)"', serving)) == {"N", "F", "A", "P", "T", "U"}


def test_a_refused_step_shows_why_and_loses_nothing(worker: Client, day: Day) -> None:
    ticket = day.open(1).take()
    day.serve(1)
    refused = send(worker, BENCH + "transfers/", to_window="4", reason="要去住保窗口")
    assert refused.status_code == 409
    assert codes(refused)
    assert 'value="要去住保窗口"' in text(refused)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.at_window) == ("serving", day.cast.windows[1])


def test_a_reason_is_asked_for(worker: Client, day: Day) -> None:
    day.open(1).take()
    day.serve(1)
    assert send(worker, BENCH + "parkings/").status_code == 409
    assert send(worker, BENCH + "parkings/", reason="填表").status_code == 303
    assert Ticket.objects.get().state == "parked"


def test_somebody_put_aside_is_called_by_choice(worker: Client, day: Day) -> None:
    ticket = day.open(1).take()
    day.serve(1)
    day.at(1, "park", reason="填表")
    assert f'name="ticket" value="{ticket.pk}"' in text(worker.get(BENCH))
    assert send(worker, BENCH + "calls/", ticket=ticket.pk).status_code == 303
    ticket.refresh_from_db()
    assert ticket.state == "called"
    assert send(worker, BENCH + "calls/", ticket="999999").status_code == 422


def test_a_window_that_is_none_is_an_error_at_its_field(worker: Client, day: Day) -> None:
    day.open(1).take()
    day.serve(1)
    for number in ("99", "2147483647", "x"):
        answer = send(worker, BENCH + "transfers/", to_window=number, reason="转")
        assert answer.status_code == 422
        assert "bench" in text(answer)
    assert Ticket.objects.get().state == "serving"


def test_matters_are_added_and_told_how_they_ended(worker: Client, day: Day) -> None:
    ticket = day.open(1).take("consult")
    day.serve(1)
    assert send(worker, BENCH + "matters/", group="housing").status_code == 303
    assert send(worker, BENCH + "matters/2/outcome/", outcome="not_done", note="缺户口簿").status_code == 303
    matter = ticket.matters.get(position=2)
    assert (matter.group.slug, matter.outcome, matter.note) == ("housing", "not_done", "缺户口簿")
    assert send(worker, BENCH + "matters/", group="no-such-group").status_code == 422
    assert send(worker, BENCH + "matters/1/outcome/", outcome="perhaps").status_code == 422


def test_the_last_step_is_taken_back(worker: Client, day: Day) -> None:
    ticket = day.open(1).take()
    send(worker, BENCH + "calls/")
    assert send(worker, BENCH + "undo/").status_code == 303
    ticket.refresh_from_db()
    assert ticket.state == "waiting"


def test_the_window_pauses_with_a_reason_and_goes_on(worker: Client, day: Day) -> None:
    day.open(1)
    assert send(worker, BENCH + "pause/", reason="午餐").status_code == 303
    assert "午餐" in text(worker.get(BENCH, headers=HTMX))
    assert send(worker, BENCH + "pause/end/").status_code == 303
    assert send(worker, BENCH + "shift/end/").status_code == 303
    assert send(worker, BENCH + "shift/end/").status_code == 409


def test_a_colleague_may_look_but_the_bench_is_not_theirs(day: Day) -> None:
    day.open(1).take()
    colleague = signed_in(day.cast.workers[2])
    page = text(colleague.get(BENCH))
    assert 'aria-keyshortcuts="N"' not in page
    assert send(colleague, BENCH + "calls/").status_code == 409


@pytest.mark.parametrize("step", ["", *STEPS])
def test_only_workers_of_the_community_come_to_the_bench(day: Day, step: str) -> None:
    day.open(1).take()
    before = list(HallEvent.objects.values())
    method = "post" if step else "get"
    nobody = getattr(Client(), method)(BENCH + step)
    assert nobody.status_code == 302
    assert nobody["Location"].startswith("/staff/sign-in/")
    for person in (day.cast.other_worker, day.cast.resident, day.cast.street_officer):
        assert getattr(signed_in(person), method)(BENCH + step).status_code == 403
    without_code = Client()
    without_code.force_login(day.cast.workers[1], backend="django.contrib.auth.backends.ModelBackend")
    assert getattr(without_code, method)(BENCH + step).status_code == 403
    assert list(HallEvent.objects.values()) == before


@pytest.mark.parametrize("step", STEPS)
def test_looking_at_a_step_does_nothing(worker: Client, step: str) -> None:
    assert worker.get(BENCH + step).status_code == 405


def test_the_bench_never_shows_a_visitors_secret_code(worker: Client, day: Day) -> None:
    tickets = [day.take() for _ in range(3)]
    day.open(1).serve(1)
    page = text(worker.get(BENCH))
    assert not any(ticket.code in page for ticket in tickets)


def test_the_bench_takes_few_statements_however_long_the_line(worker: Client, day: Day) -> None:
    day.open(1, 2).take()
    day.take()
    day.serve(1)
    short = len(statements(worker, BENCH))
    for _ in range(9):
        day.take("housing", "consult")
    assert len(statements(worker, BENCH)) == short
    assert short == 23  # one of them: the items that the group may mean


def test_a_worker_gives_a_number_at_the_desk(worker: Client, day: Day) -> None:
    answer = send(worker, f"{HALL}/desk/", groups=["health"], priority="elder", phone="13800000009")
    ticket = Ticket.objects.get()
    assert answer.status_code == 303
    assert (ticket.channel, ticket.taken_by) == ("desk", day.cast.workers[1])
    given = text(worker.get(answer["Location"]))
    assert f'<p class="slip-number">{ticket.label}</p>' in given
    refused = send(worker, f"{HALL}/desk/", groups=["housing"], phone="13800000009")
    assert refused.status_code == 409
    assert 'value="housing" checked' in text(refused)
    assert Ticket.objects.count() == 1


def test_the_desk_is_for_workers_of_the_community(day: Day) -> None:
    assert Client().get(f"{HALL}/desk/")["Location"].startswith("/staff/sign-in/?next=")
    assert signed_in(day.cast.other_worker).get(f"{HALL}/desk/").status_code == 403
    ticket = day.take()
    elsewhere = signed_in(day.cast.other_worker).get(f"/sites/chunhe/desk/?taken={ticket.code}")
    assert ticket.label not in text(elsewhere)


def test_calling_one_back_twice_by_a_double_press_is_one_call(worker: Client, day: Day) -> None:
    ticket = day.open(1).take()
    day.at(1, "call_next")
    day.at(1, "mark_missed")
    for _ in range(2):
        answer = send(worker, BENCH + "calls/", ticket=ticket.pk, key="press")
        assert (answer.status_code, answer["Location"]) == (303, BENCH)
    assert HallEvent.objects.filter(kind="called").count() == 2


def test_one_who_was_called_back_elsewhere_meanwhile_is_told_so(worker: Client, day: Day) -> None:
    ticket = day.open(1, 2).take()
    day.at(2, "call_next")
    day.at(2, "mark_missed")
    day.at(2, "call_ticket", ticket=ticket)
    refused = send(worker, BENCH + "calls/", ticket=ticket.pk)
    assert (refused.status_code, codes(refused)) == (409, ["not_aside"])
    assert send(worker, BENCH + "calls/", ticket="9" * 30).status_code == 422


def test_who_was_signed_out_meanwhile_signs_in_and_comes_back_to_the_page(client: Client, day: Day) -> None:
    def back(answer: object, header: str = "Location") -> str:
        return unquote(answer[header]).partition("?next=")[2]  # type: ignore[index]

    assert back(send(client, BENCH + "calls/")) == BENCH
    assert back(send(client, BENCH + "groups/")) == f"{HALL}/windows/"
    assert back(send(client, f"{HALL}/desk/", groups=["consult"])) == f"{HALL}/desk/"
    part = client.get(BENCH, headers=HTMX)
    assert back(part, "HX-Redirect") == BENCH
    assert not part.content


def test_a_live_part_that_says_the_same_is_not_sent_again_although_its_forms_have_fresh_keys(
    worker: Client, day: Day
) -> None:
    day.open(1).take()
    first, second = worker.get(BENCH, headers=HTMX), worker.get(BENCH, headers=HTMX)
    assert first.content != second.content
    asks = HTMX | {"If-None-Match": first["ETag"]}
    assert worker.get(BENCH, headers=asks).status_code == 304
    day.take()
    news = worker.get(BENCH, headers=asks)
    assert news.status_code == 200
    assert "新来了一位办事人，排队 2 人" in text(news)
    worker.cookies["csrftoken"] = "b" * 32  # another secret: the forms on the page would be refused now
    assert worker.get(BENCH, headers=HTMX)["ETag"] != news["ETag"]


def test_no_big_part_of_a_live_page_is_read_aloud(worker: Client, day: Day) -> None:
    """One small place speaks; the live parts mark what changed in them and are no live regions themselves."""
    day.open(1).take()
    day.at(1, "call_next")
    ticket = day.take()
    for address in (BENCH, f"{HALL}/board/", f"{HALL}/windows/1/sign/", f"{HALL}/hall/", f"/tickets/{ticket.code}/"):
        page, part = text(worker.get(address)), text(worker.get(address, headers=HTMX))
        assert page.count("data-said") == 1, address
        assert page.count("data-stream=") == 1, address
        assert not re.search(r'aria-live|role="(status|alert|log)"', part), address
        assert "data-say=" in part, address
