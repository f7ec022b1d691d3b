"""The rack's counts hold, moves name nobody, and every visitor is counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from linli.base.kernel import Refused
from linli.base.live.models import Topic
from linli.community.journal.models import Entry
from linli.community.places.models import Site
from linli.features.amenities import actions, queries
from linli.features.amenities.models import DropIn, Periodical, PeriodicalIssue, PeriodicalMove

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

MODELS = (Periodical, PeriodicalIssue, PeriodicalMove, DropIn, Entry, Topic)


def everything() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


def refuses(act: Callable[..., object], *codes: str, **asked: Any) -> None:
    before = everything()
    with pytest.raises(Refused) as info:
        act(key="", **asked)
    assert info.value.codes == list(codes)
    assert everything() == before


def move(issue: PeriodicalIssue, act: Callable[..., None], now: datetime, **rest: Any) -> None:
    act(**{"issue": issue, "channel": "phone", "key": "", "now": now, **rest})
    issue.refresh_from_db()


def test_a_copy_goes_and_comes_back(issue: PeriodicalIssue, now: datetime) -> None:
    move(issue, actions.take_issue, now)
    assert (issue.out, issue.there) == (1, 1)
    move(issue, actions.return_issue, now + timedelta(hours=2))
    assert issue.out == 0
    moves = PeriodicalMove.objects.order_by("pk")
    assert [(one.kind, one.hour_at.minute, one.hour_at.second) for one in moves] == [
        ("taken", 0, 0),
        ("returned", 0, 0),
    ]
    assert not Entry.objects.filter(verb__contains="take").exists()


def test_no_more_go_than_there_are_and_no_more_come_back_than_went(issue: PeriodicalIssue, now: datetime) -> None:
    asked: dict[str, Any] = {"issue": issue, "channel": "phone", "now": now}
    refuses(actions.return_issue, "none_out", **asked)
    for _ in range(2):
        move(issue, actions.take_issue, now)
    refuses(actions.take_issue, "none_left", **asked)


def test_the_database_holds_the_counts(issue: PeriodicalIssue) -> None:
    for out in (-1, 3):
        with pytest.raises(IntegrityError), transaction.atomic():
            PeriodicalIssue.objects.filter(pk=issue.pk).update(out=out)


def test_the_same_tap_twice_takes_one_copy(issue: PeriodicalIssue, now: datetime) -> None:
    for _ in range(2):
        move(issue, actions.take_issue, now, key="one-tap")
    assert issue.out == 1


def test_an_old_issue_leaves_the_rack_and_may_still_come_back(
    issue: PeriodicalIssue, cast: Cast, now: datetime
) -> None:
    move(issue, actions.take_issue, now)
    actions.withdraw_issue(issue=issue, by=cast.workers[1], key="", now=now)
    assert queries.rack(site=cast.site) == []
    refuses(actions.take_issue, "off_the_rack", issue=issue, channel="phone", now=now)
    move(issue, actions.return_issue, now)
    assert issue.out == 0


def test_an_issue_is_registered_once(issue: PeriodicalIssue, cast: Cast, now: datetime) -> None:
    asked: dict[str, Any] = {
        "periodical": issue.periodical,
        "number": "",
        "copies": 1,
        "by": cast.workers[1],
        "now": now,
    }
    refuses(actions.register_issue, "issue_known", day=issue.day, **asked)
    refuses(actions.register_issue, "issue_ahead", day=issue.day + timedelta(days=1), **asked)


def test_the_same_request_registers_one_issue(paper: Periodical, cast: Cast, now: datetime) -> None:
    asked: dict[str, Any] = {"periodical": paper, "day": date(2026, 11, 23), "number": "8", "copies": 3, "now": now}
    found = {actions.register_issue(by=cast.workers[1], key="tap", **asked).pk for _ in range(2)}
    assert len(found) == 1


def test_a_correction_is_told_to_the_journal_with_its_reason(issue: PeriodicalIssue, cast: Cast, now: datetime) -> None:
    asked: dict[str, Any] = {"issue": issue, "by": cast.workers[1], "now": now}
    refuses(actions.correct_issue, "more_out_than_copies", "reason_missing", copies=1, out=2, reason="", **asked)
    actions.correct_issue(copies=5, out=1, reason="补了三份", key="", **asked)
    entry = Entry.objects.get(verb="amenities.correct_issue")
    assert (entry.why, entry.details) == ("补了三份", {"copies": [2, 5], "out": [0, 1]})
    issue.refresh_from_db()
    assert (issue.copies, issue.out) == (5, 1)


def test_a_newspaper_is_kept_once(site: Site, cast: Cast, now: datetime) -> None:
    asked: dict[str, Any] = {"site": site, "title_en": "", "kind": "newspaper", "frequency": "daily", "now": now}
    one, two = (actions.add_periodical(title="社区晚报", by=cast.head, key="", **asked) for _ in range(2))
    assert one == two


def test_an_issue_of_another_site_is_not_found_here(issue: PeriodicalIssue, cast: Cast) -> None:
    with pytest.raises(Http404):
        queries.issue_at(site=cast.other_site, pk=issue.pk)


# Dropping in


def count(cast: Cast, now: datetime, purpose: str = "", **rest: Any) -> None:
    actions.count_drop_in(
        **{"site": cast.site, "purpose": purpose, "by": cast.workers[1], "key": "", "now": now, **rest}
    )


def test_people_are_counted_by_the_hour_and_by_nothing_else(cast: Cast, now: datetime) -> None:
    count(cast, now)
    count(cast, now, "tea")
    count(cast, now, "tea")
    count(cast, now + timedelta(hours=1))
    rows = DropIn.objects.order_by("hour", "purpose").values_list("hour", "purpose", "n")
    assert list(rows) == [(10, "", 1), (10, "tea", 2), (11, "", 1)]
    assert {field.name for field in DropIn._meta.fields} == {"id", "site", "day", "hour", "purpose", "n"}
    (day,) = queries.drop_in_days(site=cast.site, first_day=date(2026, 11, 1), last_day=date(2026, 11, 30))
    assert (day.n, day.hours) == (4, {10: 3, 11: 1})
    assert queries.drop_in_months(site=cast.site, now=now) == {date(2026, 11, 1): 4}
    assert queries.drop_in_months(site=cast.other_site, now=now) == {}


def test_one_press_sent_twice_counts_one(cast: Cast, now: datetime) -> None:
    for _ in range(2):
        count(cast, now, key="one-press")
    assert DropIn.objects.get().n == 1


def test_a_mistaken_press_is_taken_back_but_not_below_nobody(cast: Cast, now: datetime) -> None:
    count(cast, now, "tea")
    asked: dict[str, Any] = {"site": cast.site, "by": cast.workers[1], "now": now}
    refuses(actions.uncount_drop_in, "nothing_counted", purpose="", **asked)
    actions.uncount_drop_in(purpose="tea", key="", **asked)
    assert DropIn.objects.get().n == 0
    refuses(actions.uncount_drop_in, "nothing_counted", purpose="tea", **asked)
