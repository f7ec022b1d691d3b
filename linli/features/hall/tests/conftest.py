"""A hall's day for every test of the hall."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from tests.refusing import Refusal, refusing

from .day import Day, everything

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast


@pytest.fixture
def day(cast: Cast, now: datetime) -> Day:
    """A Tuesday at 10:40, no window open yet, no number taken."""
    return Day(cast, now)


@pytest.fixture
def refused() -> Refusal:
    """`with refused("code", …) as info:` asserts exactly these objections, and that nothing was written."""
    return refusing(everything)
