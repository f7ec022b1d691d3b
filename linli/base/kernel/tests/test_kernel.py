"""Refusals and the clock; no database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from linli.base.kernel import Objection, Refused, clock, gettext_noop


@pytest.fixture
def offset() -> Iterator[None]:
    before = clock.offset()
    yield
    clock.set_offset(before)


def test_a_refusal_carries_every_objection_in_order() -> None:
    refused = Refused(Objection("closed", "The hall is closed."), Objection("full", "{n} are waiting.", {"n": 9}))
    assert refused.codes == ["closed", "full"]
    assert str(refused) == "closed, full"
    assert refused.objections[1].values == {"n": 9}
    assert refused.objections[0].field == ""


def test_a_text_is_only_marked_for_translation() -> None:
    assert gettext_noop("The hall is closed.") == "The hall is closed."


def test_the_clock_is_aware_and_in_utc() -> None:
    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - clock.offset() - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.usefixtures("offset")
def test_the_demos_clock_runs_ahead_by_a_fixed_stretch() -> None:
    clock.set_offset(timedelta(hours=8))
    assert clock.offset() == timedelta(hours=8)
    assert timedelta(hours=8) <= clock.now() - datetime.now(UTC) + timedelta(seconds=5)
