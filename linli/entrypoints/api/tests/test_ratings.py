"""Rating a visit by its code, and the public figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from linli.community.people.models import Person
from linli.features.feedback import actions
from linli.features.feedback.models import Tally
from linli.features.hall.models import Ticket
from linli.features.hall.tests.day import Day

from .conftest import Program

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast


@pytest.fixture
def visits(cast: Cast, now: datetime) -> list[Ticket]:
    """Five visits that are over."""
    day = Day(cast, now).open(1)
    found = []
    for _ in range(5):
        day.take()
        day.serve(1)
        found.append(day.at(1, "finish"))
    return found


def test_a_visit_is_rated_once_and_the_answer_does_not_repeat_the_level(anybody: Program, visits: list[Ticket]) -> None:
    path, body = f"/tickets/{visits[0].code}/rating", {"level": 4, "aspects": ["attitude"], "words": "谢谢"}
    for _ in range(2):  # the same request again
        answer = anybody.post(path, body, key="one-tap")
        assert (answer.status_code, answer.json()["is_rated"]) == (201, True)
        assert "4" not in str({**answer.json(), "links": {}})
    again = anybody.post(path, {"level": 5}, key="another")
    assert (again.status_code, [one["code"] for one in again.json()["objections"]]) == (409, ["already_rated"])
    assert {(row.about, row.level, row.n) for row in Tally.objects.all()} == {("", 4, 1), ("attitude", 4, 1)}


@pytest.mark.parametrize(
    ("body", "status"), [({}, 409), ({"level": 0}, 422), ({"level": 3, "aspects": ["looks"]}, 422), ({"stars": 5}, 422)]
)
def test_no_level_is_made_up(anybody: Program, visits: list[Ticket], body: dict[str, object], status: int) -> None:
    assert anybody.post(f"/tickets/{visits[0].code}/rating", body).status_code == status
    assert not Tally.objects.exists()


def test_a_token_of_the_hall_cannot_rate_and_one_of_elsewhere_can(
    visits: list[Ticket], worker: Program, head: Program, stranger: Program
) -> None:
    path = f"/tickets/{visits[0].code}/rating"
    assert [one.post(path, {"level": 5}).status_code for one in (worker, head, stranger)] == [403, 403, 201]


def test_figures_are_public_from_five_ratings_on(
    anybody: Program, visits: list[Ticket], now: datetime, program: Callable[[Person], Program]
) -> None:
    assert anybody.get("/sites/tuoran/ratings").json()["months"] == []
    for ticket, level in zip(visits, (5, 5, 4, 3, 1), strict=True):
        anybody.post(f"/tickets/{ticket.code}/rating", {"level": level})
    actions.publish(now=now + timedelta(days=8))
    (month,) = anybody.get("/sites/tuoran/ratings").json()["months"]
    assert (month["ratings"], month["served"], month["levels"]) == (5, 5, {"5": 2, "4": 1, "3": 1, "2": 0, "1": 1})
    assert float(month["satisfaction"]) == 80.0
    assert [stretch["first_day"] for stretch in month["stretches"]] == ["2026-11-24"]
