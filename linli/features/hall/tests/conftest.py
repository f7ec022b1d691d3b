"""A hall's day for every test of the hall."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from linli.base.kernel import Refused

from .day import Day, everything

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast


@pytest.fixture
def day(cast: Cast, now: datetime) -> Day:
    """A Tuesday at 10:40, no window open yet, no number taken."""
    return Day(cast, now)


@pytest.fixture
def refused() -> Callable[..., AbstractContextManager[None]]:
    """`with refused("code", …):` asserts exactly these objections, and that nothing was written."""

    @contextmanager
    def check(*codes: str) -> Iterator[None]:
        before = everything()
        with pytest.raises(Refused) as info:
            yield
        assert sorted(info.value.codes) == sorted(codes)
        assert everything() == before

    return check
