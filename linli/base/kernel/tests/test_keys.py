"""Which keys nobody else can think of."""

from __future__ import annotations

import secrets
import uuid

import pytest

from linli.base.kernel.keys import is_unguessable


def test_random_keys_count() -> None:
    for _ in range(50):
        assert is_unguessable(str(uuid.uuid4()))
        assert is_unguessable(uuid.uuid4().hex)
        assert is_unguessable(secrets.token_urlsafe(17))


@pytest.mark.parametrize(
    "key",
    ["", "1", "k1", "one-tap", "a" * 80, "ab" * 40,
     str(uuid.UUID(int=0, version=4)), str(uuid.uuid5(uuid.NAMESPACE_DNS, "linli.example"))],
)  # fmt: skip
def test_short_plain_and_derived_keys_do_not(key: str) -> None:
    assert not is_unguessable(key)


def test_neither_does_a_random_one_that_is_short_or_tells_the_time() -> None:
    assert not is_unguessable(secrets.token_urlsafe(9))
    assert not is_unguessable(str(uuid.uuid1()))
