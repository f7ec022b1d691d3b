"""Sites and hours: public."""

from __future__ import annotations

from datetime import datetime

import pytest

from linli.entrypoints.demo.cast import Cast

from .conftest import Program


def test_every_site_is_listed_with_its_links(anybody: Program, cast: Cast, now: datetime) -> None:
    answer = anybody.get("/sites")
    assert answer.status_code == 200
    by_slug = {site["slug"]: site for site in answer.json()}
    assert by_slug["tuoran"]["community"]["code"] == cast.site.community_id
    assert by_slug["tuoran"]["links"]["hall"] == "/api/v1/sites/tuoran/hall"
    assert anybody.get(by_slug["chunhe"]["links"]["self"].removeprefix("/api/v1")).json()["slug"] == "chunhe"


def test_the_list_takes_few_statements(
    anybody: Program, cast: Cast, now: datetime, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(3):
        anybody.get("/sites")


def test_hours_carry_the_sites_offset(anybody: Program, now: datetime) -> None:
    answer = anybody.get("/sites/tuoran/hours?from=2026-11-24&days=6").json()
    tuesday, saturday = answer["days"][0], answer["days"][4]
    assert answer["is_open"] is True
    assert tuesday["type"] == "workday"
    assert tuesday["periods"][0] == {
        "kind": "staffed",
        "starts_at": "2026-11-24T09:00:00+08:00",
        "ends_at": "2026-11-24T12:00:00+08:00",
    }
    assert saturday["type"] == "saturday"
    assert [each["kind"] for each in saturday["periods"]] == ["duty"]


def test_hours_start_today_for_a_week(anybody: Program, now: datetime) -> None:
    days = anybody.get("/sites/tuoran/hours").json()["days"]
    assert [days[0]["day"], len(days)] == ["2026-11-24", 7]


@pytest.mark.parametrize("query", ["days=0", "days=32", "from=soon", "from=1900-01-01", "from=2026-13-01&days=x"])
def test_days_that_are_none_are_named(anybody: Program, now: datetime, query: str) -> None:
    answer = anybody.get(f"/sites/tuoran/hours?{query}")
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == query.count("=")


@pytest.mark.parametrize("path", ["/sites/nowhere", "/sites/nowhere/hours", "/sites/nowhere/hall", "/nothing", "/"])
def test_what_is_not_there_is_a_problem(anybody: Program, now: datetime, path: str) -> None:
    answer = anybody.get(path)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 404


def test_what_did_not_change_is_not_sent_again(anybody: Program, now: datetime) -> None:
    first = anybody.get("/sites/tuoran")
    assert "no-cache" in first["Cache-Control"]
    assert anybody.get("/sites/tuoran", **{"If-None-Match": first["ETag"]}).status_code == 304


def test_another_method_is_a_problem(anybody: Program, now: datetime) -> None:
    answer = anybody.post("/sites/tuoran")
    assert [answer.status_code, answer["Allow"]] == [405, "GET, HEAD"]
    assert answer["Content-Type"] == "application/problem+json"
