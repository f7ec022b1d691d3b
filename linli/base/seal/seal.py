"""Seal and open text with the installation's keys, and digest it for look-up."""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings


def seal(text: str) -> str:
    """`text` encrypted (AES-128-CBC with HMAC, Fernet) under the newest key; empty text stays empty."""
    return _box().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """The text behind `seal()`; any of the installation's keys opens it.

    :raises cryptography.fernet.InvalidToken: if no key fits or the text was changed.
    """
    return _box().decrypt(sealed.encode()).decode() if sealed else ""


def digest(text: str, *, purpose: str) -> str:
    """A keyed, one-way fingerprint (64 hex digits) of `text`, different for every purpose; empty stays empty."""
    if not text:
        return ""
    key = _derived(settings.LINLI_DIGEST_KEY, purpose)
    return hmac.new(key, text.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()


def close_code(code: str, *, purpose: str) -> str:
    """`code` as it rests in the database: a keyed digest that can be opened again (AES-SIV, RFC 5297).

    The same code of the same purpose is always closed to the same text, so that it can be looked up and be unique;
    without the installation's digest key it is neither read nor recognised. Empty stays empty.
    """
    if not code:
        return ""
    return base64.urlsafe_b64encode(_drawer().encrypt(code.encode(errors="surrogatepass"), [purpose.encode()])).decode()


def open_code(closed: str, *, purpose: str) -> str:
    """The code behind `close_code()`.

    :raises InvalidTag: if it was closed with another key or for another purpose, or was changed.
    """
    if not closed:
        return ""
    try:
        raw = base64.urlsafe_b64decode(closed)
    except ValueError as error:
        raise InvalidTag from error
    return _drawer().decrypt(raw, [purpose.encode()]).decode(errors="surrogatepass")


@lru_cache
def _drawer() -> AESSIV:
    return AESSIV(b"".join(_derived(settings.LINLI_DIGEST_KEY, half) for half in ("code.digest", "code.seal")))


@lru_cache
def _box() -> MultiFernet:
    keys = [_derived(secret, "seal") for secret in settings.LINLI_SEAL_KEYS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def _derived(secret: str, purpose: str) -> bytes:
    return hashlib.blake2b(purpose.encode(), key=hashlib.sha512(secret.encode()).digest(), digest_size=32).digest()
