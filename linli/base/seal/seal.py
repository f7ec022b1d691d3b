"""Seal and open text with the installation's keys, and digest it for look-up."""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
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
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


@lru_cache
def _box() -> MultiFernet:
    keys = [_derived(secret, "seal") for secret in settings.LINLI_SEAL_KEYS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def _derived(secret: str, purpose: str) -> bytes:
    return hashlib.blake2b(purpose.encode(), key=hashlib.sha512(secret.encode()).digest(), digest_size=32).digest()
