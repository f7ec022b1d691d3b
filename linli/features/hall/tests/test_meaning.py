"""Each step means somebody: an old page acts on nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from linli.features.hall.actions.desk import NOBODY_MEANT
from linli.features.hall.models import Ticket, WindowException, WindowGroup, WindowPost
from tests.signing_in import signed_in

from .browsing import HALL, codes, send, text
from .day import Day

Refuses = Callable[..., Any]
BENCH = f"{HALL}/windows/1/"
WITH_SOMEBODY = [
    ("call_next", {}),
    ("finish", {}),
    ("recall", {}),
    ("welcome", {}),
    ("mark_missed", {}),
    ("park", {"reason": "填表"}),
    ("transfer", {"to_window": None, "reason": "x"}),
    ("finish_matter", {"position": 1, "outcome": "done", "note": ""}),
    ("check_materials", {"position": 1, "have": []}),
]


@pytest.fixture
def changed(day: Day) -> tuple[Day, Ticket, Ticket]:
    """The page shows the first visitor being served; meanwhile the second one is."""
    day.open(1, 2)
    first, second, _third = day.take(), day.take(), day.take()
    day.serve(1)
    day.serve(1)
    return day, first, second


@pytest.mark.parametrize(("verb", "rest"), WITH_SOMEBODY)
def test_a_step_that_meant_somebody_else_is_refused(
    changed: tuple[Day, Ticket, Ticket], refused: Refuses, verb: str, rest: dict[str, Any]
) -> None:
    day, first, second = changed
    with refused("visitor_changed") as info:
        day.at(1, verb, meant=first.pk, **rest)
    assert info.value.objections[0].values == {"meant": first.label, "label": second.label}


def test_a_step_that_meant_who_is_there_is_done(changed: tuple[Day, Ticket, Ticket]) -> None:
    day, _first, second = changed
    assert day.at(1, "finish", meant=second.pk) == second


def test_calling_from_a_page_that_showed_nobody_finishes_nobody(day: Day, refused: Refuses) -> None:
    day.open(1)
    first, _second = day.take(), day.take()
    day.serve(1)
    with refused("visitor_changed"):
        day.at(1, "call_next", meant=NOBODY_MEANT)
    day.at(1, "finish", meant=first.pk)
    with refused("visitor_changed"):
        day.at(1, "finish", meant=first.pk)
    assert day.at(1, "call_next", meant=NOBODY_MEANT) is not None


def test_a_double_click_gets_the_first_answer_though_the_visitor_has_changed(day: Day) -> None:
    day.open(1)
    first, second, _third = day.take(), day.take(), day.take()
    day.serve(1)
    called = [day.at(1, "call_next", meant=first.pk, key="click") for _ in range(2)]
    assert called == [second, second]


def test_undo_takes_back_the_step_that_was_shown_and_no_other(day: Day, refused: Refuses) -> None:
    day.open(1).take()
    day.serve(1)
    shown = actions_last(day)
    day.at(1, "park", reason="填表")
    with refused("step_changed"):
        day.at(1, "undo", step=shown)
    assert day.at(1, "undo", step=actions_last(day)).state == Ticket.State.SERVING


def actions_last(day: Day) -> int:
    from linli.features.hall import queries

    step = queries.bench(window=day.cast.windows[1], worker=day.cast.workers[1], now=day.now).last_step
    assert step is not None
    return step.seq


def test_a_window_that_a_colleague_opened_meanwhile_is_left_alone(day: Day, refused: Refuses) -> None:
    mine = day.shift(1)
    day.by_head(1, "close_window")
    day.shift(1, day.cast.workers[3])
    for verb, rest in (("close_window", {}), ("pause_window", {"reason": "x"}), ("resume_window", {})):
        with refused("shift_changed"):
            day.by_head(1, verb, meant=mine.pk, **rest)


def test_every_form_of_the_bench_says_what_it_showed(day: Day) -> None:
    worker = signed_in(day.cast.workers[1])
    day.open(1).take()
    pages = [text(worker.get(BENCH))]
    for step in ("call_next", "welcome"):
        day.at(1, step)
        pages.append(text(worker.get(BENCH)))
    forms = [form for page in pages for form in re.findall(r'<form[^>]*action="[^"]*/windows/1/.*?</form>', page, re.S)]
    assert len(forms) > 12
    said = re.compile(r'name="(visitor|shift|step)" value="\d+"')
    assert [form for form in forms if not said.search(form)] == []


def test_an_old_page_is_told_and_shown_who_is_here(changed: tuple[Day, Ticket, Ticket]) -> None:
    day, first, second = changed
    worker = signed_in(day.cast.workers[1])
    answer = send(worker, BENCH + "finishes/", visitor=first.pk)
    assert (answer.status_code, codes(answer)) == (409, ["visitor_changed"])
    assert f'name="visitor" value="{second.pk}"' in text(answer)
    assert send(worker, BENCH + "finishes/", visitor=second.pk).status_code == 303


def test_what_was_typed_about_another_visitor_is_not_offered_for_this_one(
    changed: tuple[Day, Ticket, Ticket],
) -> None:
    day, first, _second = changed
    answer = send(signed_in(day.cast.workers[1]), BENCH + "parkings/", visitor=first.pk, reason="回家取户口簿")
    assert codes(answer) == ["visitor_changed"]
    assert "回家取户口簿" not in text(answer)


@pytest.fixture
def head(day: Day) -> Client:
    return signed_in(day.cast.head)


def seen_on(head: Client, address: str) -> str:
    """What the head's page says it showed in the form of an address."""
    form = re.search(rf'action="{re.escape(BENCH + address)}".*?</form>', text(head.get(f"{HALL}/windows/")), re.S)
    assert form is not None
    mark = re.search(r'name="seen" value="([^"]*)"', form[0])
    assert mark is not None
    return mark[1]


