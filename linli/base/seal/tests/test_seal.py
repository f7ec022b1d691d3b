"""What is sealed, what opens it, and what is looked up by digest; no database."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.fernet import InvalidToken
from django.core.exceptions import FieldError

from linli.base.seal.fields import CodeField, SealedTextField
from linli.base.seal.keys import weakness
from linli.base.seal.seal import _box, _drawer, close_code, digest, open_code, seal, unseal

PHONE = "+8613800000001"


@pytest.fixture(autouse=True)
def fresh_keys() -> Iterator[None]:
    _box.cache_clear()
    _drawer.cache_clear()
    yield
    _box.cache_clear()
    _drawer.cache_clear()


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


CODE = "kP3_x-9aQw7LmZ2v"


@pytest.mark.parametrize("code", [CODE, "004213", "x" * 32, "\x00", "\ud800", "王"])
def test_a_code_is_closed_always_alike_opens_again_and_cannot_be_read(code: str) -> None:
    closed = close_code(code, purpose="hall.ticket")
    assert close_code(code, purpose="hall.ticket") == closed
    assert open_code(closed, purpose="hall.ticket") == code
    assert code not in closed
    assert close_code(code, purpose="booking.booking") != closed
    assert len(closed) <= 64


def test_a_closed_code_opens_neither_with_another_key_nor_for_another_purpose_nor_changed(settings: Any) -> None:
    closed = close_code(CODE, purpose="hall.ticket")
    for wrong in ("A" + closed[1:] if closed[0] != "A" else "B" + closed[1:], CODE, "*"):
        with pytest.raises(InvalidTag):
            open_code(wrong, purpose="hall.ticket")
    with pytest.raises(InvalidTag):
        open_code(closed, purpose="booking.booking")
    settings.LINLI_DIGEST_KEY = "another"
    _drawer.cache_clear()
    assert close_code(CODE, purpose="hall.ticket") != closed
    with pytest.raises(InvalidTag):
        open_code(closed, purpose="hall.ticket")


def test_an_empty_code_stays_empty() -> None:
    assert close_code("", purpose="p") == open_code("", purpose="p") == ""


def test_the_field_of_a_code_is_asked_only_for_equal_ones() -> None:
    field = CodeField(purpose="p")
    assert field.from_db_value(field.get_prep_value(CODE), None, None) == CODE
    assert field.deconstruct()[3] == {"max_length": 64, "purpose": "p"}
    assert field.get_lookup("exact")
    for guess in ("startswith", "contains", "regex", "gt", "iexact"):
        with pytest.raises(FieldError):
            field.get_lookup(guess)


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("s3cret", "characters"),
        ("demo-key-that-everybody-knows-never-use-it-for-real-people", "everybody"),
        ("django-insecure-k2j4h5k2j3h4k5j2h3k4j5h23k4j5h", "everybody"),
        ("ab" * 20, "random"),
    ],
)
def test_short_and_well_known_keys_are_refused(key: str, wrong: str) -> None:
    assert wrong in weakness(key)


def test_a_key_made_as_the_example_says_is_taken() -> None:
    assert not any(weakness(secrets.token_urlsafe(50)) for _ in range(50))
