"""What people read where a constraint of the database stands against their form: never the constraint's own name."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import BaseConstraint, CheckConstraint, Model, Q, UniqueConstraint
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from . import words


def speak() -> None:
    """Let every constraint that has no sentence of its own say which fields it is about, in the reader's language.

    Its name is for the database. The sentence is made when it is shown, so no migration knows of it.
    """
    for model in apps.get_models():
        for constraint in model._meta.constraints:  # noqa: SLF001 - Django documents it
            if constraint.violation_error_message == constraint.default_violation_error_message:
                _let_speak(constraint, model)


def _let_speak(constraint: BaseConstraint, model: type[Model]) -> None:
    vars(constraint)["get_violation_error_message"] = lambda: _sentence(constraint, model)


def _sentence(constraint: BaseConstraint, model: type[Model]) -> str:
    labels = [str(capfirst(label)) for label in _fields(constraint, model).values()]
    if isinstance(constraint, UniqueConstraint):
        text = _("There is one like this already: {fields}.")
    else:
        text = _("This does not fit together: {fields}. Please look at it again.")
    return text.format(fields=words.listed(labels))


def _fields(constraint: BaseConstraint, model: type[Model]) -> dict[str, str]:
    """The fields it is about by their names, each with what people call it."""
    named = list(constraint.fields) if isinstance(constraint, UniqueConstraint) else []
    asked = constraint.condition if isinstance(constraint, CheckConstraint | UniqueConstraint) else None
    if not named and isinstance(asked, Q):
        named = sorted(asked.referenced_base_fields)
    named += [name for expression in getattr(constraint, "expressions", ()) for name in _referenced(expression)]
    labels = {field.name: str(field.verbose_name) for field in model._meta.fields}  # noqa: SLF001 - documented
    named = [model._meta.pk.name if name == "pk" else name for name in named]  # noqa: SLF001 - documented
    return {name: labels[name] for name in named if name in labels}


def _referenced(expression: object) -> Iterator[str]:
    name = getattr(expression, "name", "")
    if isinstance(name, str) and name:
        yield name.partition("__")[0]
    for source in getattr(expression, "get_source_expressions", list)():
        yield from _referenced(source)
