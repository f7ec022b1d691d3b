"""A hall's book for every test of appointments."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from tests.refusing import Refusal, refusing

from .book import Book, everything

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast


@pytest.fixture
def book(cast: Cast, now: datetime) -> Book:
    """A Tuesday at 10:40; five windows, so five appointments fit into each half hour of staffed hours."""
    return Book(cast, now)


@pytest.fixture
def refused() -> Refusal:
    """`with refused("code", …) as info:` asserts exactly these objections, and that nothing was written."""
    return refusing(everything)
