"""What is sealed, what opens it, and what is looked up by digest; no database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.fernet import InvalidToken

from linli.base.seal.fields import SealedTextField
from linli.base.seal.seal import _box, digest, seal, unseal

PHONE = "+8613800000001"


@pytest.fixture(autouse=True)
def fresh_keys() -> Iterator[None]:
    _box.cache_clear()
    yield
    _box.cache_clear()


def use_keys(settings: Any, *keys: str) -> None:
    settings.LINLI_SEAL_KEYS = list(keys)
    _box.cache_clear()


@pytest.mark.parametrize("text", [PHONE, "王秀兰", "a" * 5000, " "])
def test_what_is_sealed_opens_again_and_cannot_be_read(text: str) -> None:
    sealed = seal(text)
    assert unseal(sealed) == text
    assert text not in sealed
    assert seal(text) != sealed  # the same text twice does not look the same


def test_empty_stays_empty() -> None:
    assert seal("") == unseal("") == digest("", purpose="phone") == ""


def test_a_changed_seal_does_not_open() -> None:
    sealed = seal(PHONE)
    with pytest.raises(InvalidToken):
        unseal(sealed[:-5] + ("A" if sealed[-5] != "A" else "B") + sealed[-4:])


def test_after_a_new_key_what_was_sealed_before_still_opens(settings: Any) -> None:
    use_keys(settings, "old")
    sealed = seal(PHONE)
    use_keys(settings, "new", "old")
    assert unseal(sealed) == PHONE
    sealed_anew = seal(PHONE)
    use_keys(settings, "new")
    assert unseal(sealed_anew) == PHONE
    with pytest.raises(InvalidToken):
        unseal(sealed)


def test_a_digest_is_stable_keyed_and_different_for_every_purpose(settings: Any) -> None:
    found = digest(PHONE, purpose="phone")
    assert len(found) == 64
    assert digest(PHONE, purpose="phone") == found
    assert digest(PHONE, purpose="device") != found
    assert digest("+8613800000002", purpose="phone") != found
    settings.LINLI_DIGEST_KEY = "another"
    assert digest(PHONE, purpose="phone") != found


def test_the_field_seals_on_the_way_in_and_opens_on_the_way_out() -> None:
    field = SealedTextField()
    stored = field.get_prep_value(PHONE)
    assert PHONE not in stored
    assert field.from_db_value(stored, None, None) == PHONE
    assert field.get_prep_value(None) is None
    assert field.from_db_value(None, None, None) is None
