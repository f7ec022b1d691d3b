"""Which keys nobody else can think of."""

from __future__ import annotations

import secrets
import uuid

import pytest

from linli.base.kernel.keys import is_unguessable


@pytest.mark.parametrize("_turn", range(50))
def test_random_keys_count(_turn: int) -> None:
    assert is_unguessable(str(uuid.uuid4()))
    assert is_unguessable(uuid.uuid4().hex)
    assert is_unguessable(secrets.token_urlsafe(17))


@pytest.mark.parametrize(
    "key",
    ["", "1", "k1", "one-tap", "a" * 80, "ab" * 40, str(uuid.UUID(int=0, version=4)), str(uuid.uuid1()),
     str(uuid.uuid5(uuid.NAMESPACE_DNS, "linli.example")), secrets.token_urlsafe(9)],
)  # fmt: skip
def test_short_plain_and_derived_keys_do_not(key: str) -> None:
    assert not is_unguessable(key)
