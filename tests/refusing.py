"""What every action promises about a refusal: exactly these objections, and nothing written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from linli.base.kernel import Refused

Refusal = Callable[..., AbstractContextManager[pytest.ExceptionInfo[Refused]]]


def refusing(everything: Callable[[], object]) -> Refusal:
    """`with check("code", …) as info:` asserts exactly these objections, and that `everything` stayed as it was."""

    @contextmanager
    def check(*codes: str) -> Iterator[pytest.ExceptionInfo[Refused]]:
        before = everything()
        with pytest.raises(Refused) as info:
            yield info
        assert sorted(info.value.codes) == sorted(codes)
        assert everything() == before

    return check
