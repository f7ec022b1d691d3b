"""A refusal that lists every reason, each a code and a translatable text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def gettext_noop(text: str) -> str:
    """Mark `text` for translation and return it unchanged (the reader's language is not known here)."""
    return text


@dataclass(frozen=True)
class Objection:
    """One reason why something cannot be done.

    `text` is an untranslated sentence with `{name}` slots; `values` fills them when it is shown.
    Values may be text, numbers, dates, times or aware datetimes; they are localised when shown.
    `field` names the form field the objection belongs to, if it belongs to one.
    """

    code: str
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)
    field: str = ""


class Refused(Exception):  # noqa: N818 - the word the whole house uses
    """Raised by an action that wrote nothing; carries every objection at once."""

    def __init__(self, *objections: Objection) -> None:
        super().__init__(", ".join(objection.code for objection in objections))
        self.objections = objections

    @property
    def codes(self) -> list[str]:
        """The objections' codes, in the order they were found."""
        return [objection.code for objection in self.objections]


class NotSetUp(Exception):  # noqa: N818 - the sentence it is raised in
    """Something that a page stands on has not been arranged yet, such as a hall's terms."""


class TooOften(Refused):
    """Raised where something is asked for too often; `wait_seconds` says in how many it is possible again."""

    def __init__(self, *objections: Objection, wait_seconds: int) -> None:
        super().__init__(*objections)
        self.wait_seconds = wait_seconds
