"""Sessions whose key and content do not lie open in the database: who reads a copy of it is signed in nowhere."""

from __future__ import annotations

from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import SessionBase
from django.db.models.functions import Now

from .seal import digest, seal, unseal

KEY_LENGTH = 40  # the column of django.contrib.sessions


def stored_key(session_key: str) -> str:
    """What the database knows a session by: a keyed digest of the cookie's text."""
    return digest(session_key, purpose="session")[:KEY_LENGTH]


class SessionStore(db.SessionStore):
    """Django's sessions in the database, found by a keyed digest; what they hold is sealed."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        """As Django's, sealed."""
        return seal(super().encode(session_dict))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """As Django's; nothing if no key of ours opens it."""
        try:
            return dict(super().decode(unseal(str(session_data))))
        except InvalidToken:
            return {}

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing (and no key) when there is none that is still good."""
        row = self._row()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row.session_data)

    def exists(self, session_key: str) -> bool:
        """Whether there is a session with this key."""
        return bool(super().exists(stored_key(session_key)))

    def create_model_instance(self, data: Any) -> Any:
        """The row that is saved."""
        row = super().create_model_instance(data)
        row.session_key = stored_key(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """End this session, or the one with that key."""
        if key := session_key or self.session_key:
            self.model.objects.filter(session_key=stored_key(key)).delete()

    # Asked asynchronously it does the same (Django's own would look for the key as it stands).
    aload, aexists, acreate = SessionBase.aload, SessionBase.aexists, SessionBase.acreate
    asave, adelete = SessionBase.asave, SessionBase.adelete

    def _row(self) -> Any:
        if not self.session_key:
            return None
        kept = self.model.objects.filter(session_key=stored_key(self.session_key), expire_date__gt=Now())
        return kept.first()
