"""The rooms for every test of booking, and a check for refusals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps

from tests.refusing import Refusal, refusing

from .house import House, faults
from .rooms import Rooms, furnish

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast


@pytest.fixture
def rooms(cast: Cast) -> Rooms:
    """The rooms of 拓然家苑, nothing booked."""
    return furnish(cast)


@pytest.fixture
def house(cast: Cast, now: datetime) -> Iterator[House]:
    """Bookings told in short sentences; whatever a test did, claims and bitmaps agree at its end."""
    yield House(cast, now)
    assert faults() == []


@pytest.fixture
def refused() -> Refusal:
    """`with refused("code", …) as info:` asserts exactly these objections, and that nothing was written."""
    return refusing(everything)


def everything() -> list[Any]:
    """Every row of booking: what a refusal must not have changed."""
    return [
        sorted(model.objects.values_list(), key=repr)  # type: ignore[attr-defined]
        for model in apps.get_app_config("booking").get_models()
    ]
