"""Model fields that are sealed in the database and plain in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import FieldError
from django.db import models

from .seal import close_code, open_code, seal, unseal

if TYPE_CHECKING:
    _Chars = models.CharField[str, str]
else:
    _Chars = models.CharField


class SealedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that the database only sees encrypted; it can be read back but not searched (search by digest)."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        """The plain text of a stored value."""
        return value if value is None else unseal(value)

    def get_prep_value(self, value: Any) -> Any:
        """The sealed text that is stored."""
        return value if value is None else seal(str(value))


class CodeField(_Chars):
    """A secret that opens something (a ticket, a booking): closed at rest, found by being equal, shown again in Python.

    `purpose` keeps the codes of one table apart from those of all others; `max_length` is that of what is stored
    (a code of 32 bytes takes 64). Only looking for equal ones, for several and for none make sense.
    """

    LOOKUPS: ClassVar[frozenset[str]] = frozenset({"exact", "in", "isnull"})

    def __init__(self, *args: Any, purpose: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 64, **kwargs})
        self.purpose = purpose

    def deconstruct(self) -> Any:
        """As Django's, with the purpose."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "purpose": self.purpose}

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        """The code itself."""
        return value if value is None else open_code(value, purpose=self.purpose)

    def get_prep_value(self, value: Any) -> Any:
        """What is stored and looked for."""
        return value if value is None else close_code(str(value), purpose=self.purpose)

    def get_lookup(self, lookup_name: str) -> Any:
        """Only lookups that a closed code can answer.

        :raises FieldError: for any other, such as `startswith`.
        """
        if lookup_name not in self.LOOKUPS:
            raise FieldError(f"A code at rest is not looked up by {lookup_name!r}.")
        return super().get_lookup(lookup_name)


def rows_saying(*, rows: models.QuerySet[Any], name: str, text: str) -> list[int]:
    """The keys of those rows whose sealed field `name` says `text`. Each row that says anything is opened and read:
    for the rare errand (an erasure) that must find what no digest leads to.
    """
    said = rows.exclude(**{name: ""}).values_list("pk", name) if text else ()
    return [pk for pk, words in said if words == text]
