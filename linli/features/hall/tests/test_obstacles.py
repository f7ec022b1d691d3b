"""What cannot be had is said at the first step, with what can be done instead."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from linli.features.hall import queries
from linli.features.hall.models import Terms
from tests.signing_in import signed_in

from .browsing import HALL, text
from .day import Day


def full(day: Day) -> None:
    day.open(1)
    day.take()
    Terms.objects.update(line_cap=1)


def exhausted(day: Day) -> None:
    day.open(1)
    day.take()
    Terms.objects.update(daily_cap=1)


def closed(day: Day) -> None:
    day.now = day.now.replace(hour=22)


@pytest.fixture
def moment(day: Day, monkeypatch: pytest.MonkeyPatch) -> Day:
    """The wall clock shows the day's own moment."""

    def now() -> datetime:
        return day.now

    monkeypatch.setattr("linli.base.kernel.clock.now", now)
    return day


@pytest.mark.parametrize(("bar", "code"), [(full, "line_full"), (exhausted, "daily_cap"), (closed, "hall_closed")])
def test_every_first_step_says_what_cannot_be_had_and_what_can(
    moment: Day, client: Client, bar: Any, code: str
) -> None:
    bar(moment)
    for address in ("hall/", "tickets/", "kiosk/"):
        page = text(client.get(f"{HALL}/{address}"))
        assert f'data-code="{code}"' in page, address
        assert "appointments/" in page, address
    assert "/tickets/" not in text(client.get(f"{HALL}/hall/")).split('id="way-to-slots"')[0].split("<main")[-1]
    assert 'name="groups"' not in text(client.get(f"{HALL}/tickets/"))
    for address in ("hall/", "tickets/"):
        assert text(client.get(f"{HALL}/{address}")).count("btn-accent") == 1, address
    kiosk = text(client.get(f"{HALL}/kiosk/"))
    assert "kiosk-choice-name" not in kiosk
    assert "ways-out" in kiosk.split("kiosk-foot")[0]
    shown = client.get("/api/v1/sites/tuoran/hall").json()
    assert [one["code"] for one in shown["obstacles"]] == [code]
    assert shown["instead"]["slots"] == "/api/v1/sites/tuoran/slots"
    assert shown["instead"]["opens_at"]


def test_nothing_is_barred_while_numbers_are_given(moment: Day, client: Client) -> None:
    moment.open(1).take()
    assert queries.obstacles(hall=moment.cast.hall, is_at_door=True, now=moment.now) == []
    for address in ("hall/", "tickets/", "kiosk/"):
        assert "data-barred" not in text(client.get(f"{HALL}/{address}")), address
    shown = client.get("/api/v1/sites/tuoran/hall").json()
    assert (shown["obstacles"], shown["instead"]) == ([], None)


def test_the_alternative_is_the_next_day_of_opening(moment: Day) -> None:
    exhausted(moment)
    [found] = queries.obstacles(hall=moment.cast.hall, is_at_door=True, now=moment.now)
    assert found.values["opens_at"].date() == moment.now.date() + timedelta(days=1)


def test_the_desk_is_told_and_keeps_its_form(moment: Day) -> None:
    full(moment)
    page = text(signed_in(moment.cast.workers[1]).get(f"{HALL}/desk/"))
    assert 'data-code="line_full"' in page
    assert 'name="groups"' in page
