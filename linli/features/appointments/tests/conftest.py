"""A hall's book for every test of appointments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from linli.base.kernel import Refused

from .book import Book, everything

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast


@pytest.fixture
def book(cast: Cast, now: datetime) -> Book:
    """A Tuesday at 10:40; five windows, so five appointments fit into each half hour of staffed hours."""
    return Book(cast, now)


@pytest.fixture
def refused() -> Callable[..., AbstractContextManager[pytest.ExceptionInfo[Refused]]]:
    """`with refused("code", …) as info:` asserts exactly these objections, and that nothing was written."""

    @contextmanager
    def check(*codes: str) -> Iterator[pytest.ExceptionInfo[Refused]]:
        before = everything()
        with pytest.raises(Refused) as info:
            yield info
        assert sorted(info.value.codes) == sorted(codes)
        assert everything() == before

    return check