def test_a_sign_divided_anew_meanwhile_is_not_written_over(head: Client, day: Day) -> None:
    seen = seen_on(head, "groups/")
    send(head, BENCH + "groups/", groups=["health"], seen=seen)
    answer = send(head, BENCH + "groups/", groups=["consult"], seen=seen)
    assert (answer.status_code, codes(answer)) == (409, ["changed_meanwhile"])
    assert [row.group.slug for row in WindowGroup.objects.filter(window=day.cast.windows[1], until=None)] == ["health"]
    assert send(head, BENCH + "groups/", groups=["consult"], seen=seen_on(head, "groups/")).status_code == 303


def test_a_post_given_to_somebody_else_meanwhile_is_not_taken_away(head: Client, day: Day) -> None:
    seen = seen_on(head, "posts/")
    first, second = (day.cast.workers[number].pk for number in (4, 5))
    assert send(head, BENCH + "posts/", post="A", worker=first, seen=seen).status_code == 303
    answer = send(head, BENCH + "posts/", post="A", worker=second, seen=seen)
    assert (answer.status_code, codes(answer)) == (409, ["changed_meanwhile"])
    assert WindowPost.objects.get(window=day.cast.windows[1], post="A", until=None).worker_id == first


def test_an_exception_made_meanwhile_keeps_its_reason(head: Client, day: Day) -> None:
    seen = seen_on(head, "exceptions/")
    send(head, BENCH + "exceptions/", group="health", reason="医保终端在 3 号", seen=seen)
    answer = send(head, BENCH + "exceptions/", group="health", reason="别的原因", seen=seen)
    assert (answer.status_code, codes(answer)) == (409, ["changed_meanwhile"])
    assert WindowException.objects.get(window=day.cast.windows[1], until=None).reason == "医保终端在 3 号"
    ended = send(head, BENCH + "exceptions/health/end/", seen=seen)
    assert codes(ended) == ["changed_meanwhile"]
