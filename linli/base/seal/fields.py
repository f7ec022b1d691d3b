"""A model field that is sealed in the database and plain in Python."""

from __future__ import annotations

from typing import Any

from django.db import models

from .seal import seal, unseal


class SealedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that the database only sees encrypted; it can be read back but not searched (search by digest)."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        """The plain text of a stored value."""
        return value if value is None else unseal(value)

    def get_prep_value(self, value: Any) -> Any:
        """The sealed text that is stored."""
        return value if value is None else seal(str(value))
