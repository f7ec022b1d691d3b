"""Rating once, without a trace to the visit; publishing whole stretches; forgetting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from linli.base.kernel import Refused
from linli.community.journal.models import Entry
from linli.features.feedback import actions, queries
from linli.features.feedback.models import RatingUse, Remark, Stretch, Tally
from linli.features.hall.models import Ticket
from linli.features.hall.tests.day import Day

from .conftest import rate, serve

TODAY = date(2026, 11, 24)
MODELS = (RatingUse, Tally, Remark, Stretch, Entry)


def everything() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


def tallies() -> dict[tuple[int, str], int]:
    return {(row.level, row.about): row.n for row in Tally.objects.all()}


def test_a_rating_is_one_mark_more_and_no_row_of_its_own(day: Day, rated: Callable[..., Any]) -> None:
    rated(5, 5, 3)
    assert tallies() == {(5, ""): 2, (3, ""): 1}
    assert RatingUse.objects.count() == 3
    assert not Remark.objects.exists()


def test_what_it_was_about_is_counted_once_however_often_named(day: Day, visit: Ticket) -> None:
    rate(day, visit, 4, aspects=["attitude", "attitude", "guide"])
    assert tallies() == {(4, ""): 1, (4, "attitude"): 1, (4, "guide"): 1}


@pytest.mark.parametrize(
    ("state", "codes"), [("left", ["not_served"]), ("lapsed", ["not_served"]), ("waiting", ["not_served"])]
)
def test_only_a_served_visit_is_rated(day: Day, state: str, codes: list[str]) -> None:
    ticket = day.take()
    Ticket.objects.filter(pk=ticket.pk).update(state=state)
    ticket.refresh_from_db()
    refuses(day, ticket, codes)


def test_an_old_visit_a_second_rating_and_a_missing_level_are_refused_together(day: Day, visit: Ticket) -> None:
    rate(day, visit)
    day.wait(days=8)
    refuses(day, visit, ["too_old", "already_rated", "level_missing"], level=None)


def test_a_refused_rating_does_not_use_the_code_up(day: Day, visit: Ticket) -> None:
    refuses(day, visit, ["level_missing"], level=None)
    rate(day, visit, 2)
    assert tallies() == {(2, ""): 1}


def refuses(day: Day, ticket: Ticket, codes: list[str], level: int | None = 5) -> None:
    before = everything()
    with pytest.raises(Refused) as info:
        rate(day, ticket, level, words="好")
    assert info.value.codes == codes
    assert everything() == before


def test_the_same_request_again_is_done_once(day: Day, visit: Ticket) -> None:
    for _ in range(2):
        rate(day, visit, 5, key="one-tap")
    assert tallies() == {(5, ""): 1}


def test_the_database_takes_a_code_once(day: Day, visit: Ticket) -> None:
    rate(day, visit)
    use = RatingUse.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        RatingUse.objects.create(token_digest=use.token_digest, forget_on=use.forget_on)


def test_nothing_that_is_kept_names_the_visit_the_worker_or_the_moment(day: Day, visit: Ticket) -> None:
    rate(day, visit, 1, words="等了很久", key="4711")
    with connection.cursor() as cursor:
        kept = []
        for table in ("feedback_ratinguse", "feedback_tally", "feedback_remark", "once_answer"):
            cursor.execute(f"SELECT * FROM {table}")
            columns = [column[0] for column in cursor.description]
            kept += [(table, dict(zip(columns, row, strict=True))) for row in cursor.fetchall()]
    rows = [row for table, row in kept if table != "once_answer" or row["actor"].startswith("rating:")]
    assert not [row for row in rows if visit.code in str(row) or "等了很久" in str(row)]
    links = {"ticket", "ticket_id", "worker", "worker_id", "window_id", "person_id", "rated_at"}
    assert not links & {column for row in rows for column in row}
    assert not [row for row in rows if any(isinstance(value, datetime) for key, value in row.items() if key != "at")]
    assert not Entry.objects.filter(verb__startswith="feedback").exists()


def test_a_bad_rating_leaves_a_remark_even_without_words(day: Day, visit: Ticket) -> None:
    rate(day, visit, 2)
    remark = Remark.objects.get()
    assert (remark.level, remark.words, remark.week) == (2, "", date(2026, 11, 23))


def test_a_remark_is_kept_from_everybody_who_had_to_do_with_the_visit(day: Day) -> None:
    cast = day.open(2).cast
    ticket = day.take(taken_by=cast.backups[1], channel="desk")
    day.serve(1)
    day.at(1, "transfer", to_window=cast.windows[2], reason="住房")
    day.serve(2)
    ticket = day.at(2, "finish")
    rate(day, ticket, 4, words="谢谢")
    remark = Remark.objects.get()
    kept = {one for one in (cast.head, *cast.workers.values(), *cast.backups.values())
            if queries.was_served_by(remark=remark, worker=one.pk)}  # fmt: skip
    assert kept == {cast.workers[1], cast.workers[2], cast.backups[1]}


def test_what_keeps_one_remark_from_a_worker_tells_nothing_about_another(day: Day, rated: Callable[..., Any]) -> None:
    rated(1, 1)
    one, two = Remark.objects.all()
    assert not set(one.kept_from) & set(two.kept_from)


# Publishing


def test_four_ratings_are_never_published(day: Day, rated: Callable[..., Any]) -> None:
    rated(5, 5, 5, 1)
    assert actions.publish(now=day.wait(days=60).now) == 0
    assert queries.published(hall=day.cast.hall, now=day.now).is_empty


def test_five_are_published_when_their_day_cannot_be_rated_any_more(day: Day, rated: Callable[..., Any]) -> None:
    rated(5, 5, 4, 3, 1)
    serve(day)
    assert actions.publish(now=day.wait(days=7).now) == 0
    assert actions.publish(now=day.wait(days=1).now) == 1
    stretch = Stretch.objects.get()
    assert (stretch.first_day, stretch.last_day, stretch.served) == (TODAY, TODAY, 6)
    assert stretch.levels == {5: 2, 4: 1, 3: 1, 2: 0, 1: 1}
    assert not Tally.objects.exists()
    assert Entry.objects.get(verb="feedback.publish").details["served"] == 6
    assert actions.publish(now=day.now) == 0


def test_a_months_figures_are_the_sum_of_its_stretches(day: Day, rated: Callable[..., Any]) -> None:
    rated(5, 5, 4, 3, 1)
    day.wait(days=1)
    rated(5, 5, 5, 5, 2)
    actions.publish(now=day.wait(days=20).now)
    published = queries.published(hall=day.cast.hall, now=day.now)
    (month,) = published.months
    assert [stretch.last_day.day for stretch, _ in month.stretches] == [25, 24]
    assert month.figures.n == sum(figures.n for _, figures in month.stretches) == 10
    assert (published.figures.satisfaction, published.figures.coverage) == (80, 100)


def test_the_database_holds_no_published_stretch_below_its_smallest(day: Day) -> None:
    row = {"hall": day.cast.hall, "first_day": TODAY, "last_day": TODAY, "served": 9, "smallest_n": 5}
    with pytest.raises(IntegrityError), transaction.atomic():
        Stretch.objects.create(**row, n5=3, n1=1)
    Stretch.objects.create(**row, n5=4, n1=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Stretch.objects.create(**row, n5=5)


def test_each_hall_is_published_for_itself(day: Day, rated: Callable[..., Any]) -> None:
    rated(5, 5, 5)
    Tally.objects.create(hall=day.cast.other_hall, day=TODAY, level=5, n=4)
    assert actions.publish(now=day.wait(days=30).now) == 0


# Forgetting


def test_that_a_code_was_used_is_forgotten_after_the_visit_can_be_rated_no_more(day: Day, visit: Ticket) -> None:
    rate(day, visit, 5, words="好")
    assert actions.forget(now=day.wait(days=7).now) == 0
    refuses(day, visit, ["already_rated"])
    assert actions.forget(now=day.wait(days=7).now) == 1
    refuses(day, visit, ["too_old"])
    assert Remark.objects.count() == 1


def test_words_are_deleted_after_their_time(day: Day, visit: Ticket) -> None:
    rate(day, visit, 1, words="慢")
    actions.forget(now=day.wait(days=190).now)
    assert not Remark.objects.exists()
